using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Links;

/// <summary>An asset that wears the tag of a link.</summary>
internal sealed record LinkedAsset(int SiteNo, Site Site, AssetProfile Profile);

/// <summary>What somebody without an account reports.</summary>
/// <param name="FailureMode">Null where none of the list fits.</param>
/// <param name="Contact">How to reach them; null where they would rather not say.</param>
/// <param name="Key">Of the form: sent twice it is one report.</param>
internal sealed record GuestReport(string Tag, string? FailureMode, string? Note, string? Contact, Guid Key);

/// <summary>What became of a report, for the one who made it.</summary>
/// <param name="Number">The work order's number; null where there is none.</param>
internal sealed record GuestAnswer(bool Taken, string Title, string Text, string? Number = null);

/// <summary>Reports of faults by people without an account: each is a scan by the operator <c>guest</c>, and goes the way of every scan.</summary>
internal sealed class GuestDesk(StoreReads reads, Sites sites, Intake intake, ScanFigures figures, ServerClock clock)
{
    public const int NoteMost = 1_500, ContactMost = 200;

    private readonly RegistryPool pool = new();

    /// <summary>Sites in use that take such reports, in the order of their names.</summary>
    public ImmutableArray<(int SiteNo, Site Site)> OpenSites =>
        [.. sites.All.Where(s => s.Value.Site.GuestReports && !sites.IsRetired(s.Key)).Select(s => (s.Key, s.Value.Site)).OrderBy(s => s.Site.Name, StringComparer.Ordinal)];

    /// <summary>All assets that wear the tag, of whichever site; mostly one.</summary>
    public async Task<ImmutableArray<LinkedAsset>> Find(Tag tag, CancellationToken ct)
    {
        var found = await reads.AssetsOfTag(tag.Key, tag.Kind == TagKind.Alias ? tag.Canonical : null, ct);
        return [.. found.Where(a => !sites.IsRetired(a.SiteNo)).Select(a => new LinkedAsset(a.SiteNo, sites[a.SiteNo].Site, RegistryJson.ReadProfile(a.Profile, pool)))];
    }

    public async Task<GuestAnswer> Report(int siteNo, GuestReport report, CancellationToken ct)
    {
        var startedAt = figures.Now();
        var caller = new Caller(0, siteNo, sites[siteNo].Site.SiteId, SiteGround.Guest);
        var answer = await intake.Take(Scan(report), null, caller, ct);
        figures.Answered(answer.Passage(caller, startedAt, figures.Now()));
        using var said = JsonDocument.Parse(answer.Body);
        var number = said.RootElement.TryGetProperty("work_order", out var work) && work.ValueKind == JsonValueKind.Object ? work.GetProperty("number").GetString() : null;
        return (answer.Status, answer.Code) switch
        {
            (StatusCodes.Status201Created, _) => new(true, "Thank you", "The report has become a work order, and somebody is told.", number),
            (StatusCodes.Status200OK, _) when number is not null => new(true, "It was already reported", "Thank you: somebody knows of it, and this is the work order.", number),
            (StatusCodes.Status200OK or StatusCodes.Status202Accepted, _) => new(true, "Thank you", "The report is kept, and somebody will look at it."),
            (StatusCodes.Status422UnprocessableEntity, "asset_unknown" or "tag_unclaimed") => new(true, "Thank you", "Nothing is known of this label yet. The report is kept, and somebody will look at it."),
            (StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused") => new(false, "This form was sent before", "It was sent with other words. Open the label's address again, and report anew."),
            (StatusCodes.Status422UnprocessableEntity, _) => new(false, "This could not be taken", "The report cannot be read as it is. Open the label's address again, and write it in plain words."),
            _ => new(false, "This could not be taken now", "Nothing was stored. Try again in a minute."),
        };
    }

    /// <summary>As a device would send it.</summary>
    private byte[] Scan(GuestReport report) => WireJson.Write((report, Now: clock.Now()), static (json, of) =>
    {
        json.WriteStartObject();
        json.WriteString("tag", of.report.Tag);
        json.WriteString("scan_timestamp", NodaTime.Text.InstantPattern.ExtendedIso.Format(of.Now));
        json.WriteString("operator_id", SiteGround.Guest);
        json.WriteString("scan_type", "corrective");
        if (of.report.FailureMode is { } mode) json.WriteString("failure_mode", mode);
        if (Note(of.report) is { Length: > 0 } note) json.WriteString("note", note);
        json.WriteString("idempotency_key", of.report.Key.ToString());
        json.WriteEndObject();
    });

    private static string Note(GuestReport report)
    {
        var note = new StringBuilder(Plain(report.Note));
        if (report.Contact is { } contact) note.Append(note.Length == 0 ? "" : "\n").Append("Reported by: ").Append(Plain(contact).Replace('\n', ' '));
        return note.ToString();
    }

    /// <summary>Without characters that command a terminal or turn the direction of writing: what strangers write is shown to others.</summary>
    private static string Plain(string? text) => string.Concat((text ?? "").ReplaceLineEndings("\n").Where(c => c == '\n' || !(char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029' or '\u200E' or '\u200F'))).Trim();
}
