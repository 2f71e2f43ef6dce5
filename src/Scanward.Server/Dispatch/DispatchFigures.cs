using System.Collections.Concurrent;
using Scanward.Dispatch;

namespace Scanward.Server.Dispatch;

/// <summary>What the exchanges of one kind came to.</summary>
/// <param name="Took">All together.</param>
internal readonly record struct ExchangeReading(string Connector, string Step, CmmsEnding Ending, long Count, TimeSpan Took);

/// <param name="Fenced">Settled by somebody else before.</param>
internal readonly record struct ConnectorCounts(string Connector, long Settled, long Fenced, long GivenUp);

/// <summary>What the connectors did since the start.</summary>
internal sealed class DispatchFigures
{
    private readonly ConcurrentDictionary<(string Connector, string Step, CmmsEnding Ending), Tally> exchanges = new();
    private readonly ConcurrentDictionary<string, Counts> counts = new();

    public IEnumerable<ExchangeReading> Exchanges => exchanges.Select(e => new ExchangeReading(e.Key.Connector, e.Key.Step, e.Key.Ending, Volatile.Read(ref e.Value.Number), TimeSpan.FromTicks(Volatile.Read(ref e.Value.Ticks))));

    public IEnumerable<ConnectorCounts> Totals => counts.Select(c => new ConnectorCounts(c.Key, Volatile.Read(ref c.Value.Settled), Volatile.Read(ref c.Value.Fenced), Volatile.Read(ref c.Value.GivenUp)));

    public void Exchanged(string connector, string step, CmmsEnding ending, TimeSpan took)
    {
        var tally = exchanges.GetOrAdd((connector, step, ending), static _ => new());
        Interlocked.Increment(ref tally.Number);
        Interlocked.Add(ref tally.Ticks, took.Ticks);
    }

    /// <param name="ours">Whether our lease was still the last one.</param>
    public void Settled(string connector, bool ours)
    {
        var of = Of(connector);
        if (ours) Interlocked.Increment(ref of.Settled);
        else Interlocked.Increment(ref of.Fenced);
    }

    public void GivenUp(string connector) => Interlocked.Increment(ref Of(connector).GivenUp);

    private Counts Of(string connector) => counts.GetOrAdd(connector, static _ => new());

    private sealed class Tally
    {
        public long Number, Ticks;
    }

    private sealed class Counts
    {
        public long Settled, Fenced, GivenUp;
    }
}
