using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>What somebody wants of one entry of the registry.</summary>
/// <param name="By">Who.</param>
/// <param name="IfMatch">The ETag of the entry as it was seen; null where it is to be new, <c>*</c> for whichever there is.</param>
/// <param name="Patch">Members to replace; null ones are removed. As a whole entry where it is to be new.</param>
internal sealed record RegistryChange(int SiteNo, string Id, AuditActor By, string? IfMatch, JsonObject Patch)
{
    /// <summary>Why, for the audit log.</summary>
    public string? Reason { get; init; }
}

internal abstract record RegistryAnswer;

internal sealed record RegistryChanged(JsonObject Entry, string ETag, bool Created) : RegistryAnswer;

internal sealed record RegistryUnchanged(ProblemKind Problem, string Detail, ImmutableArray<ScanFault> Faults = default) : RegistryAnswer;

/// <summary>
/// Changes the registry entry by entry, each under the version that was looked at. A change is read by the plant file's own reader and checked against what the store has, in
/// the transaction that stores it.
/// </summary>
internal sealed class RegistryDesk(Writer writer, Registry registry, Sites sites, TagReader tags, ClaimedTags claims, ServerClock clock)
{
    /// <summary>As strong as the whole of the entry.</summary>
    public static string ETag(JsonObject entry) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.ToJsonString())).AsSpan(0, 8))}\"";

    /// <summary>Makes a site, which has no crews and no assets yet, or brings back one that was retired.</summary>
    public async Task<RegistryAnswer> MakeSite(string id, JsonObject entry, AuditActor by)
    {
        var answer = await writer.Change<RegistryAnswer>(session =>
        {
            if (sites.NumberOf(id) is not null) return new RegistryUnchanged(Problems.WrongState, $"There is a site '{id}' already; change it with PATCH.");
            if (Fixed(entry, "id", id) is { } otherId) return otherId;
            var (plant, faults) = RegistryForm.Read("sites", entry, [], tags, clock.Now());
            if (plant is null) return Faulty(faults);
            var site = plant.Sites[0];
            if (CodeTaken(site) is { } taken) return taken;
            var siteNo = session.SaveSite(site, new Roster { SiteId = id }, clock.Now());
            var saved = RegistryForm.Of(site);
            session.Audit(new(by, siteNo, "site.created", "site", id, clock.Now()) { After = saved.ToJsonString() });
            return new RegistryChanged(saved, ETag(saved), Created: true);
        });
        if (answer is RegistryChanged) await registry.Refresh(CancellationToken.None);
        return answer;
    }

    public Task<RegistryAnswer> ChangeSite(RegistryChange change) => Store(change, "sites", session =>
    {
        var (site, _) = session.ReadSite(change.SiteNo);
        return (site.SiteId == change.Id ? RegistryForm.Of(site) : null, []);
    }, (session, plant) =>
    {
        session.SaveSite(plant.Sites[0], session.ReadSite(change.SiteNo).Roster, clock.Now());
        return RegistryForm.Of(plant.Sites[0]);
    }, (_, plant) => CodeTaken(plant.Sites[0]));

    private RegistryUnchanged? CodeTaken(Site site)
    {
        if (sites.All.Values.FirstOrDefault(s => s.Site.Code == site.Code && s.Site.SiteId != site.SiteId) is not { } twin) return null;
        var why = $"The code {site.Code} is that of {twin.Site.SiteId}; work orders are numbered by it, so give this site another 'code'.";
        return new RegistryUnchanged(Problems.InvalidBody, why, [new("/code", "code_taken", why)]);
    }

    public Task<RegistryAnswer> ChangeCrew(RegistryChange change) => Store(change, "crews", session =>
    {
        var (site, roster) = session.ReadSite(change.SiteNo);
        return (roster.Crews.FirstOrDefault(c => c.CrewId == change.Id) is { } crew ? RegistryForm.Of(site, crew) : null, Around(site));
    }, (session, plant) =>
    {
        var (site, roster) = session.ReadSite(change.SiteNo);
        var crew = plant.Rosters[0].Crews[0];
        SaveRoster(session, site, roster with { Crews = [.. roster.Crews.Where(c => c.CrewId != crew.CrewId).Append(crew).OrderBy(c => c.CrewId, StringComparer.Ordinal)] });
        return RegistryForm.Of(site, crew);
    });

    public Task<RegistryAnswer> ChangeTechnician(RegistryChange change) => Store(change, "technicians", session =>
    {
        var (site, roster) = session.ReadSite(change.SiteNo);
        var around = Around(site);
        around["crews"] = new JsonArray([.. roster.Crews.Select(c => RegistryForm.Of(site, c))]);
        foreach (var home in sites.All.Values.Where(s => s.Site.SiteId != site.SiteId)) around["sites"]!.AsArray().Add(RegistryForm.Of(home.Site));
        return (roster.Technicians.FirstOrDefault(t => t.TechnicianId == change.Id) is { } technician ? RegistryForm.Of(site, technician) : null, around);
    }, (session, plant) =>
    {
        var (site, roster) = session.ReadSite(change.SiteNo);
        var technician = plant.Rosters.Single(r => r.SiteId == site.SiteId).Technicians[0];
        SaveRoster(session, site, roster with
        {
            Technicians = [.. roster.Technicians.Where(t => t.TechnicianId != technician.TechnicianId).Append(technician).OrderBy(t => t.TechnicianId, StringComparer.Ordinal)],
        });
        return RegistryForm.Of(site, technician);
    });

    public Task<RegistryAnswer> ChangePart(RegistryChange change) => Store(change, "parts", session =>
        (session.ReadPart(change.Id) is { } part ? RegistryForm.Of(part) : null, Around(session.ReadSite(change.SiteNo).Site)), (session, plant) =>
    {
        var part = plant.Parts[0];
        session.SavePart(part.PartId, part.Name, part.Unit);
        return RegistryForm.Of(part);
    });

    public async Task<RegistryAnswer> ChangeAsset(RegistryChange change)
    {
        var changedAsset = 0L;
        var answer = await Store(change, "assets", session =>
        {
            var site = session.ReadSite(change.SiteNo).Site;
            var around = Around(site);
            var entry = session.FindAsset(change.SiteNo, change.Id) is { } stored ? RegistryForm.Of(session.ReadProfile(stored.AssetNo)!) : null;
            var wanted = RegistryForm.Merge(entry ?? [], change.Patch);
            if (wanted["class"] is JsonValue of && of.TryGetValue(out string? name)) around["classes"] = new JsonArray(new JsonObject { ["id"] = name });
            around["parts"] = new JsonArray([.. PartsNamed(wanted).Distinct().Select(session.ReadPart).OfType<PartDefinition>().Select(RegistryForm.Of)]);
            return (entry, around);
        }, (session, plant) =>
        {
            changedAsset = session.SaveAsset(change.SiteNo, plant.Assets[0], TagsOf(plant.Assets[0]), null, clock.Now(), new(change.By.Name, "changed")).AssetNo;
            return RegistryForm.Of(session.ReadProfile(changedAsset)!);
        }, (session, plant) => CheckAsset(session, change.SiteNo, plant.Assets[0]));
        if (answer is not RegistryChanged) return answer;
        registry.Forget(changedAsset);
        await claims.Replay(CancellationToken.None);
        return answer;
    }

    private RegistryUnchanged? CheckAsset(IStoreSession session, int siteNo, AssetProfile asset)
    {
        if (session.FindAsset(siteNo, asset.AssetId) is { RetiredAt: { } retired }) return new(Problems.WrongState, $"{asset.AssetId} was retired at {retired}.");
        foreach (var (otherNo, ground) in sites.All)
        {
            if (otherNo != siteNo && session.FindAsset(otherNo, asset.AssetId) is not null) return new(Problems.WrongState, $"{asset.AssetId} is an asset of {ground.Site.SiteId}; ids are unique over all sites.");
        }

        foreach (var tag in TagsOf(asset))
        {
            if (session.FindTag(siteNo, tag.Key) is { } holder && holder != asset.AssetId)
                return new(Problems.TagTaken, $"The tag '{tag.Raw}' belongs to {holder}. Take it off there first, or claim it: POST /api/v1/assets/{asset.AssetId}/tags with \"claim\": true.");
        }

        return null;
    }

    private AssetTag[] TagsOf(AssetProfile asset) => [.. asset.Tags.Select(raw => (Raw: raw, Tag: tags.Read(raw) as Tag)).Where(t => t.Tag is not null).Select(t => new AssetTag(t.Tag!.Key, t.Raw))];

    private async Task<RegistryAnswer> Store(
        RegistryChange change, string section, Func<IStoreSession, (JsonObject? Entry, JsonObject Around)> find, Func<IStoreSession, Plant, JsonObject> save,
        Func<IStoreSession, Plant, RegistryUnchanged?>? check = null)
    {
        var answer = await writer.Change(session => Apply(session, change, section, find, save, check));
        if (answer is RegistryChanged && section is ("sites" or "crews" or "technicians")) await registry.Refresh(CancellationToken.None);
        return answer;
    }

    private RegistryAnswer Apply(
        IStoreSession session, RegistryChange change, string section, Func<IStoreSession, (JsonObject? Entry, JsonObject Around)> find, Func<IStoreSession, Plant, JsonObject> save,
        Func<IStoreSession, Plant, RegistryUnchanged?>? check)
    {
        var (entry, around) = find(session);
        if (entry is null && change.IfMatch is not null) return new RegistryUnchanged(Problems.NotFound, $"There is no '{change.Id}' among the {section} of this site.");
        if (entry is not null && change.IfMatch is null)
            return new RegistryUnchanged(Problems.PreconditionRequired, $"'{change.Id}' is there already. To change it send If-Match with its ETag, now {ETag(entry)}.");
        if (entry is not null && change.IfMatch != "*" && change.IfMatch != ETag(entry)) return new RegistryUnchanged(Problems.Stale, $"It is {ETag(entry)} now, not {change.IfMatch}.");
        var wanted = RegistryForm.Merge(entry ?? [], change.Patch);
        if (Fixed(wanted, "id", change.Id) is { } otherId) return otherId;
        var siteId = session.ReadSite(change.SiteNo).Site.SiteId;
        if (section is ("crews" or "technicians" or "assets") && Fixed(wanted, "site", siteId) is { } otherSite) return otherSite;
        var (plant, faults) = RegistryForm.Read(section, wanted, around, tags, clock.Now());
        if (plant is null) return Faulty(faults);
        if (check?.Invoke(session, plant) is { } refused) return refused;
        var saved = save(session, plant);
        session.Audit(new(change.By, change.SiteNo, $"{section[..^1]}.{(entry is null ? "created" : "changed")}", section[..^1], change.Id, clock.Now()) { Before = entry?.ToJsonString(), After = Told(saved, change.Reason) });
        return new RegistryChanged(saved, ETag(saved), entry is null);
    }

    private static string Told(JsonObject saved, string? reason)
    {
        if (reason is null) return saved.ToJsonString();
        var told = (JsonObject)saved.DeepClone();
        told["reason"] = reason;
        return told.ToJsonString();
    }

    private static RegistryUnchanged Faulty(ImmutableArray<ScanFault> faults) =>
        new(Problems.InvalidBody, faults.Length == 1 ? faults[0].Detail : $"{faults.Length} faults; each is listed in errors.", faults);

    /// <summary>Sets a member that the address gives already; a fault where the body says otherwise.</summary>
    private static RegistryUnchanged? Fixed(JsonObject wanted, string member, string value)
    {
        if (wanted[member] is { } given && !(given is JsonValue text && text.TryGetValue(out string? said) && said == value))
            return new(Problems.InvalidBody, $"'{member}' cannot be changed; it is '{value}'.", [new($"/{member}", "cannot_change", $"'{member}' cannot be changed; it is '{value}'.")]);
        wanted.Remove(member);
        wanted.Insert(0, member, value);
        return null;
    }

    private void SaveRoster(IStoreSession session, Site site, Roster roster) => session.SaveSite(site, roster, clock.Now());

    private static JsonObject Around(Site site) => new() { ["sites"] = new JsonArray(RegistryForm.Of(site)) };

    /// <summary>The parts that an asset's repairs and PM name, whatever else is wrong with them.</summary>
    public static IEnumerable<string> PartsNamed(JsonObject asset)
    {
        foreach (var job in (asset["repairs"] as JsonObject ?? []).Select(r => r.Value).Append(asset["preventive"]).OfType<JsonObject>())
        {
            foreach (var (part, _) in job["parts"] as JsonObject ?? []) yield return part;
            foreach (var part in job["parts"] as JsonArray ?? [])
            {
                if (part is JsonValue value && value.TryGetValue(out string? id)) yield return id;
            }
        }
    }
}
