using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Routing.Policy;
using static Scanward.Tests.Routing.PolicyVerification.Rows;

namespace Scanward.Tests.Routing.PolicyVerification;

public sealed class PolicyVerifierTests
{
    [Fact]
    public void Gap_IsOneConcreteScanInWordsWithARowToPaste()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("fix", 3, Is(Fact.Scan, 1), Is(Fact.Parts, 1, 2, 3).OrUnknown()),
            Row("fix-c5", 4, Is(Fact.Scan, 1), Is(Fact.Criticality, 5)),
            Row("rest", 5, Not(Fact.Scan, 1))));

        var gap = Assert.Single(report.Findings);
        Assert.True(report.Refuses);
        Assert.True(report.Proven);
        Assert.Equal(FindingCode.Gap, gap.Code);
        Assert.Equal("No row takes a corrective scan of an asset of criticality 1..4 with parts short.", gap.Detail);
        Assert.Equal(["scan=corrective", "criticality=3", "parts=short"], gap.Witness!.Words);
        Assert.Equal((long)PartsFact.Short, gap.Witness.Facts[Fact.Parts]);
        Assert.Equal("- { id: gap-1, when: { scan: corrective, criticality: 1..4, parts: short }, then: review P3 }", gap.Suggestion);
        Assert.Equal("paste at the end of `route`", gap.Placement);
    }

    [Fact]
    public void Row_HiddenBySeveralTogether_IsUnreachableThoughNoneHidesItAlone()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("aside", 1, Is(Fact.Scan, 2), Is(Fact.Crew, 3)),
            Row("low", 2, Is(Fact.Scan, 1), Between(Fact.Criticality, 1, 3)),
            Row("short", 3, Is(Fact.Scan, 1), Is(Fact.Parts, 4)),
            Row("high", 4, Is(Fact.Scan, 1), Between(Fact.Criticality, 3, 5), Is(Fact.Parts, 1, 2, 3).OrUnknown()),
            Row("never", 5, Is(Fact.Scan, 1), Is(Fact.Crew, 2)),
            Row("otherwise", 6)));

        var finding = Assert.Single(report.Errors);
        Assert.Equal(FindingCode.Unreachable, finding.Code);
        Assert.Equal([new("never", 5), new("low", 2), new("short", 3), new("high", 4)], finding.Rows.ToArray());
        Assert.Equal(
            "No scan reaches row `never` (line 5): `low` (line 2), `short` (line 3) and `high` (line 4) together take all that it asks for " +
            "(a corrective scan with crew on_call). The example goes to `low`. Put it before `low`, or remove it.",
            finding.Detail);
        Assert.Equal("move it before row `low`", finding.Placement);
    }

    [Fact]
    public void Row_ThatWouldHideOthersWhenMoved_IsNotSuggestedForMoving()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("low", 1, Between(Fact.Criticality, 1, 2)),
            Row("high", 2, Between(Fact.Criticality, 3, 5)),
            Row("any", 3)));

        var finding = Assert.Single(report.Errors);
        Assert.Equal("any", finding.Rows[0].Id);
        Assert.Null(finding.Suggestion);
        Assert.EndsWith("Remove it, or narrow one of them.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_IsSeenThoughWrittenDifferently()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("a", 1, Between(Fact.Criticality, 1, 3), Not(Fact.Crew, 3)),
            Row("b", 2, Is(Fact.Crew, 1, 2), Not(Fact.Criticality, 4, 5), Is(Fact.Scan, 1, 2, 3)).Gives(Outcome.Review, Priority.P4),
            Row("otherwise", 3)));

        var finding = Assert.Single(report.Errors);
        Assert.Equal(FindingCode.Duplicate, finding.Code);
        Assert.Equal([new("b", 2), new("a", 1)], finding.Rows.ToArray());
        Assert.Equal(
            "Row `b` (line 2) asks for the same scans as row `a` (line 1), a scan of an asset of criticality 1..3 with crew not none, " +
            "and so is never reached. Keep the one that you mean: corrective_wo P3 or review P4.",
            finding.Detail);
    }

    [Fact]
    public void Row_ThatAsksForWhatCannotBe_IsUnreachableByItself()
    {
        var unknownCrew = Is(Fact.Crew, Facts.Unknown) with { Text = "unknown" };
        var report = PolicyVerifier.Verify(Policy(Row("odd", 7, unknownCrew), Row("both", 8, Named(Fact.Site, "a"), Named(Fact.Site, "b")), Row("otherwise", 9)));

        Assert.Equal(
            [
                "Row `odd` (line 7) matches no scan: `crew: unknown` holds for no value that the fact can have; crew is never unknown. Correct the test, or remove the row.",
                "Row `both` (line 8) matches no scan: `site: a` and `site: b` exclude each other. Correct the test, or remove the row.",
            ],
            report.Errors.Select(f => f.Detail));
    }

    [Fact]
    public void Falls_SayWhatTheLastRowTakesThoughThereIsNoGap()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("fix", 1, Is(Fact.Scan, 1)),
            Row("pm", 2, Is(Fact.Scan, 2), Between(Fact.PmDueIn, IntervalSet.Least, 7 * 1440)),
            Row("otherwise", 3).Gives(Outcome.Review, Priority.P3)));

        Assert.False(report.Refuses);
        Assert.Equal(
            [
                "An inspection scan is left to row `otherwise` (line 3): review P3.",
                "A preventive or inspection scan with pm_due_in over 7d or unknown is left to row `otherwise` (line 3): review P3.",
            ],
            report.Notes.Select(f => f.Detail).Order().Reverse());
    }

    [Fact]
    public void Names_LeaveRoomForNamesThatNobodyMentions()
    {
        var report = PolicyVerifier.Verify(Policy(
            Row("north", 1, Named(Fact.Site, "north", "some_site")),
            Row("noise", 2, NotNamed(Fact.Site, "south"), NotNamed(Fact.FailureMode))));

        var gap = Assert.Single(report.Errors);
        Assert.Equal("No row takes a scan at site south.", gap.Detail);
        Assert.Equal(["site=south"], gap.Witness!.Words);
        var other = PolicyVerifier.Verify(Policy(Row("north", 1, Named(Fact.Site, "north", "some_site"))));
        Assert.Equal(["site=some_site_2"], Assert.Single(other.Errors).Witness!.Words);
        Assert.Equal("No row takes a scan at site not north or some_site.", Assert.Single(other.Errors).Detail);
    }

    [Fact]
    public void Criticality_IsUnknownOnlyWhereThePolicyLetsProfilesGoStale()
    {
        var policy = Policy(Row("low", 1, Between(Fact.Criticality, 1, 3)), Row("high", 2, Between(Fact.Criticality, 4, 5)));

        Assert.False(PolicyVerifier.Verify(policy).Refuses);
        var stale = PolicyVerifier.Verify(policy with { FreshMinutes = policy.FreshMinutes.Add("profile", 10080) });
        Assert.Equal("No row takes a scan of an asset of criticality unknown.", Assert.Single(stale.Errors).Detail);
    }

    [Fact]
    public void Readings_AreNumbersInThousandthsAndMayBeMissing()
    {
        var report = PolicyVerifier.Verify(Policy(Row("worn", 1, Reading("run_hours", 8_000_001, long.MaxValue)), Row("fresh", 2, Reading("run_hours", 0, 7_999_500))));

        Assert.Equal(
            "- { id: gap-1, when: { reading:run_hours: not 0..7999.5 or over 8000 }, then: review P3 }",
            Assert.Single(report.Errors).Suggestion);
    }

    [Fact]
    public void Reached_HasAScanForEveryRow()
    {
        var report = PolicyVerifier.Verify(Policy(Row("fix", 1, Is(Fact.Scan, 1)), Row("otherwise", 2)));

        Assert.Equal(["fix", "otherwise"], report.Reached.Select(r => r.Row.Id));
        Assert.Equal((long)ScanType.Corrective, report.Reached[0].Witness.Facts[Fact.Scan]);
        Assert.NotEqual((long)ScanType.Corrective, report.Reached[1].Witness.Facts[Fact.Scan]);
    }

    [Fact]
    public void Policy_WithoutRows_IsOneGap()
    {
        var gap = Assert.Single(PolicyVerifier.Verify(Policy()).Findings);
        Assert.Equal("No row takes a scan.", gap.Detail);
        Assert.Equal("- { id: gap-1, then: review P3 }", gap.Suggestion);
    }

    /// <summary>Each row forbids one combination of three of 60 readings: as hard as satisfiability, and at this density without a quick answer.</summary>
    [Theory]
    [InlineData(11), InlineData(12)]
    public void HardPolicy_PastItsBudget_IsSaidToBeNotProven(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 270).Select(r => Row("r" + r, r + 1, [.. Enumerable.Range(0, 60).OrderBy(_ => random.Next()).Take(3).Order().Select(m =>
            random.Next(2) == 0 ? Reading("m" + m, 0, long.MaxValue) : Reading("m" + m, IntervalSet.Least, -1).OrUnknown())]));

        var report = PolicyVerifier.Verify(Policy([.. rows]), budget: 30_000);

        Assert.False(report.Proven, $"seed {seed}");
        Assert.DoesNotContain(report.Findings, f => f.Code == FindingCode.Gap);
        Assert.Contains(
            "Not proven within the budget of 30,000 tests: whether every scan is taken by some row. It may be so or not; use fewer different values, or a larger budget.",
            report.Findings.Where(f => f.Code == FindingCode.NotProven).Select(f => f.Detail));
    }

    [Fact]
    public void ManyNames_AreEachReached()
    {
        const int Names = 1000;
        var rows = Enumerable.Range(0, Names).Select(n => Row("n" + n, n + 1, Named(Fact.Asset, "asset-" + n), Is(Fact.Scan, 1 + (n % 3))));

        var report = PolicyVerifier.Verify(Policy([.. rows, Row("otherwise", Names + 1)]));

        Assert.True(report.Proven);
        Assert.False(report.Refuses);
        Assert.Equal(Names + 1, report.Reached.Length);
    }

    [Fact]
    public void LongList_IsCutInTheSentenceButNotInTheRow()
    {
        var names = Enumerable.Range(100, 40).Select(n => "pump-" + n).ToArray();

        var gap = Assert.Single(PolicyVerifier.Verify(Policy(Row("others", 1, NotNamed(Fact.Asset, names)))).Errors);

        Assert.Equal("No row takes a scan of asset pump-100 or pump-101 or pump-102 or pump-103 or pump-104 or pump-105 or 34 more.", gap.Detail);
        Assert.Contains(string.Join(" or ", names), gap.Suggestion, StringComparison.Ordinal);
    }
}
