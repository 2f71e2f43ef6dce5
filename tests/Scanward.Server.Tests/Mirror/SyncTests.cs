using System.Globalization;
using Scanward.Dispatch;
using Scanward.Server.Access;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Mirror;

/// <summary>Pulls and pushes: idempotent, resumed where they were, with conflicts that people see.</summary>
public sealed class SyncTests
{
    private static async Task<(PlayedCmms Cmms, RunningServer Server)> Start(int assets = 5, CmmsAbilities? can = null)
    {
        var cmms = new PlayedCmms { Abilities = can ?? new() { FindsByReference = true, ListsAssets = true, ListsStock = true, ListsWorkOrders = true, Pushes = true } };
        for (var i = 1; i <= assets; i++) cmms.Assets[$"{i}"] = Asset(i);
        return (cmms, await RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector(null, TestPlants.North)]) }));
    }

    private static CmmsAsset Asset(int i, string name = "Press") => new(i.ToString(CultureInfo.InvariantCulture), $$"""{"id": "PRESS-{{i:D4}}", "name": "{{name}} {{i}}", "class": "press", "tags": ["PR-TAG-{{i}}"]}""");

    private static Task<bool> Pull(RunningServer server, bool full = false) => server.Installation.Syncs[0].Pull(full, CancellationToken.None);

    private static long Mirrored(RunningServer server) => server.Number("select count(*) from asset where connector = 'played' and retired_at is null");

    [Fact]
    public async Task FirstPull_TakesAll_AndTheSameAgainChangesNothing()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        Assert.True(await Pull(server));
        Assert.Equal(5, Mirrored(server));
        Assert.Equal(["assets all first", "assets all 2", "assets all 4"], cmms.Asked);
        var revisions = server.Rows("select asset_id, revision from asset order by asset_id");
        Assert.True(await Pull(server));
        Assert.Equal("assets changed first", cmms.Asked.ElementAt(3));
        Assert.True(await Pull(server, full: true));
        Assert.Equal(revisions, server.Rows("select asset_id, revision from asset order by asset_id"));
        var shown = (await server.North.Get("/api/v1/connectors")).Json["items"]![0]!;
        var sync = shown["sync"]!.AsArray().Single(s => (string)s!["kind"]! == "assets")!;
        Assert.Equal((5, 0, 5, true), ((int)sync["done"]!, (int)sync["changed"]!, (int)sync["total"]!, (bool)sync["full"]!));
        Assert.NotNull(sync["finished_at"]);
    }

    /// <summary>What was added here to an asset stays; what the system says replaces.</summary>
    [Fact]
    public async Task Changes_AreMerged_AndRevised()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        await Pull(server);
        var etag = (await server.North.Get("/api/v1/assets/PRESS-0001")).Headers.ETag!.Tag;
        using var patch = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/assets/PRESS-0001") { Content = new StringContent("""{"skills": ["press"], "criticality": 5}""", System.Text.Encoding.UTF8, "application/json") };
        patch.Headers.TryAddWithoutValidation("If-Match", etag);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await HttpAnswer.Of(server.North.SendAsync(patch))).Status);
        cmms.Assets["1"] = Asset(1, "Old press");
        await Pull(server);
        var asset = (await server.North.Get("/api/v1/assets/PRESS-0001")).Json;
        Assert.Equal(("Old press 1", 5, "press"), ((string)asset["name"]!, (int)asset["criticality"]!, (string)asset["skills"]![0]!));
    }

    /// <summary>A pull that is interrupted goes on with the page at which it was.</summary>
    [Fact]
    public async Task InterruptedPull_GoesOn()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        var pages = 0;
        cmms.Silence = _ => ++pages == 2 ? new(CmmsEnding.Unknown, null, "No answer within 10 s.") : null;
        Assert.False(await Pull(server));
        Assert.Equal(2, Mirrored(server));
        Assert.Equal("No answer within 10 s.", (string)(await server.North.Get("/api/v1/connectors")).Json["items"]![0]!["sync"]![0]!["error"]!);
        Assert.True(await Pull(server));
        Assert.Equal(["assets all first", "assets all 2", "assets all 2", "assets all 4"], cmms.Asked);
        Assert.Equal(5, Mirrored(server));
        var sync = (await server.North.Get("/api/v1/connectors")).Json["items"]![0]!["sync"]![0]!;
        Assert.Equal((5, true), ((int)sync["done"]!, sync["error"] is null));
    }

    [Fact]
    public async Task Gone_AreRetired_ByTheirMarkOrByAFullPull_ButNeverMostAtOnce()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        await Pull(server);
        cmms.Assets["1"] = cmms.Assets["1"] with { Gone = true };
        await Pull(server);
        Assert.Equal(4, Mirrored(server));
        cmms.Assets.TryRemove("2", out _);
        await Pull(server); // what changed does not say what is gone
        Assert.Equal(4, Mirrored(server));
        await Pull(server, full: true);
        Assert.Equal(3, Mirrored(server));
        Assert.Equal(7, server.Number("select count(*) from asset where connector is null and retired_at is null")); // ours are ours
        cmms.Assets.TryRemove("3", out _);
        cmms.Assets.TryRemove("4", out _);
        Assert.False(await Pull(server, full: true));
        Assert.Equal(3, Mirrored(server));
        Assert.Contains("2 of 3 assets", (string)(await server.North.Get("/api/v1/connectors")).Json["items"]![0]!["sync"]![0]!["error"]!, StringComparison.Ordinal);
        cmms.Assets["3"] = Asset(3);
        cmms.Assets["2"] = Asset(2);
        Assert.True(await Pull(server, full: true));
        Assert.Equal("PRESS-0002 PRESS-0003 PRESS-0005", string.Join(' ', server.Rows("select asset_id from asset where connector = 'played' and retired_at is null order by 1")));
    }

    [Fact]
    public async Task Conflicts_AreShown_AndEndByThemselves()
    {
        var (cmms, server) = await Start(assets: 1);
        await using var running = server;
        cmms.Assets["2"] = new("2", """{"id": "PRESS-0002", "tags": ["PR-TAG-1", "PR-TAG-2"]}"""); // the tag of 1
        cmms.Assets["3"] = new("3", """{"id": "PRESS-0003", "criticality": 9}""");
        cmms.Assets["4"] = new("4", """{"id": "AHU-000201"}"""); // of another site
        cmms.Assets["5"] = new("5", """{"id": "PRESS-0005", "site": "south-plant"}"""); // not this connector's
        cmms.Assets["6"] = new("6", "[]");
        await Pull(server);
        var conflicts = (await server.North.Get("/api/v1/connectors/played/conflicts")).Json["items"]!.AsArray();
        Assert.Equal(
            ["asset:2 tag_taken", "asset:3 bad_entry", "asset:4 id_taken", "asset:5 other_site", "asset:6 bad_entry"], conflicts.Select(c => $"{(string)c!["subject"]!} {(string)c["code"]!}"));
        Assert.Equal(2, Mirrored(server)); // 2 is there, without the tag
        Assert.Equal("PR-TAG-2", (string)(await server.North.Get("/api/v1/assets/PRESS-0002")).Json["tags"]!.AsArray().Single()!);
        cmms.Assets["3"] = new("3", """{"id": "PRESS-0003", "criticality": 4}""");
        await Pull(server);
        Assert.DoesNotContain((await server.North.Get("/api/v1/connectors/played/conflicts")).Json["items"]!.AsArray(), c => (string)c!["subject"]! == "asset:3");
        Assert.Empty((await server.South.Get("/api/v1/connectors")).Json["items"]!.AsArray());
        (await server.South.Get("/api/v1/connectors/played/conflicts")).Is(Problems.NotFound);
    }

    /// <summary>A local asset of the same id is adopted: the system owns what it says of it from now on.</summary>
    [Fact]
    public async Task SameId_AdoptsOurAsset_WithItsPast()
    {
        var (cmms, server) = await Start(assets: 0);
        await using var running = server;
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        cmms.Assets["9"] = new("9", """{"id": "AHU-000123", "name": "AHU roof, as they say"}""");
        await Pull(server);
        var asset = (await server.North.Get("/api/v1/assets/AHU-000123")).Json;
        Assert.Equal(("AHU roof, as they say", 5), ((string)asset["name"]!, (int)asset["criticality"]!));
        Assert.Equal("duplicate", (string)(await server.North.Scan(TestScans.Corrective("AHU-000123").With("operator_id", "nc-t002"))).Json["status"]!);
    }

    [Fact]
    public async Task Scans_ThatWaitedForATag_AreRoutedByThePullThatBringsIt()
    {
        var (_, server) = await Start();
        await using var running = server;
        var letter = (await server.North.Scan(TestScans.Tagged("PR-TAG-4"))).DeadLetterId;
        await Pull(server);
        Assert.Equal("replayed", (string)(await server.North.Get($"/api/v1/dead-letters/{letter}")).Json["state"]!);
    }

    [Fact]
    public async Task Stock_IsMirrored_AndOurHoldsStay()
    {
        var (cmms, server) = await Start(assets: 0);
        await using var running = server;
        await server.North.Scan(TestScans.Corrective("AHU-000123")); // holds two bearings
        cmms.Stock.Add(new("""{"part": "bearing_6205", "on_hand": 30, "safety_stock": 4}"""));
        cmms.Stock.Add(new("""{"part": "v_belt", "name": "V-belt", "on_hand": 9}"""));
        cmms.Stock.Add(new("""{"part": "v_belt_2", "on_hand": -1}"""));
        await Pull(server);
        Assert.Equal(["bearing_6205 30 2", "v_belt 9 0"], server.Rows("select part_id, on_hand, reserved from stock where site_no = 1 and part_id in ('bearing_6205', 'v_belt', 'v_belt_2') order by 1"));
        Assert.Equal("V-belt", (string)(await server.North.Get("/api/v1/parts/v_belt")).Json["name"]!);
        Assert.Equal("stock:1:v_belt_2", (string)(await server.North.Get("/api/v1/connectors/played/conflicts")).Json["items"]![0]!["subject"]!);
        server.CheckBooks();
    }

    [Fact]
    public async Task States_FlowBack_AndAreNotEchoed()
    {
        var (cmms, server) = await Start(assets: 0, can: new() { FindsByReference = true, ListsWorkOrders = true, TakesUpdates = true });
        await using var running = server;
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        var id = cmms.Made[0].Id;
        cmms.States[id] = ("WIP", WorkOrderState.InProgress);
        cmms.States["4711"] = ("DONE", WorkOrderState.Completed); // not ours
        await Pull(server);
        Assert.Equal("in_progress", (string)(await server.WorkOrder(work))["state"]!);
        cmms.States[id] = ("DONE", WorkOrderState.Completed);
        await Pull(server);
        await Pull(server);
        var story = await server.WorkOrder(work);
        Assert.Equal(("completed", "DONE", "cmms:played"), ((string)story["state"]!, (string)story["dispatch"]![0]!["external_state"]!, (string)story["history"]!.AsArray()[^1]!["by"]!));
        Assert.Equal(["started", "completed"], story["history"]!.AsArray().Select(h => (string)h!["action"]!));
        await server.Dispatch();
        Assert.Single(cmms.Calls); // what it said is not said back
        server.CheckBooks();
    }

    /// <summary>What we have still to tell is newer than what it says.</summary>
    [Fact]
    public async Task OwnChangesThatWait_GoFirst()
    {
        var (cmms, server) = await Start(assets: 0, can: new() { FindsByReference = true, ReadsWorkOrders = true, TakesUpdates = true });
        await using var running = server;
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        cmms.States[cmms.Made[0].Id] = ("OPEN", WorkOrderState.OnHold);
        await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t001"}""");
        await Pull(server);
        Assert.Equal("in_progress", (string)(await server.WorkOrder(work))["state"]!);
        await server.Dispatch();
        await Pull(server);
        Assert.Equal("on_hold", (string)(await server.WorkOrder(work))["state"]!);
    }

    [Fact]
    public async Task Push_IsBelievedWhenSigned_AndTwiceIsHarmless()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        cmms.States[cmms.Made[0].Id] = ("WIP", WorkOrderState.InProgress);
        Task<HttpAnswer> Push(string signature) => server.Anonymous.Post("/api/v1/connectors/played/push", "{}", change: r => r.Headers.Add("X-Played", signature));
        (await Push("none")).Is(Problems.NotAuthenticated);
        Assert.Equal(0, Mirrored(server));
        var first = await Push("trust me");
        Assert.Equal((5, 1, 6), ((int)first.Json["assets"]!, (int)first.Json["work_orders"]!, (int)first.Json["changed"]!));
        Assert.Equal(0, (int)(await Push("trust me")).Json["changed"]!);
        Assert.Equal(("in_progress", 5L), ((string)(await server.WorkOrder(work))["state"]!, Mirrored(server)));
        Assert.Equal("It says nothing to us.", (string)(await Push("hello")).Json["why"]!);
        (await server.Anonymous.Post("/api/v1/connectors/nobody/push", "{}")).Is(Problems.NotFound);
    }

    [Fact]
    public async Task Resume_TriesAtOnce_AndSync_BeginsAPull()
    {
        var (cmms, server) = await Start();
        await using var running = server;
        cmms.Script = (_, before) => before == 0 ? Play.Status(401) : null;
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        Assert.Equal("not_admitted", (string)(await server.North.Get("/api/v1/connectors")).Json["items"]![0]!["state"]!);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.North.Post("/api/v1/connectors/played/resume", "{}")).Status);
        await server.Dispatch();
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Equal("flowing", (string)(await server.North.Get("/api/v1/connectors")).Json["items"]![0]!["state"]!);
        var asked = await server.North.Post("/api/v1/connectors/played/sync", """{"full": true}""");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, asked.Status);
        (await (await server.Key(Role.Device)).Http.Post("/api/v1/connectors/played/sync", "{}")).Is(Problems.NotPermitted);
        (await server.South.Post("/api/v1/connectors/played/resume", "{}")).Is(Problems.NotFound);
    }
}
