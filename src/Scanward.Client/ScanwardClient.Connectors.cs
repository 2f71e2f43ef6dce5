namespace Scanward.Client;

/// <content>Maintenance systems that are connected.</content>
public sealed partial class ScanwardClient
{
    /// <summary>The maintenance systems that are connected, and how they stand.</summary>
    public Task<ConnectorList> ListConnectors(CancellationToken ct = default) => Get("/api/v1/connectors", Types.ConnectorList, ct);

    /// <summary>What a connected system says that could not be taken over; at most 100.</summary>
    /// <param name="after">The <see cref="ConflictList.Next"/> of the page before.</param>
    public Task<ConflictList> ListConflicts(string name, string? after = null, CancellationToken ct = default) =>
        Get($"/api/v1/connectors/{Id(name)}/conflicts{Query(("after", after))}", Types.ConflictList, ct);

    /// <summary>Tries at once what waits for its time.</summary>
    public async Task<ConnectorResumed> ResumeConnector(string name, NoMembers body, CancellationToken ct = default) =>
        (await Post($"/api/v1/connectors/{Id(name)}/resume", Bytes(body, Types.NoMembers), ct).ConfigureAwait(false)).As(Types.ConnectorResumed);

    /// <summary>Begins a pull.</summary>
    public async Task<SyncBegun> SyncConnector(string name, SyncRequest request, CancellationToken ct = default) =>
        (await Post($"/api/v1/connectors/{Id(name)}/sync", Bytes(request, Types.SyncRequest), ct).ConfigureAwait(false)).As(Types.SyncBegun);
}
