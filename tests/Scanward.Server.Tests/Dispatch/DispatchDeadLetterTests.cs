using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>Messages that were given up: replayed under the key that they always had, or discarded with what they held.</summary>
public sealed class DispatchDeadLetterTests
{
    private static async Task<(RunningServer Server, PlayedCmms Cmms, string Work, string Letter, Action Mend)> GivenUp()
    {
        var broken = true;
        var cmms = new PlayedCmms();
        cmms.Script = (call, _) => broken && call.What == "send" ? Play.Status(422) : null;
        var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.Dispatch();
        var letter = (await server.North.Get("/api/v1/dead-letters?connector=played")).Json["items"]!.AsArray().Single()!;
        Assert.Equal(("dispatch", "open"), ((string)letter["transport"]!, (string)letter["state"]!));
        Assert.EndsWith((string)letter["work_order_id"]!, work, StringComparison.Ordinal);
        return (server, cmms, work, (string)letter["id"]!, () => broken = false);
    }

    [Fact]
    public async Task Replay_SendsTheSameUnderTheSameKey_AndTwiceIsHarmless()
    {
        var (server, cmms, work, letter, mend) = await GivenUp();
        await using var running = server;
        mend();
        Assert.Equal("would_replay", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/replay", """{"dry_run": true}""")).Json["result"]!);
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        var twice = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}")));
        Assert.Equal(["closed_before", "closed_before", "closed_before", "closed_before", "replayed"], twice.Select(a => (string)a.Json["result"]!).Order(StringComparer.Ordinal));
        await server.Dispatch();
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Single(cmms.Made);
        Assert.Single(cmms.Calls.Select(c => (c.Key, c.Content)).Distinct());
    }

    [Fact]
    public async Task Replay_ThatFailsAgain_IsTheSameDeadLetter_WithTheWholeHistory()
    {
        var (server, cmms, work, letter, _) = await GivenUp();
        await using var running = server;
        await server.North.Post("/api/v1/dead-letters/replay", """{"connector": "played"}""");
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        var again = (await server.North.Get($"/api/v1/dead-letters/{letter}")).Json;
        Assert.Equal(("open", 2, 2), ((string)again["state"]!, (int)again["times"]!, again["attempts"]!.AsArray().Count));
        Assert.Equal(2, cmms.Calls.Count);
    }

    /// <summary>I3: what a work order that nobody will do had reserved is there for others again.</summary>
    [Fact]
    public async Task Discard_CancelsTheWorkOrder_AndReleasesWhatItReserved()
    {
        var (server, cmms, work, letter, mend) = await GivenUp();
        await using var running = server;
        Assert.Equal("2", Assert.Single(server.Rows("select reserved from stock where site_no = 1 and part_id = 'bearing_6205'")));
        Assert.Equal("discarded", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "the line is gone"}""")).Json["result"]!);
        var story = await server.WorkOrder(work);
        Assert.Equal("cancelled", (string)story["state"]!);
        Assert.Equal("0", Assert.Single(server.Rows("select reserved from stock where site_no = 1 and part_id = 'bearing_6205'")));
        server.CheckBooks();
        mend();
        await server.DispatchFor(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));
        Assert.Single(cmms.Calls);
        Assert.Equal("closed_before", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}")).Json["result"]!);
    }

    [Fact]
    public async Task Changes_WaitBehindACreationThatWasGivenUp_AndGoWithIt()
    {
        var (server, cmms, work, letter, mend) = await GivenUp();
        await using var running = server;
        await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t001"}""");
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter, update 2 behind", await server.Messages(work));
        mend();
        await server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}");
        await server.Dispatch();
        Assert.Equal("create 1 settled, update 2 settled", await server.Messages(work));
        Assert.Equal(["create", "create", "update"], cmms.Calls.Select(c => c.Key.Split('.')[1]));
    }

    [Fact]
    public async Task DiscardedChange_LetsTheNextOneGo_AndLeavesTheWorkOrder()
    {
        var cmms = new PlayedCmms { Script = (call, _) => call.Key.EndsWith(".update.2", StringComparison.Ordinal) ? Play.Status(400) : null };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await server.North.Change(work, """{"state": "in_progress", "operator_id": "nc-t001"}""");
        await server.North.Change(work, """{"note": "hm", "operator_id": "nc-t001"}""");
        await server.Dispatch();
        Assert.Equal("create 1 settled, update 2 dead_letter, update 3 behind", await server.Messages(work));
        var letter = (string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["id"]!;
        await server.North.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "not that important"}""");
        await server.Dispatch();
        Assert.Equal("create 1 settled, update 3 settled", await server.Messages(work));
        Assert.Equal("in_progress", (string)(await server.WorkOrder(work))["state"]!);
    }

    /// <summary>I8: nobody sees, replays or discards what another site gave up.</summary>
    [Fact]
    public async Task I8_OtherSites_SeeNothingOfIt()
    {
        var (server, _, _, letter, _) = await GivenUp();
        await using var running = server;
        Assert.Empty((await server.South.Get("/api/v1/dead-letters")).Json["items"]!.AsArray());
        (await server.South.Post($"/api/v1/dead-letters/{letter}/replay", "{}")).Is(Problems.NotFound);
        (await server.South.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "mine now"}""")).Is(Problems.NotFound);
        Assert.Empty((await server.South.Post("/api/v1/dead-letters/replay", "{}")).Json["items"]!.AsArray());
    }
}
