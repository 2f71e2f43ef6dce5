using Scanward.Server.Parts;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Parts;

/// <summary><c>GET /parts</c>: the site's stock, its replenishments, transfers from it and to it.</summary>
internal static class PartsEndpoint
{
    private const string StockList = "parts-page", ReplenishmentsList = "replenishments-page", TransfersList = "transfers-page", Menu = "/parts";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["view"] = ("view", text => text is "stock" or "replenishments" or "transfers" ? text : null),
        ["q"] = ("q", text => text.Trim() is { Length: > 0 and <= 100 } words ? words : null),
        ["show"] = ("show", text => Wire.TryParse<PartsShown>(text, out var shown) ? shown : null),
        ["state"] = ("state", ListQuery.Value<ReplenishmentState>),
    };

    public static Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, CancellationToken ct) => Show(visits.Of(context), context, reads, m => m, StatusCodes.Status200OK, ct);

    /// <summary>Where a form was refused its address stands in the browser; whoever loads that again sees the list.</summary>
    public static IResult Back(string kind) => Results.Redirect($"/parts?view={kind}");

    public static async Task<IResult> ChangeReplenishment(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        var cancels = form.Typed("do") == "cancel";
        var quantity = cancels ? null : form.Whole("quantity", "The quantity", 1, 1_000_000, required: true);
        var eta = cancels ? null : form.Date("eta", "The day on which it is expected");
        if (!form.IsFaulty && TimeOrderedId.TryParse(id, out var replenishmentId))
        {
            var at = eta is { } day ? visit.Zone.AtStartOfDay(day.PlusDays(1)).Minus(NodaTime.Duration.FromSeconds(1)).ToInstant() : (NodaTime.Instant?)null; // it comes in the course of the day
            var no = await desk.Order(visit.SiteNo, replenishmentId, cancels ? ReplenishmentState.Cancelled : ReplenishmentState.Ordered, quantity, at, visit.By);
            if (no is null) return Told.And(context, "/parts?view=replenishments", cancels ? "The replenishment was cancelled." : "Noted as ordered.");
            form.Refuse(no.Detail);
        }
        else if (!form.IsFaulty)
        {
            form.Refuse("This site has no such replenishment.");
        }

        return await Show(visit, context, reads, m => m with { Filters = new("/parts", new Dictionary<string, string> { ["view"] = "replenishments" }), Form = form, FormOf = id }, StatusCodes.Status422UnprocessableEntity, ct);
    }

    public static async Task<IResult> ReceiveTransfer(string id, HttpContext context, Visits visits, StoreReads reads, StockDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        var quantity = form.Whole("quantity", "What arrived", 0, 1_000_000, required: true);
        if (!form.IsFaulty)
        {
            var booked = TimeOrderedId.TryParse(id, out var transferId) ? await desk.ReceiveTransfer(visit.SiteNo, transferId, quantity, visit.By) : new NotBooked(Problems.NotFound, "No such transfer is on its way to this site.");
            if (booked is StockBooked done) return Told.And(context, "/parts?view=transfers", await PartBooking.Words(desk, visit.SiteNo, done, ct));
            form.Refuse(((NotBooked)booked).Detail);
        }

        return await Show(visit, context, reads, m => m with { Filters = new("/parts", new Dictionary<string, string> { ["view"] = "transfers" }), Form = form, FormOf = id }, StatusCodes.Status422UnprocessableEntity, ct);
    }

    private static async Task<IResult> Show(Visit visit, HttpContext context, StoreReads reads, Func<PartsModel, PartsModel> with, int status, CancellationToken ct)
    {
        var model = with(new PartsModel { Filters = Filters.Of(context) });
        var isStock = model.View == "stock";
        var list = model.View switch { "replenishments" => ReplenishmentsList, "transfers" => TransfersList, _ => StockList };
        var (query, faults) = ListQuery.Read(Given.Of(context.Request.Query), list, filters, textKeys: isStock);
        if (query is null) return Page.Of<PartsPage>(visit, model with { Fault = faults[0].Detail }, StatusCodes.Status422UnprocessableEntity);
        model = model with { IsFirst = query.Before is null && query.After is null };
        var most = query.Limit + 1;
        model = model.View switch
        {
            "replenishments" => Paged(model, list, query, await reads.Replenishments(visit.SiteNo, [.. query.Filters.Where(f => f.Column == "state")], query.Before, most, ct), r => r.ReplenishmentId, (m, rows) => m with { Replenishments = [.. rows] }),
            "transfers" => Paged(model, list, query, await reads.Transfers(visit.SiteNo, [], query.Before, most, ct), r => r.TransferId, (m, rows) => m with { Transfers = [.. rows] }),
            _ => await Stock(visit, model, query, reads, ct),
        };
        return Page.Of<PartsPage>(visit, model, status);
    }

    private static async Task<PartsModel> Stock(Visit visit, PartsModel model, ListQuery query, StoreReads reads, CancellationToken ct)
    {
        var shown = query.Filters.FirstOrDefault(f => f.Column == "show").Value as PartsShown? ?? PartsShown.Stocked;
        var words = ((query.Filters.FirstOrDefault(f => f.Column == "q").Value as string) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var rows = await reads.PartRows(visit.SiteNo, shown, words, query.After ?? "", query.Limit + 1, ct);
        return model with
        {
            Rows = [.. rows.Take(query.Limit)], Next = rows.Count > query.Limit ? model.Filters.With("cursor", ListQuery.Cursor(StockList, rows[query.Limit - 1].PartId)) : null,
        };
    }

    private static PartsModel Paged<T>(PartsModel model, string list, ListQuery query, IReadOnlyList<T> rows, Func<T, long> id, Func<PartsModel, IEnumerable<T>, PartsModel> with) =>
        with(model, rows.Take(query.Limit)) with { Next = rows.Count > query.Limit ? model.Filters.With("cursor", ListQuery.Cursor(list, id(rows[query.Limit - 1]))) : null };
}
