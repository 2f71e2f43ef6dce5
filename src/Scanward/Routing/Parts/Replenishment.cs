using NodaTime;
using Scanward.Resolution;

namespace Scanward.Routing.Parts;

/// <summary>An order for more of a part.</summary>
/// <param name="Quantity">At least 1.</param>
/// <param name="Eta">Now and the lead time, in days of 24 hours; null where the lead time is not known.</param>
public sealed record Replenishment(string SiteId, string PartId, int Quantity, Instant? Eta)
{
    /// <summary>
    /// The replenishment that <paramref name="stock"/> asks for: one, when its position (available and on order) is at or below the reorder point and
    /// none is open; else null. It is for the reorder quantity, or, where none is given, for what brings the position to twice the reorder point.
    /// </summary>
    /// <param name="stock">As the decision leaves it.</param>
    /// <param name="open">Whether a replenishment of this part at this site is open already.</param>
    /// <param name="now">When it is ordered.</param>
    public static Replenishment? Due(Stock stock, bool open, Instant now)
    {
        if (open || stock.ReorderPoint is not { } point || stock.Position > point) return null;

        var quantity = stock.ReorderQuantity ?? (2L * point) - stock.Position;
        return new(stock.SiteId, stock.PartId, (int)Math.Clamp(quantity, 1, int.MaxValue), stock.AfterLeadTime(now));
    }

    /// <summary>
    /// The stock with this on order. Its expected arrival is the later of the two, since it speaks for all that is on order; not known when either is
    /// not.
    /// </summary>
    public Stock PlacedOn(Stock stock) => stock with
    {
        OnOrder = (int)Math.Min(int.MaxValue, (long)stock.OnOrder + Quantity),
        Eta = stock.OnOrder == 0 ? Eta : stock.Eta is { } first && Eta is { } second ? Instant.Max(first, second) : null,
    };
}
