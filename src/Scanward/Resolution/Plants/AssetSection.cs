using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Reads <c>assets</c>. Where sites and classes stand before (as they usually do), each asset is finished as it is read; else drafts wait for them.
/// </summary>
internal sealed class AssetSection(
    PlantCursor cursor, NameTable names, NameTable sites, NameTable classNames, ClassSection classes, JobReading jobs, TagReader tagReader, InternPool pool)
{
    private const int LongestTag = 2048;

    private const int MostTags = 64;

    private const int ShortestAssetId = 8;

    private static readonly PlantMembers AssetMembers = new(
        "id", "name", "site", "class", "criticality", "location", "geolocation", "tags", "warranty", "skills", "minutes", "repairs", "preventive", "history");

    private static readonly PlantMembers WarrantyMembers = new("until", "vendor");

    private static readonly PlantMembers HistoryMembers = new("failures");

    private static readonly PlantMembers FailureMembers = new("at", "failure_mode", "closed_at");

    private readonly List<AssetDraft> waiting = [];
    private readonly Dictionary<(string Site, string Key), Spot> tagPlaces = [];

    public List<AssetProfile> Assets { get; } = [];

    public Dictionary<string, ImmutableArray<PastFailure>> History { get; } = new(StringComparer.Ordinal);

    public void ReadEntry()
    {
        var asset = new AssetDraft();
        var members = cursor.Mapping("an asset", AssetMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": ReadId(asset); break;
                case "name": asset.Name = cursor.Text("an asset's name"); break;
                case "site": asset.Site = Referred(sites, "an asset's site"); break;
                case "class": asset.Class = Referred(classNames, "an asset's class"); break;
                case "criticality": asset.Criticality = cursor.Whole(member, 1, 5); break;
                case "location": asset.Location = cursor.Text("an asset's location") is { } place ? pool.Share(place) : null; break;
                case "geolocation": asset.Geolocation = cursor.Point("an asset's geolocation"); break;
                case "tags": ReadTags(asset); break;
                case "warranty": ReadWarranty(asset); break;
                case "skills": asset.Skills = cursor.Words("skills", pool); break;
                case "minutes": asset.Minutes = cursor.Minutes(member, 1, JobReading.MostMinutes); break;
                case "repairs": asset.Repairs = jobs.Repairs(); break;
                case "preventive": asset.Preventive = PreventiveDraft.Read(cursor, PreventiveDraft.AssetMembers, jobs, pool); break;
                case "history": ReadHistory(asset); break;
            }
        }

        asset.At = members.At;
        var isWhole = members.Require("id") & members.Require("name") & members.Require("class") & members.Require("criticality");
        if (!isWhole || asset.Id is null || asset.Name is null || asset.Class is null || asset.Criticality is null) return;
        if (sites.IsComplete && classNames.IsComplete) Finish(asset);
        else waiting.Add(asset);
    }

    /// <summary>Finishes the assets that waited for sites or classes; to be called when both have been read.</summary>
    public void FinishWaiting()
    {
        foreach (var asset in waiting) Finish(asset);
        waiting.Clear();
    }

    private void Finish(AssetDraft asset)
    {
        if (sites.OrOnly(asset.Site, asset.At, "an asset") is not { } site || classes[asset.Class!] is not { } defaults) return;
        foreach (var (key, at) in asset.TagKeys)
        {
            if (tagPlaces.TryAdd((site, key), at)) continue;
            cursor.Faults.Add(at, "tag_twice",
                $"this tag ({PlantCursor.Clip(key)}) stands {tagPlaces[(site, key)].Named} already, for the same site; "
                + "a tag names one asset, and one spelling of it is enough.");
        }

        if (asset.Failures.Length > 0) History[asset.Id!] = asset.Failures;
        var profile = new AssetProfile
        {
            SiteId = pool.Share(site),
            AssetId = asset.Id!,
            Name = asset.Name!,
            Class = pool.Share(asset.Class!),
            Criticality = asset.Criticality!.Value,
            Location = asset.Location,
            Geolocation = asset.Geolocation,
            Tags = asset.Tags,
            Skills = asset.Skills.IsDefault ? defaults.Skills : asset.Skills,
            WarrantyUntil = asset.WarrantyUntil,
            Vendor = asset.Vendor,
            Repairs = asset.Repairs is null ? defaults.Repairs : ClassSection.Merge(defaults.Repairs, asset.Repairs),
            Preventive = asset.Preventive?.Over(defaults.Preventive, cursor.Faults),
        };
        Assets.Add((asset.Minutes ?? defaults.Minutes) is { } minutes ? profile with { EstimatedMinutes = minutes } : profile);
    }

    private void ReadId(AssetDraft asset)
    {
        if (cursor.Scalar("an asset's id") is not { } id) return;
        if (!PlantValues.IsText(id.Text, ShortestAssetId, PlantValues.LongestId))
        {
            cursor.Faults.Add(id.At, "asset_id_invalid",
                $"an asset's id is {ShortestAssetId} to {PlantValues.LongestId} characters, such as AHU-000123, "
                + $"without control characters or space around it; not '{PlantCursor.Clip(id.Text)}'.");
        }
        else if (names.Declare(id.Text, id.At))
        {
            asset.Id = id.Text;
        }
    }

    private string? Referred(NameTable table, string what)
    {
        if (cursor.Word(what) is not { } word) return null;
        table.Refer(word.Text, word.At);
        return pool.Share(word.Text);
    }

    private void ReadTags(AssetDraft asset)
    {
        var at = cursor.Here;
        var items = cursor.Sequence("an asset's tags");
        var raw = new List<string>(4);
        while (items.Next())
        {
            if (cursor.Scalar("a tag") is not { } text) continue;
            if (text.Text.Length > LongestTag || !PlantValues.IsWellFormed(text.Text))
            {
                cursor.Faults.Add(text.At, "tag_invalid", $"a tag is up to {LongestTag} characters of well-formed text.");
                continue;
            }

            switch (tagReader.Read(text.Text))
            {
                case Tag tag:
                    raw.Add(text.Text);
                    asset.TagKeys.Add((tag.Key, text.At));
                    break;
                case TagFault fault:
                    cursor.Faults.Add(
                        text.At, "tag_invalid", $"this tag cannot be read ({fault.Code}, at its character {fault.Position + 1}): {fault.Detail}");
                    break;
            }
        }

        if (raw.Count > MostTags) cursor.Faults.Add(at, "tag_many", $"an asset has at most {MostTags} tags, not {raw.Count}.");
        asset.Tags = [.. raw];
    }

    private void ReadWarranty(AssetDraft asset)
    {
        var members = cursor.Mapping("a warranty", WarrantyMembers);
        while (members.Next(out var member))
        {
            if (member == "until") asset.WarrantyUntil = cursor.Date("the last day of a warranty");
            else asset.Vendor = cursor.Text("the vendor of a warranty") is { } vendor ? pool.Share(vendor) : null;
        }
    }

    private void ReadHistory(AssetDraft asset)
    {
        var members = cursor.Mapping("a history", HistoryMembers);
        while (members.Next(out _))
        {
            var failures = new List<PastFailure>();
            var items = cursor.Sequence("failures");
            while (items.Next())
                if (ReadFailure() is { } failure) failures.Add(failure);
            asset.Failures = [.. failures.OrderBy(failure => failure.At)];
        }
    }

    private PastFailure? ReadFailure()
    {
        Instant? at = null, closedAt = null;
        PlantText? mode = null;
        var members = cursor.Mapping("a failure", FailureMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "at": at = cursor.Moment("the time of a failure"); break;
                case "failure_mode": mode = cursor.Word(member); break;
                case "closed_at": closedAt = cursor.Moment("the end of a failure"); break;
            }
        }

        members.Require("at");
        members.Require("failure_mode");
        if (at is not { } noticed || mode is not { } word) return null;
        if (closedAt >= noticed || closedAt is null) return new PastFailure(noticed, pool.Share(word.Text), closedAt);
        cursor.Faults.Add(members.At, "failure_invalid", "a failure is closed before it happened; 'closed_at' must not be before 'at'.");
        return null;
    }
}

/// <summary>An asset as its entry says it, before its class fills in the rest.</summary>
internal sealed class AssetDraft
{
    public Spot At { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Site { get; set; }

    public string? Class { get; set; }

    public int? Criticality { get; set; }

    public string? Location { get; set; }

    public GeoPoint? Geolocation { get; set; }

    public ImmutableArray<string> Tags { get; set; } = [];

    public List<(string Key, Spot At)> TagKeys { get; } = [];

    /// <summary>Default where the asset says nothing.</summary>
    public ImmutableArray<string> Skills { get; set; }

    public int? Minutes { get; set; }

    public List<KeyValuePair<string, JobNeed?>>? Repairs { get; set; }

    public PreventiveDraft? Preventive { get; set; }

    public LocalDate? WarrantyUntil { get; set; }

    public string? Vendor { get; set; }

    public ImmutableArray<PastFailure> Failures { get; set; } = [];
}
