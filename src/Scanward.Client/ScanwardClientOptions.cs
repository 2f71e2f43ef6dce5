namespace Scanward.Client;

/// <summary>How a <see cref="ScanwardClient"/> behaves.</summary>
public sealed record ScanwardClientOptions
{
    /// <summary>The key that goes with every request; null where the <see cref="HttpClient"/> brings its own.</summary>
    public string? Key { get; init; }

    /// <summary>The site that requests are about, for a key that is for all sites.</summary>
    public string? Site { get; init; }

    /// <summary>How often a request that may be sent again is sent, at most.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The wait before the second attempt, at most; it doubles from attempt to attempt, and what is waited is drawn evenly below it.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>No wait is longer, but where the server asks for it.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that waits go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Draws where in its range a wait lies: a number from 0 to 1.</summary>
    public Func<double> Jitter { get; init; } = static () => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);
}
