using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

/// <summary>The starter policy does what its four rows say, whatever the stock holds beside.</summary>
public sealed class StarterPolicyTests
{
    private static readonly Stock[] Plenty = [Given.Stock("bearing_6205", 9, safety: 2), Given.Stock("seal_o_ring", 9), Given.Stock("filter_kit_v2", 9)];

    private static RoutingInputs Scan(ScanType type = ScanType.Corrective) => Given.Scan(type).Under(Given.Starter).Stocked(Plenty);

    private static string Short(RoutingDecision d) =>
        $"{d.RowId}: {Wire.Name(d.Outcome)} {d.Priority} {d.Work!.Assignment.Crew ?? "no crew"} {d.Work.Assignment.Technician ?? "nobody"} [{string.Join(", ", d.Work.Parts.Select(p => $"{p.Part} {Wire.Name(p.State)}"))}]";

    [Fact]
    public void Preventive_WithANextPmDate_GoesToThePmCrew() =>
        Assert.Equal("pm: preventive_pm P2 pm_crew_a nobody []", Short(Router.Decide(Scan(ScanType.Preventive).PmDue(400).Stocked(Plenty))));

    [Fact]
    public void Preventive_WithTheRepairPartsOutOfStock_StillGoesToThePmCrew() =>
        Assert.Equal("pm: preventive_pm P2 pm_crew_a nobody []", Short(Router.Decide(Scan(ScanType.Preventive).PmDue(1).Stocked(Given.Stock("bearing_6205", 0)))));

    [Fact]
    public void Preventive_WithoutANextPmDate_IsWorkLikeAnyOther() =>
        Assert.Equal("fix: corrective_wo P2 shift_1_mech t-amara [bearing_6205 reserved, seal_o_ring reserved]", Short(Router.Decide(Scan(ScanType.Preventive))));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void CriticalAsset_GoesToTheSecondLine_WithItsKit(int criticality) =>
        Assert.Equal("critical: tier_2_engineer P1 tier_2 t-cleo [filter_kit_v2 reserved]", Short(Router.Decide(Scan().Criticality(criticality))));

    [Fact]
    public void CriticalAsset_GoesToTheSecondLine_ThoughEverythingIsOutOfStock() =>
        Assert.Equal("critical: tier_2_engineer P1 tier_2 t-cleo [filter_kit_v2 short]", Short(Router.Decide(Scan().Criticality(4).Stocked(
            Given.Stock("bearing_6205", 0), Given.Stock("seal_o_ring", 0), Given.Stock("filter_kit_v2", 0)))));

    [Theory]
    [InlineData(0, 9, "bearing_6205 short")]
    [InlineData(9, 0, "seal_o_ring short")]
    [InlineData(0, 0, "bearing_6205 short, seal_o_ring short")]
    public void PartOutOfStock_MakesTheWorkWait_WithTheMissingParts(int bearings, int seals, string missing)
    {
        var decision = Router.Decide(Scan().Stocked(Given.Stock("bearing_6205", bearings), Given.Stock("seal_o_ring", seals)));
        Assert.Equal($"no-parts: parts_pending P3 no crew nobody [{missing}]", Short(decision));
        Assert.Equal(WorkOrderState.WaitingParts, decision.Work!.State);
    }

    [Fact]
    public void EverythingElse_IsRepairedByTheFirstShift() =>
        Assert.Equal("fix: corrective_wo P2 shift_1_mech t-amara [bearing_6205 reserved, seal_o_ring reserved]", Short(Router.Decide(Scan())));

    /// <summary>On the shelf is not out of stock, though it be the safety stock.</summary>
    [Fact]
    public void LastPartOnTheShelf_IsTaken() =>
        Assert.Equal("fix: corrective_wo P2 shift_1_mech t-amara [bearing_6205 reserved, seal_o_ring reserved]", Short(Router.Decide(Scan().Stocked(
            Given.Stock("bearing_6205", 1, safety: 3), Given.Stock("seal_o_ring", 1)))));
}
