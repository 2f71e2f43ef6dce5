using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Tests.Routing.Crews;
using Scanward.Tests.Routing.PolicyVerification;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

/// <summary>The facts as docs/policy.md defines them, each from the inputs that it comes from, in the words of the policy language.</summary>
public sealed class FactSheetTests
{
    private static readonly LastScan Noise = new(ScanType.Corrective, "bearing_noise", Given.Ago(minutes: 40), 1, null);

    private static string Fact(RoutingInputs inputs, string name) => FactText.Of(Router.Trace(inputs, explain: false).Facts, FactColumn.Find(name)!);

    private static RoutingInputs After(params LastScan[] scans) => Given.Scan().Remembering(new() { LastScanAt = scans.Max(s => s.At), LastScans = [.. scans] });

    [Fact]
    public void LastScanAgo_IsOfTheSameTypeAndFailureMode()
    {
        Assert.Equal("unknown", Fact(Given.Scan(), "last_scan_ago"));
        Assert.Equal("40m", Fact(After(Noise), "last_scan_ago"));
        Assert.Equal("unknown", Fact(After(Noise with { FailureMode = "leak" }), "last_scan_ago"));
        Assert.Equal("unknown", Fact(After(Noise with { FailureMode = null }), "last_scan_ago"));
        Assert.Equal("unknown", Fact(After(Noise with { Type = ScanType.Inspection }), "last_scan_ago"));
        Assert.Equal("40m", Fact(After(Noise with { Type = ScanType.Inspection, At = Given.Ago(minutes: 5) }, Noise), "last_scan_ago"));
    }

    [Fact]
    public void LastScanAgo_CountsWholeMinutes() =>
        Assert.Equal("9m", Fact(After(Noise with { At = Given.Now - Duration.FromMinutes(10) + Duration.FromMilliseconds(1) }), "last_scan_ago"));

    /// <summary>A queue that is flushed late is no series of rescans of what came after it.</summary>
    [Fact]
    public void LastScanAgo_OfAScanOlderThanTheAssetsLast_IsUnknown()
    {
        var late = After(Noise).Scanned(s => s with { OccurredAt = Given.Ago(minutes: 41) });
        Assert.Equal("unknown", Fact(late, "last_scan_ago"));
        Assert.Equal("0m", Fact(late.Scanned(s => s with { OccurredAt = Noise.At }), "last_scan_ago"));
        var otherType = After(Noise with { At = Given.Ago(2) }, Noise with { Type = ScanType.Inspection });
        Assert.Equal("unknown", Fact(otherType.Scanned(s => s with { OccurredAt = Given.Ago(1) }), "last_scan_ago"));
    }

    [Fact]
    public void Ages_CountFromTheScanNotFromItsReceipt()
    {
        var inputs = After(Noise with { At = Given.Ago(2) }).Scanned(s => s with { OccurredAt = Given.Ago(1) });
        Assert.Equal("1d", Fact(inputs, "last_scan_ago"));
    }

    [Fact]
    public void SameFault_IsOfTheFailureMode_AndOpenAgesCountFromItsScan()
    {
        var history = new AssetHistory { Open = [Given.Open(WorkKind.Corrective, 3, "leak", 1), Given.Open(WorkKind.Corrective, 2, "bearing_noise", 2), Given.Open(WorkKind.Preventive, 9, "bearing_noise", 3)] };
        Assert.Equal("2d", Fact(Given.Scan().Remembering(history), "same_fault_open_age"));
        Assert.Equal("3d", Fact(Given.Scan(failureMode: "leak").Remembering(history), "same_fault_open_age"));
        Assert.Equal("unknown", Fact(Given.Scan(failureMode: "other").Remembering(history), "same_fault_open_age"));
        Assert.Equal("0m", Fact(Given.Scan().Remembering(history).Scanned(s => s with { OccurredAt = Given.Ago(5) }), "same_fault_open_age"));
        Assert.Equal("4d", Fact(Given.Scan().Remembering(new() { Closed = [new("leak", Given.Ago(1)), new("bearing_noise", Given.Ago(4))] }), "same_fault_closed_ago"));
    }

    [Fact]
    public void OpenWork_IsToldByKind()
    {
        foreach (var (fact, kind) in new[] { ("open_corrective", WorkKind.Corrective), ("open_pm", WorkKind.Preventive), ("open_inspection", WorkKind.Inspection) })
        {
            Assert.Equal("no", Fact(Given.Scan(), fact));
            Assert.Equal("yes", Fact(Given.Scan().Remembering(new() { Open = [Given.Open(kind, 1)] }), fact));
            Assert.Equal("no", Fact(Given.Scan().Remembering(new() { Open = [Given.Open(kind == WorkKind.Corrective ? WorkKind.Preventive : WorkKind.Corrective, 1)] }), fact));
        }
    }

    [Fact]
    public void Failures_CountNinetyDays_AndSaturate()
    {
        Assert.Equal("0", Fact(Given.Scan(), "failures_90d"));
        Assert.Equal("2", Fact(Given.Scan().Remembering(new() { Failures = [Given.Ago(91), Given.Ago(90), Given.Ago(1)] }), "failures_90d"));
        Assert.Equal("16", Fact(Given.Scan().Remembering(new() { Failures = [.. Enumerable.Range(1, 16).Select(i => Given.Ago(i)).Reverse()] }), "failures_90d"));
    }

    [Fact]
    public void MtbfUsed_IsUnknownUntilThereAreTwoFailures()
    {
        Assert.Equal("unknown", Fact(Given.Scan().Remembering(new() { Failures = [Given.Ago(5)] }), "mtbf_used"));
        Assert.Equal("50%", Fact(Given.Scan().Remembering(new() { Failures = [Given.Ago(15), Given.Ago(5)] }), "mtbf_used"));
    }

    [Theory]
    [InlineData(1, "2d")]
    [InlineData(0, "1d")]
    [InlineData(-1, "-1d")]
    public void WarrantyLeft_IncludesItsLastDay(int days, string left) => Assert.Equal(left, Fact(Given.Scan().Asset(a => a with { WarrantyUntil = Given.InDays(days) }), "warranty_left"));

    [Fact]
    public void Dates_AreTheSites()
    {
        var lateEvening = Instant.FromUtc(2026, 11, 25, 5, 30); // still the 24th in Chicago
        var inputs = Given.Scan(ScanType.Preventive).PmDue(1).Scanned(s => s with { ReceivedAt = lateEvening, OccurredAt = lateEvening });
        Assert.Equal("1d", Fact(inputs, "pm_due_in"));
        Assert.Equal("unknown", Fact(Given.Scan(), "pm_due_in"));
        Assert.Equal("unknown", Fact(Given.Scan(), "warranty_left"));
    }

    [Fact]
    public void MeterDueIn_ComesFromTheReading_ElseFromTheLastKnown()
    {
        var inputs = Given.Scan().Asset(a => a with { Preventive = new PreventivePlan { Next = Given.InDays(90), Meter = "run_hours", MeterDueAt = 8_000, MeterPerDay = 20 } });
        Assert.Equal("unknown", Fact(inputs, "meter_due_in"));
        inputs = inputs.Remembering(new() { Meters = AssetHistory.None.Meters.Add("run_hours", 7_900).Add("starts", 1) });
        Assert.Equal("5d", Fact(inputs, "meter_due_in"));
        Assert.Equal("-1d", Fact(inputs.Scanned(s => s with { Readings = [new("starts", 5), new("run_hours", 8_020)] }), "meter_due_in"));
        Assert.Equal("unknown", Fact(inputs.Asset(a => a with { Preventive = a.Preventive! with { MeterPerDay = null } }), "meter_due_in"));
    }

    /// <summary>A plant file may say so little use that the days left do not fit into a decimal; it made every scan of the asset fail.</summary>
    [Fact]
    public void MeterDueIn_WithNextToNoUse_IsVeryFarAway()
    {
        var inputs = Given.Scan().Remembering(new() { Meters = AssetHistory.None.Meters.Add("run_hours", 0) }).Asset(a => a with
        {
            Preventive = new PreventivePlan { Next = Given.InDays(90), Meter = "run_hours", MeterDueAt = 1_000_000_000_000m, MeterPerDay = 0.000_000_000_000_000_000_000_000_000_1m },
        });
        Assert.True(Router.Trace(inputs, explain: false).Facts[Scanward.Routing.Fact.MeterDueIn] > 1_000_000_000_000);
    }

    [Fact]
    public void Readings_AreThisScansAlone_InThousandths()
    {
        var inputs = Given.Scan().Remembering(new() { Meters = AssetHistory.None.Meters.Add("run_hours", 7_900) });
        Assert.Equal("unknown", Fact(inputs, "reading:run_hours"));
        Assert.Equal("8123.45", Fact(inputs.Scanned(s => s with { Readings = [new("run_hours", 8_123.450_9m)] }), "reading:run_hours"));
        Assert.Equal("-0.001", Fact(inputs.Scanned(s => s with { Readings = [new("run_hours", -0.000_1m)] }), "reading:run_hours"));
    }

    [Fact]
    public void Time_IsTheSitesWorkingHours_AtReceipt()
    {
        Assert.Equal("working", Fact(Given.Scan(), "time"));
        var night = Given.Now + Duration.FromHours(12);
        Assert.Equal("off_hours", Fact(Given.Scan().Scanned(s => s with { ReceivedAt = night }), "time"));
    }

    [Fact]
    public void Names_AreWhatTheyAre_OrUnknown()
    {
        var inputs = Given.Scan().Scanned(s => s with { OperatorRole = "engineer" });
        Assert.Equal("north AHU-000001 air_handler bearing_noise engineer", string.Join(' ', new[] { "site", "asset", "asset_class", "failure_mode", "operator_role" }.Select(f => Fact(inputs, f))));
        Assert.Equal("unknown", Fact(Given.Scan(), "operator_role"));
        Assert.Equal("unknown", Fact(Given.Scan(ScanType.Inspection), "failure_mode"));
        Assert.Equal("unknown", Fact(Given.Scan(), "location"));
        Assert.Equal("engineer", Given.Ground("north").RoleOf("t-cleo"));
        Assert.Null(Given.Ground("north").RoleOf("stranger"));
    }

    [Fact]
    public void Parts_ComeFromPartsNeed()
    {
        Assert.Equal("available", Fact(Given.Scan(), "parts"));
        Assert.Equal("below_safety", Fact(Given.Scan().Stocked(Given.Stock("bearing_6205", 5, safety: 4)), "parts"));
        Assert.Equal("short", Fact(Given.Scan().Stocked(Given.Stock("bearing_6205", 3, reserved: 2)), "parts"));
        Assert.Equal("unknown", Fact(Given.Scan().Stocked(), "parts"));
        Assert.Equal("unknown", Fact(Given.Scan().Stocked(Given.Stock("bearing_6205", 9) with { AsOf = Given.Ago(minutes: 6) }), "parts"));
        Assert.Equal("none_needed", Fact(Given.Scan(failureMode: "some other"), "parts"));
        Assert.Equal("none_needed", Fact(Given.Scan(ScanType.Inspection), "parts"));
        Assert.Equal("2d", Fact(Given.Scan().Stocked(Given.Stock("bearing_6205", 1, onOrder: 1, eta: Given.Now + Duration.FromDays(2))), "parts_eta"));
        Assert.Equal("short", Fact(Given.Scan(failureMode: "some other").Under(Given.Starter).Stocked(Given.Stock("bearing_6205", 0), Given.Stock("seal_o_ring", 4)), "parts"));
    }

    [Fact]
    public void Crew_AndItsLoad_ComeFromAssignNeed()
    {
        Assert.Equal("on_shift", Fact(Given.Scan(), "crew"));
        Assert.Equal("0%", Fact(Given.Scan(), "crew_load"));
        var busy = Given.Scan() with { Loads = Rosters.Loads(("t-amara", 720, null), ("t-bo", 360, null), ("t-cleo", 900, null)) };
        Assert.Equal("50%", Fact(busy, "crew_load"));
        Assert.Equal("none", Fact(busy with { Loads = busy.Loads.ToDictionary(l => l.Key, l => l.Value with { Minutes = 720 }) }, "crew"));
        var nobody = Given.Scan().At(Given.Ground("north", technicians: Rosters.Technician("t-dan", skills: "plumbing")));
        Assert.Equal("none", Fact(nobody, "crew"));
        Assert.Equal("unknown", Fact(nobody, "crew_load"));
        Assert.Equal("on_call", Fact(Given.Scan().At(Given.Ground("north", technicians: Rosters.Technician("t-far", "", "hvac", Rosters.Always))), "crew"));
    }

    /// <summary>The verifier takes class and criticality of an old profile for unknown, so they must be.</summary>
    [Fact]
    public void Profile_OlderThanThePolicyAllows_IsNotKnown()
    {
        var inputs = Given.Scan(ScanType.Preventive).PmDue(3).Asset(a => a with { WarrantyUntil = Given.InDays(3) });
        string[] facts = ["criticality", "asset_class", "warranty_left", "pm_due_in"];
        Assert.DoesNotContain("unknown", facts.Select(f => Fact(inputs with { ProfileAsOf = Given.Ago(7) }, f)));
        var old = inputs with { ProfileAsOf = Given.Ago(7, minutes: 1) };
        Assert.All(facts, f => Assert.Equal("unknown", Fact(old, f)));
        Assert.Equal(("north", "AHU-000001"), (Fact(old, "site"), Fact(old, "asset")));
        Assert.DoesNotContain("unknown", facts.Select(f => Fact(old.Under(Given.Compiled(PolicyFiles.Of(["- { id: only, then: review P3 }"]))), f)));
    }

    /// <summary>What a real scan can be lies inside of what the verifier looks at, so a policy that was verified has a row for every scan.</summary>
    [Fact]
    public void Facts_OfAnyInputs_LieInTheVerifiersDomain_AndFindARow()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var inputs = new RandomInputs(seed).Make();
            var trace = Router.Trace(inputs, explain: false);
            var stale = inputs.Policy.Policy.FreshMinutes.ContainsKey("profile");
            foreach (var column in FactColumn.All)
            {
                var domain = FactDomains.Of(column.Fact, stale);
                var known = column.Kind == FactKind.Name ? trace.Facts.Name(column.Fact) is not null : trace.Facts[column.Fact] != Facts.Unknown;
                Assert.True(known || domain.MayBeUnknown, $"seed {seed}: {column.Name} is unknown");
                if (known && column.Kind != FactKind.Name) Assert.True(trace.Facts[column.Fact] >= column.Least && trace.Facts[column.Fact] <= column.Most, $"seed {seed}: {column.Name} is {trace.Facts[column.Fact]}");
                if (known && column.Kind == FactKind.Words) Assert.True(column.Words.Any(w => w.Value == trace.Facts[column.Fact]), $"seed {seed}: {column.Name} is {trace.Facts[column.Fact]}");
            }

            Assert.NotEqual(Router.NoRow, trace.Decision.RowId);
            if (inputs.Ordered is null && inputs.Scan.Stamp == StampCheck.Ok) Assert.True(trace.Row >= 0, $"seed {seed}");
        }
    }
}
