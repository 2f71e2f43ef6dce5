using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scanward.Bench.Load;

/// <summary>What an open-loop run saw, warm-up left out. Safe for several threads.</summary>
internal sealed class LoadReport
{
    private readonly Lock gate = new();
    private readonly LatencyHistogram latency = new();
    private readonly LatencyHistogram lag = new();
    private readonly SortedDictionary<int, long> statuses = [];
    private readonly SortedDictionary<string, long> outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> faults = new(StringComparer.Ordinal);
    private long offered;

    /// <summary>Requests whose time came.</summary>
    public void Offer()
    {
        lock (gate)
        {
            offered++;
        }
    }

    /// <param name="nanoseconds">From the intended time of the request to the actual one; what of it is not waiting for a free connection is the generator's own.</param>
    public void Sent(long nanoseconds)
    {
        lock (gate)
        {
            lag.Record(nanoseconds);
        }
    }

    /// <param name="outcome">UTF-8; empty where the answer tells none.</param>
    /// <param name="nanoseconds">From the intended time of the request to the end of its answer.</param>
    public void Answered(int status, ReadOnlySpan<byte> outcome, long nanoseconds)
    {
        lock (gate)
        {
            latency.Record(nanoseconds);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (!outcome.IsEmpty)
            {
                var name = Encoding.UTF8.GetString(outcome);
                outcomes[name] = outcomes.GetValueOrDefault(name) + 1;
            }
        }
    }

    /// <summary>A request that never had its answer; it counts as slow as it was waited for.</summary>
    public void Unanswered(string fault, long nanoseconds)
    {
        lock (gate)
        {
            latency.Record(nanoseconds);
            faults[fault] = faults.GetValueOrDefault(fault) + 1;
        }
    }

    /// <summary>Whether every request had an answer that a scanner can live with.</summary>
    public bool Clean
    {
        get
        {
            lock (gate)
            {
                return faults.Count == 0 && statuses.Count > 0 && statuses.Keys.All(s => s is >= 200 and < 300);
            }
        }
    }

    public string Text(double seconds)
    {
        lock (gate)
        {
            var text = new StringBuilder();
            text.AppendLine(Invariant($"offered    {offered / seconds,10:N1} /s   ({offered} requests in {seconds:N1} s)"));
            text.AppendLine(Invariant($"answered   {statuses.Values.Sum() / seconds,10:N1} /s"));
            text.AppendLine(Invariant($"latency    p50 {latency.Milliseconds(0.5):N2} ms   p95 {latency.Milliseconds(0.95):N2} ms   p99 {latency.Milliseconds(0.99):N2} ms   max {latency.Milliseconds(1):N2} ms   (from the intended send)"));
            text.AppendLine(Invariant($"sent late  p50 {lag.Milliseconds(0.5):N2} ms   p99 {lag.Milliseconds(0.99):N2} ms   max {lag.Milliseconds(1):N2} ms   (part of the latency)"));
            text.AppendLine("statuses   " + Shares(statuses.Select(s => (s.Key.ToString(CultureInfo.InvariantCulture), s.Value))));
            text.AppendLine("outcomes   " + Shares(outcomes.Select(o => (o.Key, o.Value))));
            text.Append("faults     " + Shares(faults.Select(f => (f.Key, f.Value))));
            return text.ToString();
        }
    }

    public string Json(double seconds)
    {
        lock (gate)
        {
            return JsonSerializer.Serialize(new
            {
                offered_per_s = Math.Round(offered / seconds, 1),
                answered_per_s = Math.Round(statuses.Values.Sum() / seconds, 1),
                p50_ms = Math.Round(latency.Milliseconds(0.5), 3),
                p95_ms = Math.Round(latency.Milliseconds(0.95), 3),
                p99_ms = Math.Round(latency.Milliseconds(0.99), 3),
                max_ms = Math.Round(latency.Milliseconds(1), 3),
                sent_late_p99_ms = Math.Round(lag.Milliseconds(0.99), 3),
                statuses = statuses.ToDictionary(s => s.Key.ToString(CultureInfo.InvariantCulture), s => s.Value, StringComparer.Ordinal),
                outcomes,
                faults,
            });
        }
    }

    private static string Shares(IEnumerable<(string Name, long Count)> counts)
    {
        var all = counts.ToList();
        var total = Math.Max(1, all.Sum(c => c.Count));
        return all.Count == 0 ? "none" : string.Join("   ", all.Select(c => Invariant($"{c.Name} {c.Count} ({100.0 * c.Count / total:N1} %)")));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
