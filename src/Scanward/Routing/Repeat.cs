using Scanward.Ingestion;

namespace Scanward.Routing;

/// <summary>How a scan repeats what was known; on the wire in snake_case.</summary>
public enum Repeat
{
    /// <summary>The same person scanned the same again.</summary>
    SameScan = 1,

    /// <summary>A fault that is open already is reported again, by whomever.</summary>
    SameFault = 2,

    /// <summary>A fault that had been repaired is back, as the policy's row says.</summary>
    Recall = 3,
}

/// <summary>Tells the kinds of repeats apart.</summary>
public static class Repeats
{
    /// <param name="sameOperator">Whether who made the last scan is who makes this one; asked only where it matters.</param>
    /// <returns>Null where the scan repeats nothing.</returns>
    public static Repeat? Of(RoutingInputs inputs, RoutingDecision decision, Func<long, bool> sameOperator)
    {
        if (decision.Outcome == Outcome.Duplicate)
        {
            return decision.DuplicateOf switch
            {
                DuplicateOf.LastScan when decision is { DuplicateScanId: { } last, PointsTo: not null } && !sameOperator(last) => Repeat.SameFault,
                DuplicateOf.LastScan => Repeat.SameScan,
                DuplicateOf.SameFaultOpen or DuplicateOf.OpenCorrective => Repeat.SameFault,
                _ => null,
            };
        }

        if (decision.Work is null || inputs.Scan.Type != ScanType.Corrective || inputs.History.SameFaultClosed(inputs.Scan.FailureMode) is null) return null;
        return inputs.Policy.Rows.FirstOrDefault(r => r.Id == decision.RowId)?.When.Any(c => c.Fact == Fact.SameFaultClosedAgo) == true ? Repeat.Recall : null;
    }
}
