using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Parts;

/// <summary>
/// <c>PATCH /api/v1/replenishments/{id}</c>: ordered, with the quantity and when it is expected, which acks then tell; or cancelled. A delivery receives it.
/// </summary>
internal static class ReplenishmentChange
{
    public static async Task<IResult> Patch(string id, HttpContext context, StoreReads reads, StockDesk desk, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var siteNo = context.Caller().SiteNo;
        var to = body.Value<ReplenishmentState>("state", required: true);
        var quantity = body.Whole("quantity", 1, 1_000_000);
        var eta = body.Time("eta");
        var by = JsonRequest.Actor(body, context);
        if (to is ReplenishmentState.Open or ReplenishmentState.Received)
            body.Fault("state", "unknown_value", to == ReplenishmentState.Open ? "A replenishment is opened by itself, when its stock falls to the reorder point." : "Book the delivery: POST /api/v1/parts/{part}/receive with its replenishment_id.");
        if (to == ReplenishmentState.Cancelled && (quantity is not null || eta is not null)) body.Fault("state", "unknown_value", "What is cancelled has no quantity and no eta.");
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!TimeOrderedId.TryParse(id, out var replenishmentId)) return new ProblemResult(Problems.NotFound, "This site has no such replenishment.");
        if (await desk.Order(siteNo, replenishmentId, to!.Value, quantity, eta, by) is { } no) return new ProblemResult(no.Problem, no.Detail);
        return await reads.Replenishment(siteNo, replenishmentId, ct) is { } row ? new JsonResult(json => PartEndpoints.Write(json, row)) : new ProblemResult(Problems.NotFound, "This site has no such replenishment.");
    }
}
