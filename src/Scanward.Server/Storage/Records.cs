namespace Scanward.Server.Storage;

// Rows as they are read. Times are Unix milliseconds, enumerations their numbers.

internal sealed class ResolvingRecord
{
    public long ScanId { get; init; }

    public int SiteNo { get; init; }

    public byte[] Payload { get; init; } = [];

    public long ReceivedAt { get; init; }

    public long DeviceKey { get; init; }

    public int Attempts { get; init; }

    public string History { get; init; } = "[]";

    public byte[] IdempotencyKey { get; init; } = [];
}

internal sealed class ScanRecord
{
    public long ScanId { get; init; }

    public string SiteId { get; init; } = "";

    public string? ResolvedAssetId { get; init; }

    public string? AssetId { get; init; }

    public string? TagRaw { get; init; }

    public string? TagKey { get; init; }

    public string? Symbology { get; init; }

    public int ScanType { get; init; }

    public string? FailureMode { get; init; }

    public string OperatorId { get; init; } = "";

    public string? Note { get; init; }

    public string? Readings { get; init; }

    public string? Device { get; init; }

    public byte[] IdempotencyKey { get; init; } = [];

    public long ScannedAt { get; init; }

    public long? SentAt { get; init; }

    public long ReceivedAt { get; init; }

    public long OccurredAt { get; init; }

    public int Status { get; init; }

    public byte[] Ack { get; init; } = [];
}

internal sealed class DecisionRecordRow
{
    public long DecisionId { get; init; }

    public long ScanId { get; init; }

    public string RowId { get; init; } = "";

    public string Engine { get; init; } = "";

    public string PolicyHash { get; init; } = "";

    public string SiteHash { get; init; } = "";

    public string RosterHash { get; init; } = "";

    public string TimeZoneData { get; init; } = "";

    public long AssetNo { get; init; }

    public int Cause { get; init; }

    public long DecidedAt { get; init; }

    public byte[] Record { get; init; } = [];
}

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
    public string PartId { get; init; } = "";

    public int Quantity { get; init; }

    public int State { get; init; }

    public int Used { get; init; }
}

internal sealed class StockRecord
{
    public string PartId { get; init; } = "";

    public int OnHand { get; init; }

    public int Reserved { get; init; }
}

internal sealed class DispatchRecord
{
    public string Operation { get; init; } = "";

    public int Revision { get; init; }

    public string Connector { get; init; } = "";

    public string ExternalId { get; init; } = "";

    public long SettledAt { get; init; }
}

internal sealed class AssetListRecord
{
    public long AssetNo { get; init; }

    public byte[] Profile { get; init; } = [];

    public long UpdatedAt { get; init; }

    public long? RetiredAt { get; init; }
}

internal sealed class DeadLetterRecord
{
    public long DeadLetterId { get; init; }

    public int SiteNo { get; init; }

    public string Code { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Errors { get; init; } = "[]";

    public byte[] Raw { get; init; } = [];

    public long RawLength { get; init; }

    public string? TagKey { get; init; }

    public byte[]? IdempotencyKey { get; init; }

    public long? ScanId { get; init; }

    public long DeviceKey { get; init; }

    public string Transport { get; init; } = "";

    public int State { get; init; }

    public string? Attempts { get; init; }

    public long FirstAt { get; init; }

    public long LastAt { get; init; }

    public int Times { get; init; }

    public long? ReplayedScanId { get; init; }

    public string? ClosedBy { get; init; }

    public string? Reason { get; init; }
}

internal sealed class RecheckRecord
{
    public int SiteNo { get; init; }

    public string PartId { get; init; } = "";
}

internal sealed class PartRecord
{
    public long PartNo { get; init; }

    public string PartId { get; init; } = "";

    public string Name { get; init; } = "";

    public string Unit { get; init; } = "";

    /// <summary>Null where the site does not stock it.</summary>
    public int? OnHand { get; init; }

    public int Reserved { get; init; }

    public int OnOrder { get; init; }

    public int SafetyStock { get; init; }

    public int? ReorderPoint { get; init; }

    public int? ReorderQuantity { get; init; }

    public int? LeadTimeDays { get; init; }

    public long? Eta { get; init; }
}

internal sealed class StockMoveRecord
{
    public long MoveId { get; init; }

    public string PartId { get; init; } = "";

    public int Kind { get; init; }

    public int OnHand { get; init; }

    public int Reserved { get; init; }

    public long At { get; init; }

    public long? WorkOrderId { get; init; }

    public long? ReplenishmentId { get; init; }

    public string? Reference { get; init; }

    public string? Note { get; init; }

    public string? Actor { get; init; }
}

internal sealed class ReplenishmentRecord
{
    public long ReplenishmentId { get; init; }

    public string PartId { get; init; } = "";

    public int Quantity { get; init; }

    public int State { get; init; }

    public long OpenedAt { get; init; }

    public long? Eta { get; init; }

    public long? WorkOrderId { get; init; }
}

internal sealed class TransferRecord
{
    public long TransferId { get; init; }

    public string PartId { get; init; } = "";

    public int Quantity { get; init; }

    public string FromSite { get; init; } = "";

    public string ToSite { get; init; } = "";

    public long SentAt { get; init; }

    public string SentBy { get; init; } = "";

    public long? ReceivedAt { get; init; }

    public string? ReceivedBy { get; init; }

    public int? Received { get; init; }
}

internal sealed class TagRecord
{
    public string TagKey { get; init; } = "";

    public string Raw { get; init; } = "";

    public long Since { get; init; }

    /// <summary>Null while it is worn.</summary>
    public long? Until { get; init; }

    public string? Reason { get; init; }

    public string? Actor { get; init; }
}

internal sealed class ReportRecord
{
    public long ScanId { get; init; }

    public int Kind { get; init; }

    public string OperatorId { get; init; } = "";

    public long At { get; init; }
}
