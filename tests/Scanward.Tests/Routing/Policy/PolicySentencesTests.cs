using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

/// <summary>Policies are read aloud as they decide.</summary>
public sealed class PolicySentencesTests
{
    [Theory]
    [InlineData("rescan", "When the last such scan was less than 10 minutes ago, then it repeats the last scan, and nothing more is made.")]
    [InlineData("wrong-place", "When the scan was made off site, then a person looks at it, P3.")]
    [InlineData("same-fault", "When the scan is corrective and the same fault has been open for less than 14 days, then it repeats the open work order for the same fault, and nothing more is made.")]
    [InlineData("recall", "When the scan is corrective and the same fault was closed less than 30 days ago, then a tier 2 engineer, P2.")]
    [InlineData("warranty", "When the scan is corrective and the warranty has more than 0 days left and criticality is 1 to 3, then a warranty claim, P3.")]
    [InlineData("bad-actor", "When the scan is corrective and it failed at least 3 times in 90 days, then a tier 2 engineer, P2.")]
    [InlineData("no-crew", "When the scan is corrective and criticality is 4 to 5 and nobody can come, then a tier 2 engineer, P1.")]
    [InlineData("no-parts-c5", "When the scan is corrective and criticality is 5 and the parts are short or not known, then a tier 2 engineer, P1.")]
    [InlineData("no-parts", "When the scan is corrective and criticality is 1 to 4 and the parts are there only by dipping into safety stock or short, then a work order that waits for its parts, P3.")]
    [InlineData("nc-c4", "When the site is north-clinic and the scan is corrective and criticality is 4, then a corrective work order, P1.")]
    [InlineData("hd-night", "When the site is harbour-depot and the scan is corrective and criticality is 1 to 2 and the time is outside of working hours, then a corrective work order, P4.")]
    [InlineData("pm-open", "When the scan is not corrective and a PM is open, then it points to the open preventive maintenance, and nothing more is made.")]
    [InlineData("pm-parts", "When the scan is not corrective and the PM is due in at most 7 days, or the PM is late and the parts are short, then a work order that waits for its parts, P3.")]
    [InlineData("pm-late", "When the scan is not corrective and the PM is more than 7 days late, then preventive maintenance, P2.")]
    [InlineData("pm-due", "When the scan is not corrective and the PM is due in at most 7 days, or the PM is at most 7 days late, then preventive maintenance, P3.")]
    [InlineData("pm-early", "When the scan is preventive and the PM is due in more than 7 days, then a person looks at it, P4.")]
    [InlineData("inspect", "When the scan is inspection and no inspection is open, then an inspection, P4.")]
    [InlineData("otherwise", "In every other case a person looks at it, P3.")]
    public void Plant_Row_IsReadAloud(string row, string sentence) => Assert.Equal(sentence, PolicySentences.Of(Sample("plant-routing").Rows.Single(r => r.Id == row)).ToString());

    [Theory]
    [InlineData("criticality", "unknown", "its criticality is not known")]
    [InlineData("criticality", "not 3", "it is not so that criticality is 3, or its criticality is not known")]
    [InlineData("criticality", "1..2 or 4", "criticality is 1 to 2 or criticality is 4")]
    [InlineData("criticality", "not unknown", "criticality is known")]
    [InlineData("scan", "preventive or inspection or unknown", "the scan is not corrective")]
    [InlineData("scan", "not unknown", "the scan is known")]
    [InlineData("scan", "not corrective or unknown", "the scan is preventive or inspection")]
    [InlineData("location", "unknown", "it is not known where the scan was made")]
    [InlineData("location", "on_site or unknown", "the scan was made on site, or it is not known where")]
    [InlineData("location", "not off_site", "the scan was not made off site")]
    [InlineData("open_corrective", "not yes", "no corrective work order is known to be open")]
    [InlineData("open_inspection", "unknown", "it is not known whether an inspection is open")]
    [InlineData("failure_mode", "'\"bearing noise\" or leak'", "the failure mode is bearing noise or leak")]
    [InlineData("failure_mode", "not leak", "the failure mode is not leak")]
    [InlineData("failure_mode", "not leak or unknown", "the failure mode is known and not leak")]
    [InlineData("site", "not unknown", "the site is known")]
    [InlineData("asset_class", "unknown", "the asset's class is not known")]
    [InlineData("mtbf_used", "over 80%", "more than 80% of the time between failures is used up")]
    [InlineData("mtbf_used", "50%..80%", "50% to 80% of the time between failures is used up")]
    [InlineData("crew_load", "at least 75% or unknown", "the crew's load is at least 75%, or the crew's load is not known")]
    [InlineData("failures_90d", "at most 1", "it failed at most 1 time in 90 days")]
    [InlineData("last_scan_ago", "over 1d 4h", "the last such scan was more than 1 day and 4 hours ago")]
    [InlineData("warranty_left", "under 0d", "the warranty is over")]
    [InlineData("warranty_left", "at least 30d", "the warranty has at least 30 days left")]
    [InlineData("pm_due_in", "at least -7d", "the PM is still to come, or the PM is at most 7 days late")]
    [InlineData("pm_due_in", "-14d..-7d", "the PM is between 7 days and 14 days late")]
    [InlineData("meter_due_in", "unknown", "it is not known when the meter makes the PM due")]
    [InlineData("reading:run_hours", "over 500.5", "the reading of run_hours is more than 500.5")]
    [InlineData("reading:run_hours", "not unknown", "a reading of run_hours comes with it")]
    [InlineData("time", "working", "the time is working time")]
    public void Cell_IsAClause(string fact, string test, string clause) =>
        Assert.Equal(clause, Assert.Single(PolicySentences.Of(PolicyTexts.Read(PolicyTexts.Cell(fact, test)).Rows[0]).When));

    /// <summary>Two spellings of a test are one rule, and read the same.</summary>
    [Theory]
    [InlineData("last_scan_ago", "under 10m", "at most 9m")]
    [InlineData("criticality", "1..2 or 3", "1..3")]
    [InlineData("warranty_left", "over 0d", "at least 1m")]
    public void Spellings_ReadTheSame(string fact, string one, string other) =>
        Assert.Equal(PolicySentences.Of(PolicyTexts.Read(PolicyTexts.Cell(fact, one)).Rows[0]).ToString(), PolicySentences.Of(PolicyTexts.Read(PolicyTexts.Cell(fact, other)).Rows[0]).ToString());

    [Fact]
    public void Results_TellCrewAndParts()
    {
        var rows = Sample("starter").Rows.ToDictionary(r => r.Id, r => PolicySentences.Result(r.Then));
        Assert.Equal("preventive maintenance, P2, for pm_crew_a, without parts", rows["pm"]);
        Assert.Equal("a tier 2 engineer, P1, for tier_2, with filter_kit_v2", rows["critical"]);
        Assert.Equal("a work order that waits for its parts, P3, and nobody is named", rows["no-parts"]);
    }

    [Fact]
    public void Response_IsToldBySite()
    {
        var told = PolicySentences.Response(Sample("plant-routing"));
        Assert.Contains("P1: acknowledged within 15 minutes, somebody on site within 2 hours and done within 8 hours, day and night.", told);
        Assert.Contains("P3: acknowledged within 1 working day, somebody on site within 3 working days and done within 7 working days, counted in the site's working hours.", told);
        Assert.Contains("P1 at north-clinic: acknowledged within 15 minutes, somebody on site within 30 minutes and done within 8 hours, day and night.", told);
    }

    [Fact]
    public void Rules_AreTold()
    {
        var told = PolicySentences.Rules(Sample("plant-routing"));
        Assert.Contains("What is known of stock counts for 5 minutes; older than that it is not known.", told);
        Assert.Contains("Who comes has the asset's skills, is on shift and has less than 12 hours of open work.", told);
        Assert.Contains("Where nobody can come, somebody on call does for P1 and P2.", told);
        Assert.Contains("Safety stock may be taken for P1.", told);
        Assert.Contains("P1: when nobody is on site in time, the site's manager is told.", told);
    }

    [Theory]
    [InlineData("starter")]
    [InlineData("plant-routing")]
    public void EveryRow_HasASentenceOfItsOwn(string policy)
    {
        var rows = Sample(policy).Rows;
        Assert.Equal(rows.Length, rows.Select(r => PolicySentences.Of(r) is var s ? string.Join('|', s.When) : "").Distinct().Count());
    }

    private static Policy Sample(string name) => PolicyTexts.Read(Repository.Read($"samples/policies/{name}.yaml"));
}
