using System.Collections.Concurrent;
using NodaTime;

namespace Scanward.Server.People;

/// <summary>What authenticators have been asked and have not answered yet: in memory, for five minutes, each good for one answer.</summary>
internal sealed class PasskeyChallenges(ServerClock clock)
{
    private const int Most = 10_000;

    private static readonly Duration life = Duration.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Open> open = new(StringComparer.Ordinal);

    /// <param name="personId">Who is asked; null where that is to be found out.</param>
    public string Add(string state, long? personId)
    {
        var now = clock.Now();
        if (open.Count >= Most)
        {
            foreach (var (old, _) in open.OrderBy(o => o.Value.EndsAt).Take(Most / 10)) open.TryRemove(old, out _);
        }

        var id = PersonToken.Make();
        open[id] = new(state, personId, now + life);
        return id;
    }

    /// <summary>What was asked; null where it was answered before, is too old, or was asked of somebody else.</summary>
    public string? Take(string id, long? personId) => open.TryRemove(id, out var asked) && asked.PersonId == personId && asked.EndsAt > clock.Now() ? asked.State : null;

    private sealed record Open(string State, long? PersonId, Instant EndsAt);
}
