using System.Globalization;
using Scanward.Resolution;
using Scanward.Server.Parts;
using Scanward.Server.People;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Parts;

/// <summary>Bookings of a part: a delivery, a count, a correction, a transfer to another site. What they set free is told.</summary>
internal static class PartBooking
{
    private const string Menu = "/parts";

    private const int QuantityMost = 1_000_000, ToldMost = 8;

    private static readonly Task<Booked?> nothing = Task.FromResult<Booked?>(null);

    public static Task<IResult> Receive(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, Sites sites, CancellationToken ct) => Book(id, "receive", context, visits, reads, desk, sites, ct, (booking, form) =>
    {
        var quantity = form.Whole("quantity", "The quantity", 1, QuantityMost, required: true);
        var delivery = form.Text("delivery", "The delivery's number", 100, required: true);
        var replenishment = form.Typed("replenishment") is { Length: > 0 } text && TimeOrderedId.TryParse(text, out var request) ? request : (long?)null;
        return form.IsFaulty ? nothing : Some(desk.Receive(booking with { Reference = delivery, ReplenishmentId = replenishment }, quantity!.Value));
    });

    public static Task<IResult> Count(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, Sites sites, CancellationToken ct) => Book(id, "count", context, visits, reads, desk, sites, ct, (booking, form) =>
    {
        var onHand = form.Whole("on_hand", "What was counted", 0, Stock.QuantityMax, required: true);
        return form.IsFaulty ? nothing : Some(desk.Count(booking, onHand!.Value));
    });

    public static Task<IResult> Adjust(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, Sites sites, CancellationToken ct) => Book(id, "adjust", context, visits, reads, desk, sites, ct, (booking, form) =>
    {
        var change = form.Whole("change", "The change", -QuantityMost, QuantityMost, required: true);
        if (change == 0) form.Fault("change", "A change of 0 changes nothing.");
        if (booking.Note is null) form.Fault("note", "Say why the stock is corrected.");
        return form.IsFaulty ? nothing : Some(desk.Adjust(booking, change!.Value));
    });

    public static Task<IResult> Send(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, Sites sites, CancellationToken ct) => Book(id, "send", context, visits, reads, desk, sites, ct, (booking, form) =>
    {
        var quantity = form.Whole("quantity", "The quantity", 1, QuantityMost, required: true);
        var to = form.Typed("to_site") is { Length: > 0 } site ? sites.NumberOf(site) : null;
        if (to is null) form.Fault("to_site", "Say to which site it goes.");
        if (to == booking.SiteNo) form.Fault("to_site", "It is there already.");
        return form.IsFaulty ? nothing : Some(desk.Send(booking, to!.Value, quantity!.Value, _ => { }));
    });

    /// <summary>What a booking has done, in words; work that waited for it goes on.</summary>
    public static async Task<string> Words(StockDesk desk, int siteNo, StockBooked booked, CancellationToken ct)
    {
        var free = await desk.RouteWaiting(siteNo, booked.Stock.PartId, ct);
        var words = string.Create(CultureInfo.InvariantCulture, $"Booked. {booked.Stock.OnHand:N0} of {booked.Stock.PartId} are on hand now.");
        if (free.Released.Length > 0) words += $" {(free.Released.Length == 1 ? "1 work order has its" : $"{free.Released.Length} work orders have their")} parts now: {string.Join(", ", free.Released.Take(ToldMost).Select(r => r.Number))}{(free.Released.Length > ToldMost ? " …" : "")}.";
        return free.StillWaiting > 0 ? $"{words} {free.StillWaiting} still {(free.StillWaiting == 1 ? "waits" : "wait")}." : words;
    }

    private static async Task<Booked?> Some(Task<Booked> booked) => await booked;

    /// <param name="book">Books; null where the form says what is wrong.</param>
    private static async Task<IResult> Book(
        string id, string what, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, Sites sites, CancellationToken ct, Func<Booking, PageForm, Task<Booked?>> book)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        if (await reads.Part(visit.SiteNo, id, ct) is not { } part) return Refusal.Missing(visit, "part", id, Menu, "All parts");
        var booking = new Booking(visit.SiteNo, id, visit.By) { Note = form.Text("note", "The note", 500) };
        if (await book(booking, form) is { } booked)
        {
            switch (booked)
            {
                case StockBooked done: return Told.And(context, Place.Part(id), await Words(desk, visit.SiteNo, done, ct));
                case NotBooked no: form.Refuse(no.Detail); break;
                case var other: throw new InvalidOperationException($"A booking is not {other}.");
            }
        }

        return await PartEndpoint.Show(visit, context, part, reads, sites, m => m with { Form = form, FormOf = what }, StatusCodes.Status422UnprocessableEntity, ct);
    }
}
