using System.Collections.Immutable;
using NodaTime;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>Where a scan goes; on the wire in snake_case.</summary>
public enum Outcome
{
    CorrectiveWo = 1,
    PreventivePm = 2,
    InspectionWo = 3,

    /// <summary>A work order for the second line.</summary>
    Tier2Engineer = 4,

    /// <summary>A work order in state <see cref="WorkOrderState.WaitingParts"/>, which reserves nothing yet.</summary>
    PartsPending = 5,

    /// <summary>A work order for whoever honours the warranty.</summary>
    WarrantyClaim = 6,

    /// <summary>No work order: points to what is there.</summary>
    Duplicate = 7,

    /// <summary>No work order: a person must look.</summary>
    Review = 8,
}

/// <summary>Work order priority, 1 the most urgent.</summary>
public enum Priority
{
    P1 = 1,
    P2 = 2,
    P3 = 3,
    P4 = 4,
}

/// <summary>What a duplicate points to.</summary>
public enum DuplicateOf
{
    LastScan = 1,
    SameFaultOpen = 2,
    OpenPm = 3,
    OpenInspection = 4,
    OpenCorrective = 5,
}

/// <summary>Where one scan goes and what follows from it; made by <see cref="Router"/> from <see cref="RoutingInputs"/> alone.</summary>
public sealed record RoutingDecision
{
    public required Outcome Outcome { get; init; }

    /// <summary>Null only for duplicates.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The policy's row, or one of the rules that stand before the table (<c>stamp_in_future</c>, <c>stamp_too_old</c>).</summary>
    public required string RowId { get; init; }

    public DuplicateOf? DuplicateOf { get; init; }

    /// <summary>What a duplicate repeats.</summary>
    public long? DuplicateScanId { get; init; }

    /// <summary>The open work order that a duplicate points to, if any.</summary>
    public WorkOrderRef? PointsTo { get; init; }

    /// <summary>The work order to be made; null when none is.</summary>
    public NewWork? Work { get; init; }

    /// <summary>One plain sentence for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>A work order as the decision wants it.</summary>
public sealed record NewWork
{
    public required WorkKind Kind { get; init; }

    public required WorkOrderState State { get; init; }

    public required Assignment Assignment { get; init; }

    /// <summary>Who honours the warranty, for a claim.</summary>
    public string? Vendor { get; init; }

    public ImmutableArray<PartLine> Parts { get; init; } = [];

    public ResponseTimes? Response { get; init; }

    /// <summary>Expected minutes of work.</summary>
    public required int Minutes { get; init; }

    /// <summary>The date of the preventive maintenance that a repair within its window does as well; null where it does none.</summary>
    public LocalDate? FoldsPm { get; init; }
}

/// <summary>Instants by which something must have happened; null where the policy gives no time.</summary>
/// <param name="WindowMinutes">Elapsed minutes from receipt to <paramref name="OnSiteBy"/> (or the first that is given).</param>
public sealed record ResponseTimes(Instant? AcknowledgeBy, Instant? OnSiteBy, Instant? DoneBy, int? WindowMinutes);

/// <summary>Who was chosen, why, and why not the others.</summary>
/// <param name="Technician">Null when the work waits in the crew's queue, or is the vendor's.</param>
/// <param name="DecidedBy">The preference that decided, such as <c>least_loaded 3h &lt; 5h</c>.</param>
public sealed record Assignment(string? Crew, string? Technician, string? Name, string DecidedBy, ImmutableArray<RejectedTechnician> Rejected)
{
    /// <summary>Whether the technician comes from the on-call list rather than the shift.</summary>
    public bool OnCall { get; init; }
}

/// <summary>Somebody who was not chosen, and all the reasons in one line.</summary>
public sealed record RejectedTechnician(string Technician, string Why);

/// <summary>State of a part in a decision; on the wire in snake_case.</summary>
public enum PartState
{
    Reserved = 1,
    Short = 2,
    OnOrder = 3,
}

/// <param name="Eta">When the missing quantity is expected; null where unknown or not needed.</param>
public sealed record PartLine(string Part, int Quantity, PartState State, Instant? Eta);
