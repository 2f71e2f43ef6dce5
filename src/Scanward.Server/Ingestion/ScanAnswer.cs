using System.Collections.Immutable;
using Scanward.Ingestion;

namespace Scanward.Server.Ingestion;

/// <summary>What one scan is answered with, alone or as an item of a batch.</summary>
/// <param name="Body">A ScanAck, or a problem where <see cref="Problem"/> is set.</param>
internal sealed record ScanAnswer(int Status, byte[] Body)
{
    public bool Problem { get; init; }

    public bool Replayed { get; init; }

    public string? Location { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static ScanAnswer Of(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default, long? deadLetterId = null, int? retryAfterSeconds = null) =>
        new(kind.Status, Problems.Write(kind, detail, errors, deadLetterId)) { Problem = true, RetryAfterSeconds = retryAfterSeconds };
}
