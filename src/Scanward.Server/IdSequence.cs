namespace Scanward.Server;

/// <summary>Gives out ids (<see cref="TimeOrderedId"/>), each larger than all before it, also across a restart or a clock that went back.</summary>
internal sealed class IdSequence(ServerClock clock, long lastStored)
{
    private long last = lastStored;

    public long Next()
    {
        while (true)
        {
            var before = Volatile.Read(ref last);
            var next = Math.Max(before + 1, TimeOrderedId.First(clock.Now().ToUnixTimeMilliseconds()));
            if (Interlocked.CompareExchange(ref last, next, before) == before) return next;
        }
    }
}
