using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Routing;

/// <summary>Three kinds of repeats kept apart, a repair that does the PM as well, and who scans what is in her hands already.</summary>
public sealed class RepeatTests
{
    [Fact]
    public async Task SameScan_SameFaultByAnother_AndRecall_AreToldApart()
    {
        await using var server = await RunningServer.Start();
        async Task<HttpAnswer> Scan(string operatorId, string at) =>
            await server.North.Scan(TestScans.Corrective("PMP-000102", "noise").With("operator_id", operatorId).With("scan_timestamp", at));
        var first = await Scan("op-1", "2026-11-24T16:00:00Z");
        Assert.Null(first.Json["repeat"]);
        var work = $"/api/v1/work-orders/{first.Json["work_order"]!["id"]}";
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var same = await Scan("op-1", "2026-11-24T16:02:00Z");
        Assert.Equal(("duplicate", "same_scan"), ((string)same.Json["status"]!, (string)same.Json["repeat"]!));
        var other = await Scan("op-2", "2026-11-24T16:02:00Z");
        Assert.Equal(("duplicate", "same_fault"), ((string)other.Json["status"]!, (string)other.Json["repeat"]!));
        server.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("same_fault", (string)(await Scan("op-1", "2026-11-24T18:02:00Z")).Json["repeat"]!);
        Assert.Equal(["same_scan op-1", "same_fault op-2", "same_fault op-1"], (await server.North.Get(work)).Json["reports"]!.AsArray().Select(r => $"{r!["repeat"]} {r["operator_id"]}"));

        await server.North.Change(work, """{"state": "in_progress"}""");
        await server.North.Change(work, """{"state": "completed"}""");
        server.Clock.Advance(TimeSpan.FromDays(3));
        var recall = await Scan("op-1", "2026-11-27T18:02:00Z");
        Assert.Equal(("routed", "tier_2_engineer", "recall"), ((string)recall.Json["status"]!, (string)recall.Json["outcome"]!, (string)recall.Json["repeat"]!));
        Assert.Equal("recall", (string)(await server.North.Get($"/api/v1/work-orders/{recall.Json["work_order"]!["id"]}")).Json["reports"]![0]!["repeat"]!);
        server.CheckBooks();
    }

    [Fact]
    public async Task SameScans_InOneBatch_AreToldApartAsWell()
    {
        await using var server = await RunningServer.Start();
        var batch = new System.Text.Json.Nodes.JsonArray(
            TestScans.Corrective("PMP-000102", "noise").With("operator_id", "op-1"), TestScans.Corrective("PMP-000102", "noise").With("operator_id", "op-1"), TestScans.Corrective("PMP-000102", "noise").With("operator_id", "op-2"));
        var acks = (await server.North.Post("/api/v1/scans/batch", batch.ToJsonString())).Json["items"]!.AsArray().Select(i => (string?)i!["ack"]!["repeat"]);
        Assert.Equal([null, "same_scan", "same_fault"], acks);
    }

    /// <summary>The window of AHU-000123's PM is open: who repairs it does the PM with it, and no second work order is made for that.</summary>
    [Fact]
    public async Task Repair_InThePmWindow_DoesThePmAsWell()
    {
        await using var server = await RunningServer.Start();
        var repair = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        Assert.Equal("2026-11-30", (string)repair.Json["pm_due"]!);
        Assert.EndsWith("The preventive maintenance due on 2026-11-30 is done with it.", (string)repair.Json["reason"]!, StringComparison.Ordinal);
        var work = $"/api/v1/work-orders/{repair.Json["work_order"]!["id"]}";
        Assert.Equal((150 + 75, "2026-11-30"), ((int)(await server.North.Get(work)).Json["estimated_minutes"]!, (string)(await server.North.Get(work)).Json["pm_due"]!));
        var pm = await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_type", "preventive").Without("failure_mode"));
        Assert.Equal(("duplicate", (string)repair.Json["work_order"]!["number"]!), ((string)pm.Json["status"]!, (string)pm.Json["work_order"]!["number"]!));
        var second = await server.North.Scan(TestScans.Corrective("AHU-000123", "belt"));
        Assert.Null(second.Json["pm_due"]); // it is being done

        await server.North.Change(work, """{"state": "in_progress"}""");
        await server.North.Change(work, """{"state": "completed"}""");
        Assert.Equal("2027-02-28", (string)(await server.North.Get("/api/v1/assets/AHU-000123")).Json["next_pm_date"]!);
        Assert.Equal(0, (await new Scanward.Server.Routing.Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None)).Different);
        server.CheckBooks();
    }

    [Fact]
    public async Task Repair_OutsideOfTheWindow_LeavesThePm()
    {
        await using var server = await RunningServer.Start();
        Assert.Null((await server.North.Scan(TestScans.Corrective("AHU-000124"))).Json["pm_due"]); // due in March
        server.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Null((await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2027-01-03T16:00:00Z"))).Json["pm_due"]); // the window is over
    }

    /// <summary>A decision made before repairs did the PM as well is decided again as it was.</summary>
    [Fact]
    public async Task I10_EarlierEngine_IsDecidedAgainByItsOwnRules()
    {
        await using var server = await RunningServer.Start();
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        var row = (await server.Installation.Reads.DecisionsAfter(0, 1, CancellationToken.None))[0];
        var stored = await server.Installation.Decisions.Open(row, CancellationToken.None);
        Assert.NotNull(Scanward.Routing.Router.Decide(stored.Inputs).Work!.FoldsPm);
        Assert.Null(Scanward.Routing.Router.Decide(stored.Inputs with { Engine = 1 }).Work!.FoldsPm);
    }

    [Fact]
    public async Task WhoHoldsTheWorkOrder_IsTold_AndOfferedTheNextStep()
    {
        await using var server = await RunningServer.Start();
        var made = await server.North.Scan(TestScans.Corrective("DOOR-00001").With("operator_id", "op-1"));
        var technician = (string)made.Json["assigned"]!["technician"]!;
        server.Clock.Advance(TimeSpan.FromHours(1));
        async Task<HttpAnswer> Scan(string operatorId) => await server.North.Scan(TestScans.Corrective("DOOR-00001").With("operator_id", operatorId).With("scan_timestamp", "2026-11-24T17:00:00Z"));
        Assert.Null((await Scan("op-1")).Json["yours"]);
        var yours = (await Scan(technician)).Json["yours"]!;
        Assert.Equal(("assigned", "in_progress", (string)made.Json["work_order"]!["id"]!), ((string)yours["state"]!, (string)yours["next"]!, (string)yours["work_order_id"]!));
        var started = await server.North.Change((string)yours["change"]!, $$"""{"state": "in_progress", "operator_id": "{{technician}}"}""", $"\"{yours["revision"]}\"");
        Assert.Equal("in_progress", (string)started.Json["state"]!);
        Assert.Equal("completed", (string)(await Scan(technician)).Json["yours"]!["next"]!);
    }

    /// <summary>Whatever she scans it for: the decision looks only at open work of the scan's own fault and kinds, the answer at all of it.</summary>
    [Fact]
    public async Task WhoHoldsAWorkOrderOfAnotherFault_IsTold()
    {
        await using var server = await RunningServer.Start();
        var made = new List<HttpAnswer>();
        foreach (var mode in (string[])["noise", "leak", "belt"]) made.Add(await server.North.Scan(TestScans.Corrective("DOOR-00001", mode).With("operator_id", "op-1")));
        var technicians = made.Select(m => (string)m.Json["assigned"]!["technician"]!).ToArray();
        server.Clock.Advance(TimeSpan.FromHours(1));
        var scan = await server.North.Scan(TestScans.Corrective("DOOR-00001", "rust").With("operator_id", technicians[1]).With("scan_timestamp", "2026-11-24T17:00:00Z"));
        var hers = made.First(m => (string)m.Json["assigned"]!["technician"]! == technicians[1]);
        Assert.Equal((string)hers.Json["work_order"]!["id"]!, (string)scan.Json["yours"]!["work_order_id"]!);
    }
}
