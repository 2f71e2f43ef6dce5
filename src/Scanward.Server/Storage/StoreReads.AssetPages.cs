using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <content>Assets as the console shows them: in lists, and with all that happened to one.</content>
internal sealed partial class StoreReads
{
    /// <summary>Work orders of one asset. They are found by its scans; those of the last moments are not in the order of assets yet.</summary>
    private const string WorkOfAsset =
        """
        select work_order_id from work_order_scan where asset_no = @assetNo and work_order_id < @before and kind in (0, 3)
        union
        select work_order_id from recent_work_order_scan where asset_no = @assetNo and work_order_id < @before and kind in (0, 3)
        """;

    /// <summary>A site's assets, the newest first.</summary>
    /// <param name="filters">Column conditions with their values, all of which must hold.</param>
    /// <param name="retired">Null for both.</param>
    public Task<IReadOnlyList<AssetRowRecord>> AssetRows(int siteNo, IReadOnlyList<Filter> filters, bool? retired, long? before, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions([.. filters.SelectMany(f => f.Column == AssetWords ? Words((string)f.Value) : [f])]);
        parameters.AddDynamicParams(new { siteNo, before = before ?? long.MaxValue, most });
        var use = retired switch { true => " and retired_at is not null", false => " and retired_at is null", null => "" };
        return List<AssetRowRecord>(
            $"select asset_no, profile, connector, as_of, retired_at from asset where site_no = @siteNo and asset_no < @before{use}{conditions} order by asset_no desc limit @most", parameters, ct);
    }

    /// <summary>The classes that a site's assets are of.</summary>
    /// <remarks>From one class to the next in its index, so that it costs as much as there are classes.</remarks>
    public Task<IReadOnlyList<string>> AssetClasses(int siteNo, CancellationToken ct) => List<string>(
        """
        with recursive found(class) as
        (
          select min(class) from asset where site_no = @siteNo
          union all
          select (select min(class) from asset where site_no = @siteNo and class > found.class) from found where found.class is not null limit 500
        )
        select class from found where class is not null
        """, new { siteNo }, ct);

    /// <summary>How many work orders are open on each of the assets; those without any are left out.</summary>
    public async Task<IReadOnlyList<AssetOpenWorkRecord>> OpenWorkOf(IReadOnlyCollection<long> assetNos, CancellationToken ct) => assetNos.Count == 0 ? [] : await List<AssetOpenWorkRecord>(
        $"""
        select s.asset_no, count(*) as count, min(w.priority) as priority
        from
        (
          select asset_no, work_order_id from work_order_scan where asset_no in @assetNos and kind in (0, 3)
          union
          select asset_no, work_order_id from recent_work_order_scan where asset_no in @assetNos and kind in (0, 3)
        ) s cross join work_order w on w.work_order_id = s.work_order_id
        where w.state between 1 and {(int)WorkOrderState.OnHold} group by s.asset_no
        """, new { assetNos }, ct);

    /// <summary>What the registry knows of an asset beside its profile.</summary>
    public Task<AssetOriginRecord?> AssetOrigin(long assetNo, CancellationToken ct) => First<AssetOriginRecord>(
        "select asset_no, revision, updated_at, retired_at, connector, external_id, as_of from asset where asset_no = @assetNo", new { assetNo }, ct);

    /// <summary>Work orders of one asset, the newest first.</summary>
    /// <param name="openOnly">Only those that are still to be done.</param>
    public Task<IReadOnlyList<WorkOrderRecord>> WorkOf(long assetNo, bool openOnly, long? before, int most, CancellationToken ct) => List<WorkOrderRecord>(
        $"""
        select {WorkOrderColumns} from ({WorkOfAsset} order by 1 desc) page cross join {WorkOrderTables}
        where w.work_order_id = page.work_order_id{(openOnly ? $" and w.state between 1 and {(int)WorkOrderState.OnHold}" : "")} order by page.work_order_id desc limit @most
        """, new { assetNo, before = before ?? long.MaxValue, most }, ct);

    /// <summary>Steps of several work orders, in order.</summary>
    public async Task<IReadOnlyList<WorkOrderStepRecord>> StepsOf(IReadOnlyCollection<long> workOrderIds, CancellationToken ct) => workOrderIds.Count == 0 ? [] : await List<WorkOrderStepRecord>(
        "select work_order_id, revision, at, actor, action, to_state from work_order_event where work_order_id in @workOrderIds order by work_order_id, revision", new { workOrderIds }, ct);

    /// <summary>The scans that made or repeated work orders of an asset; of each work order the first 50.</summary>
    public async Task<IReadOnlyList<AssetScanRecord>> ScansOfAsset(long assetNo, IReadOnlyCollection<long> workOrderIds, CancellationToken ct) => workOrderIds.Count == 0 ? [] : await List<AssetScanRecord>(
        """
        select f.work_order_id, f.scan_id, f.kind, coalesce(f.operator_id, s.operator_id) as operator_id, f.at, s.scan_type, s.failure_mode, s.note
        from
        (
          select work_order_id, scan_id, kind, operator_id, at, row_number() over (partition by work_order_id order by scan_id) as place
          from
          (
            select work_order_id, scan_id, kind, operator_id, at from work_order_scan where asset_no = @assetNo and work_order_id in @workOrderIds
            union
            select work_order_id, scan_id, kind, operator_id, at from recent_work_order_scan where asset_no = @assetNo and work_order_id in @workOrderIds
          )
        ) f left join scan s on s.scan_id = f.scan_id where f.place <= 50 order by f.scan_id
        """, new { assetNo, workOrderIds }, ct);

    /// <summary>Corrective and preventive work orders of one asset since a time that were not cancelled, in the order in which they were opened.</summary>
    public Task<IReadOnlyList<MaintenanceRecord>> MaintenanceOf(long assetNo, long sinceMs, int most, CancellationToken ct) => List<MaintenanceRecord>(
        $"""
        select w.work_order_id, w.asset_no, w.kind, w.state, w.opened_at, w.done_by, coalesce(w.completed_at, w.closed_at) as done_at, w.pm_due is not null as does_pm
        from ({WorkOfAsset}) page cross join work_order w
        where w.work_order_id = page.work_order_id and w.work_order_id > @after and w.kind in (1, 2) and w.state <> {(int)WorkOrderState.Cancelled} order by w.work_order_id desc limit @most
        """, new { assetNo, before = long.MaxValue, after = TimeOrderedId.First(sinceMs), most }, ct);

    /// <summary>What failed of an asset before it came to the registry, latest first.</summary>
    public Task<IReadOnlyList<PastFailureRecord>> PastFailuresOf(long assetNo, int most, CancellationToken ct) => List<PastFailureRecord>(
        "select asset_no, failure_no, at, failure_mode, closed_at from past_failure where asset_no = @assetNo order by failure_no desc limit @most", new { assetNo, most }, ct);
}

internal sealed class AssetRowRecord
{
    public long AssetNo { get; init; }

    public byte[] Profile { get; init; } = [];

    public string? Connector { get; init; }

    public long? AsOf { get; init; }

    public long? RetiredAt { get; init; }
}

internal sealed class AssetOpenWorkRecord
{
    public long AssetNo { get; init; }

    public long Count { get; init; }

    /// <summary>Of the most urgent.</summary>
    public int Priority { get; init; }
}

internal sealed class AssetOriginRecord
{
    public long AssetNo { get; init; }

    public int Revision { get; init; }

    public long UpdatedAt { get; init; }

    public long? RetiredAt { get; init; }

    public string? Connector { get; init; }

    public string? ExternalId { get; init; }

    public long? AsOf { get; init; }
}

internal sealed class WorkOrderStepRecord
{
    public long WorkOrderId { get; init; }

    public int Revision { get; init; }

    public long At { get; init; }

    public string Actor { get; init; } = "";

    public int Action { get; init; }

    public int ToState { get; init; }
}

internal sealed class AssetScanRecord
{
    public long WorkOrderId { get; init; }

    public long ScanId { get; init; }

    public int Kind { get; init; }

    public string? OperatorId { get; init; }

    public long At { get; init; }

    /// <summary>Null where the scan is kept no more.</summary>
    public int? ScanType { get; init; }

    public string? FailureMode { get; init; }

    public string? Note { get; init; }
}
