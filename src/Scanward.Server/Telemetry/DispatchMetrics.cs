using Scanward.Server.Dispatch;

namespace Scanward.Server.Telemetry;

/// <summary>What the connectors do, for Prometheus.</summary>
internal static class DispatchMetrics
{
    /// <param name="siteId">Only the connector of this site; null for all.</param>
    public static async Task Write(MetricsText text, Installation installation, string? siteId, CancellationToken ct)
    {
        var shown = installation.Dispatchers.Where(d => siteId is null || installation.Connectors.Serves(d.Connector, siteId)).ToDictionary(d => d.Connector.Name);
        var waiting = shown.Count == 0 ? [] : await installation.Reads.OutboxWaiting(ct);
        var now = installation.Clock.Now();
        text.Gauge("scanward_dispatch_waiting", "Messages to a maintenance system that are not delivered yet.");
        foreach (var name in shown.Keys) text.Sample(waiting.FirstOrDefault(w => w.Connector == name)?.Waiting ?? 0, ("connector", name));
        text.Gauge("scanward_dispatch_oldest_seconds", "How long the oldest of them has waited.");
        foreach (var of in waiting.Where(w => shown.ContainsKey(w.Connector))) text.Sample((now.ToUnixTimeMilliseconds() - TimeOrderedId.UnixMs(of.Oldest)) / 1000.0, ("connector", of.Connector));
        text.Gauge("scanward_dispatch_in_hand", "Of them, those that are being sent.");
        foreach (var (name, dispatcher) in shown) text.Sample(dispatcher.InHand, ("connector", name));
        text.Gauge("scanward_connector_flowing", "Whether messages flow: 1, or 0 where the circuit is open, the target asked to be left alone, or does not admit us.");
        foreach (var (name, dispatcher) in shown) text.Sample(dispatcher.Gate.Read(now).State == ConnectorState.Flowing ? 1 : 0, ("connector", name));
        text.Counter("scanward_dispatch_settled", "Messages delivered.");
        foreach (var of in installation.DispatchFigures.Totals.Where(t => shown.ContainsKey(t.Connector))) text.Sample(of.Settled, ("connector", of.Connector));
        text.Counter("scanward_dispatch_given_up", "Messages made dead letters.");
        foreach (var of in installation.DispatchFigures.Totals.Where(t => shown.ContainsKey(t.Connector))) text.Sample(of.GivenUp, ("connector", of.Connector));
        text.Counter("scanward_dispatch_exchanges", "Requests to maintenance systems, by what for and how they ended.");
        foreach (var of in installation.DispatchFigures.Exchanges.Where(e => shown.ContainsKey(e.Connector)))
            text.Sample(of.Count, ("connector", of.Connector), ("step", of.Step), ("ending", Wire.Name(of.Ending)));
        text.Counter("scanward_dispatch_exchange_seconds", "How long they took, all together.");
        foreach (var of in installation.DispatchFigures.Exchanges.Where(e => shown.ContainsKey(e.Connector)))
            text.Sample(of.Took.TotalSeconds, ("connector", of.Connector), ("step", of.Step), ("ending", Wire.Name(of.Ending)));
    }
}
