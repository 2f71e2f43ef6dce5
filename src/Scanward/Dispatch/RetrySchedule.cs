namespace Scanward.Dispatch;

/// <summary>
/// When to try again: exponential backoff with full jitter (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
/// </summary>
/// <param name="Attempts">Counted attempts, after which the item becomes a dead letter.</param>
/// <param name="DelayMsBase">Upper bound of the first delay.</param>
/// <param name="DelayMsMax">Upper bound of every delay.</param>
public sealed record RetrySchedule(int Attempts, int DelayMsBase, int DelayMsMax)
{
    /// <summary>Scans whose asset could not be resolved: three attempts.</summary>
    public static readonly RetrySchedule Resolving = new(3, 2_000, 60_000);

    /// <summary>Messages to maintenance systems: three counted attempts.</summary>
    public static readonly RetrySchedule Dispatching = new(3, 4_000, 300_000);

    /// <summary>Whether another attempt follows after <paramref name="attempt"/> (1-based) has failed.</summary>
    public bool MayTryAgain(int attempt) => attempt < Attempts;

    /// <summary>
    /// Milliseconds to wait after <paramref name="attempt"/> (1-based) has failed: between 0 and the bound, which doubles twice an attempt.
    /// </summary>
    /// <param name="jitter">0 to 1, both included.</param>
    public long DelayMs(int attempt, double jitter)
    {
        var bound = Math.Min(DelayMsMax, DelayMsBase * Math.Pow(4, Math.Max(0, attempt - 1)));
        return (long)(bound * Math.Clamp(jitter, 0, 1));
    }
}
