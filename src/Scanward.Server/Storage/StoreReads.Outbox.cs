namespace Scanward.Server.Storage;

/// <content>Messages to maintenance systems.</content>
internal sealed partial class StoreReads
{
    /// <summary>The connector's next messages of a priority that nobody has leased, oldest first, with what their content is made of. Nobody is told before they are leased, which is a commit.</summary>
    public Task<IReadOnlyList<OutboxCandidate>> OutboxReady(string connector, int priority, long after, long now, int most, CancellationToken ct) => LookUpAll<OutboxCandidate>(
        """
        select o.outbox_id, o.site_no, o.work_order_id, o.operation, o.revision, o.priority, o.created_at, o.content, d.external_id,
               w.number, w.kind, w.state, w.outcome, w.priority as work_priority, w.failure_mode, w.title, w.crew_id, w.technician_id, w.vendor, w.minutes, w.opened_at, w.acknowledge_by,
               w.on_site_by, w.done_by, w.window_minutes, a.profile, a.external_id as asset_external_id, a.connector as asset_connector,
               s.scan_id, s.operator_id, s.note, s.occurred_at, cast(e.action as integer) as action, e.from_state, e.to_state, e.actor, e.detail
        from (select * from outbox where connector = @connector and priority = @priority and outbox_id > @after and (lease_until is null or lease_until <= @now)
              order by outbox_id limit @most) o
        join work_order w on w.work_order_id = o.work_order_id
        join asset a on a.asset_no = w.asset_no
        join scan s on s.scan_id = w.scan_id
        left join dispatch d on d.work_order_id = o.work_order_id and d.operation = 'create' and d.connector = @connector
        left join work_order_event e on e.work_order_id = o.work_order_id and e.revision = o.revision and o.operation = 2
        order by o.outbox_id
        """, new { connector, priority, after, now, most }, ct);

    /// <summary>The parts of several work orders.</summary>
    public async Task<IReadOnlyList<WorkOrderPartRecord>> PartsOf(IEnumerable<long> workOrderIds, CancellationToken ct) => workOrderIds.ToArray() is { Length: > 0 } ids
        ? await LookUpAll<WorkOrderPartRecord>("select work_order_id, part_id, quantity, state, used from work_order_part where work_order_id in @ids order by work_order_id, part_id", new { ids }, ct)
        : [];

    /// <summary>When the connector's next waiting message is due; null where none waits for its time.</summary>
    public Task<long?> OutboxNextDue(string connector, CancellationToken ct) =>
        LookUp<long?>("select min(due_at) from outbox_wait where connector = @connector and due_at is not null", new { connector }, ct);

    /// <summary>How much waits for each connector, and since when.</summary>
    public Task<IReadOnlyList<WaitingRecord>> OutboxWaiting(CancellationToken ct) => List<WaitingRecord>(
        """
        select connector, sum(waiting) as waiting, min(oldest) as oldest
        from (select connector, count(*) as waiting, min(outbox_id) as oldest from outbox group by connector
              union all
              select connector, count(*), min(outbox_id) from outbox_wait group by connector)
        group by connector
        """, null, ct);

    /// <summary>The messages of a work order that are not settled, in their order.</summary>
    public Task<IReadOnlyList<PendingRecord>> PendingMessages(long workOrderId, CancellationToken ct) => List<PendingRecord>(
        """
        select outbox_id, operation, revision, connector, attempts, lease_until, null as due_at, 1 as ready, null as dead_letter_id from outbox where work_order_id = @workOrderId
        union all
        select outbox_id, operation, revision, connector, attempts, null, due_at, 0, null from outbox_wait where work_order_id = @workOrderId
        union all
        select outbox_id, message ->> '$.operation', message ->> '$.revision', connector, 0, null, null, 0, dead_letter_id from dead_letter where work_order_id = @workOrderId and state = 1
        order by 1
        """, new { workOrderId }, ct);

    /// <summary>The work order that the scan made, or points to.</summary>
    public Task<long?> WorkOrderOf(long scanId, CancellationToken ct) => LookUp<long?>("select work_order_id from decision where decision_id = @scanId", new { scanId }, ct);

    /// <summary>Every exchange about a work order, in their order.</summary>
    public Task<IReadOnlyList<AttemptRecord>> Attempts(long workOrderId, CancellationToken ct) => List<AttemptRecord>(
        "select outbox_id, counted, step, started_at, took_ms, ending, status, detail, excerpt from attempt where work_order_id = @workOrderId order by attempt_id", new { workOrderId }, ct);
}
