namespace Scanward.Client;

/// <summary>How a <see cref="ScanwardClient"/> behaves.</summary>
public sealed record ScanwardClientOptions
{
    /// <summary>The server's address, such as <c>http://127.0.0.1:5080</c>; null where it stands in <see cref="HttpClient.BaseAddress"/>.</summary>
    public Uri? Address { get; init; }

    /// <summary>The key that goes with every request, <c>swk_…</c>; null where the <see cref="HttpClient"/> brings its own.</summary>
    public string? Key { get; init; }

    /// <summary>The site that requests are about, for a key that is for all sites.</summary>
    public string? Site { get; init; }

    /// <summary>How often a request that may be sent again is sent, at most. 1 never sends again.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The wait before the second attempt, at most; it doubles from attempt to attempt, and what is waited is drawn evenly below it (full jitter).</summary>
    public TimeSpan FirstWaitMax { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>No wait is drawn longer than this. What the server asks for in <c>Retry-After</c> comes on top.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that waits go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the waits are drawn from.</summary>
    public Random Jitter { get; init; } = new();
}
