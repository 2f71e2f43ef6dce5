using System.Collections.Immutable;
using Scanward.Server.Dispatch;

namespace Scanward.Server.Mirror;

/// <summary>The connectors as they run: what they send with, and what they pull with.</summary>
internal sealed class ConnectorDesk(Connectors connectors, ImmutableArray<Dispatcher> dispatchers, ImmutableArray<Sync> syncs)
{
    public Connectors Connectors => connectors;

    public ImmutableArray<Dispatcher> Dispatchers => dispatchers;

    public Dispatcher? DispatcherOf(string connector) => dispatchers.FirstOrDefault(d => d.Connector.Name == connector);

    public Sync? SyncOf(string connector) => syncs.FirstOrDefault(s => s.Connector.Name == connector);
}
