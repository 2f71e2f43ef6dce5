using System.Net;
using Scanward.Client;
using Scanward.Server.Tests.ApiClient;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.WorkOrders;

/// <summary>A work order from the scan to its end over HTTP: who may do what, what becomes of its parts, and of two people at once.</summary>
public sealed class WorkOrderLifeTests
{
    [Fact]
    public async Task WorkOrder_IsStarted_Held_Resumed_Completed_AndClosed()
    {
        await using var server = await RunningServer.Start();
        var client = new ScanwardClient(server.North);
        var id = (await client.SendScan(ClientWalk.Scan("AHU-000123"))).WorkOrder!.Id;
        async Task<WorkOrder> Do(WorkOrderChange change) => (await client.ChangeWorkOrder(await client.GetWorkOrder(id), change)).Value;
        Assert.Equal("in_progress", (await Do(new() { State = "in_progress", OperatorId = "nc-t001" })).State);
        server.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("on_hold", (await Do(new() { State = "on_hold", OperatorId = "nc-t001", Reason = "needs the ladder" })).State);
        Assert.Equal("in_progress", (await Do(new() { State = "in_progress", OperatorId = "nc-t001" })).State);
        await Do(new() { OperatorId = "nc-t001", LabourMinutes = 30, Note = "took it apart" });
        var completed = await Do(new() { State = "completed", OperatorId = "nc-t001", LabourMinutes = 15, Cause = "worn_bearing", Remedy = "replaced", Readings = new Dictionary<string, decimal> { ["run_hours"] = 8123.5m } });
        Assert.Equal(("completed", 45, "worn_bearing", "replaced", "took it apart"), (completed.State, completed.LabourMinutes, completed.Cause, completed.Remedy, completed.Note));
        Assert.Equal([new("bearing_6205", 2, "consumed", 2)], completed.Parts);
        Assert.Equal("98 0", Assert.Single(server.Rows("select on_hand, reserved from stock where site_no = 1 and part_id = 'bearing_6205'")));
        var closed = await Do(new() { State = "closed" });
        Assert.Equal(["started", "held", "started", "noted", "completed", "closed"], closed.History.Select(h => h.Action));
        Assert.Equal(["nc-t001", "nc-t001", "nc-t001", "nc-t001", "nc-t001", "test device"], closed.History.Select(h => h.By));
        Assert.Equal("needs the ladder", (string)closed.History[1].Given["reason"]!);
        server.CheckBooks();
    }

    [Fact]
    public async Task TwoAtOnce_OneWins_TheOtherIsTold()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "DOOR-00001");
        var tag = (await server.North.Get(work)).Headers.ETag!.Tag;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.North.Change(work, $$"""{"labour_minutes": {{i + 1}}}""", tag)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => a.Is(Problems.Stale));
        Assert.Single((await server.North.Get(work)).Json["history"]!.AsArray());
        using var without = new HttpRequestMessage(HttpMethod.Patch, work) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        (await HttpAnswer.Of(server.North.SendAsync(without))).Is(Problems.PreconditionRequired);
    }

    [Theory]
    [InlineData("""{"state": "in_progress", "operator_id": "nc-t002"}""", "not_permitted")] // it is with somebody else
    [InlineData("""{"state": "in_progress", "operator_id": "stranger"}""", "not_permitted")]
    [InlineData("""{"state": "in_progress", "operator_id": "sp-t001"}""", "not_permitted")] // of another site
    [InlineData("""{"state": "cancelled", "operator_id": "nc-t001", "reason": "no"}""", "not_permitted")]
    [InlineData("""{"technician": "nc-t002", "operator_id": "nc-t001"}""", "not_permitted")]
    [InlineData("""{"priority": 1, "operator_id": "nc-t001"}""", "not_permitted")]
    [InlineData("""{"note": "hm", "operator_id": "nc-t002"}""", "not_permitted")]
    [InlineData("""{"state": "closed"}""", "no_such_step")]
    [InlineData("""{"state": "assigned"}""", "no_such_step")]
    [InlineData("""{"state": "waiting_parts"}""", "invalid_body")]
    [InlineData("""{"state": "done"}""", "invalid_body")]
    [InlineData("""{"state": "cancelled"}""", "invalid_body")] // without a reason
    [InlineData("""{"technician": "nobody"}""", "invalid_body")]
    [InlineData("""{"labour_minutes": -5}""", "invalid_body")]
    [InlineData("""{"labour": 5}""", "invalid_body")]
    [InlineData("""{"parts_used": [{"part": "bearing_6205", "quantity": 1}, {"part": "bearing_6205", "quantity": 1}]}""", "invalid_body")]
    [InlineData("""{"parts_used": [{"part": "bearing_6205", "quantity": 500}]}""", "not_enough_stock")]
    [InlineData("""{"parts_used": [{"part": "unobtainium", "quantity": 1}]}""", "not_enough_stock")]
    [InlineData("""{"cause": "Worn Bearing"}""", "invalid_body")]
    [InlineData("[]", "invalid_body")]
    [InlineData("{", "malformed_json")]
    public async Task WhatMayNotBe_IsRefused_AndNothingIsChanged(string body, string code)
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "DOOR-00001");
        var before = (await server.North.Get(work)).Text;
        Assert.Equal("nc-t001", (string)(await server.North.Get(work)).Json["technician"]!);
        (await server.North.Change(work, body)).Is(Problems.All[code]);
        Assert.Equal(before, (await server.North.Get(work)).Text);
        server.CheckBooks();
    }

    [Fact]
    public async Task Cancelled_LetsGoOfItsParts_AndStaysCancelled()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "AHU-000123");
        var cancelled = await server.North.Change(work, """{"state": "cancelled", "reason": "scanned by mistake"}""");
        Assert.Equal(["released"], cancelled.Json["parts"]!.AsArray().Select(p => (string)p!["state"]!));
        Assert.Equal("100 0", Assert.Single(server.Rows("select on_hand, reserved from stock where site_no = 1 and part_id = 'bearing_6205'")));
        foreach (var to in new[] { "completed", "in_progress", "open", "closed" })
            Assert.Contains("Nothing follows", (string)(await server.North.Change(work, $$"""{"state": "{{to}}", "reason": "x"}""")).Is(Problems.NoSuchStep).Json["detail"]!, StringComparison.Ordinal);
        server.CheckBooks();

        // The fault is open no more: the next scan of it makes work again.
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("routed", (string)(await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-24T16:30:00Z"))).Json["status"]!);
    }

    [Fact]
    public async Task PartsUsed_AreTakenFromWhatIsHeld_AndTheRestGoesBack()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "AHU-000123");
        await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t001", "parts_used": [{"part": "bearing_6205", "quantity": 1}, {"part": "filter_kit_v2", "quantity": 3}]}""");
        Assert.Equal(["bearing_6205 99 1", "filter_kit_v2 37 0"], server.Rows("select part_id, on_hand, reserved from stock where site_no = 1 and part_id in ('bearing_6205', 'filter_kit_v2')"));
        server.CheckBooks();
        var completed = await server.North.Change(work, """{"state": "completed", "operator_id": "nc-t001", "parts_used": []}""");
        Assert.Equal(["bearing_6205 consumed 1 1", "filter_kit_v2 consumed 3 3"], completed.Json["parts"]!.AsArray().Select(p => $"{p!["part"]} {p["state"]} {p["quantity"]} {p["used"]}"));
        Assert.Equal(["bearing_6205 99 0", "filter_kit_v2 37 0"], server.Rows("select part_id, on_hand, reserved from stock where site_no = 1 and part_id in ('bearing_6205', 'filter_kit_v2')"));
        server.CheckBooks();
    }

    [Fact]
    public async Task Reopened_IsOpenForTheNextScan_AndCarriedAgain()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "DOOR-00001");
        await server.North.Change(work, """{"state": "completed", "operator_id": "nc-t001"}""");
        server.CheckBooks();
        Assert.Equal(["0"], server.Rows("select minutes from technician_load where technician_id = 'nc-t001'"));
        (await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t002", "reason": "still open"}""")).Is(Problems.NotPermitted);
        var reopened = await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t001", "reason": "it jams again"}""");
        Assert.Equal(("in_progress", "reopened"), ((string)reopened.Json["state"]!, (string)reopened.Json["history"]![1]!["action"]!));
        server.CheckBooks();
        server.Clock.Advance(TimeSpan.FromHours(1));
        var again = await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", "2026-11-24T17:00:00Z"));
        Assert.Equal(("duplicate", work), ((string)again.Json["status"]!, $"/api/v1/work-orders/{again.Json["work_order"]!["id"]}"));
    }

    [Fact]
    public async Task Manager_Assigns_AndChangesThePriority_WithItsResponseTimes()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "DOOR-00001");
        var assigned = await server.North.Change(work, """{"technician": "nc-t003", "priority": 1}""");
        Assert.Equal(("assigned", "nc-t003", "nc_tier_2", 1, "2026-11-24T16:15:00Z"), ((string)assigned.Json["state"]!, (string)assigned.Json["technician"]!, (string)assigned.Json["crew"]!, (int)assigned.Json["priority"]!, (string)assigned.Json["acknowledge_by"]!));
        Assert.Equal(["nc-t001 0", "nc-t003 120"], server.Rows("select technician_id, minutes from technician_load order by 1"));
        Assert.Equal("open", (string)(await server.North.Change(work, """{"state": "open", "operator_id": "nc-t003"}""")).Json["state"]!);
        Assert.Equal("nc-t002", (string)(await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t002"}""")).Json["technician"]!); // who is free takes it
        server.CheckBooks();
    }

    /// <summary>A fixed plan goes on from the day on which it was due, whenever it was done.</summary>
    [Fact]
    public async Task PreventiveWork_SetsTheNextDate_WhenItIsCompleted()
    {
        await using var server = await RunningServer.Start();
        var ack = await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_type", "preventive").Without("failure_mode"));
        Assert.Equal("preventive_pm", (string)ack.Json["outcome"]!);
        var work = $"/api/v1/work-orders/{ack.Json["work_order"]!["id"]}";
        await server.North.Change(work, """{"state": "in_progress"}""");
        var completed = await server.North.Change(work, """{"state": "completed"}""");
        Assert.Equal("2026-11-30", (string)completed.Json["pm_due"]!);
        var asset = (await server.North.Get("/api/v1/assets/AHU-000123")).Json;
        Assert.Equal(("2027-02-28", 2), ((string)asset["next_pm_date"]!, (int)asset["revision"]!));

        // The next scan sees it: long before the window.
        server.Clock.Advance(TimeSpan.FromHours(1));
        var early = await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_type", "preventive").Without("failure_mode").With("scan_timestamp", "2026-11-24T17:00:00Z"));
        Assert.Equal("review", (string)early.Json["outcome"]!);

        // Opened again and done again it is still one PM.
        await server.North.Change(work, """{"state": "open", "reason": "not done properly"}""");
        await server.North.Change(work, """{"state": "in_progress"}""");
        await server.North.Change(work, """{"state": "completed"}""");
        Assert.Equal("2027-02-28", (string)(await server.North.Get("/api/v1/assets/AHU-000123")).Json["next_pm_date"]!);
        server.CheckBooks();
    }

    [Fact]
    public async Task OtherSites_SeeNothing()
    {
        await using var server = await RunningServer.Start();
        var work = await Scanned(server, "DOOR-00001");
        (await server.South.Change(work, """{"state": "in_progress"}""", "*")).Is(Problems.NotFound);
    }

    private static async Task<string> Scanned(RunningServer server, string assetId)
    {
        var ack = await server.North.Scan(TestScans.Corrective(assetId));
        return $"/api/v1/work-orders/{ack.Json["work_order"]!["id"]}";
    }
}
