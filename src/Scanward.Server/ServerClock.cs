using NodaTime;

namespace Scanward.Server;

/// <summary>The server's clock in milliseconds; never goes backwards, whatever is done to the machine's.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private long latestMs = long.MinValue;

    public TimeProvider Time => time;

    public Instant Now()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (true)
        {
            var latest = Volatile.Read(ref latestMs);
            if (now <= latest) return Instant.FromUnixTimeMilliseconds(latest);
            if (Interlocked.CompareExchange(ref latestMs, now, latest) == latest) return Instant.FromUnixTimeMilliseconds(now);
        }
    }
}
