using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.WorkOrders;

namespace Scanward.Routing;

/// <summary>Something that happened to an asset, as far as its history remembers it: <see cref="AssetHistory.After"/>.</summary>
public abstract record HistoryChange
{
    private HistoryChange()
    {
    }

    /// <summary>A scan was routed.</summary>
    /// <param name="Scan">The scan, with the work order that it made, if any.</param>
    /// <param name="Duplicate">Whether it said again what was known.</param>
    /// <param name="Opened">The kind of the work order that it made; null where it made none.</param>
    /// <param name="Readings">What its meters read.</param>
    /// <param name="FoldsPm">Whether the work order does the asset's preventive maintenance as well.</param>
    public sealed record Scanned(LastScan Scan, bool Duplicate, WorkKind? Opened, ImmutableArray<MeterReading> Readings, bool FoldsPm = false) : HistoryChange;

    /// <summary>A work order is no longer open.</summary>
    /// <param name="WorkOrderId">Which; one that the history does not hold changes nothing.</param>
    /// <param name="At">When it ended.</param>
    /// <param name="Cancelled">Whether it was given up: only a finished corrective one counts as a closed fault.</param>
    public sealed record Ended(long WorkOrderId, Instant At, bool Cancelled) : HistoryChange;

    /// <summary>A work order that had ended is open again.</summary>
    public sealed record Reopened(OpenWork Work) : HistoryChange;

    /// <summary>Meters were read otherwise than by a scan.</summary>
    public sealed record MetersRead(ImmutableArray<MeterReading> Readings) : HistoryChange;
}
