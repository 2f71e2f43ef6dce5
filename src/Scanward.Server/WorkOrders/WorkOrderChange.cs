using System.Collections.Immutable;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WorkOrders;

/// <summary>What somebody wants of a work order; null and empty leave it as it is.</summary>
internal sealed record WorkOrderChange
{
    /// <summary>The revision that was looked at (<c>If-Match</c>); null for whichever there is.</summary>
    public int? Revision { get; init; }

    /// <summary>Who does it: the key, under a technician's id or its own name.</summary>
    public required AuditActor By { get; init; }

    /// <summary>A technician's id, or the name of an operator's key.</summary>
    public string Actor => By.Name;

    /// <summary>Whether the credential may do all that can be done at the site.</summary>
    public required bool Manages { get; init; }

    public WorkOrderState? State { get; init; }

    public string? Technician { get; init; }

    public string? Crew { get; init; }

    public Priority? Priority { get; init; }

    public string? Note { get; init; }

    /// <summary>Why it is held, given up or opened again.</summary>
    public string? Reason { get; init; }

    /// <summary>Minutes worked since the last time that they were told.</summary>
    public int? LabourMinutes { get; init; }

    /// <summary>Taken from the shelf. At completion what is held beyond it goes back; null there stands for all that is held.</summary>
    public ImmutableArray<PartUsed>? PartsUsed { get; init; }

    public ImmutableArray<MeterReading> Readings { get; init; } = [];

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    /// <summary>As the history of the work order keeps it.</summary>
    public required string Detail { get; init; }
}

/// <param name="Quantity">Over 0.</param>
internal readonly record struct PartUsed(string PartId, int Quantity);

/// <summary>What came of a change.</summary>
internal abstract record WorkOrderAnswer;

internal sealed record WorkOrderChanged(StoredWorkOrder WorkOrder) : WorkOrderAnswer;

internal sealed record WorkOrderUnchanged(ProblemKind Problem, string Detail, ImmutableArray<ScanFault> Faults = default) : WorkOrderAnswer;
