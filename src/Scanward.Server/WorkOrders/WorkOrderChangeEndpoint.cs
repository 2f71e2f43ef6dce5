using System.Collections.Immutable;
using System.Globalization;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WorkOrders;

/// <summary>
/// <c>PATCH /api/v1/work-orders/{id}</c>: one step of its life, or something to note, with the revision that was looked at as <c>If-Match</c>, so that of two people at once one
/// wins and the other is told.
/// </summary>
internal static class WorkOrderChangeEndpoint
{
    private const int PartsMost = 100;

    private const int ReadingsMost = 32;

    public static async Task<IResult> Patch(string id, HttpContext context, WorkOrderDesk desk, StoreReads reads, CancellationToken ct)
    {
        var caller = context.Caller();
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (change, faults) = Read(body, caller);
        if (faults.Length > 0) return JsonRequest.Faulty(faults);
        var (revision, unmatched) = IfMatch(context.Request);
        if (unmatched is not null) return unmatched;
        if (await WorkOrderEndpoints.Find(reads, caller.SiteNo, id, ct) is not { } row) return new ProblemResult(Problems.NotFound, "This site has no such work order.");
        return await desk.Change(caller.SiteNo, row.WorkOrderId, change with { Revision = revision }) switch
        {
            WorkOrderChanged => await WorkOrderEndpoints.Answer(context, reads, caller.SiteNo, row.WorkOrderId, ct),
            WorkOrderUnchanged no => new ProblemResult(no.Problem, no.Detail, no.Faults),
            var other => throw new InvalidOperationException($"A change of a work order is not {other}."),
        };
    }

    /// <summary>The revision in <c>If-Match: "3"</c>; none for <c>*</c>. Without the header nothing may be changed.</summary>
    private static (int? Revision, ProblemResult? Problem) IfMatch(HttpRequest request)
    {
        string? header = request.Headers.IfMatch;
        if (string.IsNullOrEmpty(header))
            return (null, new ProblemResult(Problems.PreconditionRequired, "Send If-Match with the ETag of the work order as you saw it, such as If-Match: \"1\"; or * for whichever there is."));
        if (header == "*") return (null, null);
        return header is ['"', .. var number, '"'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (revision, null)
            : (null, new ProblemResult(Problems.Stale, $"{(header.Length > 60 ? "The If-Match" : header)} is no ETag of a work order; take it from an answer, such as \"1\"."));
    }

    private static (WorkOrderChange Change, ImmutableArray<ScanFault> Faults) Read(BodyReader body, Caller caller)
    {
        var operatorId = body.Text("operator_id", 64);
        if (operatorId is null && caller.Role < Role.Operator) body.Fault("operator_id", "missing_member", "Say with operator_id which technician does it; without, only an operator's key changes work orders.");
        var parts = body.Objects("parts_used", PartsMost);
        var used = parts.Select(p => (Part: p.Text("part", 64, required: true), Quantity: p.Whole("quantity", 1, 1_000_000) ?? 1)).ToArray();
        for (var i = 0; i < used.Length; i++)
        {
            if (used.Take(i).Any(u => u.Part == used[i].Part && u.Part is not null)) body.Fault($"parts_used/{i}/part", "duplicate_part", $"{used[i].Part} stands there twice; add the quantities up.");
        }

        var change = new WorkOrderChange
        {
            By = operatorId is null ? caller.By : caller.By with { Name = operatorId },
            Manages = operatorId is null && caller.Role >= Role.Operator,
            State = body.Value<WorkOrderState>("state"),
            Technician = body.Text("technician", 64),
            Crew = body.Text("crew", 64),
            Priority = (Priority?)body.Whole("priority", 1, 4),
            Note = body.Text("note", 2000, lines: true),
            Reason = body.Text("reason", 500),
            LabourMinutes = body.Whole("labour_minutes", 0, 10_080),
            PartsUsed = body.Has("parts_used") ? [.. used.Where(u => u.Part is not null).Select(u => new PartUsed(u.Part!, u.Quantity))] : null,
            Readings = [.. body.Numbers("readings", ReadingsMost).Select(r => new MeterReading(r.Name, r.Value))],
            Cause = body.Code("cause"),
            Remedy = body.Code("remedy"),
            Detail = body.Json,
        };
        if (change.State == WorkOrderState.WaitingParts) body.Fault("state", "unknown_value", "A work order waits for parts by itself, until they come.");
        foreach (var reading in change.Readings.Where(r => r.Meter.Length is 0 or > 64 || decimal.Abs(r.Value) > 1_000_000_000_000m))
            body.Fault("readings", "out_of_range", "A meter's name has 1 to 64 characters, and its reading lies within 10^12.");
        return (change, body.Faults(parts));
    }
}
