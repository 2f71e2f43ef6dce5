using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole;

/// <summary>
/// <c>GET /live</c>: tells pages that something was committed, and nothing else; each page asks again for what it shows, with the rights of who looks at it. An event's id is the number
/// of commits, so that whoever comes back with <c>Last-Event-ID</c> is told at once when something has happened in between.
/// </summary>
internal static class LiveEndpoint
{
    /// <summary>Pages are told at most so often.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>So that both ends notice when the other is gone.</summary>
    private static readonly TimeSpan aliveEvery = TimeSpan.FromSeconds(15);

    public static IResult Get(HttpContext context, Writer writer, ServerClock clock, IHostApplicationLifetime lifetime)
    {
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : writer.DurableCommits;
        return TypedResults.ServerSentEvents(Events(seen, writer, clock.Time, lifetime.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(long seen, Writer writer, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping, ct);
        using var timer = new PeriodicTimer(lookEvery, time);
        var told = time.GetTimestamp();
        yield return Item("alive", seen);
        while (await Tick(timer, ends.Token))
        {
            var now = writer.DurableCommits;
            if (now == seen && time.GetElapsedTime(told) < aliveEvery) continue;
            told = time.GetTimestamp();
            yield return Item(now == seen ? "alive" : "changed", now);
            seen = now;
        }
    }

    private static SseItem<string> Item(string type, long commits) => new("*", type) { EventId = commits.ToString(CultureInfo.InvariantCulture) };

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false; // the page was left, or the server stops
        }
    }
}
