namespace Scanward.Server.Storage;

// Rows of parts and their stock as they are read. Times are Unix milliseconds, enumerations their numbers.

internal sealed class StockRecord
{
    public string PartId { get; init; } = "";

    public int OnHand { get; init; }

    public int Reserved { get; init; }
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
