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

    public int Outcome { get; init; }

    public int? Priority { get; init; }

    public byte[] Record { get; init; } = [];
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

    /// <summary>The message that was given up; null for a scan.</summary>
    public long? OutboxId { get; init; }

    public long? WorkOrderId { get; init; }

    public string? Connector { get; init; }

    /// <summary>JSON: what it takes to send the message after all.</summary>
    public string? Message { get; init; }
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

/// <summary>Whether a site still has what must not be left behind when it is retired.</summary>
/// <param name="Assets">Assets in use.</param>
/// <param name="Stock">On hand or on order.</param>
/// <param name="Transfers">Stock on its way to it or from it.</param>
/// <param name="Keys">Keys that open something.</param>
/// <param name="DeadLetters">Open ones.</param>
/// <param name="Resolving">Scans whose asset is still being looked up.</param>
internal readonly record struct SiteNeeds(bool Assets, bool OpenWork, bool Stock, bool Transfers, bool Keys, bool DeadLetters, bool Resolving);
