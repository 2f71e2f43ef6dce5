using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

/// <summary>The policies that we ship route as their comments say; each row is shown to be reachable by one scan.</summary>
public sealed class SamplePolicyTests
{
    [Theory]
    [InlineData("pm", "scan=preventive", "pm_due_in=3d", "criticality=5")]
    [InlineData("critical", "scan=preventive", "criticality=4")]
    [InlineData("critical", "scan=corrective", "criticality=5", "parts=short")]
    [InlineData("no-parts", "scan=corrective", "criticality=3", "parts=short")]
    [InlineData("fix", "scan=corrective", "criticality=3", "parts=available")]
    [InlineData("fix", "scan=inspection", "criticality=1", "parts=below_safety", "pm_due_in=3d")]
    [InlineData("fix")]
    public void Starter_Scan_TakesItsRow(string row, params string[] facts) => Assert.Equal(row, Decide("starter.yaml", facts).Id);

    [Fact]
    public void Starter_Results_AreAsDescribed()
    {
        var rows = Read("starter.yaml").Rows.ToDictionary(r => r.Id, r => r.Then);

        Assert.Equal((Outcome.PreventivePm, Priority.P2, "pm_crew_a"), (rows["pm"].Outcome, rows["pm"].Priority, rows["pm"].Crew));
        Assert.Equal((Outcome.Tier2Engineer, Priority.P1, "tier_2"), (rows["critical"].Outcome, rows["critical"].Priority, rows["critical"].Crew));
        Assert.Equal("filter_kit_v2", Assert.Single(rows["critical"].Parts!.Value).PartId);
        Assert.Equal((Outcome.PartsPending, Priority.P3, null, false), (rows["no-parts"].Outcome, rows["no-parts"].Priority, rows["no-parts"].Crew, rows["no-parts"].Assign));
        Assert.Equal((Outcome.CorrectiveWo, Priority.P2, "shift_1_mech"), (rows["fix"].Outcome, rows["fix"].Priority, rows["fix"].Crew));
        Assert.Equal(["bearing_6205", "seal_o_ring"], Read("starter.yaml").Parts.Need!.Value.Select(n => n.PartId));
    }

    [Theory]
    [InlineData("rescan", "scan=corrective", "last_scan_ago=9m")]
    [InlineData("wrong-place", "scan=corrective", "last_scan_ago=10m", "location=off_site")]
    [InlineData("same-fault", "scan=corrective", "same_fault_open_age=13d")]
    [InlineData("recall", "scan=corrective", "same_fault_open_age=14d", "same_fault_closed_ago=29d")]
    [InlineData("warranty", "scan=corrective", "warranty_left=1d", "criticality=3")]
    [InlineData("bad-actor", "scan=corrective", "failures_90d=3", "criticality=4", "warranty_left=1d")]
    [InlineData("no-crew", "scan=corrective", "criticality=4", "crew=none")]
    [InlineData("no-parts-c5", "scan=corrective", "criticality=5", "parts=unknown", "crew=on_call")]
    [InlineData("no-parts", "scan=corrective", "criticality=4", "parts=below_safety")]
    [InlineData("fix-c5", "scan=corrective", "criticality=5", "parts=available")]
    [InlineData("fix", "scan=corrective", "criticality=4", "parts=available", "site=south-plant")]
    [InlineData("nc-c4", "scan=corrective", "criticality=4", "parts=available", "site=north-clinic")]
    [InlineData("hd-night", "scan=corrective", "criticality=2", "parts=available", "site=harbour-depot", "time=off_hours")]
    [InlineData("pm-open", "scan=preventive", "open_pm=yes")]
    [InlineData("pm-parts", "scan=preventive", "pm_due_in=7d", "parts=short")]
    [InlineData("pm-late", "scan=preventive", "pm_due_in=-8d")]
    [InlineData("pm-due", "scan=inspection", "pm_due_in=-7d")]
    [InlineData("pm-early", "scan=preventive", "pm_due_in=8d")]
    [InlineData("inspect", "scan=inspection", "open_inspection=no", "pm_due_in=8d")]
    [InlineData("inspecting", "scan=inspection", "open_inspection=yes")]
    [InlineData("otherwise", "scan=preventive")]
    public void Plant_Scan_TakesItsRow(string row, params string[] facts) => Assert.Equal(row, Decide("plant-routing.yaml", facts).Id);

    private static Policy Read(string file) => PolicyTexts.Read(Repository.Read($"samples/policies/{file}"));

    private static PolicyRow Decide(string file, string[] facts)
    {
        var compiled = PolicyCompiler.Compile(Read(file));
        return compiled.Rows[compiled.Decide(PolicyTexts.Facts(facts))];
    }
}
