namespace Scanward.Server.Storage;

/// <content>What the console tells of a policy's rows.</content>
internal sealed partial class StoreReads
{
    /// <summary>Which rows decided, in order; for going through all of them.</summary>
    public Task<IReadOnlyList<DecidedRowRecord>> RowsDecided(long after, int most, CancellationToken ct) => List<DecidedRowRecord>(
        "select decision_id, scan_id, site_no, row_id from decision where decision_id > @after order by decision_id limit @most", new { after, most }, ct);

    /// <summary>Decisions before the given one back to <paramref name="first"/>, newest first.</summary>
    public Task<IReadOnlyList<DecisionRecordRow>> DecisionsBefore(long before, long first, int most, CancellationToken ct) => List<DecisionRecordRow>(
        $"select {DecisionColumns} where d.decision_id < @before and d.decision_id >= @first order by d.decision_id desc limit @most", new { before, first, most }, ct);

    /// <summary>Scans of a site by their ids, newest first.</summary>
    public Task<IReadOnlyList<ScanListRecord>> ScansNamed(int siteNo, IEnumerable<long> scanIds, CancellationToken ct) => List<ScanListRecord>(
        $"""
        select {ScanColumns} from scan s left join asset a on a.asset_no = s.asset_no
        where s.scan_id in @scanIds and s.site_no = @siteNo order by s.scan_id desc
        """, new { siteNo, scanIds }, ct);
}

internal sealed class DecidedRowRecord
{
    public long DecisionId { get; init; }

    public long ScanId { get; init; }

    public int SiteNo { get; init; }

    public string RowId { get; init; } = "";
}
