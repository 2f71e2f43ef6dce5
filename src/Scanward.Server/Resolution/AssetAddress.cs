using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>Assets by the id in an address.</summary>
internal static class AssetAddress
{
    /// <summary>The asset whose id stands in an address. A slash of the id is the one character that routing leaves encoded.</summary>
    public static async Task<AssetRecord?> Find(StoreReads reads, int siteNo, string segment, CancellationToken ct) =>
        await reads.Asset(siteNo, segment, ct)
        ?? (
            segment.Contains("%2F", StringComparison.OrdinalIgnoreCase)
                ? await reads.Asset(siteNo, segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), ct)
                : null);
}
