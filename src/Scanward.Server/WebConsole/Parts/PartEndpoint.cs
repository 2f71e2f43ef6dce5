using Scanward.Resolution;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Parts;

/// <summary><c>GET /parts/{id}</c>: a part's stock, its ledger, and who waits for it.</summary>
internal static class PartEndpoint
{
    private const string ListName = "part-moves";

    private const int WaitersMost = 50;

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new() { ["kind"] = ("kind", ListQuery.Value<StockMoveKind>) };

    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, Sites sites, CancellationToken ct)
    {
        var visit = visits.Of(context);
        return await reads.Part(visit.SiteNo, id, ct) is { } part
            ? await Show(visit, context, part, reads, sites, m => m, StatusCodes.Status200OK, ct)
            : Refusal.Missing(visit, "part", id, "/parts", "All parts");
    }

    /// <summary>Where a form was refused its address stands in the browser; whoever loads that again sees the part.</summary>
    public static IResult Back(string id) => Results.Redirect(Place.Part(id));

    public static async Task<IResult> Show(Visit visit, HttpContext context, PartRecord part, StoreReads reads, Sites sites, Func<PartModel, PartModel> with, int status, CancellationToken ct)
    {
        var (query, faults) = ListQuery.Read(Given.Of(context.Request.Query), ListName, filters);
        var model = with(new PartModel
        {
            Part = part, Wanted = await reads.WantedOf(visit.SiteNo, part.PartId, ct), Filters = Filters.Of(context) with { Path = Place.Part(part.PartId) },
            Waiters = await reads.WaitersFor(visit.SiteNo, part.PartId, WaitersMost, ct),
            Requested = (await reads.Replenishments(visit.SiteNo, [new("part_id", part.PartId), new("state", (int)ReplenishmentState.Ordered) { Comparison = "<=" }], null, 1, ct)).FirstOrDefault(),
            OtherSites = [.. visit.Sites.Where(s => s.SiteId != visit.SiteId && sites.NumberOf(s.SiteId) is not null)],
        });
        if (query is null) return Page.Of<PartPage>(visit, model with { Fault = faults[0].Detail }, StatusCodes.Status422UnprocessableEntity);
        var moves = await reads.StockMoves(visit.SiteNo, part.PartId, query.Filters, query.Before, query.Limit + 1, ct);
        return Page.Of<PartPage>(visit, model with
        {
            Moves = [.. moves.Take(query.Limit)], Next = moves.Count > query.Limit ? model.Filters.With("cursor", ListQuery.Cursor(ListName, moves[query.Limit - 1].MoveId)) : null, IsFirst = query.Before is null,
        }, status);
    }
}
