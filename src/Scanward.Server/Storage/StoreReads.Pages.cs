using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <content>What the console's pages show and no API does.</content>
internal sealed partial class StoreReads
{
    /// <summary>Open work orders by state and priority, and how many of them are past the time by which they were to be done.</summary>
    public Task<IReadOnlyList<OpenWorkRecord>> OpenWork(int siteNo, long nowMs, CancellationToken ct) => List<OpenWorkRecord>(
        $"""
        select state, priority, count(*) as count, sum(done_by is not null and done_by < @nowMs) as overdue
        from work_order where site_no = @siteNo and state between 1 and {(int)WorkOrderState.OnHold} group by state, priority
        """, new { siteNo, nowMs }, ct);

    /// <summary>What cards of work orders say beside the work orders themselves.</summary>
    public Task<IReadOnlyList<WorkOrderCardRecord>> WorkOrderCards(IReadOnlyList<long> workOrderIds, CancellationToken ct) => List<WorkOrderCardRecord>(
        """
        select w.work_order_id, d.row_id,
          (select x.external_number from dispatch x where x.work_order_id = w.work_order_id and x.operation = 'create' limit 1) as external_number,
          (select x.connector from dispatch x where x.work_order_id = w.work_order_id and x.operation = 'create' limit 1) as connector,
          exists (select 1 from outbox o where o.work_order_id = w.work_order_id) or exists (select 1 from outbox_wait o where o.work_order_id = w.work_order_id) as unsent
        from work_order w left join decision d on d.decision_id = w.decision_id where w.work_order_id in @workOrderIds
        """, new { workOrderIds }, ct);

    /// <summary>Open dead letters by what was wrong with them, the most frequent first.</summary>
    public Task<IReadOnlyList<DeadLetterCauseRecord>> DeadLetterCauses(int siteNo, CancellationToken ct) => List<DeadLetterCauseRecord>(
        """
        select code, count(*) as count, sum(times) as times, max(last_at) as last_at, min(first_at) as first_at
        from dead_letter where site_no = @siteNo and state = 1 group by code order by count desc, code
        """, new { siteNo }, ct);

    /// <summary>What has come since a time; each count stops at <paramref name="most"/>.</summary>
    public Task<SinceRecord?> Since(int siteNo, long sinceMs, int most, CancellationToken ct) => First<SinceRecord>(
        """
        select
          (select count(*) from (select 1 from scan where scan_id > @sinceId and site_no = @siteNo limit @most)) as scans,
          (select count(*) from (select 1 from work_order where work_order_id > @sinceId and site_no = @siteNo limit @most)) as work_orders,
          (select count(*) from (select 1 from dead_letter where dead_letter_id > @sinceId and site_no = @siteNo limit @most)) as dead_letters
        """, new { siteNo, sinceId = TimeOrderedId.First(sinceMs), most }, ct);
}

internal sealed class ScanListRecord
{
    public long ScanId { get; init; }

    public string? AssetId { get; init; }

    public string? TagRaw { get; init; }

    public int ScanType { get; init; }

    public string? FailureMode { get; init; }

    public string OperatorId { get; init; } = "";

    public long ReceivedAt { get; init; }

    public int Status { get; init; }

    public byte[] Ack { get; init; } = [];

    public long? DeviceKey { get; init; }

    public string? ResolvedAssetId { get; init; }

    public string? AssetName { get; init; }
}

internal sealed class WorkOrderCardRecord
{
    public long WorkOrderId { get; init; }

    /// <summary>The row of the policy that made it.</summary>
    public string? RowId { get; init; }

    public string? ExternalNumber { get; init; }

    public string? Connector { get; init; }

    /// <summary>Whether a message of it is still to be sent.</summary>
    public bool Unsent { get; init; }
}

internal sealed class OpenWorkRecord
{
    public int State { get; init; }

    public int Priority { get; init; }

    public long Count { get; init; }

    public long Overdue { get; init; }
}

internal sealed class DeadLetterCauseRecord
{
    public string Code { get; init; } = "";

    public long Count { get; init; }

    public long Times { get; init; }

    public long FirstAt { get; init; }

    public long LastAt { get; init; }
}

internal sealed class SinceRecord
{
    public long Scans { get; init; }

    public long WorkOrders { get; init; }

    public long DeadLetters { get; init; }
}
