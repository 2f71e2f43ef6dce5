using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <summary>What was refused or given up.</summary>
public sealed record DeadLetter
{
    public required string Id { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    /// <summary><c>open</c>, <c>replayed</c> or <c>discarded</c>.</summary>
    public required string State { get; init; }

    public string? Transport { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? ScanId { get; init; }

    /// <summary>How often the same bytes came.</summary>
    public required int Times { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public int RawLength { get; init; }

    public string? ClosedBy { get; init; }

    public string? Reason { get; init; }

    public string? ReplayedScanId { get; init; }

    /// <summary>Of a message that was given up.</summary>
    public string? WorkOrderId { get; init; }

    /// <summary>Of a message: the maintenance system that it was for.</summary>
    public string? Connector { get; init; }

    public IReadOnlyList<ProblemError> Errors { get => field ?? []; init; }

    /// <summary>Of a look-up or a message that was given up.</summary>
    public IReadOnlyList<JsonObject> Attempts { get => field ?? []; init; }

    /// <summary>The bytes; null in lists.</summary>
    public string? RawBase64 { get; init; }
}

/// <summary>How one dead letter is replayed.</summary>
public sealed record ReplayOne
{
    public bool? DryRun { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>Which open dead letters.</summary>
public sealed record LetterFilter
{
    public string? Code { get; init; }

    public string? Connector { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public bool? DryRun { get; init; }

    /// <summary>At most 1,000.</summary>
    public int? Most { get; init; }

    public int? PerSecond { get; init; }

    /// <summary>The <see cref="DeadLetterResults.Next"/> of the answer before.</summary>
    public string? After { get; init; }

    /// <summary>Wanted where they are discarded.</summary>
    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>What became of one dead letter.</summary>
/// <param name="Result"><c>replayed</c>, <c>closed_before</c>, <c>failed</c>, <c>would_replay</c> or <c>discarded</c>.</param>
public sealed record DeadLetterResult(string Id, string Result, string? Why, string? ScanId);

/// <summary>What became of many.</summary>
/// <param name="Counts">By result.</param>
/// <param name="Next">Null where there are no more.</param>
public sealed record DeadLetterResults(bool DryRun, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<DeadLetterResult> Items, string? Next);

/// <summary>An access key's data; never the key itself.</summary>
public record Key
{
    public required string Id { get; init; }

    /// <summary><c>*</c> for all.</summary>
    public required string Site { get; init; }

    /// <summary><c>device</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    public required string Name { get; init; }

    /// <summary><c>valid</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>When the secrets from before the rotation end.</summary>
    public DateTimeOffset? OlderEndAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    /// <summary>To the hour.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Scans that came after it was revoked.</summary>
    public int Quarantined { get; init; }
}

/// <summary>A key that has just been made or rotated.</summary>
public sealed record MadeKey : Key
{
    /// <summary>The key itself, shown this once.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("key")]
    public required string Secret { get; init; }

    /// <summary>Without the key, which is not for logs.</summary>
    public override string ToString() => $"{Role} key {Id}, {Name}";
}

/// <summary>A key to be made.</summary>
public sealed record NewKey
{
    public required string Name { get; init; }

    /// <summary><c>device</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    public string? Site { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>How a key is rotated.</summary>
public sealed record Rotation
{
    /// <summary>For how long the old secret goes on; a day where nothing is said.</summary>
    public int? OverlapMinutes { get; init; }
}

/// <summary>One row of the audit log.</summary>
public sealed record AuditEntry
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Site { get; init; }

    public required string Actor { get; init; }

    /// <summary>The id of the key that was used.</summary>
    public required string? Key { get; init; }

    /// <summary>The number of whoever was signed in.</summary>
    public required string? Person { get; init; }

    public required string Action { get; init; }

    public required string Entity { get; init; }

    public required string EntityId { get; init; }

    public required JsonObject? Before { get; init; }

    public required JsonObject? After { get; init; }

    /// <summary>SHA-256 of the row and of the hash before it.</summary>
    public required string Hash { get; init; }
}

/// <summary>Whether scans can be taken.</summary>
public sealed record Readiness
{
    public required bool Ready { get; init; }

    /// <summary>Why not.</summary>
    public IReadOnlyList<string> Reasons { get => field ?? []; init; }

    public IReadOnlyList<ReadinessCheck> Checks { get => field ?? []; init; }

    /// <summary>Hash of the policy in force.</summary>
    public string? Policy { get; init; }

    /// <summary>Why a newer policy file was not taken.</summary>
    public string? PolicyRefused { get; init; }

    public int QueueDepth { get; init; }
}

/// <summary>One thing that was looked at.</summary>
public sealed record ReadinessCheck(string Name, bool Ok, string Detail);
