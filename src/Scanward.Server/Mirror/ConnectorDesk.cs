using System.Collections.Immutable;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.Mirror;

/// <summary>The connectors as they run: what they send with, and what they pull with.</summary>
internal sealed class ConnectorDesk(Connectors connectors, ImmutableArray<Dispatcher> dispatchers, ImmutableArray<Sync> syncs, Writer writer, ServerClock clock)
{
    public Connectors Connectors => connectors;

    public ImmutableArray<Dispatcher> Dispatchers => dispatchers;

    public Dispatcher? DispatcherOf(string connector) => dispatchers.FirstOrDefault(d => d.Connector.Name == connector);

    /// <summary>Tries at once what waits for its time, and says how the connector stands then.</summary>
    /// <param name="siteNo">Of whoever asks; 0 for all sites.</param>
    public async Task<ConnectorState> Resume(Dispatcher dispatcher, AuditActor by, int siteNo)
    {
        var (name, now) = (dispatcher.Connector.Name, clock.Now());
        await writer.Change(session =>
        {
            session.HurryAll(name, now);
            session.Audit(new(by, siteNo, "connector.resumed", "connector", name, now));
            return true;
        });
        dispatcher.Resume(now);
        return dispatcher.Gate.Read(now).State;
    }

    public Sync? SyncOf(string connector) => syncs.FirstOrDefault(s => s.Connector.Name == connector);
}
