using NodaTime;

namespace Scanward.Maintenance;

/// <summary>One failure and its end.</summary>
/// <param name="FailedAt">When the failure was found.</param>
/// <param name="RestoredAt">When the asset could do its work again.</param>
public readonly record struct Repair(Instant FailedAt, Instant RestoredAt);

/// <summary>
/// How reliable an asset has been, from its recorded failures. MTBF is the mean time between failures of ISO 14224, over calendar time: the span from
/// the first to the last failure, divided by the intervals between them. (EN 15341 divides operating time by the number of failures; operating time
/// is known only of assets with an hour meter, so calendar time is used for all, repairs included.) MTTR is the mean time to restoration of EN 15341,
/// each from failure to restored function as EN 13306 defines it, waiting included. Failures may come in any order; only the last <see
/// cref="FailureLimit"/> at or before the asked instant count, since that is what an asset's row keeps.
/// </summary>
public static class Reliability
{
    /// <summary>Failures looked at; also where <see cref="Failures90d"/> saturates.</summary>
    public const int FailureLimit = 16;

    /// <summary>Where <see cref="MtbfUsedPercent"/> saturates: a hundred times the MTBF.</summary>
    public const long MtbfUsedPercentMax = 10_000;

    private static readonly Duration NinetyDays = Duration.FromDays(90);

    /// <summary>Mean time between failures, in whole minutes; null under two failures.</summary>
    public static long? MtbfMinutes(ReadOnlySpan<Instant> failures, Instant at)
    {
        Span<long> last = stackalloc long[FailureLimit];
        last = last[..TakeLast(failures, at, last)];
        return last.Length < 2 ? null : (last[0] - last[^1]) / ((last.Length - 1) * NodaConstants.TicksPerMinute);
    }

    /// <summary>
    /// The same of many assets, such as a class or a site: all their intervals between failures, averaged; each asset's own last <see cref="FailureLimit"/>
    /// failures count. Null where no asset has failed twice.
    /// </summary>
    public static long? GroupMtbfMinutes(IEnumerable<IReadOnlyCollection<Instant>> failuresOfEach, Instant at)
    {
        Int128 span = 0;
        var intervals = 0;
        Span<long> last = stackalloc long[FailureLimit];
        foreach (var failures in failuresOfEach)
        {
            var count = TakeLast(failures.ToArray(), at, last);
            if (count < 2) continue;
            span += last[0] - last[count - 1];
            intervals += count - 1;
        }

        return intervals == 0 ? null : (long)(span / ((Int128)intervals * NodaConstants.TicksPerMinute));
    }

    /// <summary>
    /// Mean time to restoration, in whole minutes; null without repairs. A repair that ends before it begins is a clock's fault and does not count.
    /// </summary>
    public static long? MttrMinutes(ReadOnlySpan<Repair> repairs)
    {
        Int128 sum = 0;
        var count = 0;
        foreach (var repair in repairs)
        {
            if (repair.RestoredAt < repair.FailedAt) continue;
            sum += repair.RestoredAt.ToUnixTimeTicks() - repair.FailedAt.ToUnixTimeTicks();
            count++;
        }

        return count == 0 ? null : (long)(sum / count / NodaConstants.TicksPerMinute);
    }

    /// <summary>
    /// The fact <c>mtbf_used</c>: time since the last failure as a percentage of the MTBF, rounded down; null under two failures. At most
    /// <see cref="MtbfUsedPercentMax"/>, which is also what failures that all came at one instant give as soon as time has passed.
    /// </summary>
    public static long? MtbfUsedPercent(ReadOnlySpan<Instant> failures, Instant at)
    {
        Span<long> last = stackalloc long[FailureLimit];
        last = last[..TakeLast(failures, at, last)];
        if (last.Length < 2) return null;

        var elapsed = at.ToUnixTimeTicks() - last[0];
        var span = last[0] - last[^1];
        if (span == 0) return elapsed == 0 ? 0 : MtbfUsedPercentMax;
        return (long)Int128.Min((Int128)elapsed * 100 * (last.Length - 1) / span, MtbfUsedPercentMax);
    }

    /// <summary>
    /// The fact <c>failures_90d</c>: failures in the 90 days (of 24 hours) up to <paramref name="at"/>, both ends included; at most <see
    /// cref="FailureLimit"/>.
    /// </summary>
    public static int Failures90d(ReadOnlySpan<Instant> failures, Instant at)
    {
        var count = 0;
        foreach (var failure in failures)
        {
            if (failure <= at && at - failure <= NinetyDays && ++count == FailureLimit) break;
        }

        return count;
    }

    /// <summary>Puts the latest failures at or before <paramref name="at"/> into <paramref name="last"/>, latest first, and says how many.</summary>
    private static int TakeLast(ReadOnlySpan<Instant> failures, Instant at, Span<long> last)
    {
        var count = 0;
        foreach (var failure in failures)
        {
            if (failure > at) continue;
            var ticks = failure.ToUnixTimeTicks();
            if (count == last.Length && ticks <= last[^1]) continue;

            var place = count < last.Length ? count++ : count - 1;
            while (place > 0 && last[place - 1] < ticks) last[place] = last[--place];
            last[place] = ticks;
        }

        return count;
    }
}
