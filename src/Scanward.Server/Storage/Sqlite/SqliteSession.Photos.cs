namespace Scanward.Server.Storage.Sqlite;

/// <content>Pictures of what was scanned; their bytes lie beside the store.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement insertPhoto = null!, findPhoto = null!, countPhotos = null!;

    public void SavePhoto(PhotoRow photo) => insertPhoto.Bind(photo.PhotoId).Bind(photo.SiteNo).Bind(photo.ScanId).Bind(photo.Key.ToByteArray(bigEndian: true)).Bind(photo.SentHash).Bind(photo.FileHash)
        .Bind(photo.MediaType).Bind(photo.Bytes).Bind(photo.DeviceKey).Bind(photo.At.Ms()).Run();

    public (long PhotoId, long ScanId, byte[] SentHash)? FindPhoto(int siteNo, Guid key)
    {
        findPhoto.Bind(siteNo).Bind(key.ToByteArray(bigEndian: true));
        (long, long, byte[])? found = findPhoto.Step() ? (findPhoto.Long(0), findPhoto.Long(1), findPhoto.Blob(2).ToArray()) : null;
        findPhoto.Reset();
        return found;
    }

    public int CountPhotos(long scanId)
    {
        countPhotos.Bind(scanId).Step();
        var count = countPhotos.Int(0);
        countPhotos.Reset();
        return count;
    }

    private void PreparePhotos()
    {
        insertPhoto = database.Prepare("insert into photo (photo_id, site_no, scan_id, idempotency_key, sent_hash, file_hash, media_type, bytes, device_key, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        findPhoto = database.Prepare("select photo_id, scan_id, sent_hash from photo where site_no = ? and idempotency_key = ?");
        countPhotos = database.Prepare("select count(*) from photo where scan_id = ?");
    }
}
