namespace Scanward.Server.Storage;

// Rows of work orders as they are read. Times are Unix milliseconds, enumerations their numbers.

internal sealed class WorkOrderRecord
{
    public long WorkOrderId { get; init; }

    public long Number { get; init; }

    public string Code { get; init; } = "";

    public string SiteId { get; init; } = "";

    public int Kind { get; init; }

    public int State { get; init; }

    public int Outcome { get; init; }

    public int Priority { get; init; }

    public string AssetId { get; init; } = "";

    public string AssetName { get; init; } = "";

    public string? FailureMode { get; init; }

    public string Title { get; init; } = "";

    public string? CrewId { get; init; }

    public string? TechnicianId { get; init; }

    public string? Vendor { get; init; }

    public int Minutes { get; init; }

    public long ScanId { get; init; }

    public long OpenedAt { get; init; }

    public long? AcknowledgeBy { get; init; }

    public long? OnSiteBy { get; init; }

    public long? DoneBy { get; init; }

    public int? WindowMinutes { get; init; }

    public int Revision { get; init; }

    public long UpdatedAt { get; init; }

    public long? ClosedAt { get; init; }

    public int SiteNo { get; init; }

    public long? StartedAt { get; init; }

    public long? CompletedAt { get; init; }

    public int LabourMinutes { get; init; }

    public string? Note { get; init; }

    public string? Cause { get; init; }

    public string? Remedy { get; init; }

    public long? DuplicateOf { get; init; }

    public string? PmDue { get; init; }
}

internal sealed class WorkOrderEventRecord
{
    public int Revision { get; init; }

    public long At { get; init; }

    public string Actor { get; init; } = "";

    public int Action { get; init; }

    public int FromState { get; init; }

    public int ToState { get; init; }

    public string Detail { get; init; } = "{}";
}

internal sealed class WorkOrderPartRecord
{
    /// <summary>Where those of several were asked for.</summary>
    public long WorkOrderId { get; init; }

    public string PartId { get; init; } = "";

    public int Quantity { get; init; }

    public int State { get; init; }

    public int Used { get; init; }
}

internal sealed class DispatchRecord
{
    public string Operation { get; init; } = "";

    public int Revision { get; init; }

    public string Connector { get; init; } = "";

    public string ExternalId { get; init; } = "";

    public long SettledAt { get; init; }

    public string? ExternalNumber { get; init; }

    public string? ExternalUrl { get; init; }

    /// <summary>As the target spelled it when it was last seen.</summary>
    public string? ExternalState { get; init; }
}

internal sealed class ReportRecord
{
    public long ScanId { get; init; }

    public int Kind { get; init; }

    public string OperatorId { get; init; } = "";

    public long At { get; init; }
}
