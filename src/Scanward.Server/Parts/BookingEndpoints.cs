using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Resolution;

namespace Scanward.Server.Parts;

/// <summary>Bookings of stock. The answer to what makes stock available says which work orders it set free.</summary>
internal static class BookingEndpoints
{
    public static void MapBookings(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/parts/{id}/receive", (string id, HttpContext context, StockDesk desk, CancellationToken ct) => Book(
            context, desk, id, ct, (body, booking) =>
            {
                var quantity = body.Whole("quantity", 1, 1_000_000, required: true);
                var delivery = body.Text("delivery", 100, required: true);
                var replenishment = Id(body, "replenishment_id");
                return () => desk.Receive(booking() with { Reference = delivery, ReplenishmentId = replenishment }, quantity!.Value);
            }));
        app.MapPost("/api/v1/parts/{id}/adjust", (string id, HttpContext context, StockDesk desk, CancellationToken ct) => Book(
            context, desk, id, ct, (body, booking) =>
            {
                var change = body.Whole("change", -1_000_000, 1_000_000, required: true);
                if (change == 0) body.Fault("change", "out_of_range", "A change of 0 changes nothing.");
                if (!body.Has("note")) body.Fault("note", "missing_member", "Say in 'note' why the stock is corrected.");
                var reference = body.Text("reference", 100);
                return () => desk.Adjust(booking() with { Reference = reference }, change!.Value);
            }));
        app.MapPost("/api/v1/parts/{id}/count", (string id, HttpContext context, StockDesk desk, CancellationToken ct) => Book(
            context, desk, id, ct, (body, booking) =>
            {
                var onHand = body.Whole("on_hand", 0, Stock.QuantityMax, required: true);
                return () => desk.Count(booking(), onHand!.Value);
            }));
        app.MapPost("/api/v1/parts/{id}/send", Send);
        app.MapPost("/api/v1/transfers/{id}/receive", ReceiveTransfer);
        app.MapPatch("/api/v1/replenishments/{id}", ReplenishmentChange.Patch);
    }

    private static async Task<IResult> Book(
        HttpContext context, StockDesk desk, string id, CancellationToken ct, Func<BodyReader, Func<Booking>, Func<Task<Booked>>> read)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (siteNo, by, note) = (context.Caller().SiteNo, JsonRequest.Actor(body, context), body.Text("note", 500));
        var book = read(body, () => new Booking(siteNo, id, by) { Note = note });
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        return await Answer(await book(), desk, siteNo, ct);
    }

    private static async Task<IResult> Send(string id, HttpContext context, StockDesk desk, Sites sites, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var siteNo = context.Caller().SiteNo;
        var quantity = body.Whole("quantity", 1, 1_000_000, required: true);
        var toSite = body.Text("to_site", 64, required: true);
        var toSiteNo = toSite is null ? null : sites.NumberOf(toSite);
        if (toSite is not null && toSiteNo is null) body.Fault("to_site", "unknown_site", $"There is no site '{toSite}'.");
        if (toSiteNo == siteNo) body.Fault("to_site", "same_site", "It is there already.");
        var booking = new Booking(siteNo, id, JsonRequest.Actor(body, context)) { Reference = body.Text("reference", 100), Note = body.Text("note", 500) };
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var transferId = 0L;
        return await desk.Send(booking, toSiteNo!.Value, quantity!.Value, made => transferId = made) switch
        {
            StockBooked booked => new JsonResult(
                json =>
                {
                    json.WriteStartObject();
                    json.WriteId("transfer_id", transferId);
                    json.WritePropertyName("stock");
                    PartEndpoints.WriteStock(json, booked.Stock);
                    json.WriteEndObject();
                }, StatusCodes.Status201Created),
            NotBooked no => new ProblemResult(no.Problem, no.Detail),
            var other => throw new InvalidOperationException($"A booking is not {other}."),
        };
    }

    private static async Task<IResult> ReceiveTransfer(string id, HttpContext context, StockDesk desk, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (siteNo, by, quantity) = (context.Caller().SiteNo, JsonRequest.Actor(body, context), body.Whole("quantity", 0, 1_000_000));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!TimeOrderedId.TryParse(id, out var transferId)) return new ProblemResult(Problems.NotFound, "No such transfer is on its way to this site.");
        return await Answer(await desk.ReceiveTransfer(siteNo, transferId, quantity, by), desk, siteNo, ct);
    }

    private static async Task<IResult> Answer(Booked booked, StockDesk desk, int siteNo, CancellationToken ct)
    {
        if (booked is NotBooked no) return new ProblemResult(no.Problem, no.Detail);
        var (moveId, stock) = (StockBooked)booked;
        var free = await desk.RouteWaiting(siteNo, stock.PartId, ct);
        return new JsonResult(
            json =>
            {
                json.WriteStartObject();
                json.WriteId("move_id", moveId);
                json.WritePropertyName("stock");
                PartEndpoints.WriteStock(json, stock);
                json.WriteStartArray("released");
                foreach (var work in free.Released)
                {
                    json.WriteStartObject();
                    json.WriteId("id", work.WorkOrderId);
                    json.WriteString("number", work.Number);
                    json.WriteNumber("priority", (int)work.Priority);
                    json.WriteString("state", Wire.Name(work.State));
                    json.WriteString("technician", work.Technician);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("cancelled", free.Cancelled);
                json.WriteNumber("still_waiting", free.StillWaiting);
                json.WriteEndObject();
            }, StatusCodes.Status201Created);
    }

    private static long? Id(BodyReader body, string member)
    {
        if (body.Text(member, 32) is not { } text) return null;
        if (TimeOrderedId.TryParse(text, out var id)) return id;
        body.Fault(member, "bad_id", $"{member} is no id; take it from an answer.");
        return null;
    }
}
