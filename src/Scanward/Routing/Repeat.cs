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

/// <summary>
/// Tells operators apart in few bytes, where nobody needs their names: FNV-1a of 64 bits over the id's UTF-16 code units (Fowler, Noll and Vo, 1991). Two of a plant's operators share one with a chance
/// of one to some 10^13.
/// </summary>
public static class OperatorMark
{
    private const ulong OffsetBasis = 0xCBF2_9CE4_8422_2325, Prime = 0x0000_0100_0000_01B3;

    /// <summary>Never 0.</summary>
    public static ulong Of(string operatorId)
    {
        var mark = OffsetBasis;
        foreach (var unit in operatorId) mark = (mark ^ unit) * Prime;
        return Math.Max(mark, 1);
    }
}

/// <summary>Tells the kinds of repeats apart.</summary>
public static class Repeats
{
    /// <param name="operatorId">Who makes the scan.</param>
    /// <returns>Null where the scan repeats nothing.</returns>
    public static Repeat? Of(RoutingInputs inputs, RoutingDecision decision, string operatorId)
    {
        if (decision.Outcome == Outcome.Duplicate)
        {
            return decision.DuplicateOf switch
            {
                DuplicateOf.LastScan when decision.PointsTo is not null && inputs.History.Last(inputs.Scan.Type, inputs.Scan.FailureMode)?.By is > 0 and var by && by != OperatorMark.Of(operatorId) =>
                    Repeat.SameFault,
                DuplicateOf.LastScan => Repeat.SameScan,
                DuplicateOf.SameFaultOpen or DuplicateOf.OpenCorrective => Repeat.SameFault,
                _ => null,
            };
        }

        if (decision.Work is null || inputs.Scan.Type != ScanType.Corrective || inputs.History.SameFaultClosed(inputs.Scan.FailureMode) is null) return null;
        return inputs.Policy.Rows.FirstOrDefault(r => r.Id == decision.RowId)?.When.Any(c => c.Fact == Fact.SameFaultClosedAgo) == true ? Repeat.Recall : null;
    }
}
