using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <summary>The asset that a work order is about.</summary>
public sealed record AssetRef
{
    public string AssetId { get; init; } = "";

    public string Name { get; init; } = "";
}

/// <summary>A work order.</summary>
public sealed record WorkOrder
{
    public required string Id { get; init; }

    /// <summary>Such as <c>WO-NC-000123</c>.</summary>
    public required string Number { get; init; }

    public required string Site { get; init; }

    public required string Title { get; init; }

    /// <summary><c>corrective</c>, <c>preventive</c> or <c>inspection</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>waiting_parts</c>, <c>open</c>, <c>assigned</c>, <c>in_progress</c>, <c>on_hold</c>, <c>completed</c>, <c>closed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    public required string Outcome { get; init; }

    public required int Priority { get; init; }

    public required AssetRef Asset { get; init; }

    public string? Technician { get; init; }

    public string? Crew { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? DoneBy { get; init; }

    /// <summary>The version that a change must name.</summary>
    public required int Revision { get; init; }

    public IReadOnlyList<JsonObject> Parts { get; init; } = [];

    /// <summary>The scans that said the same again.</summary>
    public IReadOnlyList<JsonObject> Reports { get; init; } = [];

    /// <summary>Every step, with who took it.</summary>
    public IReadOnlyList<JsonObject> History { get; init; } = [];
}

/// <summary>A part and how many of it.</summary>
public sealed record PartQuantity(string Part, int Quantity);

/// <summary>One step of a work order's life, or something to note. What is null is left as it is.</summary>
public sealed record WorkOrderChange
{
    /// <summary>Who does it.</summary>
    public string? OperatorId { get; init; }

    public string? State { get; init; }

    public string? Technician { get; init; }

    public string? Crew { get; init; }

    public int? Priority { get; init; }

    public int? LabourMinutes { get; init; }

    public IReadOnlyList<PartQuantity>? PartsUsed { get; init; }

    public IReadOnlyDictionary<string, decimal>? Readings { get; init; }

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    public string? Note { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Work that is ordered outright, past the policy.</summary>
public sealed record WorkRequest
{
    public required string AssetId { get; init; }

    public string? Description { get; init; }

    public string? Kind { get; init; }

    public int? Priority { get; init; }

    public string? FailureMode { get; init; }
}

/// <summary>What was made of it.</summary>
public sealed record OrderedWork
{
    public required string WoId { get; init; }

    public required string AssetId { get; init; }

    public required int Priority { get; init; }

    public string? AssignedTo { get; init; }

    public int? ResponseWindowMinutes { get; init; }

    public string? Url { get; init; }
}
