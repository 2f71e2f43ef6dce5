using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Storage;
using Scanward.Server.Web;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.Assets;

/// <summary>
/// What happened to an asset in one lane: scans, work orders and their steps, parts, downtime. It is read a page of work orders at a time; what belongs to them stands at its own time.
/// </summary>
internal static class AssetLane
{
    private const int WorkAPage = 20, PastMost = 100;

    private const string ListName = "asset-lane";

    /// <param name="before">The work order that the page comes before; null for the first page.</param>
    public static async Task<(ImmutableArray<LaneEntry> Entries, string? Next)> Read(Visit visit, long assetNo, long? before, StoreReads reads, CancellationToken ct)
    {
        var found = await reads.WorkOf(assetNo, openOnly: false, before, WorkAPage + 1, ct);
        var work = found.Take(WorkAPage).ToArray();
        long[] ids = [.. work.Select(w => w.WorkOrderId)];
        var steps = (await reads.StepsOf(ids, ct)).ToLookup(s => s.WorkOrderId);
        var scans = (await reads.ScansOfAsset(assetNo, ids, ct)).ToLookup(s => s.WorkOrderId);
        var parts = (await reads.PartsOf(ids, ct)).ToLookup(p => p.WorkOrderId);
        var entries = work.SelectMany(w => Of(visit, w, steps[w.WorkOrderId], scans[w.WorkOrderId], parts[w.WorkOrderId]));
        var isLast = found.Count <= WorkAPage;
        if (isLast) entries = entries.Concat((await reads.PastFailuresOf(assetNo, PastMost, ct)).Select(Before));
        return ([.. entries.OrderByDescending(e => e.At)], isLast ? null : ListQuery.Cursor(ListName, work[^1].WorkOrderId));
    }

    /// <summary>The work order that a cursor names; null where it is none of this list.</summary>
    public static (long? Before, bool IsWrong) Cursor(HttpContext context)
    {
        var (query, _) = ListQuery.Read(new QueryCollection(context.Request.Query.Where(q => q.Key == "cursor").ToDictionary(q => q.Key, q => q.Value)), ListName, new Dictionary<string, (string, Func<string, object?>)>());
        return query is null ? (null, true) : (query.Before, false);
    }

    private static IEnumerable<LaneEntry> Of(Visit visit, WorkOrderRecord work, IEnumerable<WorkOrderStepRecord> steps, IEnumerable<AssetScanRecord> scans, IEnumerable<WorkOrderPartRecord> parts)
    {
        var (kind, state, number) = ((WorkKind)work.Kind, (WorkOrderState)work.State, WorkOrderRef.NumberOf(work.Code, work.Number));
        yield return new(work.OpenedAt, "Work order", kind switch { WorkKind.Corrective => "tool", WorkKind.Preventive => "calendar-event", _ => "eye" }, "new", work.Title)
        {
            Href = $"/work-orders/{number}", Look = StateLook.Of(state), Note = string.Join(", ", new[] { number, work.FailureMode is { } mode ? PlanWords.Words(mode) : null, visit.NameOf(work.TechnicianId) ?? work.CrewId ?? work.Vendor }.OfType<string>()),
        };
        foreach (var scan in scans)
        {
            yield return new(scan.At, "Scan", "scan", "queued", scan.Kind switch { 1 => "Scanned again", 2 => "The same fault reported again", 3 => "Scanned: it came back after a repair", _ => "Scanned" })
            {
                Href = $"/scans/{TimeOrderedId.Format(scan.ScanId)}",
                Note = string.Join(", ", new[] { scan.ScanType is { } type ? Wire.Name((ScanType)type) : null, scan.FailureMode is { } fault ? PlanWords.Words(fault) : null, visit.NameOf(scan.OperatorId), scan.Note }.OfType<string>()),
            };
        }

        foreach (var step in steps.Where(s => s.Action != (int)WorkOrderAction.Noted))
        {
            yield return new(step.At, "Step", "chevron-right", StateLook.Of((WorkOrderState)step.ToState).Tone, $"{number} {PlanWords.Words(Wire.Name((WorkOrderAction)step.Action))}")
            {
                Href = $"/work-orders/{number}", Note = visit.NameOf(step.Actor),
            };
        }

        if (Parts(parts) is { Length: > 0 } taken) yield return new(work.CompletedAt ?? work.OpenedAt, "Parts", "package", "waiting", taken) { Note = number, Href = $"/work-orders/{number}" };
        if (kind != WorkKind.Corrective || state == WorkOrderState.Cancelled) yield break;
        var restored = state.IsOpen() ? null : work.CompletedAt ?? work.ClosedAt;
        var down = Duration.FromMilliseconds(Math.Max(0, (restored ?? visit.Now.ToUnixTimeMilliseconds()) - work.OpenedAt));
        yield return new(restored ?? work.OpenedAt, "Downtime", "clock-exclamation", "failed", restored is null ? $"Down for {ShownTime.Span(down)}, and still" : $"Was down for {ShownTime.Span(down)}") { Note = number, Down = down };
    }

    private static string Parts(IEnumerable<WorkOrderPartRecord> parts) => string.Join(", ", parts.Select(p => (StoredPartState)p.State switch
    {
        StoredPartState.Consumed => $"{p.Used} × {p.PartId} used",
        StoredPartState.Reserved => $"{p.Quantity} × {p.PartId} reserved",
        StoredPartState.Short or StoredPartState.OnOrder => $"{p.Quantity} × {p.PartId} waited for",
        _ => $"{p.Quantity} × {p.PartId} given back",
    }));

    private static LaneEntry Before(PastFailureRecord failure) => new(failure.At, "Downtime", "history", "failed", $"Failed: {PlanWords.Words(failure.FailureMode)}")
    {
        Note = failure.ClosedAt is { } end ? $"before it came here; down for {ShownTime.Span(Duration.FromMilliseconds(Math.Max(0, end - failure.At)))}" : "before it came here",
        Down = failure.ClosedAt is { } closed ? Duration.FromMilliseconds(Math.Max(0, closed - failure.At)) : null,
    };
}
