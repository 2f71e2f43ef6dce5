using System.Diagnostics;
using System.Diagnostics.Metrics;
using Scanward.Server.Figures;

namespace Scanward.Server.Telemetry;

/// <summary>
/// The figures as instruments of .NET, for OTLP and tools such as dotnet-counters. Counts are read from the figures when somebody collects them; only durations are
/// recorded as they come, and only where somebody listens.
/// </summary>
internal sealed class ScanMeter : IDisposable
{
    public const string MeterName = "Scanward";

    private static readonly InstrumentAdvice<double> seconds = new()
    {
        HistogramBucketBoundaries = [0.000025, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2.5, 5, 10],
    };

    private static readonly string[] phases = [.. Wire.All<ScanPhase>()];

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> duration, phaseDuration;
    private readonly TimeProvider time;

    public ScanMeter(Installation installation, TimeProvider time)
    {
        this.time = time;
        duration = meter.CreateHistogram("scanward.scan.duration", "s", "From a scan's coming in until its answer is ready.", advice: seconds);
        phaseDuration = meter.CreateHistogram("scanward.scan.phase.duration", "s", "The same by phase.", advice: seconds);
        Count("scanward.scans", "{scan}", "Scans answered.", "result", of =>
            [("decided", of.Decided), ("resolving", of.Resolving), ("replayed", of.Replayed), ("refused", of.Refused)], installation);
        Count("scanward.scan.outcomes", "{decision}", "Decisions by outcome.", "outcome", of => of.Outcomes, installation);
        Count("scanward.scan.rows", "{decision}", "Decisions by row of the policy.", "row", of => of.Rows, installation);
        Count("scanward.scan.duplicates", "{decision}", "Duplicates by what they repeat.", "of", of => of.Duplicates, installation);
        Count("scanward.scan.repeats", "{scan}", "Scans that repeat what was known.", "kind", of => of.Repeats, installation);
        Count("scanward.scan.refusals", "{scan}", "Scans refused, by the problem's code.", "code", of => of.Refusals, installation);
        meter.CreateObservableGauge("scanward.queue.depth", () => installation.Writer.Depth, "{item}", "Scans and other changes that wait for the writer.");
        meter.CreateObservableCounter("scanward.commits", () => installation.StoreFigures.Read(null).CommitItems.Count, "{commit}", "Commits.");
        meter.CreateObservableCounter("scanward.commit.items", () => installation.StoreFigures.Read(null).CommitItems.Sum, "{item}", "Scans and other changes committed.");
        meter.CreateObservableCounter("scanward.fsyncs", () => installation.StoreFigures.Read(null).Flushes.Count, "{fsync}", "Fsyncs.");
        meter.CreateObservableCounter("scanward.fsync.time", () => Seconds(installation.StoreFigures.Read(null).Flushes), "s", "Time spent in them.");
        meter.CreateObservableCounter("scanward.checkpoint.time", () => Seconds(installation.StoreFigures.Read(null).Checkpoints), "s", "Time for which the writer stood still.");
    }

    public void Observe(in ScanPassage passage)
    {
        if (!passage.Times.Complete || passage.Code is not null || !(duration.Enabled || phaseDuration.Enabled)) return;
        var site = new KeyValuePair<string, object?>("site", passage.SiteId);
        duration.Record(time.GetElapsedTime(passage.Times.StartedAt, passage.Times.AnsweredAt).TotalSeconds, site);
        for (var phase = ScanPhase.Ingestion; phase <= ScanPhase.Dispatch; phase++)
        {
            var (from, to) = passage.Times.Of(phase);
            phaseDuration.Record(time.GetElapsedTime(from, to).TotalSeconds, site, new("phase", phases[(int)phase]));
        }
    }

    public void Dispose() => meter.Dispose();

    private static double Seconds(Histogram histogram) => histogram.Sum / (double)TimeSpan.TicksPerSecond;

    private void Count(
        string name, string unit, string description, string label, Func<SiteFigures.Reading, IEnumerable<(string Name, long Count)>> counts, Installation installation) =>
        meter.CreateObservableCounter(name, () =>
            from site in installation.Sites.All
            from count in counts(installation.ScanFigures.Read(site.Key, null))
            select new Measurement<long>(count.Count, new TagList { { "site", site.Value.Site.SiteId }, { label, count.Name } }), unit, description);
}
