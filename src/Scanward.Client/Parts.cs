namespace Scanward.Client;

/// <summary>What a site has of a part.</summary>
public sealed record Stock
{
    public int OnHand { get; init; }

    /// <summary>Of these, held for work orders.</summary>
    public int Reserved { get; init; }

    public int Available { get; init; }

    public int OnOrder { get; init; }

    public int SafetyStock { get; init; }
}

/// <summary>A part with the site's stock of it.</summary>
public sealed record Part
{
    /// <summary>Its id.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("part")]
    public required string PartId { get; init; }

    public required string Name { get; init; }

    public required string Unit { get; init; }

    /// <summary>Null where the site does not stock it.</summary>
    public Stock? Stock { get; init; }
}

/// <summary>A part's name and unit.</summary>
public sealed record PartName
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Unit { get; init; }
}

/// <summary>How much of a part a site wants to have.</summary>
public sealed record StockSettings
{
    public int? SafetyStock { get; init; }

    public int? ReorderPoint { get; init; }

    public int? ReorderQuantity { get; init; }

    public int? LeadTimeDays { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>One row of the ledger.</summary>
public sealed record StockMove
{
    public required string Id { get; init; }

    public required string Part { get; init; }

    /// <summary><c>receive</c>, <c>reserve</c>, <c>release</c>, <c>consume</c>, <c>adjust</c>, <c>count</c>, <c>transfer_out</c>, <c>transfer_in</c> or <c>opening</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The change of what is on hand.</summary>
    public required int OnHand { get; init; }

    /// <summary>The change of what is reserved.</summary>
    public required int Reserved { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A delivery; each is booked once.</summary>
public sealed record Receipt
{
    public required int Quantity { get; init; }

    /// <summary>The delivery's own number.</summary>
    public required string Delivery { get; init; }

    public string? ReplenishmentId { get; init; }

    public string? Note { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A correction by a difference.</summary>
public sealed record Adjustment
{
    public required int Change { get; init; }

    public required string Note { get; init; }

    public string? Reference { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>What was counted on the shelf.</summary>
public sealed record Count
{
    public required int OnHand { get; init; }

    public string? Note { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>Stock that goes to another site.</summary>
public sealed record Shipment
{
    public required string ToSite { get; init; }

    public required int Quantity { get; init; }

    public string? Reference { get; init; }

    public string? Note { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A work order that a booking has set free.</summary>
public sealed record ReleasedWork
{
    public string Id { get; init; } = "";

    public string Number { get; init; } = "";

    public int Priority { get; init; }

    public string State { get; init; } = "";

    public string? Technician { get; init; }
}

/// <summary>What a booking did.</summary>
public sealed record Booking
{
    public required string MoveId { get; init; }

    public Stock? Stock { get; init; }

    /// <summary>Work orders that have their parts now, the most urgent first.</summary>
    public IReadOnlyList<ReleasedWork> Released { get; init; } = [];

    public int Cancelled { get; init; }

    public int StillWaiting { get; init; }
}

/// <summary>Stock that is on its way.</summary>
public sealed record Sent
{
    public required string TransferId { get; init; }

    public Stock? Stock { get; init; }
}

/// <summary>What arrived of a transfer; all of it where nothing is said.</summary>
public sealed record Arrival
{
    public int? Quantity { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>Stock from one site to another.</summary>
public sealed record Transfer
{
    public required string Id { get; init; }

    public required string Part { get; init; }

    public required int Quantity { get; init; }

    public required string FromSite { get; init; }

    public required string ToSite { get; init; }

    /// <summary><c>sent</c> or <c>received</c>.</summary>
    public required string State { get; init; }
}

/// <summary>Something to be ordered.</summary>
public sealed record Replenishment
{
    public required string Id { get; init; }

    public required string Part { get; init; }

    public required int Quantity { get; init; }

    /// <summary><c>open</c>, <c>ordered</c>, <c>received</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    public DateTimeOffset? Eta { get; init; }
}

/// <summary>Ordered, or cancelled.</summary>
public sealed record ReplenishmentChange
{
    /// <summary><c>ordered</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    public int? Quantity { get; init; }

    public DateTimeOffset? Eta { get; init; }

    public string? OperatorId { get; init; }
}
