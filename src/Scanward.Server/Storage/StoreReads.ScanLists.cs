namespace Scanward.Server.Storage;

/// <content>
/// Lists of scans, newest first. Those of one asset are found by it. By what else a scan is narrowed has no index, which every scan would have to pay for: a page looks through so many scans, says back to when
/// it has looked, and the next one looks further.
/// </content>
internal sealed partial class StoreReads
{
    /// <summary>The filter for scans of one asset, by its id.</summary>
    public const string ScansOf = "a.asset_id";

    /// <summary>Scans that one page looks through for those that pass its filters.</summary>
    public const int ScansLookedAt = 20_000;

    private const string ScanColumns =
        """
        s.scan_id, s.asset_id, s.tag_raw, s.scan_type, s.failure_mode, s.operator_id, s.received_at, s.status, s.ack, s.device_key,
        a.asset_id as resolved_asset_id, a.name as asset_name
        """;

    /// <summary>A site's scans, newest first.</summary>
    /// <param name="filters">Column conditions with their values, all of which must hold.</param>
    /// <param name="from">The scan before which nothing is looked at, of <see cref="ScansFrom"/>; 0 for none.</param>
    public Task<IReadOnlyList<ScanListRecord>> Scans(int siteNo, IReadOnlyList<Filter> filters, long from, long? before, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions(filters);
        parameters.AddDynamicParams(new { siteNo, from, before = before ?? long.MaxValue, most });
        var asset = filters.ToList().FindIndex(f => f.Column == ScansOf);
        return List<ScanListRecord>(
            asset >= 0
                ? $"""
                  select {ScanColumns} from ({ItsScans("work_order_scan", asset)} union {ItsScans("recent_work_order_scan", asset)} order by 1 desc) page
                  cross join scan s left join asset a on a.asset_no = s.asset_no
                  where s.scan_id = page.scan_id and s.site_no = @siteNo{conditions} order by page.scan_id desc limit @most
                  """
                : $"""
                  select {ScanColumns} from scan s left join asset a on a.asset_no = s.asset_no
                  where s.site_no = @siteNo and s.scan_id < @before and s.scan_id >= @from{conditions} order by s.scan_id desc limit @most
                  """, parameters, ct);
    }

    /// <summary>How far back one page looks for scans that pass filters.</summary>
    /// <returns>The last scan that it looks at, and when that came; null where it looks at all that there are.</returns>
    public Task<ScanPlace?> ScansFrom(IReadOnlyList<Filter> filters, long? before, CancellationToken ct) =>
        filters.Count == 0 || filters.Any(f => f.Column == ScansOf)
            ? Task.FromResult<ScanPlace?>(null)
            : LookUp<ScanPlace>("select scan_id, received_at from scan where scan_id < @before order by scan_id desc limit 1 offset @offset", new { before = before ?? long.MaxValue, offset = ScansLookedAt - 1 }, ct);

    private static string ItsScans(string table, int filter) =>
        $"select scan_id from {table} where asset_no = (select asset_no from asset where site_no = @siteNo and asset_id = @f{filter}) and scan_id < @before";
}

/// <summary>A scan, and when it came.</summary>
internal sealed record ScanPlace(long ScanId, long ReceivedAt);
