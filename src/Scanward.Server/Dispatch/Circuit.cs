using NodaTime;

namespace Scanward.Server.Dispatch;

/// <summary>
/// A circuit breaker (M. Nygard, Release It!): it opens when the target is in trouble, and not one message; then a single probe at a time finds out whether it is well again. Guarded by
/// whoever owns it.
/// </summary>
internal sealed class Circuit(Random jitter)
{
    /// <summary>Failures in a row, of at least two messages, that open it.</summary>
    public const int InARow = 5;

    /// <summary>Of the last so many, half of which failed, that open it too.</summary>
    public const int Window = 20;

    private static readonly Duration shortest = Duration.FromSeconds(1), longest = Duration.FromSeconds(15);

    private readonly Queue<bool> last = new();
    private readonly HashSet<long> failing = [];
    private int inARow;
    private Duration openFor = shortest;
    private bool probing;

    /// <summary>Null while it is closed.</summary>
    public Instant? OpenUntil { get; private set; }

    public bool IsOpen => OpenUntil is not null;

    /// <summary>Whether a request may go now; of an open one, a single probe once its time has come.</summary>
    public bool Admits(Instant now) => OpenUntil is not { } until || (now >= until && !probing);

    /// <summary>A request goes.</summary>
    public void Began() => probing = IsOpen;

    /// <summary>The request ended without saying anything of the target, such as our own cancellation.</summary>
    public void Abandoned() => probing = false;

    /// <returns>Whether it was open.</returns>
    public bool Succeeded()
    {
        var was = IsOpen;
        probing = false;
        OpenUntil = null;
        openFor = shortest;
        inARow = 0;
        failing.Clear();
        if (was) last.Clear();
        Keep(true);
        return was;
    }

    /// <returns>Whether it has just opened.</returns>
    public bool Failed(long outboxId, Instant now)
    {
        probing = false;
        if (OpenUntil is { } until)
        {
            if (now < until) return false; // was under way when it opened
            openFor = Duration.Min(openFor + openFor, longest);
            OpenUntil = now + Jittered();
            return false;
        }

        inARow++;
        failing.Add(outboxId);
        Keep(false);
        var most = last.Count == Window && last.Count(ok => !ok) * 2 >= Window;
        if ((inARow < InARow || failing.Count < 2) && !most) return false;
        OpenUntil = now + Jittered();
        return true;
    }

    private Duration Jittered() => Duration.FromMilliseconds(openFor.TotalMilliseconds * (0.75 + (jitter.NextDouble() / 2)));

    private void Keep(bool ok)
    {
        if (last.Count == Window) last.Dequeue();
        last.Enqueue(ok);
    }
}
