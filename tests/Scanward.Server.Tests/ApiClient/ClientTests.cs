using System.Text.Json.Nodes;
using Scanward.Client;
using Scanward.Server.Access;
using Scanward.Server.Tests.Docs;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Tests;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>A day's work through the client, against a real server.</summary>
public sealed class ClientTests
{
    private static readonly DateTimeOffset scannedAt = new(2026, 11, 24, 16, 0, 0, TimeSpan.Zero);

    /// <summary>What docs/client.md shows stands here, word for word.</summary>
    [Fact]
    public async Task FromAScan_ToACompletedWorkOrder()
    {
        await using var server = await RunningServer.Start();
        var (address, key) = (server.Url.ToString(), (await server.Key(Role.Operator)).Secret);
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var scanward = new ScanwardClient(http, new() { Key = key });
        var ack = await scanward.SendScan(new()
        {
            AssetId = "AHU-000123",
            ScanTimestamp = scannedAt,
            OperatorId = "nc-t001",
            ScanType = "corrective",
            FailureMode = "bearing_noise",
        });
        Console.WriteLine($"{ack.WorkOrder?.Number}: {ack.Reason}");
        Assert.Equal(("routed", 201, false), (ack.Status, ack.HttpStatus, ack.Replayed));

        var seen = await scanward.GetWorkOrder(ack.WorkOrder!.Number);
        var before = seen;
        seen = await scanward.ChangeWorkOrder(seen, new() { State = "in_progress", OperatorId = "nc-t001" });
        seen = await scanward.ChangeWorkOrder(seen, new() { State = "completed", LabourMinutes = 45, Cause = "worn", Remedy = "replaced" });
        Assert.Equal(("completed", 3), (seen.Value.State, seen.Value.Revision));
        var stale = await Assert.ThrowsAsync<ScanwardProblemException>(() => scanward.ChangeWorkOrder(before, new() { Note = "Late." }));
        Assert.Equal((412, "stale"), ((int)stale.Status, stale.Problem.Code));

        await foreach (var work in scanward.ListWorkOrders(new Dictionary<string, string> { ["state"] = "completed", ["asset_id"] = "AHU-000123" })) Console.WriteLine($"{work.Number} {work.Title}");
        Assert.Equal([ack.WorkOrder.Id], await scanward.ListWorkOrders(new Dictionary<string, string> { ["state"] = "completed" }).Select(w => w.Id).ToArrayAsync(TestContext.Current.CancellationToken));
        Assert.NotEmpty((string)(await scanward.ExplainScan(ack.ScanId))["row"]!);
        Assert.Equal(ack.ScanId, (await scanward.GetScan(ack.ScanId)).Ack.ScanId);
        server.CheckBooks();
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Guide_ShowsWhatIsTested()
    {
        var source = Unindented(File.ReadAllText(Repository.Path("tests/Scanward.Server.Tests/ApiClient/ClientTests.cs")));
        var blocks = GuideScript.Blocks(File.ReadAllText(Repository.Path("docs/client.md")), "csharp").ToArray();
        Assert.Equal(3, blocks.Length);
        foreach (var line in blocks.SelectMany(b => Unindented(b).Split('\n', StringSplitOptions.RemoveEmptyEntries))) Assert.Contains(line, source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameScan_IsAnsweredAlike_AndABatchOneByOne()
    {
        await using var server = await RunningServer.Start();
        var scanward = await Client(server, Role.Device);
        var scan = new Scan { Tag = "nobody knows this", ScanTimestamp = scannedAt, OperatorId = "op-1", ScanType = "inspection", IdempotencyKey = Guid.NewGuid() };
        var known = scan with { Tag = null, AssetId = "DOOR-00001", IdempotencyKey = Guid.NewGuid() };
        var first = await scanward.SendScan(known);
        var again = await scanward.SendScan(known);
        Assert.Equal((first.ScanId, false, true), (again.ScanId, first.Replayed, again.Replayed));
        var answers = (await scanward.SendScans([known, scan])).Items;
        Assert.Equal((first.ScanId, "asset_unknown"), (answers[0].Ack!.ScanId, answers[1].Problem!.Code));
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() => scanward.SendScan(known with { AssetId = null, IdempotencyKey = null }));
        Assert.NotEmpty(refused.Problem.Errors);
    }

    [Fact]
    public async Task PartsAndRegistry_ThroughTheClient()
    {
        await using var server = await RunningServer.Start();
        var scanward = await Client(server, Role.Admin);
        Assert.Equal("V-belt", (await scanward.MakePart("v-belt", new() { Name = "V-belt", Unit = "metre" })).Value.Name);
        await scanward.SetStockSettings("v-belt", new() { SafetyStock = 1, ReorderPoint = 2 });
        var booked = await scanward.ReceivePart("v-belt", new() { Quantity = 5, Delivery = "D-1" });
        Assert.Equal(5, booked.Stock!.OnHand);
        var twice = await Assert.ThrowsAsync<ScanwardProblemException>(() => scanward.ReceivePart("v-belt", new() { Quantity = 5, Delivery = "D-1" }));
        Assert.Equal("already_booked", twice.Problem.Code);
        await scanward.AdjustPart("v-belt", new() { Change = -1, Note = "torn" });
        Assert.Equal(["adjust", "receive", "opening"], await scanward.ListMoves("v-belt").Select(m => m.Kind).ToArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, (await scanward.GetPart("v-belt")).Value.Stock!.Available);

        var made = await scanward.MakeAsset("FAN-00001", new JsonObject { ["name"] = "Fan", ["class"] = "fan", ["criticality"] = 3 });
        var changed = await scanward.ChangeAsset("FAN-00001", made.ETag, new JsonObject { ["criticality"] = 4 });
        Assert.Equal(4, (int)changed.Value["criticality"]!);
        await scanward.AddTag("FAN-00001", new() { Tag = "FAN-LABEL" });
        Assert.Equal("FAN-LABEL", Assert.Single(await scanward.ListTags("FAN-00001")).Tag);
        Assert.NotEmpty(await scanward.ListSites().ToArrayAsync(TestContext.Current.CancellationToken));
        var actions = await scanward.ListAudit(new Dictionary<string, string> { ["entity_id"] = "FAN-00001" }).Select(a => a.Action).ToArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, actions.Length);
    }

    [Fact]
    public async Task DeadLettersKeysAndTheServer_ThroughTheClient()
    {
        await using var server = await RunningServer.Start();
        var scanward = await Client(server, Role.Admin);
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() =>
            scanward.SendScan(new() { Tag = "LATER-0001", ScanTimestamp = scannedAt, OperatorId = "op-1", ScanType = "inspection" }));
        var letter = await scanward.GetDeadLetter(refused.Problem.DeadLetterId!);
        Assert.Equal(("asset_unknown", "open"), (letter.Code, letter.State));
        Assert.Equal("failed", (await scanward.ReplayDeadLetter(letter.Id, new() { DryRun = true })).Result);
        Assert.Equal("discarded", (await scanward.DiscardDeadLetter(letter.Id, new("never made"))).Result);
        Assert.Empty(await scanward.ListDeadLetters(new Dictionary<string, string> { ["state"] = "open" }).ToArrayAsync(TestContext.Current.CancellationToken));

        var key = await scanward.MakeKey(new() { Name = "scanner-2", Role = "device" });
        Assert.StartsWith("swk_", key.Secret, StringComparison.Ordinal);
        Assert.Null((await scanward.GetKey(key.Id)).Secret);
        Assert.Equal("revoked", (await scanward.RevokeKey(key.Id, new("lost"))).State);
        Assert.True(await scanward.IsAlive());
        Assert.True((await scanward.IsReady()).Ready);
        Assert.Contains("scanward", await scanward.GetMetrics(), StringComparison.Ordinal);
        Assert.NotEmpty(await scanward.ExplainProblem("asset_unknown"));
        Assert.Equal("3.1.0", (string)(await scanward.GetOpenApi())["openapi"]!);
    }

    private static async Task<ScanwardClient> Client(RunningServer server, Role role) => new((await server.Key(role)).Http);

    private static string Unindented(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()));
}
