using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>A dead letter is replayed under the key that it always had: once or twice, alone or with others, it makes at most one work order.</summary>
public sealed class DeadLetterReplayTests
{
    [Fact]
    public async Task Replay_RoutesWhatHasBecomeKnown_AndTwiceIsHarmless()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("NEW-00000001");
        var letter = (await server.North.Scan(scan)).Is(Problems.AssetUnknown).DeadLetterId!;
        var still = await server.North.Post($"/api/v1/dead-letters/{letter}/replay", """{"operator_id": "denise"}""");
        Assert.Equal(("failed", true), ((string)still.Json["result"]!, ((string)still.Json["why"]!).Contains("NEW-00000001", StringComparison.Ordinal)));
        Assert.Contains("Replayed by denise", (string)(await Letter(server, letter))["attempts"]![0]!["error"]!, StringComparison.Ordinal);

        await Know(server, "NEW-00000001");
        Assert.Equal("would_replay", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/replay", """{"dry_run": true}""")).Json["result"]!);
        Assert.Equal(0, server.Number("select count(*) from scan"));
        var replayed = await server.North.Post($"/api/v1/dead-letters/{letter}/replay", """{"operator_id": "denise"}""");
        Assert.Equal("replayed", (string)replayed.Json["result"]!);
        var again = await server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}");
        Assert.Equal(("closed_before", (string)replayed.Json["scan_id"]!), ((string)again.Json["result"]!, (string)again.Json["scan_id"]!));
        var kept = await Letter(server, letter);
        Assert.Equal(("replayed", "denise", (string)replayed.Json["scan_id"]!), ((string)kept["state"]!, (string)kept["closed_by"]!, (string)kept["replayed_scan_id"]!));

        var retried = await server.North.Scan(scan);
        Assert.True(retried.Replayed);
        Assert.Equal((string)replayed.Json["scan_id"]!, (string)retried.Json["scan_id"]!);
        Assert.Equal(1, server.Number("select count(*) from work_order"));
        server.CheckBooks();
    }

    [Fact]
    public async Task ReplayAtOnceByMany_MakesOneWorkOrder()
    {
        await using var server = await RunningServer.Start();
        var letter = (await server.North.Scan(TestScans.Corrective("NEW-00000001"))).DeadLetterId!;
        await Know(server, "NEW-00000001");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}")));
        Assert.Single(answers.Select(a => (string)a.Json["scan_id"]!).Distinct());
        Assert.Equal(1, server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task ReplayByFilter_TakesThoseThatMatch_SoManyAtATime_AndGoesOn()
    {
        await using var server = await RunningServer.Start();
        for (var i = 0; i < 5; i++) await server.North.Scan(TestScans.Corrective($"NEW-0000000{i}"));
        await server.North.Post("/api/v1/scans", "{");
        await Know(server, [.. Enumerable.Range(0, 4).Select(i => $"NEW-0000000{i}")]);
        async Task<HttpAnswer> Run(string body) => await server.North.Post("/api/v1/dead-letters/replay", body);

        var dry = await Run("""{"code": "asset_unknown", "dry_run": true}""");
        Assert.Equal((4, 1), ((int)dry.Json["counts"]!["would_replay"]!, (int)dry.Json["counts"]!["failed"]!));
        var first = await Run("""{"code": "asset_unknown", "most": 3}""");
        Assert.Equal(3, (int)first.Json["counts"]!["replayed"]!);
        var rest = await Run($$"""{"code": "asset_unknown", "most": 3, "after": "{{first.Json["next"]}}"}""");
        Assert.Equal((1, 1, null), ((int)rest.Json["counts"]!["replayed"]!, (int)rest.Json["counts"]!["failed"]!, (string?)rest.Json["next"]));
        Assert.Equal(["asset_unknown 1", "malformed_json 1"], server.Rows("select code, count(*) from dead_letter where state = 1 group by code order by code"));
        server.CheckBooks();
    }

    [Fact]
    public async Task Discarded_IsGivenUpWithAReason_AndReplayedNoMore()
    {
        await using var server = await RunningServer.Start();
        var letter = (await server.North.Post("/api/v1/scans", "{")).DeadLetterId!;
        (await server.North.Post($"/api/v1/dead-letters/{letter}/discard", "{}")).Is(Problems.InvalidBody).Says("/reason", "missing_member");
        (await server.North.Post("/api/v1/dead-letters/discard", """{"reason": "all of them"}""")).Is(Problems.InvalidBody).Says("/code", "missing_member");
        (await server.South.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "not mine"}""")).Is(Problems.NotFound);
        Assert.Equal("discarded", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "a broken reader"}""")).Json["result"]!);
        Assert.Equal("a broken reader", (string)(await Letter(server, letter))["reason"]!);
        Assert.Equal("closed_before", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}")).Json["result"]!);
        Assert.Equal("closed_before", (string)(await server.North.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "again"}""")).Json["result"]!);
    }

    [Fact]
    public async Task WhatWasCut_CannotBeReplayed_AndSaysSo()
    {
        await using var server = await RunningServer.Start();
        var letter = (await server.North.Post("/api/v1/scans", new string(' ', 70_000) + TestScans.Corrective("DOOR-00001").ToJsonString())).Is(Problems.TooLarge).DeadLetterId!;
        var answer = await server.North.Post($"/api/v1/dead-letters/{letter}/replay", "{}");
        Assert.Equal(("failed", HttpStatusCode.OK), ((string)answer.Json["result"]!, answer.Status));
        Assert.Contains("sent anew", (string)answer.Json["why"]!, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> Letter(RunningServer server, string id) => (await server.North.Get($"/api/v1/dead-letters/{id}")).Json;

    /// <summary>Makes assets known, and nothing is replayed by itself.</summary>
    private static async Task Know(RunningServer server, params string[] assetIds)
    {
        var door = TestPlants.Small.Assets.Single(a => a.AssetId == "DOOR-00001");
        var plant = TestPlants.Small with { Assets = [.. assetIds.Select(id => door with { AssetId = id, Tags = [] })] };
        await server.Installation.Import.Run(plant, _ => { }, CancellationToken.None);
    }
}
