using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Tests.Processes;

/// <summary>Reads a store that no process has open, and tells every contradiction: in itself, and to what the clients were told.</summary>
internal sealed class Ledger : IDisposable
{
    /// <summary>Each gives the rows that must not be. No join on a column without an index: the bundled SQLite makes none by itself.</summary>
    private static readonly (string Wrong, string Sql)[] rules =
    [
        ("I2 a key has several scans", "select hex(idempotency_key) from scan group by site_no, idempotency_key having count(*) > 1"),
        ("I4 a key has no scan", "select hex(key) from idempotency_key k left join scan s on s.scan_id = k.scan_id where s.scan_id is null"),
        ("I4 a recent key has no scan", "select hex(key) from recent_key k left join scan s on s.scan_id = k.scan_id where s.scan_id is null"),
        ("I4 a scan has no key",
            """
            select hex(s.idempotency_key)
            from scan s left join idempotency_key k on k.site_no = s.site_no and k.key = s.idempotency_key left join recent_key r on r.scan_id = s.scan_id
            where k.scan_id is not s.scan_id and r.key is not s.idempotency_key
            """),
        ("I6 a scan has no final answer", "select hex(idempotency_key) from scan where status not in (1, 2, 3, 4)"),
        ("I6 a scan waits", "select scan_id from resolving"),
        ("I2 a scan has several decisions", "select scan_id from decision group by scan_id having count(*) > 1"),
        ("I2 a scan has no decision", "select scan_id from scan where scan_id not in (select scan_id from decision)"),
        ("I2 a decision has no scan", "select decision_id from decision d left join scan s on s.scan_id = d.scan_id where s.scan_id is null"),
        ("I2 a scan has several work orders", "select scan_id from work_order group by scan_id having count(*) > 1"),
        ("I2 a work order is not of its decision",
            """
            select w.work_order_id
            from work_order w left join decision d on d.decision_id = w.decision_id and d.work_order_id = w.work_order_id and d.scan_id = w.scan_id
            where d.decision_id is null
            """),
        ("I2 an answer 201 has no work order, or another has one",
            "select scan_id from scan where (answer_status = 201) <> (scan_id in (select scan_id from work_order))"),
        ("numbers have duplicates or gaps",
            """
            select s.site_id from site s left join work_order w on w.site_no = s.site_no
            group by s.site_no
            having count(w.number) <> s.last_work_order or count(distinct w.number) <> s.last_work_order or coalesce(max(w.number), 0) <> s.last_work_order
            """),
        ("I3 reserved is not the sum of reservations",
            """
            select s.part_id || ' ' || s.reserved
            from stock s left join work_order_part p on p.site_no = s.site_no and p.part_id = s.part_id and p.state = 1
            group by s.site_no, s.part_id having s.reserved <> coalesce(sum(p.quantity), 0)
            """),
        ("I3 a work order that is over, or waits, reserves",
            """
            select w.work_order_id from work_order w join work_order_part p on p.work_order_id = w.work_order_id and p.state = 1
            where w.state not in (2, 3, 4, 5)
            """),
        ("a technician's load is not the sum of the work",
            """
            select l.technician_id
            from technician_load l left join work_order w on w.site_no = l.site_no and w.technician_id = l.technician_id and w.state in (3, 4, 5)
            group by l.site_no, l.technician_id having l.minutes <> coalesce(sum(w.minutes), 0)
            """),
        ("a work order was not handed over once",
            """
            select work_order_id from
              (select work_order_id from work_order w
               union all select work_order_id from dispatch where operation = 'create'
               union all select work_order_id from outbox where operation = 1
               union all select work_order_id from outbox_wait where operation = 1
               union all select work_order_id from dead_letter where outbox_id is not null and message ->> '$.operation' = 1 and state = 1)
            group by work_order_id having count(*) <> 2
            """),
        ("the embedded system has a message in the outbox", "select outbox_id from outbox where connector = 'embedded'"),
        ("a broken reference", "pragma foreign_key_check"),
    ];

    private readonly SqliteDatabase database;

    private Ledger(SqliteDatabase database) => this.database = database;

    public static Ledger Open(string dataFolder) => new(SqliteDatabase.OpenForReading(Path.Combine(dataFolder, "scanward.db")));

    public long Count(string table) => long.Parse(Rows($"select count(*) from {table}").Single());

    /// <summary>Contradictions in the store.</summary>
    public IEnumerable<string> Contradictions()
    {
        foreach (var (what, sql) in rules)
        {
            var rows = Rows(sql);
            if (rows.Count > 0) yield return $"{what}: {rows.Count} times, such as {rows[0]}";
        }

        if (Rows("pragma integrity_check") is not ["ok", ..] and var broken) yield return $"the file is damaged: {broken[0]}";
    }

    /// <summary>Contradictions to what the clients were told: I1 each ack is stored as it was sent, and nothing is stored that nobody has sent.</summary>
    public IEnumerable<string> Contradictions(IEnumerable<Intent> intents)
    {
        var stored = new Dictionary<Guid, (int Status, byte[] Ack)>();
        using var statement = database.Prepare("select idempotency_key, answer_status, ack from scan");
        while (statement.Step()) stored[new Guid(statement.Blob(0), bigEndian: true)] = (statement.Int(1), statement.Blob(2).ToArray());
        foreach (var intent in intents)
        {
            var there = stored.Remove(intent.Key, out var scan);
            if (intent.Acked is not { } ack) continue;
            if (!there) yield return $"I1 {intent.Key} was acked and is not stored";
            else if (scan.Status != ack.Status || !scan.Ack.AsSpan().SequenceEqual(ack.Ack)) yield return $"I4 {intent.Key} is stored with another answer than it got";
        }

        if (stored.Count > 0) yield return $"{stored.Count} scans are stored that nobody sent, such as {stored.First().Key}";
    }

    public void Dispose() => database.Dispose();

    /// <summary>The first column of each row.</summary>
    public List<string> Rows(string sql)
    {
        using var statement = database.Prepare(sql);
        var rows = new List<string>();
        while (statement.Step()) rows.Add(statement.IsNull(0) ? "" : statement.Text(0));
        return rows;
    }
}
