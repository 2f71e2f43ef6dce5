using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>
/// The exact check of a policy: gaps, rows that no scan reaches, duplicates, and what is left to the last row. It covers the space of all scans
/// with boxes instead of comparing rows pair by pair, which misses rows that several others hide together. What it says is proven, with a scan
/// to show it; what it cannot settle within its budget it says too.
/// </summary>
public static class PolicyVerifier
{
    /// <summary>
    /// Tests of one row against one box, wide boxes counting for more: some seconds at worst. A policy of 1,000 rows takes a few millions.
    /// </summary>
    public const long DefaultBudget = 100_000_000;

    /// <summary>Verifies a policy.</summary>
    /// <param name="budget">Tests of one row against one box that may be spent.</param>
    public static VerificationReport Verify(Policy policy, long budget = DefaultBudget)
    {
        var space = new PolicySpace(policy);
        var effort = new Effort(budget);
        var gaps = new GapCheck(space, effort);
        var reach = new ReachCheck(space, effort);
        var findings = new List<PolicyFinding>(gaps.Gaps());
        reach.Run();
        findings.AddRange(reach.Findings);
        if (!gaps.Proven) findings.Add(NotProven("whether every scan is taken by some row", budget));
        if (reach.Unproven.Count > 0) findings.Add(NotProven(reach.Unproven, policy, budget));
        findings.AddRange(gaps.Falls());
        return new()
        {
            Proven = gaps.Proven && reach.Unproven.Count == 0,
            Findings = [.. findings],
            Reached = [.. reach.Reached],
        };
    }

    /// <summary>
    /// Pairs of rows with different results that match some of the same scans, neither a special case of the other. Under first match such
    /// pairs are normal; they are worth a look when the order of rows is in doubt.
    /// </summary>
    public static OverlapReport Overlaps(Policy policy, long budget = DefaultBudget) =>
        new OverlapCheck(new PolicySpace(policy), new Effort(budget)).Run();

    private static PolicyFinding NotProven(IReadOnlyList<int> rows, Policy policy, long budget)
    {
        const int NamedMax = 10;
        var names = rows.Take(NamedMax).Select(r => ScanWords.Row(policy.Rows[r])).ToList();
        if (rows.Count > NamedMax) names.Add($"{ScanWords.Number(rows.Count - NamedMax)} more");
        var finding = NotProven($"whether any scan reaches {(rows.Count == 1 ? "row" : "rows")} {ScanWords.Join(names)}", budget);
        return finding with { Rows = [.. rows.Select(r => new FindingRow(policy.Rows[r].Id, policy.Rows[r].Line))] };
    }

    private static PolicyFinding NotProven(string question, long budget) => new()
    {
        Severity = FindingSeverity.Note,
        Code = FindingCode.NotProven,
        Detail = $"Not proven within the budget of {ScanWords.Number(budget)} tests: {question}. It may be so or not; use fewer different values, "
            + "or a larger budget.",
    };
}

/// <param name="Findings">In the order of the later row of each pair.</param>
/// <param name="Complete">False when there may be more: past 200 pairs, or past the budget.</param>
public sealed record OverlapReport(ImmutableArray<PolicyFinding> Findings, bool Complete);
