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

    /// <summary>Why there was no answer, in words for people, without a full stop.</summary>
    string Why(Exception fault) => $"{Name} failed: {fault.Message}";

    /// <summary>Whether it was asked at all.</summary>
    bool WasAsked(Exception fault) => true;
}

/// <summary>What is said to an <see cref="AssetQuery"/>.</summary>
internal abstract record AssetAnswer;

/// <param name="AssetNo">The number of the asset in the mirror that keeps its history.</param>
/// <param name="AsOf">When the profile was true.</param>
internal sealed record AssetFound(long AssetNo, AssetProfile Profile, Instant AsOf) : AssetAnswer
{
    /// <summary>The connector that owns it; null for an asset of our own.</summary>
    public string? Connector { get; init; }

    /// <summary>Until when it need not be asked for again; null for as long as the memory keeps what does not change by itself.</summary>
    public Instant? FreshUntil { get; init; }

    /// <summary>What whoever scanned has to know of how it was found; null where nothing is special.</summary>
    public string? Caveat { get; init; }
}

/// <summary>Final: nobody knows such an id or tag.</summary>
internal sealed record AssetUnknown : AssetAnswer;

/// <summary>Final for now: the tag was printed blank, and nobody has said yet which asset it is on.</summary>
internal sealed record TagUnclaimed : AssetAnswer;

/// <summary>The tag belongs to an asset of another site.</summary>
internal sealed record AssetElsewhere : AssetAnswer;
