using NodaTime;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Figures;
using Scanward.Server.Storage;
using Scanward.Server.Storage.Sqlite;
using Scanward.Server.Tests.Processes;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Storage;

/// <summary>Keys and histories are found wherever they lie: gathering, on their way to the large table, there already, or all of it in a store opened again.</summary>
public sealed class RecentRowsTests
{
    private const int Site = 1;

    private static readonly Instant now = Instant.FromUtc(2026, 11, 26, 12, 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Session_FindsWhatWasCommitted_AndNothingElse(int seed)
    {
        using var folder = new TempFolder();
        var path = folder["scanward.db"];
        Close(Store.Open(path, new StoreFigures(TimeProvider.System)));
        var random = new Random(seed);
        var keys = new Dictionary<Guid, long>();
        var histories = new Dictionary<long, AssetHistory>();
        var workOrderScans = new HashSet<(long Asset, long WorkOrder, long Scan)>();
        var lastScan = 0L;
        var (database, session) = Open(path);
        try
        {
            for (var round = 0; round < 400; round++)
            {
                var claims = Enumerable.Range(0, random.Next(12)).Select(_ => new KeyClaim(new(Site, NewKey(random)), Fingerprint(++lastScan), lastScan, now)).ToList();
                if (keys.Count > 0 && random.Next(2) == 0) claims.Add(new(new(Site, keys.Keys.ElementAt(random.Next(keys.Count))), Fingerprint(0), ++lastScan, now));
                var saved = Enumerable.Range(0, random.Next(12)).Select(_ => (Asset: (long)random.Next(60), Value: ++lastScan)).ToArray();

                session.Begin();
                var taken = session.ClaimKeys(claims);
                Assert.Equal(claims.Where(c => keys.ContainsKey(c.Key.Key)).Select(c => keys[c.Key.Key]), taken.Values.Select(a => a.ScanId));
                foreach (var claim in claims.Where(c => !keys.ContainsKey(c.Key.Key))) database.Execute(ScanOf(claim));
                var after = new Dictionary<long, AssetHistory>();
                foreach (var (asset, value) in saved)
                {
                    var change = ChangeOf(value);
                    after[asset] = (after.GetValueOrDefault(asset) ?? histories.GetValueOrDefault(asset, AssetHistory.None)).After(change);
                    session.SaveHistory(asset, change, after[asset]);
                }

                var writes = new DeskWrites();
                for (var i = random.Next(8); i > 0; i--)
                    writes.WorkOrderScans.Add(new(random.Next(20), random.Next(300), ++lastScan, i % 2 == 0 ? Repeat.SameFault : null, "op", now, Late: i == 7));
                session.Write(writes);
                if (random.Next(4) == 0)
                {
                    session.Rollback();
                }
                else
                {
                    session.Commit();
                    foreach (var claim in claims) keys.TryAdd(claim.Key.Key, claim.ScanId);
                    foreach (var (asset, history) in after) histories[asset] = history;
                    workOrderScans.UnionWith(writes.WorkOrderScans.Select(s => (s.AssetNo, s.WorkOrderId, s.ScanId)));
                }

                if (random.Next(3) > 0) session.Tidy(idle: false);
                if (random.Next(40) == 0)
                {
                    session.Dispose();
                    (database, session) = Open(path);
                }

                Check(session, keys, histories, random);
                Assert.Equal(workOrderScans.Order(), WorkOrderScans(database));
            }

            Assert.True(Count(database, "idempotency_key") > 500 && Count(database, "asset_history") == histories.Count, "little was settled");
            Assert.True(Count(database, "work_order_scan") > 500 && Count(database, "recent_work_order_scan") < 400, "few scans of work orders were settled");
            Assert.True(Count(database, "recent_key") < 400 && Count(database, "history_change") < 400, "what was settled stayed");
        }
        finally
        {
            session.Dispose();
        }
    }

    /// <summary>Numbers of changes go on after all have been settled: a settled history must not take a later change for one that it holds.</summary>
    [Fact]
    public void Change_AfterAllWereSettled_AndTheStoreOpenedAgain_Counts()
    {
        using var folder = new TempFolder();
        var path = folder["scanward.db"];
        Close(Store.Open(path, new StoreFigures(TimeProvider.System)));
        var history = AssetHistory.None;
        for (var start = 0; start < 6; start++)
        {
            var (database, session) = Open(path);
            using var closing = session;
            Assert.Equal(start == 0 ? 0 : 1, session.ReadHistories([1]).Count);
            for (var step = 0; step < 4; step++) session.Tidy(idle: false);
            Assert.Equal(Math.Min(start, 1), Count(database, "history_change")); // the last one, settled as it is
            history = history.After(ChangeOf(start));
            session.Begin();
            session.SaveHistory(1, ChangeOf(start), history);
            session.Commit();
            session.Dispose();
            (_, session) = Open(path);
            Assert.Equal(AssetHistoryCodec.Write(history), AssetHistoryCodec.Write(session.ReadHistories([1])[1]));
            session.Dispose();
        }
    }

    /// <summary>Where keys are few they would gather for months; they live no longer for it.</summary>
    [Fact]
    public void FewKeys_AreForgottenInTime()
    {
        using var folder = new TempFolder();
        var path = folder["scanward.db"];
        Close(Store.Open(path, new StoreFigures(TimeProvider.System)));
        var (database, session) = Open(path);
        using var closing = session;
        var claim = new KeyClaim(new(Site, Guid.NewGuid()), Fingerprint(1), 1, now);
        session.Begin();
        session.ClaimKeys([claim]);
        database.Execute(ScanOf(claim));
        session.Commit();
        Sweep(now);
        Assert.NotNull(session.FindKey(claim.Key));
        Sweep(now + Duration.FromSeconds(1));
        Assert.Null(session.FindKey(claim.Key));
        Assert.Equal((0, 0), (Count(database, "recent_key"), Count(database, "idempotency_key")));

        void Sweep(Instant claimedBefore)
        {
            for (var step = 0; step < 4; step++)
            {
                session.Begin();
                session.ForgetKeys(default, 100, claimedBefore);
                session.Commit();
                session.Tidy(idle: false);
            }
        }
    }

    private static void Check(SqliteSession session, Dictionary<Guid, long> keys, Dictionary<long, AssetHistory> histories, Random random)
    {
        foreach (var (key, scanId) in keys.Where(_ => random.Next(20) == 0))
        {
            Assert.Equal((scanId, scanId), session.FindKey(new(Site, key)) is { } found ? (found.ScanId, BitConverter.ToInt64(found.Fingerprint)) : default);
        }

        Assert.Null(session.FindKey(new(Site, NewKey(random))));
        Assert.Null(session.FindKey(new(Site + 1, keys.Keys.FirstOrDefault())));
        var read = session.ReadHistories([.. Enumerable.Range(0, 61).Select(a => (long)a)]);
        Assert.Equal(Bytes(histories), Bytes(read));

        static IEnumerable<(long, string)> Bytes(Dictionary<long, AssetHistory> histories) =>
            histories.OrderBy(h => h.Key).Select(h => (h.Key, Convert.ToHexString(AssetHistoryCodec.Write(h.Value))));
    }

    private static (SqliteDatabase Database, SqliteSession Session) Open(string path)
    {
        var database = SqliteDatabase.OpenForWriting(path);
        return (database, new(database, keysMost: 300, historiesMost: 200, workOrderScansMost: 150));
    }

    private static List<(long, long, long)> WorkOrderScans(SqliteDatabase database)
    {
        using var all = database.Prepare(
            "select asset_no, work_order_id, scan_id from work_order_scan union select asset_no, work_order_id, scan_id from recent_work_order_scan order by 1, 2, 3");
        var found = new List<(long, long, long)>();
        while (all.Step()) found.Add((all.Long(0), all.Long(1), all.Long(2)));
        return found;
    }

    private static int Count(SqliteDatabase database, string table)
    {
        using var count = database.Prepare($"select count(*) from {table}");
        return count.Step() ? count.Int(0) : -1;
    }

    private static void Close(Store store)
    {
        store.Reads.Dispose();
        store.Flusher.Dispose();
        store.Session.Dispose();
    }

    private static string ScanOf(KeyClaim claim) =>
        $"""
        insert into scan (scan_id, site_no, scan_type, operator_id, idempotency_key, scanned_at, received_at, occurred_at, status, answer_status, ack)
        values ({claim.ScanId}, {claim.Key.SiteNo}, 1, 'op', x'00', 0, 0, 0, 1, 201, x'')
        """;

    /// <summary>One that would show if it were applied twice: each failure counts.</summary>
    private static HistoryChange ChangeOf(long value) =>
        new HistoryChange.Scanned(new(ScanType.Corrective, $"mode-{value % 7}", now + Duration.FromSeconds(value), value, new(value, "WO-NO-000001")), false, WorkKind.Corrective, []);

    private static System.Collections.Immutable.ImmutableArray<byte> Fingerprint(long scanId) => [.. BitConverter.GetBytes(scanId)];

    private static Guid NewKey(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
