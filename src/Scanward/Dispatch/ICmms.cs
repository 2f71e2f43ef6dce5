using NodaTime;
using Scanward.Resolution;

namespace Scanward.Dispatch;

/// <summary>
/// A maintenance system, as Scanward needs one; the one public seam. A connector lets exceptions out: whoever calls decides what an answer
/// that never came means.
/// </summary>
public interface ICmms
{
    /// <summary>Short name for logs, figures and messages.</summary>
    string Name { get; }

    /// <summary>Looks the asset up. Returns only what the system really said; throws when it did not answer.</summary>
    Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct);
}

/// <summary>What is looked for: an asset id as typed, or the key of a tag that was read.</summary>
/// <param name="SiteId">The site of the credential.</param>
/// <param name="TagKey">Such as <c>giai:9520614141234567</c>; null where an asset id was given.</param>
public readonly record struct AssetQuery(string SiteId, string? AssetId, string? TagKey)
{
    /// <summary>What the technician would recognise.</summary>
    public string Text => AssetId ?? TagKey ?? "";
}

/// <summary>What a maintenance system says to an <see cref="AssetQuery"/>.</summary>
public abstract record AssetAnswer
{
    private protected AssetAnswer()
    {
    }
}

/// <param name="AssetNo">The number of the asset in the mirror that keeps its history.</param>
/// <param name="AsOf">When the profile was true.</param>
public sealed record AssetFound(long AssetNo, AssetProfile Profile, Instant AsOf) : AssetAnswer;

/// <summary>Final: the system knows no such id or tag.</summary>
public sealed record AssetUnknown : AssetAnswer;

/// <summary>The tag belongs to an asset of another site.</summary>
public sealed record AssetElsewhere : AssetAnswer;
