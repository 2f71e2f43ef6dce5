using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Tests.Routing.Crews;
using Scanward.Tests.Routing.PolicyVerification;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

public sealed class RouterTests
{
    private static readonly WorkOrderRef Seven = new(7, "WO-NO-000007");

    /// <summary>A policy of one row.</summary>
    private static CompiledPolicy Only(string then) => Given.Compiled(PolicyFiles.Of([$"- {{ id: only, then: {then} }}"]));

    [Theory]
    [InlineData(StampCheck.InFuture, Router.StampInFuture)]
    [InlineData(StampCheck.TooOld, Router.StampTooOld)]
    public void Stamp_NotInOrder_GoesToReviewBeforeTheTable(StampCheck stamp, string row)
    {
        var trace = Router.Trace(Given.Scan().Under(Only("corrective_wo P1")).Scanned(s => s with { Stamp = stamp }), explain: true);
        Assert.Equal((Outcome.Review, Priority.P3, row, -1), (trace.Decision.Outcome, trace.Decision.Priority, trace.Decision.RowId, trace.Row));
        Assert.Null(trace.Decision.Work);
    }

    [Theory]
    [InlineData("last_scan", 41L, "WO-NO-000007")]
    [InlineData("same_fault_open", null, "WO-NO-000012")]
    [InlineData("open_corrective", null, "WO-NO-000011")]
    [InlineData("open_pm", null, "WO-NO-000013")]
    [InlineData("open_inspection", null, "WO-NO-000014")]
    public void Duplicate_PointsToWhatItIsOf(string of, long? scanId, string number)
    {
        var history = new AssetHistory
        {
            LastScans = [new(ScanType.Corrective, "leak", Given.Ago(1), 40, null), new(ScanType.Corrective, "bearing_noise", Given.Ago(1), 41, Seven)],
            Open =
            [
                Given.Open(WorkKind.Corrective, 9, "leak", 11), Given.Open(WorkKind.Corrective, 8, "bearing_noise", 12), Given.Open(WorkKind.Preventive, 7, id: 13),
                Given.Open(WorkKind.Inspection, 6, id: 14),
            ],
        };
        var decision = Router.Decide(Given.Scan().Under(Only($"duplicate of {of}")).Remembering(history));
        Assert.Equal((Outcome.Duplicate, scanId, number), (decision.Outcome, decision.DuplicateScanId, decision.PointsTo?.Number));
        Assert.Null(decision.Priority);
        Assert.Null(decision.Work);
        Assert.Contains(number, decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_OfAScanThatMadeNothing_PointsToTheScanAlone()
    {
        var history = new AssetHistory { LastScans = [new(ScanType.Corrective, "bearing_noise", Given.Ago(1), 41, null)] };
        var decision = Router.Decide(Given.Scan().Under(Only("duplicate of last_scan")).Remembering(history));
        Assert.Equal((Outcome.Duplicate, (long?)41L, (WorkOrderRef?)null), (decision.Outcome, decision.DuplicateScanId, decision.PointsTo));
    }

    /// <summary>A row can call a scan a duplicate of what is not there; then nothing would be done about it and nobody would know.</summary>
    [Theory]
    [InlineData("last_scan")]
    [InlineData("same_fault_open")]
    [InlineData("open_corrective")]
    [InlineData("open_pm")]
    [InlineData("open_inspection")]
    public void Duplicate_OfNothing_GoesToReview(string of)
    {
        var decision = Router.Decide(Given.Scan().Under(Only($"duplicate of {of}")));
        Assert.Equal((Outcome.Review, Priority.P3, "only"), (decision.Outcome, decision.Priority, decision.RowId));
        Assert.Contains(of, decision.Reason, StringComparison.Ordinal);
    }

    /// <summary>With two open for the same fault (the first so old that the policy made another), a third scan repeats the younger.</summary>
    [Fact]
    public void SameFault_OpenTwice_CountsFromTheYounger()
    {
        var history = new AssetHistory { Open = [Given.Open(WorkKind.Corrective, 16, "bearing_noise", 12), Given.Open(WorkKind.Corrective, 1, "bearing_noise", 13)] };
        var decision = Router.Decide(Given.Scan().Remembering(history));
        Assert.Equal(("same-fault", "WO-NO-000013"), (decision.RowId, decision.PointsTo?.Number));
    }

    [Fact]
    public void Parts_ThatCannotBeHad_MakeTheWorkWaitInsteadOfGoingToSomebody()
    {
        var decision = Router.Decide(Given.Scan().Under(Only("corrective_wo P2")).Stocked(Given.Stock("bearing_6205", 1)));
        Assert.Equal((Outcome.PartsPending, Priority.P2, "only"), (decision.Outcome, decision.Priority, decision.RowId));
        Assert.Equal(WorkOrderState.WaitingParts, decision.Work!.State);
        Assert.Null(decision.Work.Assignment.Technician);
        Assert.Equal([new PartLine("bearing_6205", 2, PartState.Short, null)], decision.Work.Parts);
    }

    [Fact]
    public void Parts_BelowSafety_AreReservedOnlyForAPriorityThatMay()
    {
        var inputs = Given.Scan().Stocked(Given.Stock("bearing_6205", 5, safety: 4));
        var mayDip = PolicyFiles.Of(["- { id: only, then: corrective_wo P1 }"]) + "\nparts: { use_safety_stock_for: [P1] }\n";
        Assert.Equal(PartState.Reserved, Assert.Single(Router.Decide(inputs.Under(Given.Compiled(mayDip))).Work!.Parts).State);
        Assert.Equal(Outcome.PartsPending, Router.Decide(inputs.Under(Only("corrective_wo P1"))).Outcome);
    }

    /// <summary>The second line may know another way, so it goes although the parts are short; nothing is reserved then.</summary>
    [Fact]
    public void Tier2_WithShortParts_IsMade_AndReservesNothing()
    {
        var decision = Router.Decide(Given.Scan().Under(Only("tier_2_engineer P1")).Stocked(Given.Stock("bearing_6205", 1)));
        Assert.Equal((Outcome.Tier2Engineer, WorkOrderState.Assigned), (decision.Outcome, decision.Work!.State));
        Assert.Equal([PartState.Short], decision.Work.Parts.Select(p => p.State));
    }

    [Fact]
    public void Parts_AreReservedAllOrNone()
    {
        var inputs = Given.Scan().Stocked(Given.Stock("bearing_6205", 10), Given.Stock("seal_o_ring", 0))
            .Asset(a => a with { Repairs = a.Repairs.SetItem("bearing_noise", new([new("bearing_6205", 2), new("seal_o_ring")])) });
        var decision = Router.Decide(inputs);
        Assert.Equal(Outcome.PartsPending, decision.Outcome);
        Assert.DoesNotContain(decision.Work!.Parts, p => p.State == PartState.Reserved);
    }

    [Fact]
    public void Warranty_WithoutAVendor_GoesToTheManufacturer_AndTakesNoParts()
    {
        var decision = Router.Decide(Given.Scan().Asset(a => a with { WarrantyUntil = Given.InDays(10) }));
        Assert.Equal("the manufacturer", decision.Work!.Vendor);
        Assert.Equal((null, null), (decision.Work.Assignment.Technician, decision.Work.Assignment.Crew));
        Assert.Empty(decision.Work.Parts);
    }

    [Fact]
    public void Order_PassesTheTable_AndTakesItsCrewsPartsAndTimes()
    {
        var trace = Router.Trace(Given.Scan().Under(Given.Compiled(PolicyFiles.Of(["- { id: only, then: review P3 }"]))) with { Ordered = new(Outcome.CorrectiveWo, Priority.P1) }, explain: false);
        Assert.Equal((Outcome.CorrectiveWo, Priority.P1, Router.Ordered, -1), (trace.Decision.Outcome, trace.Decision.Priority, trace.Decision.RowId, trace.Row));
        Assert.Equal("t-amara", trace.Decision.Work!.Assignment.Technician);
        Assert.Equal(PartState.Reserved, Assert.Single(trace.Decision.Work.Parts).State);
    }

    [Fact]
    public void Site_ChangesOnlyItsOwnRowsAndTimes()
    {
        var (north, elsewhere) = (Given.Ground("north-clinic"), Given.Ground("south-plant"));
        Assert.Equal("nc-c4", Router.Decide(Given.Scan().Criticality(4).At(north)).RowId);
        Assert.Equal("fix", Router.Decide(Given.Scan().Criticality(4).At(elsewhere)).RowId);
        Assert.Equal(30, Router.Decide(Given.Scan().Criticality(5).At(north)).Work!.Response!.WindowMinutes);
        Assert.Equal(120, Router.Decide(Given.Scan().Criticality(5).At(elsewhere)).Work!.Response!.WindowMinutes);
    }

    [Fact]
    public void NoRow_GoesToReview()
    {
        var decision = Router.Decide(Given.Scan().Under(Given.Compiled(PolicyFiles.Of(["- { id: only, when: { scan: inspection }, then: inspection_wo P3 }"]))));
        Assert.Equal((Outcome.Review, Router.NoRow), (decision.Outcome, decision.RowId));
    }

    [Fact]
    public void OnCall_ComesWhereNobodyIsOnShift_ForPrioritiesThatCall()
    {
        var site = Given.Ground("south-plant", technicians: [Rosters.Technician("t-far", shifts: "", skills: "hvac", onCall: Rosters.Always)]);
        Assert.Equal(("t-far", true), Choice(Given.Scan().Criticality(5).At(site)));
        Assert.Equal((null, false), Choice(Given.Scan().At(site)));

        static (string?, bool) Choice(RoutingInputs inputs)
        {
            var assignment = Router.Decide(inputs).Work!.Assignment;
            return (assignment.Technician, assignment.OnCall);
        }
    }

    [Fact]
    public void NeededParts_AreThoseOfTheJob_OrThoseThatThePolicySays()
    {
        var profile = Given.Scan().Profile;
        Assert.Equal(["bearing_6205"], Needed(Given.PlantRouting, "bearing_noise"));
        Assert.Equal([], Needed(Given.PlantRouting, "some other"));
        Assert.Equal(["bearing_6205", "seal_o_ring"], Needed(Given.Starter, "bearing_noise"));

        IEnumerable<string> Needed(CompiledPolicy policy, string mode) => Router.NeededParts(policy, profile, ScanType.Corrective, mode).Select(n => n.PartId);
    }

    /// <summary>Whoever is told to explain decides the same.</summary>
    [Fact]
    public void Trace_ThatExplains_DecidesTheSame()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var inputs = new RandomInputs(seed).Make();
            Assert.Equal(DecisionJson.Write(Router.Decide(inputs)), DecisionJson.Write(Router.Trace(inputs, explain: true).Decision));
        }
    }
}
