namespace Scanward.Server.Access;

/// <summary>How much one key is used: what its limits count, and when it came last. Written by many requests at once, without a lock.</summary>
/// <param name="storedMs">The last use that the store knows of; 0 where it knows of none.</param>
internal sealed class KeyMeter(long storedMs)
{
    private const long NotedEveryMs = 60_000;

    private long usedMs = storedMs;

    /// <summary>The key's own bucket (<see cref="Bucket"/>).</summary>
    public long FullAt;

    /// <summary>Its share of what its site, and of what all may ask for.</summary>
    public Share OfSite { get; } = new();

    public Share OfAll { get; } = new();

    public long UsedMs => Volatile.Read(ref usedMs);

    public long StoredMs { get; set; } = storedMs;

    /// <summary>Notes that a request came, to the minute.</summary>
    public void Used(long nowMs)
    {
        if (nowMs - Volatile.Read(ref usedMs) >= NotedEveryMs) Volatile.Write(ref usedMs, nowMs);
    }
}
