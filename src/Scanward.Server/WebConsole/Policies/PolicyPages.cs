using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NodaTime;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Policies;

/// <summary><c>/policy</c>: the policy in force as sentences, what the verifier says of it, and the policies before it.</summary>
internal static class PolicyPages
{
    public const string Root = "/policy";

    private const int RowsShown = 500, LoadsShown = 200;

    public static void MapPolicyPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root, Read);
        pages.MapGet(Root + ".yaml", Download);
        pages.MapGet(Root + "/try", TryPages.Get);
        pages.MapGet(Root + "/check", Check);
        pages.MapGet(Root + "/history", History);
        pages.MapGet(Root + "/history/{hash}", Version);
        pages.MapDraftPages();
    }

    private static async Task<IResult> Read(HttpContext context, Visits visits, PolicyDesk desk, RowHits hits, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var policy = desk.Current;
        var look = await hits.Of(visit.SiteNo, ct);
        var search = context.Request.Query.Filter("q");
        var rows = policy.Rows.Select((row, i) => Look(visit, i, row, look));
        ImmutableArray<RowLook> matching = [.. rows.Where(r => search is null || r.Row.Id.Contains(search, StringComparison.OrdinalIgnoreCase) || r.Sentence.ToString().Contains(search, StringComparison.OrdinalIgnoreCase))];
        var chosen = context.Request.Query.Filter("row") is { } id ? policy.Rows.Select((row, i) => (row, i)).Where(r => r.row.Id == id).Select(r => Look(visit, r.i, r.row, look)).FirstOrDefault() : null;
        return Page.Of<PolicyPage>(visit, new PolicyModel
        {
            Policy = policy,
            Loaded = (await Loads(visit, reads, ct)).FirstOrDefault(l => l.EntityId == policy.Hash),
            Refusal = desk.Refusal,
            Rows = [.. matching.Take(RowsShown)],
            Hidden = Math.Max(0, matching.Length - RowsShown),
            Search = search,
            Hits = look,
            Selected = chosen,
            Recent = chosen is null ? [] : await reads.ScansNamed(visit.SiteNo, chosen.Hits.Recent, ct),
            HasDraft = await desk.Draft(ct) is not null,
            JustPublished = context.Request.Query.Filter("just") == "published",
        });
    }

    private static RowLook Look(Visit visit, int place, PolicyRow row, RowHitLook hits) =>
        new(place + 1, row, PolicySentences.Of(row), hits.Of(row.Id), row.When.Any(c => c is { Fact: Fact.Site, Meter: null } && c.Names.Contains(visit.SiteId) == c.NamesNegated));

    private static IResult Download(PolicyDesk desk) => Results.Bytes(Encoding.UTF8.GetBytes(desk.Current.Policy.Source), "application/yaml; charset=utf-8", "policy.yaml");

    private static async Task<IResult> Check(HttpContext context, Visits visits, PolicyDesk desk, PolicyChecks checks, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var draft = await DraftPolicy(desk, ct);
        var ofDraft = context.Request.Query.Filter("of") == "draft";
        if (ofDraft && draft is null) return Refusal.NotFound(visit, "There is no draft, or it is not a policy yet.", "/policy/draft", "The draft");
        var policy = ofDraft ? draft! : desk.Current.Policy;
        var report = await checks.Of(policy, ct);
        var overlaps = context.Request.Query.Filter("overlaps") == "yes" && report is not null ? PolicyVerifier.Overlaps(policy, PolicyVerifier.DefaultBudget / 10) : null;
        return Page.Of<CheckPage>(visit, new CheckModel(policy, ofDraft, report, overlaps, draft is not null));
    }

    /// <summary>The draft as a policy; null where there is none, or where it is not one yet.</summary>
    public static async Task<Policy?> DraftPolicy(PolicyDesk desk, CancellationToken ct) => await desk.Draft(ct) is { } draft && PolicyReader.Read(draft.Text) is PolicyRead read ? read.Policy : null;

    private static async Task<IResult> History(HttpContext context, Visits visits, PolicyDesk desk, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        return Page.Of<HistoryPage>(visit, new HistoryModel(await Entries(visit, reads, ct), desk.Current.Hash));
    }

    private static async Task<IResult> Version(string hash, HttpContext context, Visits visits, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var entries = await Entries(visit, reads, ct);
        if (entries.FirstOrDefault(e => e.Hash == hash) is not { } entry || await Source(hash, reads, ct) is not { } text) return Refusal.NotFound(visit, "No such policy was in force.", "/policy/history", "History");
        var wanted = context.Request.Query.Filter("against") ?? entry.Before;
        var against = entries.FirstOrDefault(e => e.Hash == wanted && e.Hash != hash);
        var lines = against is not null && await Source(against.Hash, reads, ct) is { } before ? LineDiff.Of(before, text) : [];
        return Page.Of<VersionPage>(visit, new VersionModel(entry, text, against, lines, [.. entries.Where(e => e.Hash != hash).DistinctBy(e => e.Hash)]));
    }

    private static async Task<string?> Source(string hash, StoreReads reads, CancellationToken ct) => await reads.Content(hash, ct) is { } body ? Encoding.UTF8.GetString(body) : null;

    private static async Task<ImmutableArray<HistoryEntry>> Entries(Visit visit, StoreReads reads, CancellationToken ct) => [.. (await Loads(visit, reads, ct)).Select(Entry)];

    private static HistoryEntry Entry(AuditRecord row)
    {
        using var after = JsonDocument.Parse(row.After ?? "{}");
        using var before = JsonDocument.Parse(row.Before ?? "{}");
        return new(
            row.EntityId, after.RootElement.TryGetProperty("name", out var name) ? name.GetString() : null, after.RootElement.TryGetProperty("version", out var version) ? version.GetInt32() : null, row.Actor,
            Instant.FromUnixTimeMilliseconds(row.At), before.RootElement.TryGetProperty("hash", out var hash) ? hash.GetString() : null);
    }

    /// <summary>Newest first.</summary>
    private static Task<IReadOnlyList<AuditRecord>> Loads(Visit visit, StoreReads reads, CancellationToken ct) => reads.Audit(visit.SiteNo, [new("a.entity", "policy")], null, LoadsShown, ct);
}
