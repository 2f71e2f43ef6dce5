using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <summary>A work order. Lists leave out <see cref="Parts"/>, <see cref="Dispatch"/>, <see cref="Reports"/> and <see cref="History"/>.</summary>
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

    /// <summary>1 (most urgent) to 4.</summary>
    public required int Priority { get; init; }

    public required AssetRef Asset { get; init; }

    public string? FailureMode { get; init; }

    public string? Crew { get; init; }

    public string? Technician { get; init; }

    /// <summary>Of a warranty claim.</summary>
    public string? Vendor { get; init; }

    public int? EstimatedMinutes { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? AcknowledgeBy { get; init; }

    public DateTimeOffset? OnSiteBy { get; init; }

    public DateTimeOffset? DoneBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public int LabourMinutes { get; init; }

    public string? Note { get; init; }

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    public string? DuplicateOf { get; init; }

    /// <summary>Date of the preventive maintenance that it does as well.</summary>
    public DateOnly? PmDue { get; init; }

    public string? ScanId { get; init; }

    /// <summary>Goes up by one with each change.</summary>
    public required int Revision { get; init; }

    public IReadOnlyList<WorkOrderPart> Parts { get => field ?? []; init; }

    /// <summary>What was sent to which maintenance system.</summary>
    public IReadOnlyList<WorkOrderDispatch> Dispatch { get => field ?? []; init; }

    /// <summary>Every exchange about it.</summary>
    public IReadOnlyList<DispatchAttempt> DispatchAttempts { get => field ?? []; init; }

    /// <summary>The scans that said the same again.</summary>
    public IReadOnlyList<WorkOrderReport> Reports { get => field ?? []; init; }

    /// <summary>Every step, with who took it.</summary>
    public IReadOnlyList<WorkOrderStep> History { get => field ?? []; init; }
}

/// <summary>The asset that a work order is about.</summary>
public sealed record AssetRef(string AssetId, string Name);

/// <summary>A part of a work order, and how much of it was used.</summary>
public sealed record WorkOrderPart(string Part, int Quantity, string State, int Used);

/// <summary>What was sent to a maintenance system, and its id there.</summary>
/// <param name="State"><c>ready</c>, <c>sending</c>, <c>retrying</c>, <c>behind</c> (another message of the work order), <c>dead_letter</c> or <c>settled</c>.</param>
public sealed record WorkOrderDispatch(string Operation, string Connector, string? ExternalId, string State, DateTimeOffset? SettledAt)
{
    /// <summary>Of the work order, after what it tells of.</summary>
    public int Revision { get; init; }

    public string? ExternalNumber { get; init; }

    public string? ExternalUrl { get; init; }

    /// <summary>As the system spelled it when it was last seen.</summary>
    public string? ExternalState { get; init; }

    /// <summary>Counted ones so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is sent again.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public string? DeadLetterId { get; init; }
}

/// <summary>An exchange with a maintenance system about a work order.</summary>
/// <param name="Step"><c>send</c>, <c>look_up</c>, <c>cancel_duplicate</c>, or <c>lease</c> where the server ended with the message in hand.</param>
/// <param name="Ending"><c>done</c>, <c>not_sent</c>, <c>unknown</c>, <c>exists</c> or <c>refused</c>.</param>
/// <param name="Excerpt">The beginning of the answer.</param>
/// <param name="Counted">Whether it is one of the message's three attempts.</param>
public sealed record DispatchAttempt(string Step, DateTimeOffset At, long TookMs, string Ending, int? Status, string Detail, string? Excerpt, bool Counted);

/// <summary>How the creation of a scan's work order stands in its maintenance system.</summary>
/// <param name="State">As in <see cref="WorkOrderDispatch"/>.</param>
public sealed record ScanDispatch(string Connector, string State)
{
    public string? ExternalId { get; init; }

    public string? ExternalNumber { get; init; }

    public string? ExternalUrl { get; init; }

    public string? ExternalState { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public string? DeadLetterId { get; init; }
}

/// <summary>A scan that said the same again.</summary>
/// <param name="Repeat"><c>same_scan</c>, <c>same_fault</c> or <c>recall</c>.</param>
public sealed record WorkOrderReport(string ScanId, string Repeat, string OperatorId, DateTimeOffset At);

/// <summary>A step of a work order's life.</summary>
/// <param name="Given">What the change said.</param>
public sealed record WorkOrderStep(int Revision, DateTimeOffset At, string By, string Action, string From, string To, JsonObject Given);

/// <summary>A part and how many of it.</summary>
public sealed record PartQuantity(string Part, int Quantity);

/// <summary>One step of a work order's life, or something to note. What is null is left as it is.</summary>
public sealed record WorkOrderChange
{
    /// <summary>The technician who does it; without, whoever holds the key.</summary>
    public string? OperatorId { get; init; }

    /// <summary>Where it goes.</summary>
    public string? State { get; init; }

    public string? Technician { get; init; }

    public string? Crew { get; init; }

    public int? Priority { get; init; }

    /// <summary>Worked since they were last told; they add up.</summary>
    public int? LabourMinutes { get; init; }

    public IReadOnlyList<PartQuantity>? PartsUsed { get; init; }

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, decimal>? Readings { get; init; }

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    /// <summary>For people.</summary>
    public string? Note { get; init; }

    /// <summary>Wanted where it is held, cancelled or opened again.</summary>
    public string? Reason { get; init; }
}

/// <summary>A work order that is asked for outright, past the policy.</summary>
public sealed record WorkRequest
{
    public required string AssetId { get; init; }

    public string? Description { get; init; }

    /// <summary><c>corrective</c>, <c>preventive</c> or <c>inspection</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>1 (most urgent) to 4.</summary>
    public int? Priority { get; init; }

    public string? FailureMode { get; init; }
}

/// <summary>The work order that was made of it.</summary>
public sealed record OrderedWork
{
    /// <summary>Its state; null where the key had made it before.</summary>
    public string? Status { get; init; }

    /// <summary>Its number.</summary>
    public required string WoId { get; init; }

    public required string AssetId { get; init; }

    public required int Priority { get; init; }

    /// <summary>A technician, or else a crew.</summary>
    public string? AssignedTo { get; init; }

    public int? ResponseWindowMinutes { get; init; }

    /// <summary>Of the work order, below the server's address.</summary>
    public string? Url { get; init; }
}

/// <summary>An asset as the embedded maintenance system shows it.</summary>
public sealed record EmbeddedAsset
{
    public required string AssetId { get; init; }

    public required string Name { get; init; }

    public required string Class { get; init; }

    public required int CriticalityScore { get; init; }

    public DateOnly? NextPmDate { get; init; }

    public DateOnly? WarrantyUntil { get; init; }

    /// <summary>What is available, by part.</summary>
    public IReadOnlyDictionary<string, int> SparePartsInventory { get => field ?? new Dictionary<string, int>(); init; }
}
