using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage;

/// <summary>An idempotency key in its scope: the site of the credential.</summary>
internal readonly record struct ScopedKey(int SiteNo, Guid Key);

/// <summary>A key as a scan claims it, with what tells the same request from another.</summary>
internal readonly record struct KeyClaim(ScopedKey Key, ImmutableArray<byte> Fingerprint, long ScanId, Instant At);

/// <summary>What a key was answered with.</summary>
internal sealed record StoredAnswer(long ScanId, byte[] Fingerprint, ScanStatus ScanStatus, int Status, byte[] Ack, long? WorkOrderId)
{
    /// <summary>Whether the scan may still be routed: it waits for its asset, or became a dead letter that can be replayed.</summary>
    public bool Provisional => ScanStatus is ScanStatus.Resolving or ScanStatus.DeadLetter;
}

/// <summary>How far a scan has come; the number is what the store holds.</summary>
internal enum ScanStatus
{
    Routed = 1,
    Duplicate = 2,
    WaitingParts = 3,
    Review = 4,
    Resolving = 5,
    DeadLetter = 6,
}

internal sealed record ScanRow
{
    public required long ScanId { get; init; }

    public required int SiteNo { get; init; }

    public long? AssetNo { get; init; }

    public required Scan Scan { get; init; }

    public required Instant ReceivedAt { get; init; }

    public required Instant OccurredAt { get; init; }

    public required long DeviceKey { get; init; }

    public required ScanStatus Status { get; init; }

    public required int AnswerStatus { get; init; }

    public required byte[] Ack { get; init; }

    /// <summary>False where the row and its key stand already, and the scan only now got its final answer.</summary>
    public bool First { get; init; } = true;
}

internal sealed record DecisionRow(
    long DecisionId, long ScanId, int SiteNo, long AssetNo, DecisionCause Cause, Instant DecidedAt, DecisionContext Context, RoutingDecision Decision, long? WorkOrderId, byte[] Record);

internal enum DecisionCause
{
    Scan = 1,
    RoutedAgain = 2,
}

internal sealed record WorkOrderRow
{
    public required long WorkOrderId { get; init; }

    public required int SiteNo { get; init; }

    public required long Number { get; init; }

    public required WorkKind Kind { get; init; }

    public required WorkOrderState State { get; init; }

    public required long AssetNo { get; init; }

    public required string Title { get; init; }

    public required string? FailureMode { get; init; }

    public required RoutingDecision Decision { get; init; }

    public required long ScanId { get; init; }

    public required long DecisionId { get; init; }

    public required Instant OpenedAt { get; init; }

    /// <summary>The date of the preventive maintenance that it is, or does as well.</summary>
    public LocalDate? PmDue { get; init; }
}

internal sealed record ReplenishmentRow(long ReplenishmentId, int SiteNo, string PartId, int Quantity, Instant OpenedAt, Instant? Eta, long? WorkOrderId);

/// <summary>A hand-over that is settled.</summary>
/// <param name="ExternalId">The target's id of the work order.</param>
internal sealed record DispatchRow(long WorkOrderId, string Operation, int Revision, string Connector, string ExternalId, Instant SettledAt)
{
    /// <summary>What people in the target call it, where that is something else.</summary>
    public string? ExternalNumber { get; init; }

    public string? ExternalUrl { get; init; }
}

/// <summary>A scan of an asset, by which it is found: one that a work order is about, because it made it or said the same again, or one that none is about.</summary>
/// <param name="WorkOrderId"><see cref="NoWorkOrder"/> where none is about it.</param>
/// <param name="Repeat">Null where it made the work order and repeats nothing.</param>
/// <param name="Late">Whether the scan had been stored before, so that younger ones may stand behind it already.</param>
internal sealed record WorkOrderScanRow(long AssetNo, long WorkOrderId, long ScanId, Repeat? Repeat, string OperatorId, Instant At, bool Late)
{
    public const long NoWorkOrder = 0;

    /// <summary>As it is stored: <see cref="Repeat"/>, 0 where the scan made the work order, 4 where there is none.</summary>
    public int Kind => WorkOrderId == NoWorkOrder ? 4 : (int?)Repeat ?? 0;
}

/// <summary>Stock and technicians' loads after a batch.</summary>
internal sealed record SiteStock(int SiteNo, Stock Stock);

internal sealed record SiteLoad(int SiteNo, string TechnicianId, int Minutes, Instant? LastAssignedAt);

/// <summary>Everything that one batch of scans writes.</summary>
internal sealed class DeskWrites
{
    public List<ScanRow> Scans { get; } = [];

    public List<DecisionRow> Decisions { get; } = [];

    public List<WorkOrderRow> WorkOrders { get; } = [];

    public List<ReplenishmentRow> Replenishments { get; } = [];

    /// <summary>Handed over within this very commit, to the embedded system.</summary>
    public List<DispatchRow> Dispatches { get; } = [];

    /// <summary>To be handed over.</summary>
    public List<OutboxRow> Messages { get; } = [];

    /// <summary>What happened to assets, in order.</summary>
    public List<(long AssetNo, HistoryChange Change)> HistoryChanges { get; } = [];

    /// <summary>The histories that came of it.</summary>
    public Dictionary<long, AssetHistory> Histories { get; } = [];

    public Dictionary<(int SiteNo, string PartId), Stock> Stock { get; } = [];

    /// <summary>How <see cref="Stock"/> came about.</summary>
    public List<StockMoveRow> Moves { get; } = [];

    public List<WorkOrderScanRow> WorkOrderScans { get; } = [];

    public Dictionary<(int SiteNo, string TechnicianId), SiteLoad> Loads { get; } = [];

    public Dictionary<int, long> LastNumbers { get; } = [];

    /// <summary>Scans that wait for their asset, with what is needed to try again.</summary>
    public List<ResolvingRow> Resolving { get; } = [];

    /// <summary>Scans that no longer wait.</summary>
    public List<long> Resolved { get; } = [];
}

internal sealed record ResolvingRow(long ScanId, int SiteNo, byte[] Payload, Instant ReceivedAt, long DeviceKey, int Attempts, Instant DueAt, string History);

/// <summary>What was refused or given up, kept for a person.</summary>
internal sealed record DeadLetterRow
{
    public required long DeadLetterId { get; init; }

    public required int SiteNo { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    public ImmutableArray<ScanFault> Errors { get; init; } = [];

    /// <summary>The bytes as they came, cut at the kept length.</summary>
    public required byte[] Raw { get; init; }

    public required long RawLength { get; init; }

    public string? TagKey { get; init; }

    public Guid? Key { get; init; }

    public long? ScanId { get; init; }

    public required long DeviceKey { get; init; }

    public string Transport { get; init; } = "http";

    public string? Attempts { get; init; }

    public required Instant At { get; init; }
}
