using System.Text.Json;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Letters;

/// <summary><c>/dead-letters</c>: what was refused or given up, by cause and one by one.</summary>
internal static class LetterPages
{
    public const string Root = "/dead-letters";

    private const string ListName = "dead-letters";

    private const int Limit = 50;

    /// <summary>As many as can be treated at once; more is narrowed first.</summary>
    public const int AffectedMost = 100_000;

    /// <summary>Those of a cause that are looked at one by one, to tell where they came from.</summary>
    public const int LookedMost = 5_000;

    public static void MapLetterPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root, (HttpContext context, Visits visits, StoreReads reads, LetterRuns runs, CancellationToken ct) =>
            ShowList(visits.Of(context), LetterFilters.Of(context.Request.Query), context.Request.Query.Filter("cursor"), reads, runs, LetterFaults.None, ct));
        pages.MapGet(Root + "/{id}", (string id, HttpContext context, Visits visits, StoreReads reads, CancellationToken ct) =>
            ShowOne(visits.Of(context), id, context.Request.Query.Filter("just"), reads, LetterFaults.None, ct));
        pages.MapLetterActions();
    }

    public static async Task<IResult> ShowList(Visit visit, LetterFilters filters, string? cursor, StoreReads reads, LetterRuns runs, LetterFaults faults, CancellationToken ct)
    {
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var (rows, searched) = await reads.DeadLetterPage(visit.SiteNo, filters.Search, ListQuery.NumberIn(ListName, cursor), Limit + 1, ct);
        var last = rows.Count > Limit ? rows[Limit - 1].DeadLetterId : searched;
        return Page.Of<LettersPage>(visit, new LettersModel
        {
            Filters = filters,
            Causes = await reads.OpenCauses(visit.SiteNo, ct),
            Rows = [.. rows.Take(Limit)],
            Next = last is { } id ? ListQuery.Cursor(ListName, id) : null,
            SearchedBackTo = rows.Count > Limit || searched is not { } reached ? null : TimeOrderedId.UnixMs(reached),
            OfCause = filters.IsCause ? await reads.OpenOfCause(visit.SiteNo, filters.Search, long.MaxValue, AffectedMost + 1, ct) : null,
            Affected = filters.IsCause ? await reads.Affected(visit.SiteNo, filters.Search, LookedMost, ct) : null,
            Run = runs.Look(visit.SiteNo),
            Faults = faults,
        }, faults.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    public static async Task<IResult> ShowOne(Visit visit, string id, string? just, StoreReads reads, LetterFaults faults, CancellationToken ct)
    {
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        if (!TimeOrderedId.TryParse(id, out var letterId) || await reads.DeadLetter(visit.SiteNo, letterId, ct) is not { } letter) return NotFound(visit);
        var told = JsonSerializer.Deserialize(letter.Errors, StoredJson.Default.ImmutableArrayScanFault);
        var all = told.IsDefault ? [] : told;
        var lines = PayloadLines.Of(letter.Raw, all);
        var placed = lines.IsDefault ? [] : lines.SelectMany(l => l.Faults).ToHashSet();
        var cause = new DeadLetterSearch(DeadLetterState.Open, letter.Code, letter.Connector, null, null);
        var same = (await reads.OpenOfCause(visit.SiteNo, cause, long.MaxValue, LetterModel.RestMost + 1, ct)).Count;
        return Page.Of<LetterPage>(visit, new LetterModel
        {
            Letter = letter,
            Lines = lines,
            Faults = [.. all.Where(f => !placed.Contains(f))],
            Attempts = letter.Attempts is null ? [] : JsonSerializer.Deserialize(letter.Attempts, StoredJson.Default.ImmutableArrayFailedAttempt),
            Advice = LetterAdvice.Of(letter),
            Became = await Became(visit, letter, reads, ct),
            Rest = (DeadLetterState)letter.State == DeadLetterState.Open ? same - 1 : same,
            Just = just,
            FormFaults = faults,
        }, faults.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    public static IResult NotFound(Visit visit) => Refusal.NotFound(visit, "This site has no such dead letter.", Root, "Dead letters");

    /// <summary>What it became, as the scan's own answer tells it: that it was replayed says not yet where it went.</summary>
    private static async Task<LetterBecame?> Became(Visit visit, DeadLetterRecord letter, StoreReads reads, CancellationToken ct)
    {
        if ((DeadLetterState)letter.State != DeadLetterState.Replayed) return null;
        if (letter.ReplayedScanId is { } scanId && await reads.Scan(visit.SiteNo, scanId, ct) is { } scan)
        {
            using var ack = JsonDocument.Parse(scan.Ack);
            var order = ack.RootElement.TryGetProperty("work_order", out var work) && work.ValueKind == JsonValueKind.Object ? work : (JsonElement?)null;
            return new(
                StateLook.Of((ScanStatus)scan.Status), order?.GetProperty("number").GetString(), order is { } made ? $"/work-orders/{made.GetProperty("id").GetString()}" : null,
                $"/scans/{TimeOrderedId.Format(scanId)}", ack.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
        }

        if (letter.WorkOrderId is not { } workOrderId) return null;
        var pending = (await reads.PendingMessages(workOrderId, ct)).FirstOrDefault(p => p.OutboxId == letter.OutboxId);
        var look = pending is null ? new StateLook("done", "circle-check", "handed over") : new StateLook("active", "refresh", "on its way again");
        var why = pending is null ? $"{letter.Connector} has it." : $"It waits to be sent to {letter.Connector}; what comes of it stands with the work order.";
        return new(look, null, $"/work-orders/{TimeOrderedId.Format(workOrderId)}", null, why);
    }
}
