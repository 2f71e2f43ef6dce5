using System.Numerics;

namespace Scanward.Server.Figures;

/// <summary>
/// The buckets of a histogram of whole numbers: one for each value below 16, and 16 to each doubling above, up to 2^33 (14 minutes in units of 100 ns). A value is
/// told from its bucket with an error of at most <see cref="Error"/>; so many buckets take 4 KB, however many values there are.
/// </summary>
internal static class LogLinear
{
    public const int Buckets = 480;

    /// <summary>How far a quantile may be from the value at its rank, as a part of that value: half a bucket.</summary>
    public const double Error = 1.0 / 32;

    /// <summary>What is larger counts as this.</summary>
    public const long Most = (1L << 33) - 1;

    private const int Steps = 16, StepBits = 4;

    /// <summary>The bucket of a value; what is negative counts as 0.</summary>
    public static int IndexOf(long value)
    {
        if (value < Steps) return (int)Math.Max(0, value);
        value = Math.Min(value, Most);
        var octave = BitOperations.Log2((ulong)value) - StepBits;
        return (octave << StepBits) + (int)(value >> octave);
    }

    /// <summary>The middle of a bucket.</summary>
    public static double Middle(int index)
    {
        if (index < 2 * Steps) return index;
        var octave = (index >> StepBits) - 1;
        var low = (long)(Steps + (index & (Steps - 1))) << octave;
        return low + (((1L << octave) - 1) / 2.0);
    }

    public static long Count(ReadOnlySpan<long> buckets)
    {
        var count = 0L;
        foreach (var bucket in buckets) count += bucket;
        return count;
    }

    /// <summary>How many values were below the edge, which is a power of two from 16 on; exact.</summary>
    public static long CountBelow(ReadOnlySpan<long> buckets, long edge) => Count(buckets[..IndexOf(edge)]);

    /// <summary>The value at rank ⌈q·n⌉ of n; null where there are none.</summary>
    public static double? Quantile(ReadOnlySpan<long> buckets, double q)
    {
        var count = Count(buckets);
        if (count == 0) return null;
        var rank = Math.Max(1, (long)Math.Ceiling(q * count));
        var index = 0;
        for (var seen = buckets[0]; seen < rank; seen += buckets[index]) index++;
        return Middle(index);
    }
}
