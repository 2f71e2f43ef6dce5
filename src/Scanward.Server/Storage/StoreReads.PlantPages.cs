using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <summary>Which of a site's parts a list shows.</summary>
internal enum PartsShown
{
    /// <summary>Those that the site stocks.</summary>
    Stocked = 1,

    /// <summary>Of these, those at or below their safety stock or reorder point.</summary>
    Low = 2,

    /// <summary>Those of which open work wants more than there are.</summary>
    Short = 3,

    /// <summary>Also those that only other sites stock.</summary>
    All = 4,
}

/// <content>Parts, preventive maintenance, people and sites as the console shows them.</content>
internal sealed partial class StoreReads
{
    private const string Wanted =
        "coalesce((select sum(quantity) from work_order_part w where w.site_no = @siteNo and w.part_id = p.part_id and w.state in (2, 3)), 0)";

    /// <summary>Parts with the stock of the site and what waiting work wants of them, in order of their ids.</summary>
    /// <param name="words">Each must be found in the id or the name.</param>
    /// <param name="after">The id that the page comes after.</param>
    public Task<IReadOnlyList<PartRowRecord>> PartRows(int siteNo, PartsShown shown, IReadOnlyList<string> words, string after, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions([.. words.Select(word => new Filter("(p.part_id || ' ' || p.name)", $"%{word}%") { Comparison = "like" })]);
        parameters.AddDynamicParams(new { siteNo, after, most });
        var tables = shown == PartsShown.All
            ? "part p left join stock k on k.site_no = @siteNo and k.part_id = p.part_id where p.part_id > @after"
            : "stock k cross join part p on p.part_id = k.part_id where k.site_no = @siteNo and k.part_id > @after";
        var only = shown switch
        {
            PartsShown.Low => " and (k.on_hand - k.reserved < k.safety_stock or k.on_hand - k.reserved + k.on_order <= k.reorder_point)",
            PartsShown.Short => $" and k.part_id in (select part_id from work_order_part where site_no = @siteNo and state in (2, 3)) and {Wanted} > k.on_hand - k.reserved",
            _ => "",
        };
        return List<PartRowRecord>($"select {PartColumns}, {Wanted} as wanted from {tables}{only}{conditions} order by {(shown == PartsShown.All ? "p" : "k")}.part_id limit @most", parameters, ct);
    }

    /// <summary>How much of a part the work orders want that wait for it.</summary>
    public async Task<long> WantedOf(int siteNo, string partId, CancellationToken ct) => await First<long>(
        "select coalesce(sum(quantity), 0) from work_order_part where site_no = @siteNo and part_id = @partId and state in (2, 3)", new { siteNo, partId }, ct);

    /// <summary>Work orders that wait for a part, the most urgent first, as they are served.</summary>
    public Task<IReadOnlyList<PartWaiterRecord>> WaitersFor(int siteNo, string partId, int most, CancellationToken ct) => List<PartWaiterRecord>(
        """
        select w.work_order_id, w.number, s.code, w.state, w.priority, w.title, w.opened_at, w.done_by, a.asset_id, a.name as asset_name, p.quantity
        from work_order_part p cross join work_order w on w.work_order_id = p.work_order_id join asset a on a.asset_no = w.asset_no join site s on s.site_no = w.site_no
        where p.site_no = @siteNo and p.part_id = @partId and p.state in (2, 3) order by w.priority, w.work_order_id limit @most
        """, new { siteNo, partId, most }, ct);

    /// <summary>Preventive maintenance that is due on each of the days, as the plans say.</summary>
    public Task<IReadOnlyList<PmDueRecord>> PmDue(int siteNo, string from, string to, CancellationToken ct) => List<PmDueRecord>(
        """
        select pm_next as day, count(*) as count, sum(pm_minutes) as minutes from asset
        where site_no = @siteNo and retired_at is null and pm_next is not null and pm_next between @from and @to group by pm_next
        """, new { siteNo, from, to }, ct);

    /// <summary>How many plans have a day that is over; at most so many are counted.</summary>
    public async Task<long> PmOverdue(int siteNo, string today, int most, CancellationToken ct) => await First<long>(
        "select count(*) from (select 1 from asset where site_no = @siteNo and retired_at is null and pm_next is not null and pm_next < @today limit @most)", new { siteNo, today, most }, ct);

    /// <summary>Work orders for preventive maintenance by the day on which it was due.</summary>
    public Task<IReadOnlyList<PmWorkRecord>> PmWork(int siteNo, string from, string to, CancellationToken ct) => List<PmWorkRecord>(
        $"""
        select pm_due as day, sum(state <= {(int)WorkOrderState.OnHold}) as open, sum(state in ({(int)WorkOrderState.Completed}, {(int)WorkOrderState.Closed})) as done
        from work_order where site_no = @siteNo and pm_due is not null and pm_due between @from and @to group by pm_due
        """, new { siteNo, from, to }, ct);

    /// <summary>Assets whose preventive maintenance is due on a day, or before it.</summary>
    public Task<IReadOnlyList<AssetRowRecord>> PmAssets(int siteNo, string from, string to, long? before, int most, CancellationToken ct) => List<AssetRowRecord>(
        """
        select asset_no, profile, connector, as_of, retired_at from asset
        where site_no = @siteNo and retired_at is null and pm_next is not null and pm_next between @from and @to and asset_no < @before order by asset_no desc limit @most
        """, new { siteNo, from, to, before = before ?? long.MaxValue, most }, ct);

    /// <summary>Work orders for preventive maintenance that was due on a day, the newest first.</summary>
    public Task<IReadOnlyList<WorkOrderRecord>> PmWorkOrders(int siteNo, string day, int most, CancellationToken ct) => List<WorkOrderRecord>(
        $"select {WorkOrderColumns} from {WorkOrderTables} where w.site_no = @siteNo and w.pm_due is not null and w.pm_due = @day order by w.work_order_id desc limit @most", new { siteNo, day, most }, ct);

    /// <summary>What technicians carry; who was never assigned anything is left out.</summary>
    public Task<IReadOnlyList<TechnicianLoadRecord>> TechnicianLoads(int siteNo, CancellationToken ct) => List<TechnicianLoadRecord>(
        "select technician_id, minutes, last_assigned_at from technician_load where site_no = @siteNo", new { siteNo }, ct);

    /// <summary>What there is at a site.</summary>
    public Task<SiteCountsRecord?> SiteCounts(int siteNo, long nowMs, CancellationToken ct) => First<SiteCountsRecord>(
        """
        select
          (select count(*) from access_key where site_no = @siteNo and role = 1 and revoked_at is null and (expires_at is null or expires_at > @nowMs)) as devices,
          (select count(*) from stock where site_no = @siteNo) as parts,
          (select count(*) from asset where site_no = @siteNo) - (select count(*) from asset where site_no = @siteNo and retired_at is not null) as assets
        """, new { siteNo, nowMs }, ct);
}

internal sealed class PartRowRecord
{
    public string PartId { get; init; } = "";

    public string Name { get; init; } = "";

    public string Unit { get; init; } = "";

    /// <summary>Null where the site does not stock it.</summary>
    public int? OnHand { get; init; }

    public int Reserved { get; init; }

    public int OnOrder { get; init; }

    public int SafetyStock { get; init; }

    public int? ReorderPoint { get; init; }

    public int? ReorderQuantity { get; init; }

    public long? Eta { get; init; }

    /// <summary>By work orders that wait for it.</summary>
    public long Wanted { get; init; }
}

internal sealed class PartWaiterRecord
{
    public long WorkOrderId { get; init; }

    public long Number { get; init; }

    public string Code { get; init; } = "";

    public int State { get; init; }

    public int Priority { get; init; }

    public string Title { get; init; } = "";

    public long OpenedAt { get; init; }

    public long? DoneBy { get; init; }

    public string AssetId { get; init; } = "";

    public string AssetName { get; init; } = "";

    public int Quantity { get; init; }
}

internal sealed class PmDueRecord
{
    /// <summary>ISO date.</summary>
    public string Day { get; init; } = "";

    public long Count { get; init; }

    public long Minutes { get; init; }
}

internal sealed class PmWorkRecord
{
    /// <summary>ISO date.</summary>
    public string Day { get; init; } = "";

    public long Open { get; init; }

    public long Done { get; init; }
}

internal sealed class TechnicianLoadRecord
{
    public string TechnicianId { get; init; } = "";

    public int Minutes { get; init; }

    public long? LastAssignedAt { get; init; }
}

internal sealed class SiteCountsRecord
{
    public long Devices { get; init; }

    public long Parts { get; init; }

    public long Assets { get; init; }
}
