using System.Collections.Immutable;
using Scanward.Routing;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.WorkOrders;

/// <summary><c>GET /work-orders</c>: the board, or with <c>?view=list</c> the list.</summary>
internal static class WorkOrdersEndpoint
{
    private const string ListName = "work-orders-page";

    /// <summary>Cards that a column shows, the most urgent first, of the newest that there are.</summary>
    private const int CardsShown = 30, CardsLookedAt = 200;

    private static readonly WorkOrderState[] columns = [WorkOrderState.WaitingParts, WorkOrderState.Open, WorkOrderState.Assigned, WorkOrderState.InProgress, WorkOrderState.OnHold, WorkOrderState.Completed];

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["state"] = ("w.state", ListQuery.Value<WorkOrderState>),
        ["kind"] = ("w.kind", ListQuery.Value<WorkKind>),
        ["outcome"] = ("w.outcome", ListQuery.Value<Outcome>),
        ["priority"] = ("w.priority", text => int.TryParse(text, out var priority) && priority is >= 1 and <= 4 ? priority : null),
        ["crew"] = ("w.crew_id", text => text),
        ["technician"] = ("w.technician_id", text => text),
        ["asset_id"] = (StoreReads.OfAsset, text => text),
        ["late"] = ("w.done_by", text => text == "yes" ? text : null),
        ["view"] = ("", text => text is "board" or "list" ? text : null),
    };

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, OpenWorkCounts counts, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var given = context.Request.Query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value); // a form sends what was left empty too
        var (query, faults) = ListQuery.Read(new QueryCollection(given), ListName, filters);
        var model = new WorkOrdersModel
        {
            Filters = Filters.Of(context),
            Crews = [.. visit.Ground.Roster.Crews.Select(c => (c.CrewId, c.Name))],
            Technicians = [.. visit.Ground.Roster.Technicians.Select(t => (t.TechnicianId, t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal)],
        };
        if (query is null) return Page.Of<WorkOrdersPage>(visit, model with { Fault = faults[0].Detail }, StatusCodes.Status422UnprocessableEntity);
        IReadOnlyList<Filter> asked = [.. query.Filters.Where(f => f.Column.Length > 0).Select(f => f.Column == "w.done_by" ? new Filter("w.done_by", visit.Now.ToUnixTimeMilliseconds()) { Comparison = "<" } : f)];
        return Page.Of<WorkOrdersPage>(visit, model.IsBoard ? await Board(visit, model, asked, reads, counts, ct) : await List(visit, model, query, asked, reads, ct));
    }

    private static async Task<WorkOrdersModel> Board(Visit visit, WorkOrdersModel model, IReadOnlyList<Filter> asked, StoreReads reads, OpenWorkCounts counts, CancellationToken ct)
    {
        var late = asked.Any(f => f.Column == "w.done_by");
        var only = asked.FirstOrDefault(f => f.Column == "w.state").Value as int?;
        var open = await counts.Of(visit.SiteNo);
        var isNarrowed = asked.Any(f => f.Column != "w.state");
        var shown = ImmutableArray.CreateBuilder<BoardColumn>();
        foreach (var state in columns.Where(s => only is null ? !late || s.IsOpen() : (int)s == only))
        {
            var rows = await reads.WorkOrders(visit.SiteNo, [.. asked.Where(f => f.Column != "w.state"), new("w.state", (int)state)], null, CardsLookedAt, ct);
            var first = rows.OrderBy(r => r.Priority).ThenBy(r => r.DoneBy ?? long.MaxValue).ThenBy(r => r.WorkOrderId).Take(CardsShown).ToArray();
            shown.Add(new(state, isNarrowed || !state.IsOpen() ? null : open.Where(o => o.State == (int)state).Sum(o => o.Count), rows.Count > first.Length, await Cards(visit, first, reads, ct)));
        }

        return model with { Columns = shown.ToImmutable() };
    }

    private static async Task<WorkOrdersModel> List(Visit visit, WorkOrdersModel model, ListQuery query, IReadOnlyList<Filter> asked, StoreReads reads, CancellationToken ct)
    {
        var open = asked.Any(f => f.Column == "w.done_by") ? [.. asked, new("+w.state", (int)WorkOrderState.OnHold) { Comparison = "<=" }] : asked;
        var rows = await reads.WorkOrders(visit.SiteNo, open, query.Before, query.Limit + 1, ct);
        return model with
        {
            Rows = await Cards(visit, [.. rows.Take(query.Limit)], reads, ct),
            Next = rows.Count > query.Limit ? model.Filters.With("cursor", ListQuery.Cursor(ListName, rows[query.Limit - 1].WorkOrderId)) : null,
        };
    }

    public static async Task<ImmutableArray<WorkOrderCard>> Cards(Visit visit, IReadOnlyList<WorkOrderRecord> rows, StoreReads reads, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var beside = (await reads.WorkOrderCards([.. rows.Select(r => r.WorkOrderId)], ct)).ToDictionary(c => c.WorkOrderId);
        return [.. rows.Select(r => new WorkOrderCard(r, beside.GetValueOrDefault(r.WorkOrderId), visit.NameOf(r.TechnicianId)))];
    }
}
