using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Resolution;

/// <summary>A scan with the asset it is about.</summary>
/// <param name="AssetNo">The number of the asset in the store.</param>
/// <param name="ProfileAsOf">When the profile was true; the policy says how old it may be.</param>
public sealed record ResolvedScan(Scan Scan, long AssetNo, AssetProfile Profile, Instant ProfileAsOf)
{
    /// <summary>What whoever scanned has to know of how the asset was found, one sentence; null where nothing is special.</summary>
    public string? Caveat { get; init; }
}
