using NodaTime;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Forgetting what is kept for a time only.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement oldestRecentKey = null!, nextKeys = null!, deleteKey = null!, lastOfNextScans = null!, forgetGeolocations = null!;

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

    private void PrepareRetention()
    {
        oldestRecentKey = database.Prepare("select claimed_at from recent_key order by scan_id limit 1");
        nextKeys = database.Prepare("select site_no, key, claimed_at from idempotency_key where (site_no, key) > (?, ?) order by site_no, key limit ?");
        deleteKey = database.Prepare("delete from idempotency_key where site_no = ? and key = ?");
        lastOfNextScans = database.Prepare("select max(scan_id) from (select scan_id from scan where scan_id > ? and scan_id < ? order by scan_id limit ?)");
        forgetGeolocations = database.Prepare("update scan set latitude = null, longitude = null where scan_id > ? and scan_id <= ? and latitude is not null");
    }
}
