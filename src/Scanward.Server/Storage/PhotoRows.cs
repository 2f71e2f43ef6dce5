using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>A picture as it is kept beside the store.</summary>
/// <param name="SentHash">SHA-256 of what was sent.</param>
/// <param name="FileHash">SHA-256 of what is kept, which names its file.</param>
internal sealed record PhotoRow(long PhotoId, int SiteNo, long ScanId, Guid Key, byte[] SentHash, byte[] FileHash, string MediaType, long Bytes, long DeviceKey, Instant At);

/// <summary>A picture as it is read.</summary>
internal sealed class PhotoRecord
{
    public long PhotoId { get; init; }

    public int SiteNo { get; init; }

    public long ScanId { get; init; }

    public byte[] SentHash { get; init; } = [];

    public byte[] FileHash { get; init; } = [];

    public string MediaType { get; init; } = "";

    public long Bytes { get; init; }

    public long At { get; init; }
}
