using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Server.Dispatch;
using Scanward.Server.Plants;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Mirror;

/// <summary>An asset as it is kept after a connector spoke of it.</summary>
internal sealed record MirroredAsset(long AssetNo, AssetProfile Profile);

/// <summary>What came of what a connector said of some assets.</summary>
/// <param name="Saved">By the connector's id; those in conflict are missing.</param>
internal sealed record MirrorResult(IReadOnlyDictionary<string, MirroredAsset> Saved, int Changed, int Conflicts);

/// <summary>
/// Takes over what connectors say of assets: members that they give replace ours, members that they do not give stay, tags are added. What cannot be taken over as it is becomes a
/// conflict that people see, and the asset stays as it was. The same twice changes nothing.
/// </summary>
internal sealed class AssetMirror(Writer writer, StoreReads reads, Registry registry, Sites sites, TagReader tags, ServerClock clock)
{
    private static readonly JsonObject leastMembers = new() { ["class"] = "general", ["criticality"] = 3 };

    private readonly RegistryPool pool = new();

    /// <param name="siteId">The site where the asset is looked for; null for where the connector says.</param>
    /// <param name="pull">The full pull that this is part of; null for none.</param>
    /// <param name="also">What is stored with it.</param>
    public async Task<MirrorResult> Save(Connector connector, IReadOnlyList<CmmsAsset> assets, string? siteId, long? pull, Action<IStoreSession, int>? also, bool bulk, CancellationToken ct)
    {
        var asOf = clock.Now();
        var known = (await reads.Mirrored(connector.Name, assets.Select(a => a.ExternalId), ct)).ToDictionary(a => a.ExternalId!);
        var drafts = assets.Select(a => Draft.Of(a)).ToArray();
        var siteNos = sites.All.Keys.ToArray();
        var named = (await reads.AssetsNamed(drafts.Select(d => d.AssetId).OfType<string>(), siteNos, ct)).ToLookup(a => a.AssetId);
        var plans = drafts.Select(d => Plan(connector, d, siteId, known.GetValueOrDefault(d.Asset.ExternalId), named)).ToArray();
        var changedAssets = new List<long>();
        var result = await writer.Change(session =>
        {
            var (saved, changed, conflicts) = (new Dictionary<string, MirroredAsset>(), 0, 0);
            changedAssets.Clear();
            foreach (var plan in plans)
            {
                if (Apply(session, connector, plan, asOf, pull, changedAssets) is { } done) saved[plan.ExternalId] = done;
                if (plan.Conflict is not null) conflicts++;
            }

            changed = changedAssets.Count;
            also?.Invoke(session, changed);
            return new MirrorResult(saved, changed, conflicts);
        }, bulk);
        foreach (var assetNo in changedAssets) registry.Forget(assetNo);
        return result;
    }

    /// <summary>Takes assets out of use that a full pull has not seen. Returns how many there were; 0 when none is left.</summary>
    public async Task<int> RetireUnseen(Connector connector, long pull, int most)
    {
        var gone = await writer.Change(session =>
        {
            var unseen = session.ReadUnseen(connector.Name, pull, most);
            foreach (var (siteNo, assetNo, assetId) in unseen) Retire(session, connector, siteNo, assetNo, assetId);
            return unseen;
        }, bulk: true);
        foreach (var (_, assetNo, _) in gone) registry.Forget(assetNo);
        return gone.Count;
    }

    private MirroredAsset? Apply(IStoreSession session, Connector connector, Planned plan, Instant asOf, long? pull, List<long> changed)
    {
        var subject = $"asset:{plan.ExternalId}";
        if (plan.Retires is { } retired)
        {
            if (retired.RetiredAt is null)
            {
                Retire(session, connector, retired.SiteNo, retired.AssetNo, retired.AssetId);
                changed.Add(retired.AssetNo);
            }

            session.EndConflict(connector.Name, subject);
            return null;
        }

        if (plan.Profile is not { } profile)
        {
            if (plan.Conflict is { } conflict) session.SaveConflict(conflict, asOf);
            if (plan.Known is { } kept) session.SaveOrigin(kept.AssetNo, kept.Connector ?? connector.Name, kept.ExternalId ?? plan.ExternalId, asOf, pull); // it is there, whatever is wrong with it
            return null;
        }

        var (own, taken) = FreeTags(session, plan.SiteNo, profile);
        if (taken.Count > 0) plan.Conflict = new(connector.Name, subject, plan.SiteNo, "tag_taken", string.Join(' ', taken.Select(t => $"The tag '{t.Raw}' belongs to {t.Holder} here.")));
        var before = session.FindAsset(plan.SiteNo, profile.AssetId);
        var saved = session.SaveAsset(plan.SiteNo, profile with { Tags = [.. own.Select(t => t.Raw)] }, own, null, asOf, new(Outbox.ActorOf(connector.Name), "sync"));
        session.SaveOrigin(saved.AssetNo, connector.Name, plan.ExternalId, asOf, pull);
        if (saved.Changed || before?.RetiredAt is not null) changed.Add(saved.AssetNo);
        if (saved.Created) session.Audit(new(new(null, Outbox.ActorOf(connector.Name)), plan.SiteNo, "asset.created", "asset", profile.AssetId, asOf));
        if (plan.Conflict is { } partly) session.SaveConflict(partly, asOf);
        else session.EndConflict(connector.Name, subject);
        return new(saved.AssetNo, session.ReadProfile(saved.AssetNo)!);
    }

    private void Retire(IStoreSession session, Connector connector, int siteNo, long assetNo, string assetId)
    {
        var now = clock.Now();
        session.RetireAsset(siteNo, assetNo, now, new(Outbox.ActorOf(connector.Name), "gone there"));
        session.Audit(new(new(null, Outbox.ActorOf(connector.Name)), siteNo, "asset.retired", "asset", assetId, now));
    }

    private (List<AssetTag> Own, List<(string Raw, string Holder)> Taken) FreeTags(IStoreSession session, int siteNo, AssetProfile profile)
    {
        var (own, taken) = (new List<AssetTag>(), new List<(string, string)>());
        foreach (var raw in profile.Tags)
        {
            if (tags.Read(raw) is not Tag tag) continue;
            if (session.FindTag(siteNo, tag.Key) is { } holder && holder != profile.AssetId) taken.Add((raw, holder));
            else own.Add(new(tag.Key, raw));
        }

        return (own, taken);
    }

    /// <summary>What is to be done with one asset; read and checked outside of the transaction.</summary>
    private Planned Plan(Connector connector, Draft draft, string? siteId, MirroredRecord? known, ILookup<string, MirroredRecord> named)
    {
        var externalId = draft.Asset.ExternalId;
        Planned Conflict(string code, string detail, int? siteNo) => new(externalId) { Known = known, Conflict = new(connector.Name, $"asset:{externalId}", siteNo, code, detail) };
        if (draft.Asset.Gone) return known is null ? new(externalId) : new(externalId) { Retires = known };
        if (draft.Entry is null) return Conflict("bad_entry", "What the mapping makes of it is no JSON object.", null);
        var place = known is not null ? sites[known.SiteNo].Site.SiteId : (string?)draft.Entry["site"] ?? siteId ?? OnlySite(connector);
        if (place is null) return Conflict("no_site", "It is not said at which site it is: map 'site', or give the connector one site.", null);
        if (sites.NumberOf(place) is not { } siteNo) return Conflict("unknown_site", $"There is no site '{place}' here.", null);
        if (connector.Sites is { IsEmpty: false } served && !served.Contains(place)) return Conflict("other_site", $"Site '{place}' is not among the sites of this connector.", null);
        var id = known?.AssetId ?? draft.AssetId;
        if (id is null) return Conflict("no_id", "It has no id: map 'id'.", siteNo);
        if (named[id].FirstOrDefault(a => a.SiteNo != siteNo) is { } elsewhere) return Conflict("id_taken", $"{id} is an asset of {sites[elsewhere.SiteNo].Site.SiteId} here; ids are unique over all sites.", siteNo);
        var here = known ?? named[id].FirstOrDefault();
        if (here is not null && known is null && here.Connector is { } owner && (owner != connector.Name || here.ExternalId != externalId)) return Conflict("id_taken", $"{id} is that of '{here.ExternalId}' of {owner} already.", siteNo);
        return Read(connector, draft, externalId, siteNo, id, here);
    }

    private Planned Read(Connector connector, Draft draft, string externalId, int siteNo, string id, MirroredRecord? here)
    {
        var profile = here is null ? null : RegistryJson.ReadProfile(here.Profile, pool);
        var start = profile is null ? RegistryForm.Merge(leastMembers, (JsonObject)JsonNode.Parse(connector.AssetDefaultsJson)!) : RegistryForm.Of(profile);
        var merged = RegistryForm.Merge(start, draft.Entry!);
        merged["id"] = id;
        merged["site"] = sites[siteNo].Site.SiteId;
        merged["name"] ??= id;
        if (merged["tags"] is JsonArray given && profile is not null) merged["tags"] = new JsonArray([.. profile.Tags.Union(given.Select(t => (string)t!)).Select(t => JsonValue.Create(t))]);
        var around = new JsonObject { ["sites"] = new JsonArray(RegistryForm.Of(sites[siteNo].Site)), ["classes"] = new JsonArray(new JsonObject { ["id"] = (string?)merged["class"] }) };
        around["parts"] = new JsonArray([.. RegistryDesk.PartsNamed(merged).Distinct().Select(p => new JsonObject { ["id"] = p, ["name"] = p })]);
        var (plant, faults) = RegistryForm.Read("assets", merged, around, tags, clock.Now());
        return plant is null
            ? new(externalId) { Known = here, Conflict = new(connector.Name, $"asset:{externalId}", siteNo, "bad_entry", string.Join(' ', faults.Select(f => $"{f.Pointer}: {f.Detail}"))) }
            : new(externalId) { Known = here, SiteNo = siteNo, Profile = plant.Assets[0] };
    }

    private string? OnlySite(Connector connector) => connector.Sites switch
    {
        [var one] => one,
        [] when sites.All.Where(s => !sites.IsRetired(s.Key)).Take(2).ToArray() is [var one] => one.Value.Site.SiteId,
        _ => null,
    };

    /// <summary>What the connector says, read.</summary>
    private sealed record Draft(CmmsAsset Asset, JsonObject? Entry)
    {
        public string? AssetId => Entry?["id"] is JsonValue id ? id.ToString() : null;

        public static Draft Of(CmmsAsset asset)
        {
            try
            {
                return new(asset, JsonNode.Parse(asset.EntryJson) as JsonObject);
            }
            catch (JsonException)
            {
                return new(asset, null); // shown as a conflict
            }
        }
    }

    private sealed record Planned(string ExternalId)
    {
        public MirroredRecord? Known { get; init; }

        public MirroredRecord? Retires { get; init; }

        public int SiteNo { get; init; }

        public AssetProfile? Profile { get; init; }

        public ConflictRow? Conflict { get; set; }
    }
}
