using System.Collections.Immutable;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>How far an import is.</summary>
/// <param name="Stage"><c>reading</c> or <c>storing</c>.</param>
/// <param name="Total">0 where it is not known yet.</param>
internal readonly record struct ImportProgress(string Stage, int Done, int Total);

/// <summary>What an import did: entries of each kind, and how many of them are new or changed.</summary>
internal sealed record ImportSummary(int Sites, int SitesChanged, int People, int PeopleChanged, int Parts, int PartsChanged, int Stock, int StockChanged, int Assets, int AssetsChanged)
{
    public bool ChangedNothing => SitesChanged + PeopleChanged + PartsChanged + StockChanged + AssetsChanged == 0;
}

/// <summary>
/// Brings a plant, or a part of one, into the registry: entries that it has are replaced, others are added, and none is taken away. The same plant twice changes nothing. It goes in
/// chunks behind the scans; a crash in the midst leaves whole chunks, and the import can simply be run again.
/// </summary>
internal sealed class Import(Writer writer, Registry registry, Sites sites, TagReader tags, ServerClock clock, IdSequence ids)
{
    /// <summary>Entries a chunk: at most 5 ms of the writer's time.</summary>
    private const int ChunkAssets = 200;

    public async Task<ImportSummary> Run(Plant plant, Action<ImportProgress> report, CancellationToken ct, AuditActor? actor = null)
    {
        var by = actor ?? AuditActor.CommandLine;
        var (siteNos, sitesChanged, peopleChanged) = await writer.Change(session =>
        {
            var saved = SaveSites(session, plant);
            foreach (var (siteId, siteNo) in saved.SiteNos) session.Audit(Started(by, siteNo, siteId, plant));
            return saved;
        });
        var partsChanged = await InChunks(plant.Parts, (session, part) => SavePart(session, part), _ => { }, ct);
        var stockChanged = await InChunks(plant.Stock, (session, stock) => SaveStock(session, siteNos[stock.SiteId], stock), _ => { }, ct);
        var assetsChanged = await InChunks(plant.Assets, (session, asset) => SaveAsset(session, asset, plant, siteNos), done =>
        {
            registry.Forget();
            report(new("storing", done, plant.Assets.Length));
        }, ct);
        await writer.Change(session =>
        {
            foreach (var (siteId, siteNo) in siteNos) session.Audit(new(by, siteNo, "plant.imported", "site", siteId, clock.Now()));
            return true;
        });
        await registry.Refresh(ct);
        return new(
            plant.Sites.Length, sitesChanged, plant.Rosters.Sum(roster => roster.Crews.Length + roster.Technicians.Length), peopleChanged, plant.Parts.Length, partsChanged,
            plant.Stock.Length, stockChanged, plant.Assets.Length, assetsChanged);
    }

    private AuditEntry Started(AuditActor by, int siteNo, string siteId, Plant plant) => new(by, siteNo, "plant.import_started", "site", siteId, clock.Now())
    {
        After = AuditJson.Of(json =>
        {
            json.WriteNumber("assets", plant.Assets.Count(a => a.SiteId == siteId));
            json.WriteNumber("stock", plant.Stock.Count(s => s.SiteId == siteId));
        }),
    };

    /// <summary>How many of the entries are new or changed.</summary>
    private async Task<int> InChunks<T>(ImmutableArray<T> entries, Func<IStoreSession, T, bool> save, Action<int> done, CancellationToken ct)
    {
        var changed = 0;
        for (var start = 0; start < entries.Length; start += ChunkAssets)
        {
            ct.ThrowIfCancellationRequested();
            var chunk = entries.AsMemory().Slice(start, Math.Min(ChunkAssets, entries.Length - start));
            changed += await writer.Change(session => SaveAll(session, chunk, save), bulk: true);
            done(start + chunk.Length);
        }

        return changed;
    }

    private static int SaveAll<T>(IStoreSession session, ReadOnlyMemory<T> chunk, Func<IStoreSession, T, bool> save)
    {
        var changed = 0;
        foreach (var entry in chunk.Span)
        {
            if (save(session, entry)) changed++;
        }

        return changed;
    }

    /// <summary>The numbers of all sites that the plant names, and how many sites, crews and technicians are new or changed.</summary>
    private (Dictionary<string, int> SiteNos, int Sites, int People) SaveSites(IStoreSession session, Plant plant)
    {
        var (siteNos, sitesChanged, peopleChanged) = (new Dictionary<string, int>(StringComparer.Ordinal), 0, 0);
        var given = plant.Sites.ToDictionary(site => site.SiteId, StringComparer.Ordinal);
        var rosters = plant.Rosters.ToDictionary(roster => roster.SiteId, StringComparer.Ordinal);
        foreach (var siteId in given.Keys.Union(rosters.Keys).Order(StringComparer.Ordinal))
        {
            var (storedSite, storedRoster) = sites.NumberOf(siteId) is { } siteNo ? session.ReadSite(siteNo) : ((Site?)null, new Roster { SiteId = siteId });
            var site = given.GetValueOrDefault(siteId) ?? storedSite!;
            var roster = rosters.TryGetValue(siteId, out var people) ? Merge(storedRoster, people) : storedRoster;
            if (storedSite is null || !RegistryJson.Write(storedSite).AsSpan().SequenceEqual(RegistryJson.Write(site))) sitesChanged++;
            peopleChanged += Changed(storedRoster, roster);
            siteNos[siteId] = session.SaveSite(site, roster, clock.Now());
        }

        foreach (var siteId in plant.Stock.Select(stock => stock.SiteId).Concat(plant.Assets.Select(asset => asset.SiteId)).Distinct(StringComparer.Ordinal))
        {
            if (!siteNos.ContainsKey(siteId)) siteNos[siteId] = sites.NumberOf(siteId)!.Value;
        }

        return (siteNos, sitesChanged, peopleChanged);
    }

    private static Roster Merge(Roster stored, Roster given) => stored with
    {
        Crews = [.. given.Crews.UnionBy(stored.Crews, crew => crew.CrewId).OrderBy(crew => crew.CrewId, StringComparer.Ordinal)],
        Technicians = [.. given.Technicians.UnionBy(stored.Technicians, technician => technician.TechnicianId).OrderBy(technician => technician.TechnicianId, StringComparer.Ordinal)],
    };

    /// <summary>How many crews and technicians are not as they were.</summary>
    private static int Changed(Roster before, Roster after)
    {
        byte[] Alone(Technician technician) => RegistryJson.Write(new Roster { SiteId = before.SiteId, Technicians = [technician] });
        var technicians = before.Technicians.ToDictionary(technician => technician.TechnicianId, Alone);
        return after.Crews.Except(before.Crews).Count()
            + after.Technicians.Count(t => !technicians.TryGetValue(t.TechnicianId, out var was) || !was.AsSpan().SequenceEqual(Alone(t)));
    }

    private static bool SavePart(IStoreSession session, PartDefinition part)
    {
        if (session.ReadPart(part.PartId) == part) return false;
        session.SavePart(part.PartId, part.Name, part.Unit);
        return true;
    }

    private bool SaveStock(IStoreSession session, int siteNo, Stock stock)
    {
        var now = clock.Now();
        Stock? Stored() => session.ReadStock([(siteNo, stock.PartId)], now).GetValueOrDefault((siteNo, stock.PartId));
        var before = Stored();
        session.SaveStock(siteNo, stock, ids.Next(), now);
        return before != Stored();
    }

    private bool SaveAsset(IStoreSession session, AssetProfile asset, Plant plant, Dictionary<string, int> siteNos)
    {
        var keys = new List<AssetTag>(asset.Tags.Length);
        foreach (var raw in asset.Tags)
        {
            if (tags.Read(raw) is Tag tag) keys.Add(new(tag.Key, raw));
        }

        var before = plant.History.GetValueOrDefault(asset.AssetId, []);
        var saved = session.SaveAsset(siteNos[asset.SiteId], asset, keys, before.IsEmpty ? null : History(before), clock.Now(), new("import", "import"));
        if (saved.Created) session.SavePastFailures(saved.AssetNo, before);
        return saved.Changed;
    }

    private static AssetHistory History(ImmutableArray<PastFailure> failures) => new()
    {
        Failures = [.. failures.Select(f => f.At.ToMilliseconds()).Order().TakeLast(AssetHistory.Kept)],
        Closed =
        [
            .. failures.Where(f => f.ClosedAt is not null).GroupBy(f => f.FailureMode)
                .Select(g => new ClosedFault(g.Key, g.Max(f => f.ClosedAt!.Value).ToMilliseconds()))
                .OrderByDescending(c => c.At).Take(AssetHistory.Kept),
        ],
    };
}
