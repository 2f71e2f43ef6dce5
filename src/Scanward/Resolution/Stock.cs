using NodaTime;

namespace Scanward.Resolution;

/// <summary>The stock of one part at one site. Quantities are whole units and never negative.</summary>
public sealed record Stock
{
    /// <summary>More of a part than this is a typing mistake.</summary>
    public const int QuantityMax = 1_000_000_000;

    public required string SiteId { get; init; }

    public required string PartId { get; init; }

    /// <summary>What lies on the shelf, reserved or not.</summary>
    public required int OnHand { get; init; }

    /// <summary>What of it is held for work orders.</summary>
    public int Reserved { get; init; }

    /// <summary>What is ordered and not received yet.</summary>
    public int OnOrder { get; init; }

    public int SafetyStock { get; init; }

    /// <summary>The position at or below which a replenishment is opened; null where the part is not replenished.</summary>
    public int? ReorderPoint { get; init; }

    /// <summary>What one replenishment asks for; null for as much as brings the position to twice the reorder point.</summary>
    public int? ReorderQuantity { get; init; }

    /// <summary>Days from order to receipt; gives the expected arrival where no better is known.</summary>
    public int? LeadTimeDays { get; init; }

    /// <summary>When what is on order is expected; null where unknown.</summary>
    public Instant? Eta { get; init; }

    /// <summary>When these figures were true.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>On hand less reserved.</summary>
    public int Available => OnHand - Reserved;

    /// <summary>Available plus on order: what replenishment looks at.</summary>
    public long Position => (long)Available + OnOrder;

    /// <summary>
    /// The stock with <paramref name="quantity"/> more held; at most what is <see cref="Available"/>, so that what is reserved never passes what is
    /// on hand.
    /// </summary>
    public Stock Reserve(int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, Available);
        return this with { Reserved = Reserved + quantity };
    }

    /// <summary>
    /// The stock with <paramref name="quantity"/> held no more. Where a pull from the system that owns the stock has dropped the hold already,
    /// nothing is left to release.
    /// </summary>
    public Stock Release(int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        return this with { Reserved = Math.Max(0, Reserved - quantity) };
    }
}
