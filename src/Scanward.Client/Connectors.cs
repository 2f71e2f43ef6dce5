namespace Scanward.Client;

/// <summary>A maintenance system that is connected, and how it stands.</summary>
public sealed record Connector
{
    public required string Name { get; init; }

    /// <summary>Empty for all sites that no other connector names.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary><c>flowing</c>, <c>throttled</c>, <c>circuit_open</c> or <c>not_admitted</c>.</summary>
    public required string State { get; init; }

    public string? Why { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Messages that are not delivered yet.</summary>
    public required long Waiting { get; init; }

    /// <summary>When the oldest of them was made.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Of them, those that are being sent.</summary>
    public required int InHand { get; init; }

    /// <summary>Delivered since the server started.</summary>
    public required long Settled { get; init; }

    /// <summary>Made dead letters since the server started.</summary>
    public required long GivenUp { get; init; }

    public required long Conflicts { get; init; }

    public required IReadOnlyList<ConnectorSync> Sync { get; init; }
}

/// <summary>How far a pull from a connected system is.</summary>
/// <param name="Kind"><c>assets</c>, <c>stock</c> or <c>work_orders</c>.</param>
/// <param name="Full">Whether it is of all, and not of what changed.</param>
/// <param name="Total">How many there are, where the system says it.</param>
public sealed record ConnectorSync(string Kind, bool Full, DateTimeOffset BeganAt, DateTimeOffset? FinishedAt, int Done, int Changed, int? Total, string? Error);

/// <summary>All connectors of the key's site.</summary>
public sealed record ConnectorList(IReadOnlyList<Connector> Items);

/// <summary>Something that a connected system says and that could not be taken over.</summary>
/// <param name="Subject">Such as <c>asset:4711</c>, by the system's id.</param>
public sealed record Conflict(string Subject, string Code, string Detail, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>A page of conflicts.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record ConflictList(IReadOnlyList<Conflict> Items, string? Next);

/// <summary>Nothing to say.</summary>
public sealed record NoMembers;

/// <summary>How the connector stands after it was taken up again.</summary>
public sealed record ConnectorResumed(string Name, string State);

/// <summary>What is to be pulled.</summary>
public sealed record SyncRequest
{
    /// <summary>All, and not only what changed.</summary>
    public bool? Full { get; init; }
}

/// <summary>A pull that begins soon.</summary>
/// <param name="Kinds">What can be pulled from this system.</param>
public sealed record SyncBegun(string Name, bool Full, IReadOnlyList<string> Kinds);

/// <summary>As a connected system sends it.</summary>
public sealed record Push;

/// <summary>What came of a push.</summary>
public sealed record PushTaken(int Assets, int WorkOrders, int Changed, string? Why);
