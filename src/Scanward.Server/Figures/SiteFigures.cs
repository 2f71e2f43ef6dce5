using Scanward.Routing;

namespace Scanward.Server.Figures;

/// <summary>What is counted of one site's scans.</summary>
internal sealed class SiteFigures
{
    /// <summary>Policy rows told apart; and codes of refusals.</summary>
    public const int RowsMost = 256, CodesMost = 64;

    private const int HistogramSize = LogLinear.Buckets + 1; // the sum stands behind the buckets
    private const int Histograms = PhaseTimes.Count + 1; // the last is end to end

    private static readonly int outcomesAt = Histograms * HistogramSize;
    private static readonly int duplicatesAt = outcomesAt + Wire.All<Outcome>().Length + 1;
    private static readonly int repeatsAt = duplicatesAt + Wire.All<DuplicateOf>().Length + 1;
    private static readonly int rowsAt = repeatsAt + Wire.All<Repeat>().Length + 1;
    private static readonly int codesAt = rowsAt + RowsMost;
    private static readonly int decidedAt = codesAt + CodesMost;
    private static readonly int resolvingAt = decidedAt + 1;
    private static readonly int replayedAt = decidedAt + 2;
    private static readonly int refusedAt = decidedAt + 3;
    private static readonly int withinTargetAt = decidedAt + 4;
    private static readonly int size = decidedAt + 5;

    private readonly RollingCounts counts;
    private readonly NameTable rows = new(rowsAt, RowsMost);
    private readonly NameTable codes = new(codesAt, CodesMost);
    private readonly TimeProvider time;

    public SiteFigures(long start, TimeProvider time)
    {
        this.time = time;
        counts = new(size, start, time);
    }

    public void Answered(in ScanPassage passage)
    {
        counts.Turn(passage.Times.AnsweredAt);
        if (passage.Code is { } code)
        {
            counts.Add(refusedAt);
            counts.Add(codes.PlaceOf(code));
        }
        else
        {
            counts.Add(passage.Replayed ? replayedAt : passage.Decision is null ? resolvingAt : decidedAt);
            if (passage.Decision is { } decision) Count(decision, passage.Repeat);
            if (passage.Times.Complete) Count(passage.Times);
        }
    }

    /// <summary>A scan that was decided later than it was answered.</summary>
    public void DecidedLater(RoutingDecision decision, Repeat? repeat, long now)
    {
        counts.Turn(now);
        Count(decision, repeat);
    }

    /// <param name="minutes">As <see cref="RollingCounts.Read"/> takes it.</param>
    public Reading Read(int? minutes, long now) => new(this, counts.Read(minutes, now));

    /// <summary>Scans answered in each of the last 60 minutes, refused ones too; the last is the present minute.</summary>
    public long[] ScansByMinute(long now) => counts.Series([decidedAt, resolvingAt, replayedAt, refusedAt], now);

    private void Count(RoutingDecision decision, Repeat? repeat)
    {
        counts.Add(outcomesAt + (int)decision.Outcome);
        counts.Add(rows.PlaceOf(decision.RowId));
        if (decision.DuplicateOf is { } of) counts.Add(duplicatesAt + (int)of);
        if (repeat is { } kind) counts.Add(repeatsAt + (int)kind);
    }

    private void Count(in PhaseTimes times)
    {
        for (var phase = 0; phase < PhaseTimes.Count; phase++)
        {
            var (from, to) = times.Of((ScanPhase)phase);
            Count(phase, time.GetElapsedTime(from, to));
        }

        var whole = time.GetElapsedTime(times.StartedAt, times.AnsweredAt);
        Count(PhaseTimes.Count, whole);
        if (whole <= ScanFigures.Target) counts.Add(withinTargetAt);
    }

    private void Count(int histogram, TimeSpan took)
    {
        counts.Add((histogram * HistogramSize) + LogLinear.IndexOf(took.Ticks));
        counts.Add((histogram * HistogramSize) + LogLinear.Buckets, Math.Max(0, took.Ticks));
    }

    /// <summary>The figures of one window.</summary>
    internal sealed class Reading(SiteFigures site, long[] counts)
    {
        /// <summary>Decided when they were answered.</summary>
        public long Decided => counts[decidedAt];

        /// <summary>Answered with 202 while their asset was still being looked up.</summary>
        public long Resolving => counts[resolvingAt];

        /// <summary>Repeats of a key, answered again with the first answer.</summary>
        public long Replayed => counts[replayedAt];

        public long Refused => counts[refusedAt];

        public long Answered => Decided + Resolving + Replayed + Refused;

        /// <summary>Of the scans that went through all phases, those within <see cref="ScanFigures.Target"/>.</summary>
        public long WithinTarget => counts[withinTargetAt];

        public Histogram EndToEnd => At(PhaseTimes.Count);

        public long Deferred => counts[outcomesAt + (int)Outcome.PartsPending];

        public IEnumerable<(string Name, long Count)> Outcomes => All<Outcome>(outcomesAt);

        public IEnumerable<(string Name, long Count)> Duplicates => All<DuplicateOf>(duplicatesAt);

        public IEnumerable<(string Name, long Count)> Repeats => All<Repeat>(repeatsAt);

        public IEnumerable<(string Name, long Count)> Rows => site.rows.In(counts);

        public IEnumerable<(string Name, long Count)> Refusals => site.codes.In(counts);

        public Histogram Of(ScanPhase phase) => At((int)phase);

        private Histogram At(int histogram) => new(counts.AsMemory(histogram * HistogramSize, LogLinear.Buckets), counts[(histogram * HistogramSize) + LogLinear.Buckets]);

        private IEnumerable<(string Name, long Count)> All<T>(int at)
            where T : struct, Enum => Enum.GetValues<T>().Select(value => (Wire.Name(value), counts[at + Convert.ToInt32(value)]));
    }
}

/// <summary>A histogram as it was read.</summary>
/// <param name="Buckets">As <see cref="LogLinear"/> numbers them.</param>
/// <param name="Sum">Of all values.</param>
internal readonly record struct Histogram(ReadOnlyMemory<long> Buckets, long Sum)
{
    public long Count => LogLinear.Count(Buckets.Span);

    public double? Quantile(double q) => LogLinear.Quantile(Buckets.Span, q);

    public long CountBelow(long edge) => LogLinear.CountBelow(Buckets.Span, edge);
}
