using System.Buffers.Binary;
using Scanward.Routing;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Keys, histories and scans of work orders, which every scan writes at a random place of a large table: they gather in a small one first (docs/adr/0011).</content>
internal sealed partial class SqliteSession
{
    /// <summary>Rows that are settled behind one batch: more than a batch brings, and few enough that scans do not wait long.</summary>
    private const int SettledAtOnce = 512;

    private const int DeletedAtOnce = 4_096;

    private readonly Recent<(int SiteNo, UInt128 Key), long> recentKeys;
    private readonly Recent<long, byte[]> recentHistories;
    private readonly Recent<(long AssetNo, long WorkOrderId, long ScanId), ValueTuple> recentWorkOrderScans;
    private SqliteStatement findRecentKey = null!, findOldKey = null!, insertRecentKey = null!, insertHistoryChange = null!, readHistory = null!,
        settleKey = null!, saveHistory = null!, deleteSettledKeys = null!, deleteSettledChanges = null!, insertRecentWorkOrderScan = null!, insertWorkOrderScan = null!,
        settleWorkOrderScan = null!, deleteSettledWorkOrderScans = null!;
    private long lastHistoryNo;
    private bool commitFailed;

    public Dictionary<ScopedKey, StoredAnswer> ClaimKeys(IReadOnlyList<KeyClaim> claims)
    {
        var taken = new Dictionary<ScopedKey, StoredAnswer>();
        Span<byte> bytes = stackalloc byte[16];
        foreach (var claim in claims)
        {
            if (FindKey(claim.Key) is { } stored)
            {
                taken.Add(claim.Key, stored);
                continue;
            }

            claim.Key.Key.TryWriteBytes(bytes, bigEndian: true, out _);
            insertRecentKey.Bind(claim.ScanId).Bind(claim.Key.SiteNo).Bind(bytes).Bind(claim.Fingerprint.AsSpan()).Bind(claim.At.Ms()).Run();
            recentKeys.Put(InOrder(claim.Key), claim.ScanId, claim.ScanId);
        }

        return taken;
    }

    public StoredAnswer? FindKey(ScopedKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Key.TryWriteBytes(bytes, bigEndian: true, out _);
        var find = recentKeys.TryGet(InOrder(key), out var scanId) ? findRecentKey.Bind(scanId) : findOldKey.Bind(key.SiteNo).Bind(bytes);
        var found = find.Step()
            ? new StoredAnswer(find.Long(0), find.Blob(1).ToArray(), (ScanStatus)find.Int(2), find.Int(3), find.Blob(4).ToArray(), find.LongOrNull(5))
            : null;
        find.Reset();
        return found;
    }

    public bool IsRecentKey(ScopedKey key) => recentKeys.TryGet(InOrder(key), out _);

    public Dictionary<long, AssetHistory> ReadHistories(IReadOnlyCollection<long> assetNos)
    {
        var histories = new Dictionary<long, AssetHistory>(assetNos.Count);
        foreach (var assetNo in assetNos)
        {
            if (recentHistories.TryGet(assetNo, out var body)) histories[assetNo] = AssetHistoryCodec.Read(body);
            else if (ReadSettled(assetNo) is { } settled) histories[assetNo] = settled.History;
        }

        return histories;
    }

    /// <summary>Saves what has happened to an asset, and with it the history that came of it.</summary>
    public void SaveHistory(long assetNo, HistoryChange change, AssetHistory after)
    {
        AppendChange(assetNo, change);
        recentHistories.Put(assetNo, lastHistoryNo, AssetHistoryCodec.Write(after));
    }

    private void AppendChange(long assetNo, HistoryChange change) => insertHistoryChange.Bind(++lastHistoryNo).Bind(assetNo).Bind(HistoryChangeCodec.Write(change)).Run();

    /// <summary>Saves the history that an asset comes with.</summary>
    private void SaveNewHistory(long assetNo, AssetHistory history) => saveHistory.Bind(assetNo).Bind(0L).Bind(AssetHistoryCodec.Write(history)).Run();

    private void AppendWorkOrderScan(WorkOrderScanRow row)
    {
        (row.Late ? insertWorkOrderScan : insertRecentWorkOrderScan).Bind(row.ScanId).Bind(row.AssetNo).Bind(row.WorkOrderId).Bind(row.Kind)
            .Bind(row.Repeat is null ? null : row.OperatorId).Bind(row.At.Ms()).Run();
        if (!row.Late) recentWorkOrderScans.Put((row.AssetNo, row.WorkOrderId, row.ScanId), row.ScanId, default);
    }

    /// <summary>Moves some of what has gathered, in a transaction of its own. What cannot be moved now, on a full disk say, stays where it is found.</summary>
    private void SettleSome()
    {
        if (!recentKeys.IsDue && !recentHistories.IsDue && !recentWorkOrderScans.IsDue) return;
        try
        {
            Begin();
            var done = SettleSome(recentKeys, key => settleKey.Bind(key.No), deleteSettledKeys)
                + SettleSome(recentHistories, history => saveHistory.Bind(history.Key).Bind(history.No).Bind(history.Value), deleteSettledChanges)
                + SettleSome(recentWorkOrderScans, scan => settleWorkOrderScan.Bind(scan.No), deleteSettledWorkOrderScans);
            Commit();
            done?.Invoke();
        }
        catch (StoreException e) when (e.Fault == StoreFault.Unavailable)
        {
            Rollback();
        }
    }

    /// <summary>Returns what is to be noted once it is committed.</summary>
    private Action? SettleSome<TKey, TValue>(Recent<TKey, TValue> recent, Func<(TKey Key, long No, TValue Value), SqliteStatement> move, SqliteStatement delete)
        where TKey : notnull
    {
        if (!recent.IsDue) return null;
        var moved = 0;
        foreach (var one in recent.Next(SettledAtOnce))
        {
            move(one).Run();
            moved++;
        }

        if (moved > 0) return () => recent.Moved(moved);
        delete.Bind(recent.SettlingUntil).Bind(DeletedAtOnce).Run(); // only now: what is half moved is found here, and moved again after a crash
        return database.Changes == DeletedAtOnce ? null : recent.Settled;
    }

    private void LoadRecent()
    {
        recentKeys.Clear();
        using var keys = database.Prepare("select scan_id, site_no, key from recent_key order by scan_id");
        while (keys.Step())
        {
            recentKeys.Put(InOrder(new(keys.Int(1), new Guid(keys.Blob(2), bigEndian: true))), keys.Long(0), keys.Long(0));
            recentKeys.Committed(); // row by row: there is nothing to take back, and a list of them all would stay as large
        }

        LoadHistories();
        recentWorkOrderScans.Clear();
        using var scans = database.Prepare("select asset_no, work_order_id, scan_id from recent_work_order_scan order by scan_id");
        while (scans.Step())
        {
            recentWorkOrderScans.Put((scans.Long(0), scans.Long(1), scans.Long(2)), scans.Long(2), default);
            recentWorkOrderScans.Committed();
        }
    }

    /// <summary>
    /// Applies to the settled histories what has happened since. A history that was settled just before a crash holds some of it already, and says up to which.
    /// </summary>
    private void LoadHistories()
    {
        recentHistories.Clear();
        var histories = new Dictionary<long, (AssetHistory History, long Until)>();
        using var changes = database.Prepare("select history_no, asset_no, change from history_change order by history_no");
        while (changes.Step())
        {
            lastHistoryNo = changes.Long(0);
            var assetNo = changes.Long(1);
            if (!histories.TryGetValue(assetNo, out var before)) before = ReadSettled(assetNo) ?? (AssetHistory.None, 0);
            histories[assetNo] = lastHistoryNo <= before.Until ? before : before with { History = before.History.After(HistoryChangeCodec.Read(changes.Blob(2))) };
        }

        foreach (var (assetNo, (history, _)) in histories) recentHistories.Put(assetNo, lastHistoryNo, AssetHistoryCodec.Write(history));
        recentHistories.Committed();
        if (histories.Count > 0) recentHistories.Hurry(); // many changes may be of few assets, and with starts often enough they would never be due
    }

    private (AssetHistory History, long Until)? ReadSettled(long assetNo)
    {
        var found = readHistory.Bind(assetNo).Step() ? (AssetHistoryCodec.Read(readHistory.Blob(0)), readHistory.Long(1)) : ((AssetHistory, long)?)null;
        readHistory.Reset();
        return found;
    }

    private void PrepareRecent()
    {
        const string Answer = "s.status, s.answer_status, s.ack, (select d.work_order_id from decision d where d.decision_id = k.scan_id)";
        findRecentKey = database.Prepare($"select k.scan_id, k.fingerprint, {Answer} from recent_key k join scan s on s.scan_id = k.scan_id where k.scan_id = ?");
        findOldKey = database.Prepare($"select k.scan_id, k.fingerprint, {Answer} from idempotency_key k join scan s on s.scan_id = k.scan_id where k.site_no = ? and k.key = ?");
        insertRecentKey = database.Prepare("insert into recent_key (scan_id, site_no, key, fingerprint, claimed_at) values (?, ?, ?, ?, ?)");
        insertHistoryChange = database.Prepare("insert into history_change (history_no, asset_no, change) values (?, ?, ?)");
        readHistory = database.Prepare("select body, history_no from asset_history where asset_no = ?");
        settleKey = database.Prepare(
            """
            insert into idempotency_key (site_no, key, fingerprint, scan_id, claimed_at)
            select site_no, key, fingerprint, scan_id, claimed_at from recent_key where scan_id = ?
            on conflict (site_no, key) do nothing
            """);
        saveHistory = database.Prepare(
            """
            insert into asset_history (asset_no, history_no, body) values (?, ?, ?)
            on conflict (asset_no) do update set history_no = excluded.history_no, body = excluded.body
            """);
        const string IntoWorkOrderScan = "(scan_id, asset_no, work_order_id, kind, operator_id, at)";
        insertRecentWorkOrderScan = database.Prepare($"insert into recent_work_order_scan {IntoWorkOrderScan} values (?, ?, ?, ?, ?, ?)");
        insertWorkOrderScan = database.Prepare($"insert into work_order_scan {IntoWorkOrderScan} values (?, ?, ?, ?, ?, ?)");
        settleWorkOrderScan = database.Prepare(
            $"""
            insert into work_order_scan {IntoWorkOrderScan}
            select scan_id, asset_no, work_order_id, kind, operator_id, at from recent_work_order_scan where scan_id = ?
            on conflict (asset_no, work_order_id, scan_id) do nothing
            """);
        deleteSettledWorkOrderScans = database.Prepare(
            "delete from recent_work_order_scan where scan_id in (select scan_id from recent_work_order_scan where scan_id <= ? order by scan_id limit ?)");
        deleteSettledKeys = database.Prepare("delete from recent_key where scan_id in (select scan_id from recent_key where scan_id <= ? order by scan_id limit ?)");
        // The last one stays: numbers go on from it, above all that settled histories name.
        deleteSettledChanges = database.Prepare(
            """
            delete from history_change where history_no in
              (select history_no from history_change where history_no <= ? and history_no < (select max(history_no) from history_change) order by history_no limit ?)
            """);
    }

    /// <summary>The key in the order in which the large table keeps them.</summary>
    private static (int SiteNo, UInt128 Key) InOrder(ScopedKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Key.TryWriteBytes(bytes, bigEndian: true, out _);
        return (key.SiteNo, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
