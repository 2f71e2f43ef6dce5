using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;

namespace Scanward.Routing.Parts;

/// <summary>When stock that is not there yet is expected.</summary>
internal static class Arrivals
{
    /// <summary>
    /// When as much as <paramref name="quantity"/> is expected to be available; null where it is already, where what is on order does not make up for
    /// what is missing, or where the arrival is not known or has passed. Without an arrival of its own, what is on order comes within the lead time.
    /// </summary>
    public static Instant? MissingEta(this Stock stock, long quantity, Instant now)
    {
        if (stock.Available >= quantity || stock.Position < quantity) return null;
        return (stock.Eta ?? stock.AfterLeadTime(now)) is { } eta && eta >= now ? eta : null;
    }

    public static Instant? AfterLeadTime(this Stock stock, Instant now) => stock.LeadTimeDays is { } days ? Horizon.Ahead(now, days * 1_440L) : null;
}
