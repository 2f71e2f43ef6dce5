namespace Scanward.Server.Figures;

/// <summary>
/// Counts since the start, and over the last minutes. Any thread adds, at the price of one interlocked addition; once a minute whoever comes first sets aside what
/// the minute has brought. Memory is bounded: what has changed in each of the last 60 minutes.
/// </summary>
internal sealed class RollingCounts
{
    /// <summary>The longest window, in minutes.</summary>
    public const int MinutesMost = 60;

    private readonly Lock turning = new();
    private readonly long[] counts, settled;
    private readonly Minute?[] past = new Minute?[MinutesMost];
    private readonly long start, minuteTicks;
    private long minute;

    /// <param name="start">The time stamp (<see cref="TimeProvider.GetTimestamp"/>) from which minutes count.</param>
    public RollingCounts(int size, long start, TimeProvider time)
    {
        counts = new long[size];
        settled = new long[size];
        this.start = start;
        minuteTicks = time.TimestampFrequency * 60;
    }

    public void Add(int index, long by = 1) => Interlocked.Add(ref counts[index], by);

    /// <summary>To be called before adding what has just happened.</summary>
    /// <param name="now">A time stamp.</param>
    public void Turn(long now)
    {
        var at = (now - start) / minuteTicks;
        if (at <= Volatile.Read(ref minute)) return;
        lock (turning)
        {
            if (at <= minute) return;
            past[minute % MinutesMost] = Settle();
            Volatile.Write(ref minute, at);
        }
    }

    /// <summary>All counts.</summary>
    /// <param name="minutes">Of the present minute and so many before it, at most <see cref="MinutesMost"/>; null for all since the start.</param>
    /// <param name="now">A time stamp.</param>
    public long[] Read(int? minutes, long now)
    {
        Turn(now);
        var read = new long[counts.Length];
        lock (turning)
        {
            for (var i = 0; i < read.Length; i++) read[i] = Volatile.Read(ref counts[i]) - (minutes is null ? 0 : settled[i]);
            if (minutes is not { } most) return read;
            foreach (var one in past)
            {
                if (one is null || one.At < minute - most) continue;
                foreach (var (index, count) in one.Counts) read[index] += count;
            }
        }

        return read;
    }

    /// <summary>What each of the last minutes has brought at some indices together, the oldest first; the last is the present minute.</summary>
    /// <param name="now">A time stamp.</param>
    public long[] Series(ReadOnlySpan<int> indices, long now)
    {
        Turn(now);
        var series = new long[MinutesMost];
        lock (turning)
        {
            foreach (var index in indices) series[^1] += Volatile.Read(ref counts[index]) - settled[index];
            foreach (var one in past)
            {
                if (one is null || minute - one.At is < 1 or >= MinutesMost) continue;
                foreach (var (index, count) in one.Counts)
                {
                    if (indices.Contains(index)) series[MinutesMost - 1 - (minute - one.At)] += count;
                }
            }
        }

        return series;
    }

    private Minute Settle()
    {
        var changed = new List<(int, long)>();
        for (var i = 0; i < counts.Length; i++)
        {
            var count = Volatile.Read(ref counts[i]);
            if (count == settled[i]) continue;
            changed.Add((i, count - settled[i]));
            settled[i] = count;
        }

        return new(minute, [.. changed]);
    }

    private sealed record Minute(long At, (int Index, long Count)[] Counts);
}
