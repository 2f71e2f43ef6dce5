namespace Scanward.Server.Access;

/// <summary>What one key has of a <see cref="FairLimit"/>.</summary>
internal sealed class Share
{
    internal long FullAt;

    /// <summary>The last second in which the key asked.</summary>
    internal long AskedIn;
}

/// <summary>
/// A limit that many keys share, fairly. Each key that asks has an equal share of the rate for certain; what the others leave of theirs goes to whoever asks first. So a key
/// that stays below its share is not refused, however much another asks for, and one that asks alone has all of it.
/// </summary>
internal sealed class FairLimit(Rate rate)
{
    private long fullAt;
    private long second;
    private int asking, askedBefore;

    public Rate Rate => rate;

    /// <returns>0, or the nanoseconds after which it could be had.</returns>
    public long Take(Share share, int count, long nowNs)
    {
        // A share may overdraw the common bucket by one burst: then the others wait, and not the key that took what was its own.
        if (Bucket.Take(ref share.FullAt, count, nowNs, rate.IntervalNs * Asking(share, nowNs), rate.BurstNs) == 0
            && Bucket.Take(ref fullAt, count, nowNs, rate.IntervalNs, 2 * rate.BurstNs) == 0) return 0;
        return Bucket.Take(ref fullAt, count, nowNs, rate.IntervalNs, rate.BurstNs);
    }

    /// <summary>How many keys ask in this second, or did in the last one.</summary>
    private int Asking(Share share, long nowNs)
    {
        var now = nowNs / Bucket.SecondNs;
        var seen = Volatile.Read(ref second);
        if (now > seen && Interlocked.CompareExchange(ref second, now, seen) == seen)
        {
            var asked = Interlocked.Exchange(ref asking, 0);
            Volatile.Write(ref askedBefore, now == seen + 1 ? asked : 0);
        }

        if (Volatile.Read(ref share.AskedIn) != now && Interlocked.Exchange(ref share.AskedIn, now) != now) Interlocked.Increment(ref asking);
        return Math.Max(1, Math.Max(Volatile.Read(ref asking), Volatile.Read(ref askedBefore)));
    }
}
