using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <summary>Why something is done.</summary>
/// <param name="Text">For people.</param>
public sealed record Reason([property: System.Text.Json.Serialization.JsonPropertyName("reason")] string Text)
{
    public string? OperatorId { get; init; }
}

/// <summary>A tag that an asset is to wear.</summary>
public sealed record NewTag
{
    public required string Tag { get; init; }

    /// <summary>The tag that goes.</summary>
    public string? Replaces { get; init; }

    /// <summary>Whether it may come from the asset that wears it now.</summary>
    public bool? Claim { get; init; }

    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A tag that an asset wears no more.</summary>
public sealed record RetiredTag
{
    public required string Tag { get; init; }

    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A tag that an asset wears, or has worn.</summary>
public sealed record TagPast
{
    public string Tag { get; init; } = "";

    public DateTimeOffset Since { get; init; }

    /// <summary>Null while it is worn.</summary>
    public DateTimeOffset? Until { get; init; }
}

internal sealed record TagList
{
    public IReadOnlyList<TagPast> Items { get; init; } = [];
}

/// <summary>What was refused or given up.</summary>
public sealed record DeadLetter
{
    public required string Id { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    /// <summary><c>open</c>, <c>replayed</c> or <c>discarded</c>.</summary>
    public required string State { get; init; }

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

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public bool? DryRun { get; init; }

    public int? Most { get; init; }

    public int? PerSecond { get; init; }

    /// <summary>The <see cref="DeadLetterResults.Next"/> of the answer before.</summary>
    public string? After { get; init; }

    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>What became of one.</summary>
public sealed record DeadLetterResult
{
    public required string Id { get; init; }

    /// <summary><c>replayed</c>, <c>closed_before</c>, <c>failed</c>, <c>would_replay</c> or <c>discarded</c>.</summary>
    public required string Result { get; init; }

    public string? Why { get; init; }

    public string? ScanId { get; init; }
}

/// <summary>What became of many.</summary>
public sealed record DeadLetterResults
{
    public bool DryRun { get; init; }

    /// <summary>By result.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<DeadLetterResult> Items { get; init; } = [];

    public string? Next { get; init; }
}

/// <summary>An access key's data; never the key itself.</summary>
public sealed record Key
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

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The key itself, shown once: where it has just been made or rotated.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("key")]
    public string? Secret { get; init; }
}

/// <summary>A key to be made.</summary>
public sealed record NewKey
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public string? Site { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>How a key is rotated.</summary>
public sealed record Rotation
{
    /// <summary>For how long the old one goes on.</summary>
    public int? OverlapMinutes { get; init; }
}

/// <summary>One row of the audit log.</summary>
public sealed record AuditEntry
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Site { get; init; }

    public required string Actor { get; init; }

    public string? Key { get; init; }

    public required string Action { get; init; }

    public required string Entity { get; init; }

    public required string EntityId { get; init; }

    public JsonObject? Before { get; init; }

    public JsonObject? After { get; init; }

    public required string Hash { get; init; }
}

/// <summary>Whether scans can be taken, and why not.</summary>
public sealed record Readiness
{
    public required bool Ready { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<JsonObject> Checks { get; init; } = [];
}

internal sealed record Page
{
    public IReadOnlyList<JsonElement> Items { get; init; } = [];

    public string? Next { get; init; }
}
