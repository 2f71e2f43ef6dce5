using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <param name="Raw">As a scanner sends it.</param>
/// <param name="Replaces">A tag that the asset wears no more from now on; null for none.</param>
/// <param name="Claim">Whether it may be taken from another asset of the site.</param>
internal sealed record NewTag(string Raw, string? Replaces, bool Claim, string? Reason);

/// <summary>What became of a change of an asset's tags; null problem where it was made.</summary>
internal sealed record TagAnswer(ProblemKind? Problem, string Detail, long AssetNo = 0, long? LostBy = null, int Replayed = 0);

/// <summary>The tags that assets wear: one more, one less, one for another, or one taken from another asset. What was worn stays known. Scans that waited for a tag are then routed.</summary>
internal sealed class TagDesk(Writer writer, Registry registry, TagReader tags, ClaimedTags claims, ServerClock clock)
{
    public async Task<TagAnswer> Add(int siteNo, string assetId, NewTag wanted, AuditActor by)
    {
        var answer = await writer.Change(session => Add(session, siteNo, assetId, wanted, by));
        if (answer.Problem is not null) return answer;
        registry.Forget(answer.AssetNo);
        if (answer.LostBy is { } loser) registry.Forget(loser);
        return answer with { Replayed = await claims.Replay(CancellationToken.None) };
    }

    public async Task<TagAnswer> Retire(int siteNo, string assetId, string raw, string? reason, AuditActor by)
    {
        var answer = await writer.Change(session => Retire(session, siteNo, assetId, raw, reason, by));
        if (answer.Problem is null) registry.Forget(answer.AssetNo);
        return answer;
    }

    /// <summary>Takes an asset out of use; with work open on it that cannot be.</summary>
    public async Task<TagAnswer> RetireAsset(int siteNo, string assetId, string? reason, AuditActor by)
    {
        var answer = await writer.Change(session =>
        {
            var (found, refused) = Find(session, siteNo, assetId);
            if (refused is not null) return refused;
            if (session.ReadHistories([found!.AssetNo]).TryGetValue(found.AssetNo, out var history) && !history.Open.IsEmpty)
                return new(Problems.WrongState, $"Work is open on it: {string.Join(", ", history.Open.Select(w => w.Ref.Number))}. Finish or cancel it first.");
            var profile = session.ReadProfile(found.AssetNo)!;
            if (!profile.Tags.IsEmpty) session.SaveProfile(found.AssetNo, profile with { Tags = [] }, clock.Now());
            session.RetireAsset(siteNo, found.AssetNo, clock.Now(), new(by.Name, reason ?? "retired"));
            session.Audit(new(by, siteNo, "asset.retired", "asset", assetId, clock.Now()) { Before = RegistryForm.Of(profile).ToJsonString(), After = Reason(reason) });
            return new TagAnswer(null, "", found.AssetNo);
        });
        if (answer.Problem is null) registry.Forget(answer.AssetNo);
        return answer;
    }

    private TagAnswer Add(IStoreSession session, int siteNo, string assetId, NewTag wanted, AuditActor by)
    {
        var (found, refused) = Find(session, siteNo, assetId);
        if (refused is not null) return refused;
        if (tags.Read(wanted.Raw) is not Tag tag) return new(Problems.InvalidBody, $"The tag cannot be read: {Why(wanted.Raw)}");
        var now = clock.Now();
        var profile = session.ReadProfile(found!.AssetNo)!;
        var holder = session.FindTag(siteNo, tag.Key);
        var loser = holder is not null && holder != assetId ? session.FindAsset(siteNo, holder) : null;
        if (loser is not null && !wanted.Claim) return new(Problems.TagTaken, $"The tag belongs to {holder}. Take it off there first, or claim it with \"claim\": true.");
        var kept = profile.Tags.RemoveAll(t => KeyOf(t) == tag.Key);
        if (wanted.Replaces is { } old)
        {
            var before = kept.Length;
            kept = kept.RemoveAll(t => KeyOf(t) == KeyOf(old));
            if (kept.Length == before) return new(Problems.NotFound, $"{assetId} wears no tag '{old}'.");
        }

        if (loser is not null)
        {
            var other = session.ReadProfile(loser.AssetNo)!;
            Save(session, siteNo, loser.AssetNo, other with { Tags = other.Tags.RemoveAll(t => KeyOf(t) == tag.Key) }, wanted.Reason ?? "claimed", by);
        }

        Save(session, siteNo, found.AssetNo, profile with { Tags = kept.Add(wanted.Raw) }, wanted.Reason ?? (wanted.Replaces is null ? "added" : "replaced"), by);
        return new(null, "", found.AssetNo, loser?.AssetNo);
    }

    private TagAnswer Retire(IStoreSession session, int siteNo, string assetId, string raw, string? reason, AuditActor by)
    {
        var (found, refused) = Find(session, siteNo, assetId);
        if (refused is not null) return refused;
        var profile = session.ReadProfile(found!.AssetNo)!;
        var kept = profile.Tags.RemoveAll(t => KeyOf(t) == KeyOf(raw));
        if (kept.Length == profile.Tags.Length) return new(Problems.NotFound, $"{assetId} wears no such tag.");
        Save(session, siteNo, found.AssetNo, profile with { Tags = kept }, reason ?? "retired", by);
        return new(null, "", found.AssetNo);
    }

    private void Save(IStoreSession session, int siteNo, long assetNo, AssetProfile profile, string reason, AuditActor by)
    {
        var before = session.ReadProfile(assetNo)!;
        session.SaveAsset(
            siteNo, profile, [.. profile.Tags.Select(t => (Raw: t, Key: KeyOf(t))).Where(t => t.Key is not null).Select(t => new AssetTag(t.Key!, t.Raw))], null, clock.Now(), new(by.Name, reason));
        session.Audit(new(by, siteNo, "asset.tags_changed", "asset", profile.AssetId, clock.Now()) { Before = Worn(before), After = Worn(profile) });
    }

    private static string Worn(AssetProfile asset) => new JsonObject { ["tags"] = new JsonArray([.. asset.Tags]) }.ToJsonString();

    private static string? Reason(string? reason) => reason is null ? null : new JsonObject { ["reason"] = reason }.ToJsonString();

    private static (StoredAsset? Found, TagAnswer? Refused) Find(IStoreSession session, int siteNo, string assetId) => session.FindAsset(siteNo, assetId) switch
    {
        null => (null, new(Problems.NotFound, "This site has no such asset.")),
        { RetiredAt: { } at } => (null, new(Problems.WrongState, $"It was retired at {at}.")),
        var found => (found, null),
    };

    private string? KeyOf(string raw) => tags.Read(raw) is Tag tag ? tag.Key : null;

    private string Why(string raw) => tags.Read(raw) is TagFault fault ? fault.Detail : "it is empty.";
}
