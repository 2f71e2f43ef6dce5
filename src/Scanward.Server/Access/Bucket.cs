namespace Scanward.Server.Access;

/// <summary>A steady rate with room for a burst.</summary>
/// <param name="PerSecond">1 to 1,000,000.</param>
/// <param name="BurstSeconds">How many seconds' worth may come at once after a pause.</param>
internal readonly record struct Rate(int PerSecond, int BurstSeconds)
{
    public const int PerSecondMax = 1_000_000;

    /// <summary>Requests that may come at once.</summary>
    public long Burst => (long)PerSecond * BurstSeconds;

    public long IntervalNs => Bucket.SecondNs / PerSecond;

    public long BurstNs => BurstSeconds * Bucket.SecondNs;
}

/// <summary>
/// A token bucket in one number: the time at which it is full again (the generic cell rate algorithm). What lies between now and then has been taken; no timer fills it, and no lock guards it.
/// </summary>
internal static class Bucket
{
    public const long SecondNs = 1_000_000_000;

    /// <summary>
    /// Takes so many tokens, or none. More than a whole bucket may be taken where it is full, and is then owed, so that a large batch waits its turn instead of for ever.
    /// </summary>
    /// <param name="fullAt">When the bucket is full again; 0 for one that nothing was taken from.</param>
    /// <param name="intervalNs">Time in which one token comes.</param>
    /// <param name="burstNs">Time in which an empty bucket fills.</param>
    /// <returns>0, or the nanoseconds after which it could be had.</returns>
    public static long Take(ref long fullAt, int count, long nowNs, long intervalNs, long burstNs)
    {
        while (true)
        {
            var before = Volatile.Read(ref fullAt);
            var taken = Math.Max(before - nowNs, 0);
            var wait = taken + Math.Min(count * intervalNs, burstNs) - burstNs;
            if (wait > 0) return wait;
            if (Interlocked.CompareExchange(ref fullAt, nowNs + taken + (count * intervalNs), before) == before) return 0;
        }
    }

    /// <summary>Tokens that could be taken now.</summary>
    public static long Left(long fullAt, long nowNs, long intervalNs, long burstNs) => Math.Max(0, burstNs - Math.Max(fullAt - nowNs, 0)) / intervalNs;
}
