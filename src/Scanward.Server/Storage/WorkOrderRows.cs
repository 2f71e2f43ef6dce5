using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <summary>A work order as the writer changes it.</summary>
internal sealed record StoredWorkOrder
{
    public required long WorkOrderId { get; init; }

    public required int SiteNo { get; init; }

    public required long Number { get; init; }

    public required WorkKind Kind { get; init; }

    public required WorkOrderState State { get; init; }

    public required Outcome Outcome { get; init; }

    public required Priority Priority { get; init; }

    public required long AssetNo { get; init; }

    public string? FailureMode { get; init; }

    public string? CrewId { get; init; }

    public string? TechnicianId { get; init; }

    public string? Vendor { get; init; }

    public required int Minutes { get; init; }

    public required long ScanId { get; init; }

    public required long DecisionId { get; init; }

    public required Instant OpenedAt { get; init; }

    public ResponseTimes? Response { get; init; }

    public required int Revision { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? CompletedAt { get; init; }

    public Instant? ClosedAt { get; init; }

    public int LabourMinutes { get; init; }

    public string? Note { get; init; }

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    public long? DuplicateOf { get; init; }

    /// <summary>The date of the preventive maintenance that it is, or does as well.</summary>
    public LocalDate? PmDue { get; init; }
}

/// <param name="Quantity">What is needed, or still held; once used, what was used.</param>
/// <param name="Used">What was taken from the shelf for it.</param>
internal readonly record struct StoredPart(string PartId, int Quantity, StoredPartState State, int Used = 0);

/// <summary>One step of a work order's life.</summary>
/// <param name="Detail">JSON: what was given.</param>
internal sealed record WorkOrderEventRow(long WorkOrderId, int Revision, Instant At, string Actor, WorkOrderAction Action, WorkOrderState From, WorkOrderState To, string Detail);

/// <summary>A move of stock as the ledger keeps it.</summary>
internal sealed record StockMoveRow(long MoveId, int SiteNo, string PartId, StockMove Move, Instant At)
{
    public long? WorkOrderId { get; init; }

    public long? ReplenishmentId { get; init; }

    /// <summary>A delivery's or transfer's own number, which can be booked once.</summary>
    public string? Reference { get; init; }

    public string? Note { get; init; }

    /// <summary>Null where a decision did it.</summary>
    public string? Actor { get; init; }
}

/// <summary>A work order that waits for parts, with what it is to be decided again from.</summary>
internal sealed record WaitingWork(StoredWorkOrder WorkOrder, byte[] Record, byte[] Profile);

/// <summary>Where to go on in what waits for a part: after this work order of this priority.</summary>
internal readonly record struct WaitingFrom(Priority Priority, long WorkOrderId);
