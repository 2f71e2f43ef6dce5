using System.Globalization;
using System.Text;

namespace Scanward.Server.Storage;

/// <content>Scans, work orders, assets and dead letters as the API shows them. Lists are read by key, newest first, so that every page costs the same.</content>
internal sealed partial class StoreReads
{
    private const string WorkOrderColumns =
        """
        w.work_order_id, w.number, s.code, s.site_id, w.kind, w.state, w.outcome, w.priority, a.asset_id, a.name as asset_name, w.failure_mode, w.title, w.crew_id,
        w.technician_id, w.vendor, w.minutes, w.scan_id, w.opened_at, w.acknowledge_by, w.on_site_by, w.done_by, w.window_minutes, w.revision, w.updated_at, w.closed_at,
        w.site_no, w.started_at, w.completed_at, w.labour_minutes, w.note, w.cause, w.remedy, w.duplicate_of, w.pm_due
        """;

    private const string DecisionColumns =
        """
        d.decision_id, d.scan_id, d.asset_no, d.cause, d.decided_at, d.row_id, d.outcome, d.priority, d.record, c.engine, c.policy_hash, c.site_hash, c.roster_hash, c.time_zone_data
        from decision d left join decision_context c on c.context_no = d.context_no
        """;

    private const string WorkOrderTables = "work_order w join site s on s.site_no = w.site_no join asset a on a.asset_no = w.asset_no";

    public async Task<bool> HasKey(int siteNo, Guid key, CancellationToken ct) => isRecentKey(new(siteNo, key)) ||
        await LookUp<long?>("select scan_id from idempotency_key where site_no = @siteNo and key = @key", new { siteNo, key = key.ToByteArray(bigEndian: true) }, ct) is not null;

    public Task<IReadOnlyList<ResolvingRecord>> ResolvingDue(long nowMs, int most, CancellationToken ct) => List<ResolvingRecord>(
        """
        select r.scan_id, r.site_no, r.payload, r.received_at, r.device_key, r.attempts, r.history, s.idempotency_key
        from resolving r join scan s on s.scan_id = r.scan_id where r.due_at <= @nowMs order by r.due_at limit @most
        """, new { nowMs, most }, ct);

    public Task<ScanRecord?> Scan(int siteNo, long scanId, CancellationToken ct) => First<ScanRecord>(
        """
        select c.*, s.site_id, a.asset_id as resolved_asset_id
        from scan c join site s on s.site_no = c.site_no left join asset a on a.asset_no = c.asset_no
        where c.scan_id = @scanId and c.site_no = @siteNo
        """, new { siteNo, scanId }, ct);

    public Task<IReadOnlyList<DecisionRecordRow>> Decisions(long scanId, CancellationToken ct) => List<DecisionRecordRow>(
        $"select {DecisionColumns} where d.decision_id = @scanId or (d.scan_id = @scanId and d.cause = 2) order by d.decision_id", new { scanId }, ct);

    /// <summary>Decisions after the given one, in order; for going through all of them.</summary>
    public Task<IReadOnlyList<DecisionRecordRow>> DecisionsAfter(long decisionId, int most, CancellationToken ct) => List<DecisionRecordRow>(
        $"select {DecisionColumns} where d.decision_id > @decisionId order by d.decision_id limit @most", new { decisionId, most }, ct);

    public Task<WorkOrderRecord?> WorkOrder(int siteNo, long workOrderId, CancellationToken ct) => First<WorkOrderRecord>(
        $"select {WorkOrderColumns} from {WorkOrderTables} where w.work_order_id = @workOrderId and w.site_no = @siteNo", new { siteNo, workOrderId }, ct);

    public Task<WorkOrderRecord?> WorkOrderByNumber(int siteNo, long number, CancellationToken ct) => First<WorkOrderRecord>(
        $"select {WorkOrderColumns} from {WorkOrderTables} where w.number = @number and w.site_no = @siteNo", new { siteNo, number }, ct);

    public Task<IReadOnlyList<WorkOrderPartRecord>> WorkOrderParts(long workOrderId, CancellationToken ct) => List<WorkOrderPartRecord>(
        "select part_id, quantity, state, used from work_order_part where work_order_id = @workOrderId order by part_id", new { workOrderId }, ct);

    public Task<IReadOnlyList<WorkOrderEventRecord>> WorkOrderEvents(long workOrderId, CancellationToken ct) => List<WorkOrderEventRecord>(
        "select revision, at, actor, action, from_state, to_state, detail from work_order_event where work_order_id = @workOrderId order by revision", new { workOrderId }, ct);

    /// <summary>The scans that repeated what the work order is about; the oldest 100.</summary>
    public Task<IReadOnlyList<ReportRecord>> Reports(long workOrderId, CancellationToken ct) => List<ReportRecord>(
        """
        select scan_id, kind, operator_id, at from
        (
          select scan_id, kind, operator_id, at from work_order_scan
          where asset_no = (select asset_no from work_order where work_order_id = @workOrderId) and work_order_id = @workOrderId and kind > 0
          union
          select scan_id, kind, operator_id, at from recent_work_order_scan where work_order_id = @workOrderId and kind > 0
        )
        order by scan_id limit 100
        """, new { workOrderId }, ct);

    public Task<IReadOnlyList<DispatchRecord>> Dispatches(long workOrderId, CancellationToken ct) => List<DispatchRecord>(
        "select operation, revision, connector, external_id, external_number, external_url, external_state, settled_at from dispatch where work_order_id = @workOrderId order by revision", new { workOrderId }, ct);

    /// <summary>The filter for assets by words of their id or name.</summary>
    public const string AssetWords = "(asset_id || ' ' || name)";

    /// <summary>Of words each must be found; they are looked for in an index of ids and names, and only what is shown is read.</summary>
    public Task<IReadOnlyList<AssetListRecord>> Assets(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<AssetListRecord>(
            "select asset_no, profile, updated_at, retired_at from asset", "site_no", "asset_no", siteNo, [.. filters.SelectMany(f => f.Column == AssetWords ? Words((string)f.Value) : [f])], before, most, ct);

    private static IEnumerable<Filter> Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new Filter(AssetWords, $"%{word}%") { Comparison = "like" });

    public Task<IReadOnlyList<DeadLetterRecord>> DeadLetters(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<DeadLetterRecord>("select * from dead_letter", "site_no", "dead_letter_id", siteNo, filters, before, most, ct);

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<DeadLetterRecord>> OpenDeadLetters(int siteNo, IReadOnlyList<Filter> filters, long after, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions([.. filters, new("state", (int)DeadLetterState.Open)]);
        parameters.AddDynamicParams(new { siteNo, after, most });
        return List<DeadLetterRecord>($"select * from dead_letter where site_no = @siteNo{conditions} and dead_letter_id > @after order by dead_letter_id limit @most", parameters, ct);
    }

    public Task<DeadLetterRecord?> DeadLetter(int siteNo, long deadLetterId, CancellationToken ct) => First<DeadLetterRecord>(
        "select * from dead_letter where dead_letter_id = @deadLetterId and site_no = @siteNo", new { siteNo, deadLetterId }, ct);

    /// <summary>Open dead letters whose tag belongs to an asset of their site by now, or whose text is its id.</summary>
    public Task<IReadOnlyList<DeadLetterRecord>> DeadLettersClaimed(long after, int most, CancellationToken ct) => List<DeadLetterRecord>(
        """
        select d.* from dead_letter d
        where d.state = 1 and d.tag_key is not null and d.dead_letter_id > @after
          and (exists (select 1 from tag t where t.site_no = d.site_no and t.tag_key = d.tag_key)
            or exists (select 1 from asset a where a.site_no = d.site_no and d.tag_key like 'alias:%' and a.asset_id = substr(d.tag_key, 7)))
        order by d.dead_letter_id limit @most
        """, new { after, most }, ct);

    public Task<IReadOnlyList<StockRecord>> Stock(int siteNo, CancellationToken ct) => List<StockRecord>(
        "select part_id, on_hand, reserved from stock where site_no = @siteNo order by part_id", new { siteNo }, ct);

    private Task<IReadOnlyList<T>> Page<T>(string select, string site, string key, int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions(filters);
        var sql = new StringBuilder($"{select} where {site} = @siteNo{conditions}");
        parameters.Add("siteNo", siteNo);
        if (before is { } id)
        {
            sql.Append(CultureInfo.InvariantCulture, $" and {key} < @before");
            parameters.Add("before", id);
        }

        sql.Append(CultureInfo.InvariantCulture, $" order by {key} desc limit @most");
        parameters.Add("most", most);
        return List<T>(sql.ToString(), parameters, ct);
    }

    private static (string Sql, Dapper.DynamicParameters Parameters) Conditions(IReadOnlyList<Filter> filters)
    {
        var sql = new StringBuilder();
        var parameters = new Dapper.DynamicParameters();
        for (var i = 0; i < filters.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $" and {filters[i].Column} {filters[i].Comparison} @f{i}");
            parameters.Add($"f{i}", filters[i].Value);
        }

        return (sql.ToString(), parameters);
    }
}

/// <param name="Column">A column's name out of the program's own text, never out of a request.</param>
internal readonly record struct Filter(string Column, object Value)
{
    /// <summary>How the column compares to the value, in SQL.</summary>
    public string Comparison { get; init; } = "=";
}
