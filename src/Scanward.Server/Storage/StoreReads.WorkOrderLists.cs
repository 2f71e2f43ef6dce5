using System.Globalization;
using System.Text;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <content>
/// Lists of work orders, newest first, by any filters. Each page is read in its order from where it lies in order, so that it costs the same however many there are: of one asset from its
/// scans; else by state, where a list of several states is merged out of theirs; and what is done also by each filter.
/// </content>
internal sealed partial class StoreReads
{
    /// <summary>The filter for work orders of one asset, by its id.</summary>
    public const string OfAsset = "a.asset_id";

    private const string State = "w.state";

    /// <summary>Done work orders have an index for each of these; of several filters the first here is the one that leaves the fewest.</summary>
    private static readonly string[] indexed = ["w.technician_id", "w.outcome", "w.priority", "w.crew_id", "w.kind"];

    private static readonly int[] states = [.. Enum.GetValues<WorkOrderState>().Select(s => (int)s)];

    /// <param name="filters">Column conditions with their values, all of which must hold.</param>
    public Task<IReadOnlyList<WorkOrderRecord>> WorkOrders(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions(filters);
        parameters.AddDynamicParams(new { siteNo, before = before ?? long.MaxValue, most });
        var asset = filters.ToList().FindIndex(f => f.Column == OfAsset);
        var sql = asset >= 0
            ? $"""
              select {WorkOrderColumns} from ({OfItsScans(asset)}) page cross join {WorkOrderTables}
              where w.work_order_id = page.work_order_id and w.site_no = @siteNo{conditions} order by page.work_order_id desc limit @most
              """
            : $"""
              select {WorkOrderColumns} from ({Merged(filters)} order by 1 desc limit @most) page cross join {WorkOrderTables}
              where w.work_order_id = page.work_order_id order by page.work_order_id desc
              """;
        return List<WorkOrderRecord>(sql, parameters, ct);
    }

    private static string OfItsScans(int asset)
    {
        var some = string.Create(
            CultureInfo.InvariantCulture,
            $"where asset_no = (select asset_no from asset where site_no = @siteNo and asset_id = @f{asset}) and work_order_id < @before and kind in (0, {(int)Repeat.Recall})");
        return $"select work_order_id from work_order_scan {some} union select work_order_id from recent_work_order_scan {some} order by 1 desc";
    }

    private static string Merged(IReadOnlyList<Filter> filters)
    {
        var index = indexed.FirstOrDefault(column => filters.Any(f => f.Column == column));
        var asked = filters.Where(f => f.Column == State).Select(f => Convert.ToInt32(f.Value, CultureInfo.InvariantCulture)).FirstOrDefault();
        var some = asked == 0 ? states : [asked];
        var parts = some.Where(state => index is null || IsOpen(state)).Select(state => Some(filters, State) + string.Create(CultureInfo.InvariantCulture, $" and w.state = {state}")).ToList();
        if (index is not null && some.Any(state => !IsOpen(state))) parts.Add(Some(filters, index) + string.Create(CultureInfo.InvariantCulture, $" and w.state >= {(int)WorkOrderState.Completed}"));
        return string.Join(" union all ", parts);
    }

    private static bool IsOpen(int state) => ((WorkOrderState)state).IsOpen();

    /// <param name="by">The column that its rows are found by; the plus before the others tells SQLite not to.</param>
    private static string Some(IReadOnlyList<Filter> filters, string by)
    {
        var sql = new StringBuilder("select w.work_order_id from work_order w where w.site_no = @siteNo and w.work_order_id < @before");
        for (var i = 0; i < filters.Count; i++) sql.Append(CultureInfo.InvariantCulture, $" and {(filters[i].Column == by ? "" : "+")}{filters[i].Column} {filters[i].Comparison} @f{i}");
        return sql.ToString();
    }
}
