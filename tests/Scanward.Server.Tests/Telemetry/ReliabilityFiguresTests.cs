using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>MTBF, MTTR and compliance out of work orders as they were opened and done.</summary>
public sealed class ReliabilityFiguresTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Address = "/api/v1/metrics/reliability";

    [Fact]
    public async Task Failures_GiveMtbfAndMttr_OfAssetClassAndSite()
    {
        await using var server = await RunningServer.Start();
        await Done(server, "corrective", "AHU-000123", "bearing_noise", TimeSpan.FromHours(2));
        await After(server, TimeSpan.FromHours(238), "corrective", "AHU-000123", "belt_slip", TimeSpan.FromHours(4));
        await After(server, TimeSpan.FromHours(1), "corrective", "PMP-000102", "other", TimeSpan.FromHours(6));
        await Scan(server, "corrective", "DOOR-00001", "other"); // still open

        var asset = (await server.North.Get($"{Address}?asset_id=AHU-000123")).Json;
        Assert.Equal((1, 2, 2, 240 * 60, 180), ((int)asset["assets"]!, (int)asset["failures"]!, (int)asset["repairs"]!, (int)asset["mtbf_minutes"]!, (int)asset["mttr_minutes"]!));
        var pumps = (await server.North.Get($"{Address}?class=pump")).Json;
        Assert.Equal((2, 1, null, 360), ((int)pumps["assets"]!, (int)pumps["failures"]!, (int?)pumps["mtbf_minutes"], (int)pumps["mttr_minutes"]!));
        var site = (await server.North.Get(Address)).Json;
        Assert.Equal((5, 4, 3, 240 * 60, 240), ((int)site["assets"]!, (int)site["failures"]!, (int)site["repairs"]!, (int)site["mtbf_minutes"]!, (int)site["mttr_minutes"]!));
        var since = (await server.North.Get($"{Address}?since=2026-12-01T00:00:00Z")).Json;
        Assert.Equal((3, 2, 300), ((int)since["failures"]!, (int)since["repairs"]!, (int)since["mttr_minutes"]!));
        var south = (await server.South.Get(Address)).Json;
        Assert.Equal((2, 0, null), ((int)south["assets"]!, (int)south["failures"]!, (int?)south["mtbf_minutes"]));
        (await server.South.Get($"{Address}?asset_id=AHU-000123")).Is(Problems.NotFound);
    }

    [Fact]
    public async Task PreventiveWork_IsCompliantWhenDoneInTime()
    {
        await using var server = await RunningServer.Start();
        var doneBy = await Scan(server, "preventive", "AHU-000123", null);
        Assert.Equal(0, (int)(await Preventive(server))["due"]!); // neither done nor due yet
        server.Clock.Advance(doneBy.DoneBy - server.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        Assert.Equal("""{"due":1,"done_in_time":0,"done_late":0,"overdue":1,"compliance":0}""", (await Preventive(server)).ToJsonString());
        await Finish(server, doneBy.Id, WorkOrderState.Completed);
        Assert.Equal("""{"due":1,"done_in_time":0,"done_late":1,"overdue":0,"compliance":0}""", (await Preventive(server)).ToJsonString());
    }

    [Fact]
    public async Task PreventiveWork_DoneInTime_AndWhatWasCancelled()
    {
        await using var server = await RunningServer.Start();
        Assert.Null((double?)(await Preventive(server))["compliance"]);
        await Done(server, "preventive", "AHU-000123", null, TimeSpan.FromHours(1));
        Assert.Equal("""{"due":1,"done_in_time":1,"done_late":0,"overdue":0,"compliance":1}""", (await Preventive(server)).ToJsonString());
        var (id, _) = await Scan(server, "corrective", "AHU-000123", "other");
        await Finish(server, id, WorkOrderState.Cancelled);
        Assert.Equal(0, (int)(await server.North.Get(Address)).Json["failures"]!);
    }

    [Theory]
    [InlineData("?asset=AHU-000123", "asset", "unknown_parameter")]
    [InlineData("?since=yesterday", "since", "unknown_value")]
    [InlineData("?class=pump&class=door", "class", "duplicate_parameter")]
    [InlineData("?class=air_handler&asset_id=AHU-000123", "class", "one_of")]
    public async Task FaultyQuery_IsRefused(string query, string parameter, string code) => (await fixture.North.Get(Address + query)).Is(Problems.InvalidQuery).Says(parameter, code);

    [Theory]
    [InlineData("?class=lift")]
    [InlineData("?asset_id=AHU-000201")]
    public async Task WhatTheSiteDoesNotHave_IsNotFound(string query) => (await fixture.North.Get(Address + query)).Is(Problems.NotFound);

    private static async Task<System.Text.Json.Nodes.JsonNode> Preventive(RunningServer server) => (await server.North.Get(Address)).Json["preventive"]!;

    private static async Task After(RunningServer server, TimeSpan pause, string type, string assetId, string failureMode, TimeSpan took)
    {
        server.Clock.Advance(pause);
        await Done(server, type, assetId, failureMode, took);
    }

    private static async Task Done(RunningServer server, string type, string assetId, string? failureMode, TimeSpan took)
    {
        var (id, _) = await Scan(server, type, assetId, failureMode);
        server.Clock.Advance(took);
        await Finish(server, id, WorkOrderState.Completed);
    }

    private static async Task<(long Id, DateTimeOffset DoneBy)> Scan(RunningServer server, string type, string assetId, string? failureMode)
    {
        var scan = TestScans.Corrective(assetId, failureMode).With("scan_type", type).With("scan_timestamp", server.Clock.GetUtcNow().ToString("O"));
        if (failureMode is null) scan = scan.Without("failure_mode");
        var answer = await server.North.Scan(scan);
        Assert.Equal(201, (int)answer.Status);
        Assert.True(TimeOrderedId.TryParse((string)answer.Json["work_order"]!["id"]!, out var id));
        return (id, DateTimeOffset.Parse((string)answer.Json["response"]!["done_by"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Task Finish(RunningServer server, long id, WorkOrderState state) =>
        server.Finish(server.Installation.Sites.NumberOf(TestPlants.North)!.Value, id, state);
}
