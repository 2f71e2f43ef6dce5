using System.Security.Cryptography;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Photos;

/// <summary>What became of a picture that was sent.</summary>
internal abstract record PhotoAnswer;

/// <param name="Replayed">Whether the same had been sent before.</param>
internal sealed record PhotoKept(long PhotoId, bool Replayed) : PhotoAnswer;

internal sealed record PhotoRefused(ProblemKind Problem, string Detail) : PhotoAnswer;

/// <summary>Pictures of what was scanned. The file comes first and then its row, so that no row is without its file; files that nobody needs are swept.</summary>
internal sealed class PhotoDesk(PhotoFiles files, Writer writer, StoreReads reads, IdSequence ids, ServerClock clock)
{
    public const int BytesMax = 4 * 1024 * 1024, PhotosOfScanMost = 10;

    private static readonly TimeSpan sweepEvery = TimeSpan.FromHours(1);

    /// <param name="key">Sent twice with one key it is one picture.</param>
    public async Task<PhotoAnswer> Take(Caller caller, long scanId, Guid key, byte[] sent, CancellationToken ct)
    {
        if (await reads.Scan(caller.SiteNo, scanId, ct) is null) return new PhotoRefused(Problems.NotFound, "This site has no such scan. Send the scan first, and then its pictures.");
        var reading = PictureReader.Read(sent);
        if (reading is NoPicture no) return new PhotoRefused(no.IsOther ? Problems.UnsupportedMedia : Problems.InvalidPhoto, no.Why);
        var picture = (Picture)reading;
        var (sentHash, fileHash) = (SHA256.HashData(sent), SHA256.HashData(picture.Bytes));
        await files.Keep(fileHash, picture.Bytes, ct);
        var photo = new PhotoRow(ids.Next(), caller.SiteNo, scanId, key, sentHash, fileHash, picture.MediaType, picture.Bytes.Length, caller.DeviceKey, clock.Now());
        return await writer.Change<PhotoAnswer>(session =>
        {
            if (session.FindPhoto(caller.SiteNo, key) is { } before)
            {
                return before.ScanId == scanId && before.SentHash.AsSpan().SequenceEqual(sentHash)
                    ? new PhotoKept(before.PhotoId, true) : new PhotoRefused(Problems.KeyReused, $"The key {key} was used before with another picture.");
            }

            if (session.CountPhotos(scanId) >= PhotosOfScanMost) return new PhotoRefused(Problems.TooManyPhotos, $"The scan has {PhotosOfScanMost} pictures already.");
            session.SavePhoto(photo);
            return new PhotoKept(photo.PhotoId, false);
        });
    }

    /// <summary>A picture with the path of its file; null where there is none.</summary>
    /// <param name="siteNo">0 for all sites.</param>
    public async Task<(PhotoRecord Photo, string Path)?> Open(int siteNo, long photoId, CancellationToken ct) =>
        await reads.Photo(siteNo, photoId, ct) is { } photo && files.PathOf(photo.FileHash) is var path && File.Exists(path) ? (photo, path) : null;

    /// <summary>Sweeps the files of pictures that retention has taken, until cancelled.</summary>
    public async Task Run(Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(sweepEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Sweep(ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
            {
                tell(e);
            }
        }
    }

    public Task<int> Sweep(CancellationToken ct) => files.Sweep(reads.HasPhotoFile, ct);
}
