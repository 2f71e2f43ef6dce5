using System.Text.Json;
using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>One attempt that came to nothing.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="At">RFC 3339.</param>
internal sealed record FailedAttempt(int Attempt, string At, string Error);

/// <summary>What was tried, when, and what came of it; as JSON, as the store keeps it beside what waits and in dead letters.</summary>
internal static class FailedAttempts
{
    public const string None = "[]";

    /// <summary>The history with one attempt more.</summary>
    public static string Add(string history, Instant at, string error)
    {
        var before = JsonSerializer.Deserialize(history, StoredJson.Default.ImmutableArrayFailedAttempt);
        return JsonSerializer.Serialize(before.Add(new(before.Length + 1, NodaTime.Text.InstantPattern.ExtendedIso.Format(at), error)), StoredJson.Default.ImmutableArrayFailedAttempt);
    }
}
