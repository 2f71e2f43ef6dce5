namespace Scanward.Server.Storage;

/// <content>Pictures of what was scanned.</content>
internal sealed partial class StoreReads
{
    public Task<PhotoRecord?> Photo(int siteNo, long photoId, CancellationToken ct) =>
        First<PhotoRecord>("select * from photo where photo_id = @photoId and (@siteNo = 0 or site_no = @siteNo)", new { siteNo, photoId }, ct);

    public Task<IReadOnlyList<PhotoRecord>> PhotosOf(long scanId, CancellationToken ct) => List<PhotoRecord>("select * from photo where scan_id = @scanId order by photo_id", new { scanId }, ct);

    public async Task<bool> HasPhotoFile(byte[] fileHash, CancellationToken ct) => await LookUp<long?>("select 1 from photo where file_hash = @fileHash limit 1", new { fileHash }, ct) is not null;

    /// <summary>Names of files that hold pictures.</summary>
    public Task<IReadOnlyList<byte[]>> PhotoFiles(CancellationToken ct) => List<byte[]>("select distinct file_hash from photo", null, ct);
}
