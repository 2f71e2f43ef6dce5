using NodaTime;
using Scanward.Dispatch;
using Scanward.Routing;

namespace Scanward.Server.Storage;

/// <summary>A message to a maintenance system that is to be sent.</summary>
internal sealed record OutboxRow(long OutboxId, int SiteNo, long WorkOrderId, DispatchOperation Operation, int Revision, string Connector, Priority Priority, Instant CreatedAt);

/// <summary>The right to send a message and to say what became of it; who does not hold its last lease any more has no say.</summary>
internal readonly record struct OutboxLease(long OutboxId, long Token);

/// <summary>A message that was leased, as it stands with the attempt that begins.</summary>
/// <param name="Content">What to send; the same for every attempt.</param>
/// <param name="Attempts">Counted ones, this one included.</param>
/// <param name="Doubtful">Whether it may have been done already.</param>
/// <param name="Interrupted">How often the server ended, or stood still, with it in hand.</param>
internal sealed record ClaimedMessage(OutboxLease Lease, byte[] Content, int Attempts, bool Doubtful, int Interrupted);

/// <summary>How a message goes back to wait.</summary>
/// <param name="DueAt">When it is to be sent again.</param>
/// <param name="Counted">Whether the attempt counts as one of the message's own.</param>
/// <param name="Doubtful">Whether it may have been done.</param>
internal readonly record struct PutBack(Instant DueAt, bool Counted, bool Doubtful);

/// <summary>One exchange with a target about a message.</summary>
/// <param name="Step"><c>send</c>, <c>look_up</c>, <c>cancel_duplicate</c> or <c>lease</c>.</param>
internal sealed record AttemptRow(long AttemptId, long OutboxId, long WorkOrderId, string Step, Instant StartedAt, long TookMs, CmmsEnding Ending, string Detail)
{
    /// <summary>Whether it is one of the three.</summary>
    public bool Counted { get; init; }

    /// <summary>Status of the answer; null where none came.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of the answer's body.</summary>
    public string? Excerpt { get; init; }
}

// Rows as they are read. Times are Unix milliseconds, enumerations their numbers.

/// <summary>A message that can be sent, with all that its content is made of.</summary>
internal sealed class OutboxCandidate
{
    public long OutboxId { get; init; }

    public int SiteNo { get; init; }

    public long WorkOrderId { get; init; }

    public int Operation { get; init; }

    public int Revision { get; init; }

    public int Priority { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>Null where it was never sent.</summary>
    public byte[]? Content { get; init; }

    public string? ExternalId { get; init; }

    public long Number { get; init; }

    public int Kind { get; init; }

    public int State { get; init; }

    public int Outcome { get; init; }

    public int WorkPriority { get; init; }

    public string? FailureMode { get; init; }

    public string Title { get; init; } = "";

    public string? CrewId { get; init; }

    public string? TechnicianId { get; init; }

    public string? Vendor { get; init; }

    public int Minutes { get; init; }

    public long OpenedAt { get; init; }

    public long? AcknowledgeBy { get; init; }

    public long? OnSiteBy { get; init; }

    public long? DoneBy { get; init; }

    public int? WindowMinutes { get; init; }

    public byte[] Profile { get; init; } = [];

    public string? AssetExternalId { get; init; }

    public string? AssetConnector { get; init; }

    public long ScanId { get; init; }

    public string OperatorId { get; init; } = "";

    public string? Note { get; init; }

    public long OccurredAt { get; init; }

    public int? Action { get; init; }

    public int? FromState { get; init; }

    public int? ToState { get; init; }

    public string? Actor { get; init; }

    /// <summary>JSON: what was given with the change.</summary>
    public string? Detail { get; init; }
}

/// <summary>A message of a work order that is not settled.</summary>
internal sealed class PendingRecord
{
    public long OutboxId { get; init; }

    public int Operation { get; init; }

    public int Revision { get; init; }

    public string Connector { get; init; } = "";

    public int Attempts { get; init; }

    public long? LeaseUntil { get; init; }

    /// <summary>When it is sent again; null where it can be now, or waits for another.</summary>
    public long? DueAt { get; init; }

    /// <summary>Whether it is in the outbox, and does not wait.</summary>
    public bool Ready { get; init; }

    /// <summary>The dead letter that it is.</summary>
    public long? DeadLetterId { get; init; }
}

internal sealed class AttemptRecord
{
    public long OutboxId { get; init; }

    public bool Counted { get; init; }

    public string Step { get; init; } = "";

    public long StartedAt { get; init; }

    public long TookMs { get; init; }

    public string Ending { get; init; } = "";

    public int? Status { get; init; }

    public string Detail { get; init; } = "";

    public string? Excerpt { get; init; }
}

/// <summary>What waits for a connector.</summary>
internal sealed class WaitingRecord
{
    public string Connector { get; init; } = "";

    public long Waiting { get; init; }

    /// <summary>Time-ordered id of the oldest.</summary>
    public long Oldest { get; init; }
}
