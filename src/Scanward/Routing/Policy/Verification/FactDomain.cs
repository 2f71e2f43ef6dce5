using Scanward.Ingestion;

namespace Scanward.Routing.Policy;

/// <summary>What one fact can be when a real scan is routed.</summary>
/// <param name="Column">How it is written, and the numbers that it can have.</param>
/// <param name="MayBeUnknown">Whether it can be unknown.</param>
/// <param name="Ordinary">The value that an example shows when it may choose; of names <see cref="Facts.Unknown"/>, or 0 for the first that the
/// policy mentions.</param>
internal sealed record FactDomain(FactColumn Column, bool MayBeUnknown, long Ordinary);

/// <summary>
/// The one table of which facts can be unknown. The verifier is exact only as far as this table is: where it denies a value that does occur, gaps
/// go unseen; where it allows one that does not, gaps are reported into which no scan can fall. In doubt it allows. Numbers need no table: a column
/// counts a value outside of its range as the nearest end.
/// </summary>
internal static class FactDomains
{
    private const long Day = 1440;

    /// <summary>What <paramref name="fact"/> can be.</summary>
    /// <param name="profileGoesStale">Whether the policy has <c>fresh: { profile: … }</c>, so that facts of an older profile read unknown.</param>
    public static FactDomain Of(Fact fact, bool profileGoesStale) => fact switch
    {
        // The schema asks for it and knows no fourth.
        Fact.Scan => Always(fact, (long)ScanType.Corrective),

        // The credential names the site, and only resolved scans are routed: both names are always there.
        Fact.Site or Fact.Asset => Always(fact, 0),

        // From the profile, which always has them; unknown only when the policy itself declares an old profile unknown.
        Fact.AssetClass => new(FactColumn.Of(fact), profileGoesStale, 0),
        Fact.Criticality => new(FactColumn.Of(fact), profileGoesStale, 3),

        // Optional in the scan.
        Fact.FailureMode => Perhaps(fact, Facts.Unknown),

        // Unknown without a position in the scan, or without one of the asset.
        Fact.Location => Perhaps(fact, (long)LocationFact.AtAsset),

        // Unknown at the first scan, and for a scan that is older than the last one.
        Fact.LastScanAgo => Perhaps(fact, 30 * Day),

        // Unknown where there is no such work order.
        Fact.SameFaultOpenAge or Fact.SameFaultClosedAgo => Perhaps(fact, Facts.Unknown),

        // Known for work orders of ours; unknown where a maintenance system owns them and has not told.
        Fact.OpenCorrective or Fact.OpenPm or Fact.OpenInspection => Perhaps(fact, 0),

        // Counted from the asset's own row, which keeps the last 16.
        Fact.Failures90d => Always(fact, 0),

        // Unknown until there is an MTBF.
        Fact.MtbfUsed => Perhaps(fact, 50),

        // Unknown where the profile has no such date.
        Fact.PmDueIn => Perhaps(fact, 30 * Day),
        Fact.WarrantyLeft or Fact.MeterDueIn => Perhaps(fact, Facts.Unknown),

        // Unknown where the stock does not know a part, or is older than `fresh` allows.
        Fact.Parts => Perhaps(fact, (long)PartsFact.Available),

        // Unknown where nothing is missing or nobody has said when.
        Fact.PartsEta => Perhaps(fact, Facts.Unknown),

        // Evaluated from our own roster before the table: one of the three, always.
        Fact.Crew => Always(fact, (long)CrewFact.OnShift),

        // Unknown where there is nobody to have a load.
        Fact.CrewLoad => Perhaps(fact, 50),

        // From the site's calendar, which says one or the other of every instant.
        Fact.Time => Always(fact, (long)TimeFact.Working),

        // Unknown for an operator who is in no roster.
        Fact.OperatorRole => Perhaps(fact, Facts.Unknown),

        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "A fact without a domain"),
    };

    /// <summary>What <c>reading:&lt;meter&gt;</c> can be: any number, and unknown where the scan brings none.</summary>
    public static FactDomain Reading(string meter) => new(FactColumn.Reading(meter), true, Facts.Unknown);

    private static FactDomain Always(Fact fact, long ordinary) => new(FactColumn.Of(fact), false, ordinary);

    private static FactDomain Perhaps(Fact fact, long ordinary) => new(FactColumn.Of(fact), true, ordinary);
}
