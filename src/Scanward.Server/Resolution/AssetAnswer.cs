using NodaTime;
using Scanward.Dispatch;
using Scanward.Resolution;

namespace Scanward.Server.Resolution;

/// <summary>Where assets are looked up that the process does not remember.</summary>
internal interface IAssetSource
{
    /// <summary>Short name for messages.</summary>
    string Name { get; }

    /// <summary>Looks the asset up. Returns only what the source really said; throws when it did not answer.</summary>
    Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct);
}

/// <summary>What is said to an <see cref="AssetQuery"/>.</summary>
internal abstract record AssetAnswer;

/// <param name="AssetNo">The number of the asset in the mirror that keeps its history.</param>
/// <param name="AsOf">When the profile was true.</param>
internal sealed record AssetFound(long AssetNo, AssetProfile Profile, Instant AsOf) : AssetAnswer;

/// <summary>Final: nobody knows such an id or tag.</summary>
internal sealed record AssetUnknown : AssetAnswer;

/// <summary>The tag belongs to an asset of another site.</summary>
internal sealed record AssetElsewhere : AssetAnswer;
