using System.Collections.Immutable;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Connectors;

/// <summary>The connectors of a site.</summary>
internal sealed record ConnectorsModel(ImmutableArray<ConnectorStanding> Connectors);

/// <summary>How a connector stands now.</summary>
/// <param name="OldestAt">When the oldest message that waits was made.</param>
/// <param name="Settled">Since the server started, as <paramref name="GivenUp"/>.</param>
internal sealed record ConnectorStanding(Connector Connector, GateReading Gate, long Waiting, long? OldestAt, int InHand, long Settled, long GivenUp, long Conflicts)
{
    public string Name => Connector.Name;

    public StateLook Look => StateLook.Of(Gate.State);

    public string Path => $"/connectors/{Uri.EscapeDataString(Name)}";
}

/// <summary>One connector with all there is to know of it.</summary>
internal sealed record ConnectorModel
{
    public required ConnectorStanding Standing { get; init; }

    /// <summary>Whether the site's work orders go there.</summary>
    public required bool TakesWorkOrders { get; init; }

    /// <summary>What can be pulled from its target; empty where nothing can.</summary>
    public required ImmutableArray<string> Kinds { get; init; }

    public required IReadOnlyList<SyncRecord> Syncs { get; init; }

    public required IReadOnlyList<ConflictRecord> Conflicts { get; init; }

    /// <summary>Where the conflicts go on; null where they end.</summary>
    public string? MoreConflicts { get; init; }

    public required IReadOnlyList<LateAttemptRecord> Attempts { get; init; }

    /// <summary>Open dead letters of the connector at this site.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>What was just asked for: <c>resumed</c> or <c>sync</c>.</summary>
    public string? Just { get; init; }
}
