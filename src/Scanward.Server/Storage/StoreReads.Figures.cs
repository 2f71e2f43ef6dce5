namespace Scanward.Server.Storage;

/// <content>What figures are made of that the store alone can tell.</content>
internal sealed partial class StoreReads
{
    /// <summary>What waits at each site; at one only, where it is given.</summary>
    public Task<IReadOnlyList<BacklogRecord>> Backlogs(int? siteNo, CancellationToken ct) => List<BacklogRecord>(
        """
        select s.site_no, s.site_id,
          (select count(*) from dead_letter d where d.site_no = s.site_no and d.state = 1) as dead_letters_open,
          (select count(*) from resolving r where r.site_no = s.site_no) as scans_resolving,
          (select count(*) from work_order w where w.site_no = s.site_no and w.state = 1) as waiting_parts
        from site s where @siteNo is null or s.site_no = @siteNo order by s.site_no
        """, new { siteNo }, ct);

    /// <summary>How many assets of the site there are with the id, or of the class, or at all.</summary>
    public async Task<long> CountAssets(int siteNo, string? assetId, string? @class, CancellationToken ct) => await First<long>(
        "select count(*) from asset where site_no = @siteNo and (@assetId is null or asset_id = @assetId) and (@class is null or class = @class)", new { siteNo, assetId, @class }, ct);

    /// <summary>Corrective and preventive work orders that were not cancelled, in the order in which they were opened, after the given one.</summary>
    public Task<IReadOnlyList<MaintenanceRecord>> Maintenance(int siteNo, string? assetId, string? @class, long after, int most, CancellationToken ct) => List<MaintenanceRecord>(
        """
        select w.work_order_id, w.asset_no, w.kind, w.state, w.opened_at, w.done_by, coalesce(w.completed_at, w.closed_at) as done_at, w.pm_due is not null as does_pm
        from work_order w join asset a on a.asset_no = w.asset_no
        where w.site_no = @siteNo and w.work_order_id > @after and w.kind in (1, 2) and w.state <> 8
          and (@assetId is null or a.asset_id = @assetId) and (@class is null or a.class = @class)
        order by w.work_order_id limit @most
        """, new { siteNo, assetId, @class, after, most }, ct);
}

internal sealed class BacklogRecord
{
    public int SiteNo { get; init; }

    public string SiteId { get; init; } = "";

    public long DeadLettersOpen { get; init; }

    public long ScansResolving { get; init; }

    public long WaitingParts { get; init; }
}

internal sealed class MaintenanceRecord
{
    public long WorkOrderId { get; init; }

    public long AssetNo { get; init; }

    public int Kind { get; init; }

    public int State { get; init; }

    public long OpenedAt { get; init; }

    public long? DoneBy { get; init; }

    public long? DoneAt { get; init; }

    /// <summary>Whether it is a preventive maintenance, or does one as well.</summary>
    public bool DoesPm { get; init; }
}
