using System.Collections.Immutable;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>How far an import is.</summary>
/// <param name="Stage"><c>reading</c> or <c>storing</c>.</param>
/// <param name="Total">0 where it is not known yet.</param>
internal readonly record struct ImportProgress(string Stage, int Done, int Total);

/// <summary>What an import did.</summary>
internal sealed record ImportSummary(int Sites, int Assets, int AssetsChanged, int Parts, int Stock);

/// <summary>
/// Brings a plant into the registry. The same plant twice changes nothing. It goes in chunks behind the scans; a crash in the midst leaves whole
/// chunks, and the import can simply be run again.
/// </summary>
internal sealed class Import(Writer writer, Registry registry, TagReader tags, ServerClock clock, IdSequence ids)
{
    /// <summary>Assets a chunk: at most 5 ms of the writer's time.</summary>
    private const int ChunkAssets = 200;

    public async Task<ImportSummary> Run(Plant plant, Action<ImportProgress> report, CancellationToken ct)
    {
        var siteNos = await SaveSites(plant);
        await SaveParts(plant, siteNos);
        var changed = 0;
        for (var done = 0; done < plant.Assets.Length; done += ChunkAssets)
        {
            ct.ThrowIfCancellationRequested();
            var chunk = plant.Assets.AsMemory().Slice(done, Math.Min(ChunkAssets, plant.Assets.Length - done));
            changed += await writer.Change(session => SaveAssets(session, chunk, plant, siteNos), bulk: true);
            registry.Forget();
            report(new("storing", done + chunk.Length, plant.Assets.Length));
        }

        await registry.Refresh(ct);
        return new(plant.Sites.Length, plant.Assets.Length, changed, plant.Parts.Length, plant.Stock.Length);
    }

    private Task<Dictionary<string, int>> SaveSites(Plant plant)
    {
        var rosters = plant.Rosters.ToDictionary(r => r.SiteId);
        return writer.Change(session => plant.Sites.ToDictionary(
            s => s.SiteId, s => session.SaveSite(s, rosters.GetValueOrDefault(s.SiteId) ?? new Roster { SiteId = s.SiteId }, clock.Now())));
    }

    private Task<bool> SaveParts(Plant plant, Dictionary<string, int> siteNos) => writer.Change(session =>
    {
        foreach (var part in plant.Parts) session.SavePart(part.PartId, part.Name, part.Unit);
        foreach (var stock in plant.Stock) session.SaveStock(siteNos[stock.SiteId], stock, ids.Next(), clock.Now());
        return true;
    });

    /// <summary>How many of them are new or changed.</summary>
    private int SaveAssets(IStoreSession session, ReadOnlyMemory<AssetProfile> chunk, Plant plant, Dictionary<string, int> siteNos)
    {
        var changed = 0;
        var now = clock.Now();
        foreach (var asset in chunk.Span)
        {
            var keys = new List<AssetTag>(asset.Tags.Length);
            foreach (var raw in asset.Tags)
            {
                if (tags.Read(raw) is Tag tag) keys.Add(new(tag.Key, raw));
            }

            var siteNo = siteNos[asset.SiteId];
            if (session.SaveAsset(siteNo, asset, keys, History(plant, asset.AssetId), now, new("import", "import")).Changed) changed++;
        }

        return changed;
    }

    private static AssetHistory? History(Plant plant, string assetId)
    {
        if (!plant.History.TryGetValue(assetId, out var failures)) return null;
        return new AssetHistory
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
}
