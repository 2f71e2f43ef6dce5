using System.Numerics;

namespace Scanward.Bench.Load;

/// <summary>
/// Counts latencies in log-linear buckets, as HDR histograms do: each power of two is cut into 128 equal buckets, so that a value is
/// kept within 0.8 % of itself in 35 KB, whatever its size. Not safe for several threads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Powers = 34; // up to 2^40 ns, 18 minutes

    private readonly long[] counts = new long[(Powers + 1) * SubBuckets];

    public long Count { get; private set; }

    public long MaxNanoseconds { get; private set; }

    public void Record(long nanoseconds)
    {
        nanoseconds = Math.Clamp(nanoseconds, 0, (1L << (Powers + SubBucketBits - 1)) - 1);
        counts[Bucket(nanoseconds)]++;
        Count++;
        MaxNanoseconds = Math.Max(MaxNanoseconds, nanoseconds);
    }

    /// <summary>The latency that the given share (0..1) of all did not exceed, in milliseconds: the upper bound of its bucket. Without any, 0.</summary>
    public double Milliseconds(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(UpperBound(bucket), MaxNanoseconds) / 1e6;
            }
        }

        return 0;
    }

    private static int Bucket(long value)
    {
        var power = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)(value | 1)) - SubBucketBits);
        return power == 0 ? (int)value : (power << SubBucketBits) + (int)(value >> power);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < 2 * SubBuckets)
        {
            return bucket;
        }

        var power = (bucket >> SubBucketBits) - 1;
        return ((long)(bucket - (power << SubBucketBits) + 1) << power) - 1;
    }
}
