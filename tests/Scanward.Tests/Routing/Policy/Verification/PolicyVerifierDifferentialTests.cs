using System.Globalization;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.PolicyVerification;

/// <summary>The verifier against the enumeration of every scan, on random small policies. A failure names its seed.</summary>
public sealed class PolicyVerifierDifferentialTests
{
    private const int Worlds = 300;

    [Fact]
    public void Gap_IsFoundExactlyWhenSomeScanFallsToNoRow() => ForAll((world, report, scans) =>
    {
        var gaps = report.Findings.Where(f => f.Code == FindingCode.Gap).ToList();
        Assert.Equal(scans.Exists(s => Rows.Taker(world.Policy, s) is null), gaps.Count > 0);
        foreach (var gap in gaps) Assert.Null(Rows.Taker(world.Policy, gap.Witness!.Facts));
    });

    [Fact]
    public void Row_IsUnreachableExactlyWhenNoScanGetsToIt() => ForAll((world, report, scans) =>
    {
        var reached = scans.Select(s => Rows.Taker(world.Policy, s)).ToHashSet();
        var unreached = world.Policy.Rows.Select(r => r.Id).Where(id => !reached.Contains(id));
        var reported = report.Errors.Where(f => f.Code is FindingCode.Unreachable or FindingCode.Duplicate).Select(f => f.Rows[0].Id);
        Assert.Equal(unreached, reported);
        Assert.Equal(world.Policy.Rows.Select(r => r.Id).Where(reached.Contains), report.Reached.Select(r => r.Row.Id));
        foreach (var (row, witness) in report.Reached) Assert.Equal(row.Id, Rows.Taker(world.Policy, witness.Facts));
    });

    [Fact]
    public void RowsThatShadow_CoverTogetherAndNoneCanBeSpared() => ForAll((world, report, scans) =>
    {
        foreach (var finding in report.Findings.Where(f => f.Code == FindingCode.Unreachable && f.Rows.Length > 1))
        {
            var row = RowOf(world.Policy, finding.Rows[0]);
            var shadows = finding.Rows.Skip(1).Select(r => RowOf(world.Policy, r)).ToList();
            var asked = scans.Where(s => Rows.Matches(row, s)).ToList();
            Assert.All(asked, s => Assert.Contains(shadows, r => Rows.Matches(r, s)));
            foreach (var spared in shadows)
            {
                Assert.Contains(asked, s => !shadows.Exists(r => r != spared && Rows.Matches(r, s)));
            }

            Assert.True(Rows.Matches(row, finding.Witness!.Facts));
            if (shadows.Count > 1) Assert.Contains($"The example goes to `{Rows.Taker(world.Policy, finding.Witness.Facts)}`", finding.Detail, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Duplicate_IsSaidExactlyOfRowsThatMatchTheSameScans() => ForAll((world, report, scans) =>
    {
        var matched = world.Policy.Rows.Select(r => (r.Id, Scans: string.Concat(scans.Select(s => Rows.Matches(r, s) ? '1' : '0')))).ToList();
        var expected = matched.Where((m, i) => m.Scans.Contains('1', StringComparison.Ordinal) && matched.Take(i).Any(e => e.Scans == m.Scans)).Select(m => m.Id);
        Assert.Equal(expected, report.Findings.Where(f => f.Code == FindingCode.Duplicate).Select(f => f.Rows[0].Id));
    });

    [Fact]
    public void Falls_AreListedExactlyWhenSomeScanFallsToTheRowThatTakesEverything() => ForAll((world, report, scans) =>
    {
        var last = world.Policy.Rows.FirstOrDefault(r => scans.TrueForAll(s => Rows.Matches(r, s)));
        var falls = report.Findings.Where(f => f.Code == FindingCode.ReachesOtherwise).ToList();
        Assert.Equal(last is not null && scans.Exists(s => Rows.Taker(world.Policy, s) == last.Id), falls.Count > 0);
        foreach (var fall in falls) Assert.Equal(last!.Id, Rows.Taker(world.Policy, fall.Witness!.Facts));
    });

    [Fact]
    public void Move_IsSuggestedOnlyWhereItLeavesEveryRowReached() => ForAll((world, report, scans) =>
    {
        foreach (var finding in report.Findings.Where(f => f.Code == FindingCode.Unreachable && f.Suggestion is not null))
        {
            var moved = RowOf(world.Policy, finding.Rows[0]);
            var order = world.Policy.Rows.Remove(moved);
            var place = order.IndexOf(RowOf(world.Policy, finding.Rows[1]));
            var better = world.Policy with { Rows = order.Insert(place, moved) };
            var before = scans.Select(s => Rows.Taker(world.Policy, s)).ToHashSet();
            var after = scans.Select(s => Rows.Taker(better, s)).ToHashSet();
            Assert.Contains(moved.Id, after);
            Assert.Superset(before, after);
        }
    });

    [Fact]
    public void Overlap_IsSaidExactlyOfCrossingRowsWithAScanBetweenThem() => ForAll((world, _, scans) =>
    {
        var rows = world.Policy.Rows;
        var expected = new List<(string, string)>();
        for (var late = 1; late < rows.Length; late++)
        {
            for (var early = 0; early < late; early++)
            {
                var (a, b) = (rows[early], rows[late]);
                if (a.Then == b.Then || scans.TrueForAll(s => !Rows.Matches(a, s) || Rows.Matches(b, s))) continue;
                if (scans.TrueForAll(s => !Rows.Matches(b, s) || Rows.Matches(a, s))) continue;
                if (scans.Exists(s => Rows.Taker(world.Policy, s) == a.Id && Rows.Matches(b, s))) expected.Add((a.Id, b.Id));
            }
        }

        var overlaps = PolicyVerifier.Overlaps(world.Policy);
        Assert.True(overlaps.Complete);
        Assert.Equal(expected, overlaps.Findings.Select(f => (f.Rows[0].Id, f.Rows[1].Id)));
        foreach (var f in overlaps.Findings)
        {
            Assert.Equal(f.Rows[0].Id, Rows.Taker(world.Policy, f.Witness!.Facts));
            Assert.True(Rows.Matches(RowOf(world.Policy, f.Rows[1]), f.Witness.Facts));
        }
    });

    [Fact]
    public void SmallBudget_NeverMakesAWrongClaim() => ForAll((world, whole, _) =>
    {
        foreach (var budget in (long[])[0, 20, 60, 200])
        {
            var report = PolicyVerifier.Verify(world.Policy, budget);
            var said = report.Errors.Select(f => (f.Code, f.Rows.FirstOrDefault().Id)).ToHashSet();
            Assert.Subset(whole.Errors.Select(f => (f.Code, f.Rows.FirstOrDefault().Id)).ToHashSet(), said);
            Assert.Equal(report.Proven, report.Findings.All(f => f.Code != FindingCode.NotProven));
            if (report.Proven) Assert.Equal(whole.Refuses, report.Refuses);
        }
    });

    private static PolicyRow RowOf(Policy policy, FindingRow row) => policy.Rows.Single(r => r.Id == row.Id);

    private static void ForAll(Action<SmallWorld, VerificationReport, List<Facts>> claim)
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new SmallWorld(seed);
            var report = PolicyVerifier.Verify(world.Policy);
            try
            {
                Assert.True(report.Proven);
                claim(world, report, [.. world.Scans()]);
            }
            catch (Exception e)
            {
                var rows = string.Join('\n', world.Policy.Rows.Select(r => RowYaml.Of(r)));
                var findings = string.Join('\n', report.Findings.Select(f => f.Detail));
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}:\n{rows}\n{findings}"), e);
            }
        }
    }
}
