using System.Text.Json;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Routing;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Messages to maintenance systems.</content>
internal sealed partial class SqliteSession
{
    private const string MessageColumns = "outbox_id, site_no, work_order_id, operation, revision, connector, priority, created_at, content, attempts, doubtful, sent_at, interrupted";

    private SqliteStatement enqueue = null!, enqueueBehind = null!, mayFollow = null!, readClaim = null!, leaseMessage = null!, release = null!, toWait = null!,
        deleteLeased = null!, insertAttempt = null!, doubt = null!, doubtWaiting = null!, firstBehind = null!, wakeOne = null!, deleteWaiting = null!, wakeDue = null!, deleteDue = null!, hurryAll = null!,
        findGivenUp = null!, keepMessage = null!, attemptsOf = null!, readLetterMessage = null!, dropBehind = null!, requeue = null!, findDispatch = null!,
        noteExternalState = null!, reprioritise = null!, reprioritiseWaiting = null!;

    private bool outboxGrew;

    public Action? OutboxChanged { get; set; }

    public bool Enqueue(OutboxRow message)
    {
        outboxGrew = true;
        if (message.Operation == DispatchOperation.Create)
        {
            BindMessage(enqueue, message).Run();
            return true;
        }

        mayFollow.Bind(message.WorkOrderId).Bind(message.Connector);
        mayFollow.Step();
        var (behind, known) = (mayFollow.Int(0) != 0, mayFollow.Int(1) != 0);
        mayFollow.Reset();
        if (!behind && !known) return false;
        BindMessage(behind ? enqueueBehind : enqueue, message).Run();
        return true;
    }

    public ClaimedMessage? Claim(long outboxId, byte[] content, long token, Instant now, Instant leaseUntil, long attemptId)
    {
        readClaim.Bind(outboxId);
        if (!readClaim.Step()) return null;
        var (leasedUntil, attempts, doubtful, workOrderId) = (readClaim.LongOrNull(0), readClaim.Int(1), readClaim.Int(2) != 0, readClaim.Long(3));
        var (sentAt, stored) = (readClaim.LongOrNull(4), readClaim.LongOrNull(6) is null ? null : readClaim.Blob(5).ToArray());
        var interrupted = readClaim.Int(7);
        readClaim.Reset();
        if (leasedUntil > now.Ms()) return null;
        if (leasedUntil is not null)
        {
            (doubtful, attempts, interrupted) = (true, attempts - 1, interrupted + 1); // what our own end interrupted is no attempt of the message's
            Note(new(attemptId, outboxId, workOrderId, "lease", Instant.FromUnixTimeMilliseconds(sentAt ?? leasedUntil.Value), 0, CmmsEnding.Unknown, "The lease ran out: the server ended, or stood still, while it had the message in hand."));
        }

        leaseMessage.Bind(stored ?? content).Bind(attempts + 1).Bind(doubtful ? 1 : 0).Bind(token).Bind(leaseUntil.Ms()).Bind(now.Ms()).Bind(interrupted).Bind(outboxId).Run();
        if (leasedUntil is not null && interrupted is > 1 and < 10)
        {
            // The server ends again and again; were it for this message, the others should come first.
            PutBack(new(outboxId, token), new(now + Duration.FromSeconds(Math.Min(60, 1 << interrupted)), Counted: false, Doubtful: true), null, now);
            return null;
        }

        return new(new(outboxId, token), stored ?? content, attempts + 1, doubtful, interrupted);
    }

    public bool Settle(OutboxLease lease, DispatchRow settled, AttemptRow? attempt)
    {
        if (attempt is not null) Note(attempt);
        deleteLeased.Bind(lease.OutboxId).Bind(lease.Token).Run();
        if (database.Changes == 0) return false;
        WriteDispatch(settled);
        Promote(settled.WorkOrderId);
        return true;
    }

    public bool PutBack(OutboxLease lease, PutBack how, AttemptRow? attempt, Instant now)
    {
        if (attempt is not null) Note(attempt);
        var given = how.Counted ? 0 : 1;
        if (how.DueAt <= now)
        {
            outboxGrew = true;
            release.Bind(given).Bind(how.Doubtful ? 1 : 0).Bind(lease.OutboxId).Bind(lease.Token).Run();
            return database.Changes > 0;
        }

        toWait.Bind(given).Bind(how.Doubtful ? 1 : 0).Bind(how.DueAt.Ms()).Bind(lease.OutboxId).Bind(lease.Token).Run();
        if (database.Changes == 0) return false;
        deleteLeased.Bind(lease.OutboxId).Bind(lease.Token).Run();
        return true;
    }

    public bool GiveUp(OutboxLease lease, DeadLetterRow letter, bool doubtful, AttemptRow? attempt)
    {
        if (attempt is not null) Note(attempt);
        findGivenUp.Bind(doubtful ? 1 : 0).Bind(lease.OutboxId).Bind(lease.Token);
        if (!findGivenUp.Step())
        {
            findGivenUp.Reset();
            return false;
        }

        var (workOrderId, connector, message) = (findGivenUp.Long(0), findGivenUp.Text(1), findGivenUp.Text(2));
        findGivenUp.Reset();
        keepMessage.Bind(letter.DeadLetterId).Bind(letter.SiteNo).Bind(letter.Code).Bind(letter.Detail).Bind(letter.Raw).Bind(letter.RawLength).Bind(DeadLetters.DigestOfMessage(lease.OutboxId))
            .Bind(letter.ScanId).Bind(AttemptsOf(lease.OutboxId, workOrderId)).Bind(letter.At.Ms()).Bind(lease.OutboxId).Bind(workOrderId).Bind(connector).Bind(message).Run();
        deleteLeased.Bind(lease.OutboxId).Bind(lease.Token).Run();
        return true;
    }

    public void Note(AttemptRow attempt) => insertAttempt.Bind(attempt.AttemptId).Bind(attempt.OutboxId).Bind(attempt.WorkOrderId).Bind(attempt.Counted ? 1 : 0).Bind(attempt.Step)
        .Bind(attempt.StartedAt.Ms()).Bind(attempt.TookMs).Bind(Wire.Name(attempt.Ending)).Bind(attempt.Status).Bind(attempt.Detail).Bind(attempt.Excerpt).Run();

    public void Doubt(OutboxRow message)
    {
        doubt.Bind(message.OutboxId).Run();
        if (database.Changes > 0) return;
        doubtWaiting.Bind(message.OutboxId).Run();
        if (database.Changes > 0 || FindDispatch(message.WorkOrderId) is null) return; // a dead letter is looked up when it is replayed
        outboxGrew = true;
        BindMessage(enqueue, message).Run();
        doubt.Bind(message.OutboxId).Run();
    }

    public int Wake(string connector, Instant now, int most)
    {
        wakeDue.Bind(connector).Bind(now.Ms()).Bind(most).Run();
        var woken = database.Changes;
        outboxGrew |= woken > 0;
        if (woken > 0) deleteDue.Bind(connector).Bind(now.Ms()).Bind(most).Run();
        return woken;
    }

    public void HurryAll(string connector, Instant now) => hurryAll.Bind(now.Ms()).Bind(connector).Run();

    public bool Requeue(long deadLetterId, Instant at, string by)
    {
        if (!CloseDeadLetter(deadLetterId, DeadLetterState.Replayed, at, by, null, null)) return false;
        outboxGrew = true;
        requeue.Bind(deadLetterId).Run();
        return database.Changes > 0;
    }

    public bool Drop(long deadLetterId, Instant at, string by, string reason)
    {
        if (!CloseDeadLetter(deadLetterId, DeadLetterState.Discarded, at, by, reason, null)) return false;
        readLetterMessage.Bind(deadLetterId);
        var found = readLetterMessage.Step();
        var (workOrderId, operation) = found ? (readLetterMessage.Long(0), (DispatchOperation)readLetterMessage.Int(1)) : default;
        readLetterMessage.Reset();
        if (!found) return false;
        if (operation == DispatchOperation.Create) dropBehind.Bind(workOrderId).Run();
        else Promote(workOrderId);
        return true;
    }

    public DispatchRow? FindDispatch(long workOrderId)
    {
        findDispatch.Bind(workOrderId);
        var found = findDispatch.Step()
            ? new DispatchRow(workOrderId, Wire.Name(DispatchOperation.Create), findDispatch.Int(0), findDispatch.Text(1), findDispatch.Text(2), Instant.FromUnixTimeMilliseconds(findDispatch.Long(3)))
            : null;
        findDispatch.Reset();
        return found;
    }

    public void NoteExternalState(string connector, string externalId, string state, Instant at) => noteExternalState.Bind(state).Bind(at.Ms()).Bind(connector).Bind(externalId).Run();

    public void Reprioritise(long workOrderId, Priority priority)
    {
        reprioritise.Bind((int)priority).Bind(workOrderId).Run();
        reprioritiseWaiting.Bind((int)priority).Bind(workOrderId).Run();
    }

    private static SqliteStatement BindMessage(SqliteStatement insert, OutboxRow message) => insert.Bind(message.OutboxId).Bind(message.SiteNo).Bind(message.WorkOrderId).Bind((int)message.Operation)
        .Bind(message.Revision).Bind(message.Connector).Bind((int)message.Priority).Bind(message.CreatedAt.Ms());

    private void WriteDispatch(DispatchRow row) => insertDispatch.Bind(row.WorkOrderId).Bind(row.Operation).Bind(row.Revision).Bind(row.Connector).Bind(row.ExternalId).Bind(row.SettledAt.Ms())
        .Bind(row.ExternalNumber).Bind(row.ExternalUrl).Run();

    /// <summary>Lets the next message of the work order go, where there is one and it waits for nothing else.</summary>
    private void Promote(long workOrderId)
    {
        firstBehind.Bind(workOrderId);
        var next = firstBehind.Step() && firstBehind.LongOrNull(1) is null ? firstBehind.Long(0) : (long?)null;
        firstBehind.Reset();
        if (next is not { } id) return;
        outboxGrew = true;
        wakeOne.Bind(id).Run();
        deleteWaiting.Bind(id).Run();
    }

    /// <summary>The message's history as a dead letter shows it.</summary>
    private string AttemptsOf(long outboxId, long workOrderId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            attemptsOf.Bind(workOrderId).Bind(outboxId);
            for (var number = 1; attemptsOf.Step(); number++)
            {
                json.WriteStartObject();
                json.WriteNumber("attempt", number);
                json.WriteString("at", NodaTime.Text.InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(attemptsOf.Long(0))));
                json.WriteString("error", attemptsOf.Text(1));
                json.WriteString("step", attemptsOf.Text(2));
                json.WriteBoolean("counted", attemptsOf.Int(3) != 0);
                json.WriteNumber("took_ms", attemptsOf.Long(4));
                if (attemptsOf.IntOrNull(5) is { } status) json.WriteNumber("status", status);
                if (attemptsOf.TextOrNull(6) is { } excerpt) json.WriteString("excerpt", excerpt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void PrepareOutbox()
    {
        const string insert = "(outbox_id, site_no, work_order_id, operation, revision, connector, priority, created_at, attempts, doubtful) values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)";
        enqueue = database.Prepare($"insert into outbox {insert}");
        enqueueBehind = database.Prepare($"insert into outbox_wait {insert}");
        mayFollow = database.Prepare(
            """
            select exists (select 1 from outbox where work_order_id = ?1) or exists (select 1 from outbox_wait where work_order_id = ?1)
                     or exists (select 1 from dead_letter where work_order_id = ?1 and state = 1),
                   exists (select 1 from dispatch where work_order_id = ?1 and operation = 'create' and connector = ?2)
            """);
        readClaim = database.Prepare("select lease_until, attempts, doubtful, work_order_id, sent_at, content, length(content), interrupted from outbox where outbox_id = ?");
        leaseMessage = database.Prepare("update outbox set content = ?, attempts = ?, doubtful = ?, lease_token = ?, lease_until = ?, sent_at = ?, interrupted = ? where outbox_id = ?");
        release = database.Prepare("update outbox set attempts = attempts - ?, doubtful = ?, lease_token = null, lease_until = null where outbox_id = ? and lease_token = ?");
        toWait = database.Prepare(
            $"""
            insert into outbox_wait ({MessageColumns}, due_at)
            select outbox_id, site_no, work_order_id, operation, revision, connector, priority, created_at, content, attempts - ?, ?, sent_at, interrupted, ? from outbox where outbox_id = ? and lease_token = ?
            """);
        deleteLeased = database.Prepare("delete from outbox where outbox_id = ? and lease_token = ?");
        insertAttempt = database.Prepare(
            "insert into attempt (attempt_id, outbox_id, work_order_id, counted, step, started_at, took_ms, ending, status, detail, excerpt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        doubt = database.Prepare("update outbox set doubtful = 1 where outbox_id = ?");
        doubtWaiting = database.Prepare("update outbox_wait set doubtful = 1 where outbox_id = ?");
        firstBehind = database.Prepare("select outbox_id, due_at from outbox_wait where work_order_id = ? order by outbox_id limit 1");
        wakeOne = database.Prepare($"insert into outbox ({MessageColumns}) select {MessageColumns} from outbox_wait where outbox_id = ?");
        deleteWaiting = database.Prepare("delete from outbox_wait where outbox_id = ?");
        const string due = "outbox_id in (select outbox_id from outbox_wait where connector = ? and due_at <= ? order by due_at, outbox_id limit ?)";
        wakeDue = database.Prepare($"insert into outbox ({MessageColumns}) select {MessageColumns} from outbox_wait where {due}");
        deleteDue = database.Prepare($"delete from outbox_wait where {due}");
        hurryAll = database.Prepare("update outbox_wait set due_at = min(due_at, ?) where connector = ? and due_at is not null");
        findGivenUp = database.Prepare(
            """
            select work_order_id, connector, json_object('operation', operation, 'revision', revision, 'priority', priority, 'created_at', created_at, 'doubtful', ?)
            from outbox where outbox_id = ? and lease_token = ?
            """);
        keepMessage = database.Prepare(
            """
            insert into dead_letter (dead_letter_id, site_no, code, detail, errors, raw, raw_length, digest, scan_id, device_key, transport, state, attempts, first_at, last_at, times,
                                     outbox_id, work_order_id, connector, message)
            values (?1, ?2, ?3, ?4, '[]', ?5, ?6, ?7, ?8, 0, 'dispatch', 1, ?9, ?10, ?10, 1, ?11, ?12, ?13, ?14)
            on conflict (site_no, digest) do update set code = excluded.code, detail = excluded.detail, raw = excluded.raw, raw_length = excluded.raw_length, state = 1,
              attempts = excluded.attempts, last_at = excluded.last_at, times = times + 1, closed_by = null, reason = null, message = excluded.message
            """);
        attemptsOf = database.Prepare("select started_at, detail, step, counted, took_ms, status, excerpt from attempt where work_order_id = ? and outbox_id = ? order by attempt_id");
        readLetterMessage = database.Prepare("select work_order_id, message ->> '$.operation' from dead_letter where dead_letter_id = ? and outbox_id is not null");
        dropBehind = database.Prepare("delete from outbox_wait where work_order_id = ?");
        requeue = database.Prepare(
            $"""
            insert into outbox ({MessageColumns})
            select outbox_id, site_no, work_order_id, message ->> '$.operation', message ->> '$.revision', connector, message ->> '$.priority', message ->> '$.created_at',
                   iif(raw_length = 0, null, raw), 0, message ->> '$.doubtful', null, 0
            from dead_letter where dead_letter_id = ? and outbox_id is not null
            """);
        findDispatch = database.Prepare("select revision, connector, external_id, settled_at from dispatch where work_order_id = ? and operation = 'create' limit 1");
        noteExternalState = database.Prepare("update dispatch set external_state = ?, seen_at = ? where connector = ? and external_id = ? and operation = 'create'");
        reprioritise = database.Prepare("update outbox set priority = ? where work_order_id = ?");
        reprioritiseWaiting = database.Prepare("update outbox_wait set priority = ? where work_order_id = ?");
    }
}
