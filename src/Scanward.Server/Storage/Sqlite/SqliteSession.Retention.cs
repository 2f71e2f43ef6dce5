using NodaTime;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Forgetting what is kept for a time only.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement oldestRecentKey = null!, nextKeys = null!, deleteKey = null!, lastOfNextScans = null!, forgetGeolocations = null!, nextLetters = null!, deleteLetter = null!,
        nextOldScans = null!, workOrdersOfScan = null!, deleteKeyOfScan = null!;

    /// <summary>Of the scan, then of its work order.</summary>
    private SqliteStatement[] deleteOfScan = [], deleteOfWorkOrder = [];

    public ScopedKey ForgetKeys(ScopedKey after, int most, Instant claimedBefore)
    {
        if (oldestRecentKey.Step() && oldestRecentKey.Long(0) < claimedBefore.Ms()) recentKeys.Hurry(); // where keys are few, they would gather for months
        oldestRecentKey.Reset();
        var bytes = after.Key.ToByteArray(bigEndian: true);
        var (seen, last) = (0, after);
        var expired = new List<ScopedKey>();
        nextKeys.Bind(after.SiteNo).Bind(bytes).Bind(most);
        while (nextKeys.Step())
        {
            seen++;
            last = new(nextKeys.Int(0), new Guid(nextKeys.Blob(1), bigEndian: true));
            if (nextKeys.Long(2) < claimedBefore.Ms()) expired.Add(last);
        }

        foreach (var key in expired) deleteKey.Bind(key.SiteNo).Bind(key.Key.ToByteArray(bigEndian: true)).Run();
        return seen < most ? default : last;
    }

    public long ForgetGeolocations(long afterScanId, int most, Instant receivedBefore)
    {
        var before = TimeOrderedId.First(receivedBefore.Ms());
        lastOfNextScans.Bind(afterScanId).Bind(before).Bind(most);
        var last = lastOfNextScans.Step() ? lastOfNextScans.LongOrNull(0) : null;
        lastOfNextScans.Reset();
        if (last is { } until) forgetGeolocations.Bind(afterScanId).Bind(until).Run();
        return last ?? afterScanId;
    }

    public long ForgetDeadLetters(long after, int most, Instant closedBefore)
    {
        var (seen, last) = (0, after);
        var expired = new List<long>();
        nextLetters.Bind(after).Bind(most);
        while (nextLetters.Step())
        {
            seen++;
            last = nextLetters.Long(0);
            if (nextLetters.Int(1) != (int)DeadLetterState.Open && nextLetters.Long(2) < closedBefore.Ms()) expired.Add(last);
        }

        foreach (var id in expired) deleteLetter.Bind(id).Run();
        return seen < most ? 0 : last;
    }

    public long ForgetScans(long after, int most, Instant receivedBefore)
    {
        var scans = new List<(long ScanId, int SiteNo, byte[] Key, bool Recent, ScanStatus Status)>();
        nextOldScans.Bind(after).Bind(TimeOrderedId.First(receivedBefore.Ms())).Bind(most);
        while (nextOldScans.Step()) scans.Add((nextOldScans.Long(0), nextOldScans.Int(1), nextOldScans.Blob(2).ToArray(), nextOldScans.Int(3) != 0, (ScanStatus)nextOldScans.Int(4)));
        foreach (var (scanId, siteNo, key, recent, status) in scans)
        {
            // What is still being settled would be moved after it is gone, and where scans are few it would not be settled for months.
            if (recent) HurryRecent();

            // What waits, or was given up, may still be routed.
            if (recent || status is ScanStatus.Resolving or ScanStatus.DeadLetter || !TryDeleteWorkOrders(scanId)) continue;
            foreach (var delete in deleteOfScan) delete.Bind(scanId).Run();
            deleteKeyOfScan.Bind(siteNo).Bind(key).Bind(scanId).Run();
        }

        return scans.Count < most ? 0 : scans[^1].ScanId;
    }

    private void HurryRecent()
    {
        recentKeys.Hurry();
        recentWorkOrderScans.Hurry();
    }

    /// <summary>Deletes the work orders that the scan has made; none where one of them is open.</summary>
    private bool TryDeleteWorkOrders(long scanId)
    {
        var finished = new List<long>();
        var open = false;
        workOrdersOfScan.Bind(scanId);
        while (workOrdersOfScan.Step())
        {
            finished.Add(workOrdersOfScan.Long(0));
            open |= ((WorkOrderState)workOrdersOfScan.Int(1)).IsOpen() || workOrdersOfScan.Int(2) != 0; // its system is still to be told
        }

        if (open) return false;
        foreach (var id in finished)
        {
            foreach (var delete in deleteOfWorkOrder) delete.Bind(id).Run();
        }

        return true;
    }

    private void PrepareRetention()
    {
        nextLetters = database.Prepare("select dead_letter_id, state, last_at from dead_letter where dead_letter_id > ? order by dead_letter_id limit ?");
        deleteLetter = database.Prepare("delete from dead_letter where dead_letter_id = ?");
        nextOldScans = database.Prepare(
            """
            select scan_id, site_no, idempotency_key,
                   exists (select 1 from recent_key k where k.scan_id = s.scan_id) or exists (select 1 from recent_work_order_scan r where r.scan_id = s.scan_id), status
            from scan s where scan_id > ? and scan_id < ? order by scan_id limit ?
            """);
        workOrdersOfScan = database.Prepare(
            """
            select w.work_order_id, w.state,
                   exists (select 1 from outbox where work_order_id = w.work_order_id) or exists (select 1 from outbox_wait where work_order_id = w.work_order_id)
                     or exists (select 1 from dead_letter where work_order_id = w.work_order_id and state = 1)
            from (select work_order_id from decision where decision_id = ?1 union select work_order_id from decision where scan_id = ?1 and cause = 2) d
            join work_order w on w.work_order_id = d.work_order_id
            where w.scan_id = ?1
            """);
        deleteOfScan =
        [
            database.Prepare(
                "delete from work_order_scan where scan_id = ?1 and (asset_no, work_order_id) in (select asset_no, work_order_id from decision where decision_id = ?1)"),
            database.Prepare("delete from work_order_scan where scan_id = ?1 and work_order_id = 0 and asset_no = (select asset_no from scan where scan_id = ?1)"),
            database.Prepare("delete from decision where scan_id = ? and cause = 2"), database.Prepare("delete from decision where decision_id = ?"),
            database.Prepare("delete from photo where scan_id = ?"), database.Prepare("delete from scan where scan_id = ?"),
        ];
        deleteOfWorkOrder =
        [
            database.Prepare("delete from attempt where work_order_id = ?"),
            database.Prepare("delete from work_order_event where work_order_id = ?"),
            database.Prepare("delete from work_order_part where work_order_id = ?"), database.Prepare("delete from dispatch where work_order_id = ?"), database.Prepare("delete from work_order where work_order_id = ?"),
        ];
        deleteKeyOfScan = database.Prepare("delete from idempotency_key where site_no = ? and key = ? and scan_id = ?");
        oldestRecentKey = database.Prepare("select claimed_at from recent_key order by scan_id limit 1");
        nextKeys = database.Prepare("select site_no, key, claimed_at from idempotency_key where (site_no, key) > (?, ?) order by site_no, key limit ?");
        deleteKey = database.Prepare("delete from idempotency_key where site_no = ? and key = ?");
        lastOfNextScans = database.Prepare("select max(scan_id) from (select scan_id from scan where scan_id > ? and scan_id < ? order by scan_id limit ?)");
        forgetGeolocations = database.Prepare("update scan set latitude = null, longitude = null where scan_id > ? and scan_id <= ? and latitude is not null");
    }
}
