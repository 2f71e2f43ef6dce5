namespace Scanward.Server.Storage;

/// <content>What the console tells of connectors.</content>
internal sealed partial class StoreReads
{
    /// <summary>The last attempts that a look goes back.</summary>
    private const int AttemptsLooked = 2_000;

    /// <summary>The site's last exchanges with the maintenance system that its work orders go to, newest first.</summary>
    public Task<IReadOnlyList<LateAttemptRecord>> LateAttempts(int siteNo, int most, CancellationToken ct) => List<LateAttemptRecord>(
        """
        select a.*, s.code as site_code, w.number, w.title
        from (select attempt_id, work_order_id, counted, step, started_at, took_ms, ending, status, detail, excerpt from attempt order by attempt_id desc limit @looked) a
        join work_order w on w.work_order_id = a.work_order_id join site s on s.site_no = w.site_no
        where w.site_no = @siteNo order by a.attempt_id desc limit @most
        """, new { siteNo, most, looked = AttemptsLooked }, ct);
}

internal sealed class LateAttemptRecord
{
    public long AttemptId { get; init; }

    public long WorkOrderId { get; init; }

    public bool Counted { get; init; }

    public string Step { get; init; } = "";

    public long StartedAt { get; init; }

    public long TookMs { get; init; }

    public string Ending { get; init; } = "";

    public int? Status { get; init; }

    public string Detail { get; init; } = "";

    public string? Excerpt { get; init; }

    public string SiteCode { get; init; } = "";

    public long Number { get; init; }

    public string Title { get; init; } = "";
}
