namespace Scanward.Server.Tests.Faults;

/// <summary>What goes wrong with one request that passes a <see cref="FaultProxy"/>.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    public static Fault None { get; } = new Nothing();

    /// <summary>The target gets the request; the client gets a reset as soon as that is sent, while the target is still at work.</summary>
    public static Fault ResetAfterRequest { get; } = new Reset();

    /// <summary>The request is read and never forwarded, nor answered; the connection stays open.</summary>
    public static Fault HalfOpen { get; } = new Silence();

    /// <summary>The target does what was asked and answers; the client gets a closed connection instead of the answer.</summary>
    public static Fault LoseAnswer { get; } = new Loss();

    /// <summary>The target gets the request twice, one after the other; the client gets the first answer.</summary>
    public static Fault Duplicate { get; } = new Twice();

    /// <summary>The client gets the answer twice, the second time unasked.</summary>
    public static Fault RepeatAnswer { get; } = new Echo();

    /// <summary>Each way may take its time. A client that has gone meanwhile does not keep its request from the target.</summary>
    public static Fault Delay(TimeSpan request, TimeSpan answer) => new Delays(request, answer);

    /// <summary>The answer comes a few bytes at a time.</summary>
    public static Fault Drip(int bytes, TimeSpan every) => new Drips(bytes, every);

    /// <summary>The answer ends after some bytes, head included, and with it the connection.</summary>
    public static Fault Truncate(int bytes) => new Truncation(bytes);

    /// <summary>The answer stops after some bytes, head included, and the connection stays open.</summary>
    public static Fault Blackhole(int bytes) => new Hole(bytes);

    internal sealed record Nothing : Fault;

    internal sealed record Reset : Fault;

    internal sealed record Silence : Fault;

    internal sealed record Loss : Fault;

    internal sealed record Twice : Fault;

    internal sealed record Echo : Fault;

    internal sealed record Delays(TimeSpan Request, TimeSpan Answer) : Fault;

    internal sealed record Drips(int Bytes, TimeSpan Every) : Fault;

    internal sealed record Truncation(int Bytes) : Fault;

    internal sealed record Hole(int Bytes) : Fault;
}
