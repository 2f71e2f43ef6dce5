using NodaTime;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Tests.Routing.Crews;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

/// <summary>Every row of <c>plant-routing.yaml</c>, each reached by a scan, with all that follows from it.</summary>
public sealed class RouterRowTests
{
    private static readonly (string Row, Func<RoutingInputs> Inputs)[] Rows =
    [
        ("rescan", () => Given.Scan().Remembering(new() { LastScanAt = Given.Ago(minutes: 9), LastScans = [new(ScanType.Corrective, "bearing_noise", Given.Ago(minutes: 9), 41, new(7, "WO-NO-000007"))] })),
        ("wrong-place", () => Given.Scan().Scanned(s => s with { Location = LocationFact.OffSite })),
        ("same-fault", () => Given.Scan().Remembering(new() { Open = [Given.Open(WorkKind.Corrective, 13.9, "bearing_noise")] })),
        ("recall", () => Given.Scan().Remembering(new() { Closed = [new("bearing_noise", Given.Ago(29.9))] })),
        ("warranty", () => Given.Scan().Asset(a => a with { WarrantyUntil = Given.InDays(0), Vendor = "Nordluft" })),
        ("bad-actor", () => Given.Scan().Remembering(new() { Failures = [Given.Ago(89), Given.Ago(50), Given.Ago(1)] })),
        ("no-crew", () => Given.Scan().Criticality(4).At(Given.Ground("north", technicians: Rosters.Technician("t-dan", skills: "plumbing")))),
        ("no-parts-c5", () => Given.Scan().Criticality(5).Stocked(Given.Stock("bearing_6205", 1))),
        ("no-parts", () => Given.Scan().Stocked(Given.Stock("bearing_6205", 5, safety: 4, onOrder: 3, eta: Given.Now + Duration.FromDays(2)))),
        ("fix-c5", () => Given.Scan().Criticality(5)),
        ("hd-night", () => Given.Scan().Criticality(2).At(Given.Ground("harbour-depot", "1-5 18:00-20:00"))),
        ("nc-c4", () => Given.Scan().Criticality(4).At(Given.Ground("north-clinic"))),
        ("fix", () => Given.Scan()),
        ("pm-open", () => Given.Scan(ScanType.Inspection).Remembering(new() { Open = [Given.Open(WorkKind.Preventive, 3)] })),
        ("pm-parts", () => Given.Scan(ScanType.Preventive).PmDue(7).Stocked(Given.Stock("filter_kit_v2", 0))),
        ("pm-late", () => Given.Scan(ScanType.Preventive).PmDue(-8)),
        ("pm-due", () => Given.Scan(ScanType.Inspection).PmDue(-7)),
        ("pm-early", () => Given.Scan(ScanType.Preventive).PmDue(8)),
        ("inspect", () => Given.Scan(ScanType.Inspection)),
        ("inspecting", () => Given.Scan(ScanType.Inspection).Remembering(new() { Open = [Given.Open(WorkKind.Inspection, 1)] })),
        ("otherwise", () => Given.Scan(ScanType.Preventive)),
    ];

    [Fact]
    public void Rows_AreAllReached_WithAllThatFollowsFromThem()
    {
        Assert.Equal(Given.PlantRouting.Rows.Select(r => r.Id), Rows.Select(r => r.Row));
        var decided = Rows.Select(r => (r.Row, Decision: Router.Decide(r.Inputs()))).ToArray();
        Assert.All(decided, d => Assert.Equal(d.Row, d.Decision.RowId));
        Snapshot.Matches("plant-routing", string.Join("\n\n", decided.Select(d => Given.Told(d.Decision))) + "\n");
    }
}
