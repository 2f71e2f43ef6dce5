using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Server.Dispatch;

/// <summary>How a connector may use its target, whatever the target is.</summary>
internal sealed record ConnectorLimits
{
    public static readonly ConnectorLimits Default = new();

    /// <summary>Of one request.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(10);

    /// <summary>Requests at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Requests a second; 0 for no limit.</summary>
    public int PerSecond { get; init; }

    /// <summary>A message that waits longer is told of.</summary>
    public Duration AlertAfter { get; init; } = Duration.FromMinutes(15);

    /// <summary>How long an asset that came from there is not asked for again.</summary>
    public Duration MirrorFor { get; init; } = Duration.FromMinutes(60);

    /// <summary>How often what changed is pulled; null for only when told.</summary>
    public Duration? SyncEvery { get; init; } = Duration.FromMinutes(15);
}

/// <summary>A connector as it is set up: a target, whose sites it serves, and how it may be used.</summary>
/// <param name="Sites">Ids of the sites whose work orders go there; empty for all that no other connector names.</param>
internal sealed record Connector(Scanward.Dispatch.ICmms Cmms, ImmutableArray<string> Sites, ConnectorLimits Limits)
{
    public string Name => Cmms.Name;

    /// <summary>Members of assets that do not say, as in a plant file; a JSON object.</summary>
    public string AssetDefaultsJson { get; init; } = "{}";
}
