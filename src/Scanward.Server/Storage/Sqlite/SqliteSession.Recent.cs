using System.Buffers.Binary;
using Scanward.Routing;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Keys and histories, which every scan writes at a random place of a large table: they gather in a small one first (docs/adr/0011).</content>
internal sealed partial class SqliteSession
{
    /// <summary>Rows that are settled behind one batch: more than a batch brings, and few enough that scans do not wait long.</summary>
    private const int SettledAtOnce = 512;

    private const int DeletedAtOnce = 4_096;

    private readonly Recent<(int SiteNo, UInt128 Key), long> recentKeys;
    private readonly Recent<long, byte[]> recentHistories;
    private SqliteStatement findRecentKey = null!, findOldKey = null!, insertRecentKey = null!, insertRecentHistory = null!, readHistory = null!,
        settleKey = null!, settleHistory = null!, deleteSettledKeys = null!, deleteSettledHistories = null!;
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
            if (recentHistories.TryGet(assetNo, out var body))
            {
                histories[assetNo] = AssetHistoryCodec.Read(body);
                continue;
            }

            if (readHistory.Bind(assetNo).Step()) histories[assetNo] = AssetHistoryCodec.Read(readHistory.Blob(0));
            readHistory.Reset();
        }

        return histories;
    }

    /// <summary>Saves the asset's past, in place of the one before.</summary>
    public void SaveHistory(long assetNo, AssetHistory history)
    {
        var body = AssetHistoryCodec.Write(history);
        insertRecentHistory.Bind(++lastHistoryNo).Bind(assetNo).Bind(body).Run();
        recentHistories.Put(assetNo, lastHistoryNo, body);
    }

    /// <summary>Moves some of what has gathered, in a transaction of its own. What cannot be moved now, on a full disk say, stays where it is found.</summary>
    private void SettleSome()
    {
        if (!recentKeys.IsDue && !recentHistories.IsDue) return;
        try
        {
            Begin();
            var done = SettleSome(recentKeys, settleKey, deleteSettledKeys) + SettleSome(recentHistories, settleHistory, deleteSettledHistories);
            Commit();
            done?.Invoke();
        }
        catch (StoreException e) when (e.Fault == StoreFault.Unavailable)
        {
            Rollback();
        }
    }

    /// <summary>Returns what is to be noted once it is committed.</summary>
    private Action? SettleSome<TKey, TValue>(Recent<TKey, TValue> recent, SqliteStatement move, SqliteStatement delete)
        where TKey : notnull
    {
        if (!recent.IsDue) return null;
        var moved = 0;
        foreach (var no in recent.Next(SettledAtOnce))
        {
            move.Bind(no).Run();
            moved++;
        }

        if (moved > 0) return () => recent.Moved(moved);
        delete.Bind(recent.SettlingUntil).Bind(DeletedAtOnce).Run(); // only now: what is half moved is found here, and moved again after a crash
        return database.Changes == DeletedAtOnce ? null : recent.Settled;
    }

    private void LoadRecent()
    {
        recentKeys.Clear();
        recentHistories.Clear();
        using var keys = database.Prepare("select scan_id, site_no, key from recent_key order by scan_id");
        while (keys.Step())
        {
            recentKeys.Put(InOrder(new(keys.Int(1), new Guid(keys.Blob(2), bigEndian: true))), keys.Long(0), keys.Long(0));
            recentKeys.Committed(); // row by row: there is nothing to take back, and a list of them all would stay as large
        }

        using var histories = database.Prepare("select history_no, asset_no, body from recent_history order by history_no");
        while (histories.Step())
        {
            lastHistoryNo = histories.Long(0);
            recentHistories.Put(histories.Long(1), lastHistoryNo, histories.Blob(2).ToArray());
            recentHistories.Committed();
        }
    }

    private void PrepareRecent()
    {
        const string Answer = "s.status, s.answer_status, s.ack, (select d.work_order_id from decision d where d.decision_id = k.scan_id)";
        findRecentKey = database.Prepare($"select k.scan_id, k.fingerprint, {Answer} from recent_key k join scan s on s.scan_id = k.scan_id where k.scan_id = ?");
        findOldKey = database.Prepare($"select k.scan_id, k.fingerprint, {Answer} from idempotency_key k join scan s on s.scan_id = k.scan_id where k.site_no = ? and k.key = ?");
        insertRecentKey = database.Prepare("insert into recent_key (scan_id, site_no, key, fingerprint, claimed_at) values (?, ?, ?, ?, ?)");
        insertRecentHistory = database.Prepare("insert into recent_history (history_no, asset_no, body) values (?, ?, ?)");
        readHistory = database.Prepare("select body from asset_history where asset_no = ?");
        settleKey = database.Prepare(
            """
            insert into idempotency_key (site_no, key, fingerprint, scan_id, claimed_at)
            select site_no, key, fingerprint, scan_id, claimed_at from recent_key where scan_id = ?
            on conflict (site_no, key) do nothing
            """);
        settleHistory = database.Prepare(
            """
            insert into asset_history (asset_no, body) select asset_no, body from recent_history where history_no = ?
            on conflict (asset_no) do update set body = excluded.body
            """);
        deleteSettledKeys = database.Prepare("delete from recent_key where scan_id in (select scan_id from recent_key where scan_id <= ? order by scan_id limit ?)");
        deleteSettledHistories = database.Prepare("delete from recent_history where history_no in (select history_no from recent_history where history_no <= ? order by history_no limit ?)");
    }

    /// <summary>The key in the order in which the large table keeps them.</summary>
    private static (int SiteNo, UInt128 Key) InOrder(ScopedKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Key.TryWriteBytes(bytes, bigEndian: true, out _);
        return (key.SiteNo, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
