using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanward.Server.Resolution;
using Scanward.Resolution;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Resolution;

/// <summary>I6: a scan whose asset cannot be looked up is stuck nowhere; it ends in a final ack, or after three attempts in a dead letter.</summary>
public sealed class ResolvingTests
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(60_000);

    private static async Task<(RunningServer Server, ScriptedCmms Cmms)> Start(Func<RunningServerOptions, RunningServerOptions>? change = null)
    {
        var cmms = new ScriptedCmms();
        var server = await RunningServer.Start(o => (change ?? (x => x))(o with { Assets = cmms }));
        cmms.Knows(server);
        return (server, cmms);
    }

    private static async Task<int> StepLater(RunningServer server)
    {
        server.Clock.Advance(LongestDelay);
        return await server.Installation.Resolving.Step(CancellationToken.None);
    }

    [Fact]
    public async Task RegistryThatFails_Is202_AndTheAckIsFinalOnceItAnswers()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        cmms.Script = (_, before) => before == 0 ? ScriptedCmms.Down : ScriptedCmms.Truth;
        var scan = TestScans.Corrective("AHU-000123");
        var accepted = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.Accepted, "resolving"), (accepted.Status, (string)accepted.Json["status"]!));
        Assert.Equal($"/api/v1/scans/{accepted.Json["scan_id"]}", accepted.Headers.Location!.ToString());
        Assert.Equal("resolving", (string)(await server.North.Get(accepted.Headers.Location.ToString())).Json["status"]!);
        (await server.North.Get($"{accepted.Headers.Location}/explanation")).Is(Problems.NotFound);

        var repeated = await server.North.Scan(scan);
        Assert.Equal((accepted.Status, accepted.Text, accepted.Headers.Location), (repeated.Status, repeated.Text, repeated.Headers.Location));
        (await server.North.Scan(scan.With("note", "other"))).Is(Problems.KeyReused);
        Assert.Equal(1, cmms.Asked("AHU-000123"));

        Assert.Equal(1, await StepLater(server));
        var final = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.Created, true, "routed"), (final.Status, final.Replayed, (string)final.Json["status"]!));
        Assert.Equal((string)accepted.Json["scan_id"]!, (string)final.Json["scan_id"]!);
        var story = (await server.North.Get(accepted.Headers.Location.ToString())).Json;
        Assert.Equal(("routed", final.Json.ToJsonString()), ((string)story["status"]!, story["ack"]!.ToJsonString()));
        Assert.Equal("2026-11-24T16:15:00Z", (string)final.Json["response"]!["acknowledge_by"]!); // by its receipt, not by the retry
        Assert.Equal(0, await StepLater(server));
        Assert.Equal(final.Text, (await server.North.Scan(scan)).Text);
        server.CheckBooks();
    }

    [Fact]
    public async Task RegistryThatHangs_Is202WithinThePatience()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        cmms.Script = (_, _) => ScriptedCmms.Hanging;
        var sending = server.North.Scan(TestScans.Corrective("AHU-000123"));
        while (!sending.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            server.Clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        var accepted = await sending;
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Contains("did not answer within 400 ms", (string)accepted.Json["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThreeFailures_EndInADeadLetterWithItsHistory()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        cmms.Script = (_, before) => Task.FromException<AssetAnswer>(new HttpRequestException($"reason {before + 1}"));
        var scan = TestScans.Corrective("AHU-000123");
        var accepted = await server.North.Scan(scan);
        Assert.Equal(1, await StepLater(server));
        Assert.Equal("resolving", (string)(await server.North.Get(accepted.Headers.Location!.ToString())).Json["status"]!);
        Assert.Equal(1, await StepLater(server));
        Assert.Equal(0, await StepLater(server));
        Assert.Equal(3, cmms.Asked("AHU-000123"));

        var story = (await server.North.Get(accepted.Headers.Location.ToString())).Json;
        Assert.Equal("dead_letter", (string)story["status"]!);
        var letter = (await server.North.Get($"/api/v1/dead-letters/{story["ack"]!["dead_letter_id"]}")).Json;
        Assert.Equal(("asset_unresolved", (string)accepted.Json["scan_id"]!), ((string)letter["code"]!, (string)letter["scan_id"]!));
        Assert.Equal(scan.ToJsonString(), System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)letter["raw_base64"]!)));
        var attempts = letter["attempts"]!.AsArray();
        Assert.Equal([1, 2, 3], attempts.Select(a => (int)a!["attempt"]!));
        Assert.Equal(["2026-11-24T16:00:00Z", "2026-11-24T16:01:00Z", "2026-11-24T16:02:00Z"], attempts.Select(a => (string)a!["at"]!));
        Assert.Equal(["reason 1", "reason 2", "reason 3"], attempts.Select(a => ((string)a!["error"]!)[^8..]));

        var repeated = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.OK, true, story["ack"]!.ToJsonString()), (repeated.Status, repeated.Replayed, repeated.Json.ToJsonString()));
        Assert.Equal(0, server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task Attempts_AreBackedOff()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        cmms.Script = (_, _) => ScriptedCmms.Down;
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        var due = server.Number("select due_at from resolving") - server.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.InRange(due, 0, 2_000);
        server.Clock.Advance(TimeSpan.FromMilliseconds(due - 1));
        Assert.Equal(0, await server.Installation.Resolving.Step(CancellationToken.None));
        server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await server.Installation.Resolving.Step(CancellationToken.None));
        Assert.InRange(server.Number("select due_at from resolving") - server.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 0, 8_000);
    }

    [Fact]
    public async Task Waiting_SurvivesARestart()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        var clock = new FakeTimeProvider(TestPlants.Start);
        var scan = TestScans.Corrective("AHU-000123");
        try
        {
            string location;
            var (first, down) = await Start(o => o with { Folder = folder, Time = clock });
            await using (first)
            {
                down.Script = (_, _) => ScriptedCmms.Down;
                location = (await first.North.Scan(scan)).Headers.Location!.ToString();
                clock.Advance(LongestDelay);
                Assert.Equal(1, await first.Installation.Resolving.Step(CancellationToken.None));
            }

            await using var second = await RunningServer.Start(o => o with { Folder = folder, Time = clock, Plant = null });
            clock.Advance(LongestDelay);
            Assert.Equal(1, await second.Installation.Resolving.Step(CancellationToken.None));
            Assert.Equal("routed", (string)(await second.North.Get(location)).Json["status"]!);
            Assert.Equal(HttpStatusCode.Created, (await second.North.Scan(scan)).Status);
            second.CheckBooks();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>And a scan that waited for a day does not make the stock look a day old to those beside it in the batch.</summary>
    [Fact]
    public async Task Waiting_ForADay_LeavesTheOthersOfItsBatchAlone()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        cmms.Script = (query, before) => query.Text == "PMP-000101" && before == 0 ? ScriptedCmms.Down : ScriptedCmms.Truth;
        await server.North.Scan(TestScans.Corrective("PMP-000101"));
        server.Clock.Advance(TimeSpan.FromDays(1));
        Task<HttpAnswer> fresh;
        Task<int> step;
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            fresh = server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-25T16:00:00Z"));
            await held.Queued(1);
            step = server.Installation.Resolving.Step(CancellationToken.None);
            await held.Queued(2);
        }

        Assert.Equal(1, await step);
        var explained = await server.North.Get((string)(await fresh).Json["explanation"]!);
        Assert.Equal(("available", "fix-c5"), ((string)explained.Json["facts"]!["parts"]!, (string)explained.Json["row"]!));
    }

    [Fact]
    public async Task OldKey_GetsItsAck_ThoughTheRegistryIsDown()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        var scan = TestScans.Corrective("AHU-000123");
        var first = await server.North.Scan(scan);
        cmms.Script = (_, _) => ScriptedCmms.Down;
        server.Installation.Registry.Forget();
        server.Clock.Advance(TimeSpan.FromDays(2));
        var again = await server.North.Scan(scan);
        Assert.Equal((first.Status, first.Text, true), (again.Status, again.Text, again.Replayed));
        Assert.Equal(HttpStatusCode.Accepted, (await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-26T16:00:00Z"))).Status);
    }

    /// <summary>A scan that makes the router fail must not end the retries of all the others.</summary>
    [Fact]
    public async Task ScanThatCannotBeRouted_EndsInADeadLetter_AndTheOthersGoOn()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        var door = (await server.Installation.Reads.Asset(1, "DOOR-00001", CancellationToken.None))!;
        var poison = new AssetFound(door.AssetNo, TestPlants.Small.Assets.Single(a => a.AssetId == "DOOR-00001") with
        {
            Repairs = ImmutableSortedDictionary<string, JobNeed>.Empty.Add("*", new([new PartNeed("bearing_6205", 0)])),
        }, server.Installation.Clock.Now());
        cmms.Script = (query, before) => before == 0 ? ScriptedCmms.Down : query.Text == "POISON-01" ? Task.FromResult<AssetAnswer>(poison) : ScriptedCmms.Truth;
        var bad = await server.North.Scan(TestScans.Corrective("POISON-01"));
        var good = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        Assert.Equal(2, await StepLater(server));
        Assert.Equal("routed", (string)(await server.North.Get(good.Headers.Location!.ToString())).Json["status"]!);
        var story = (await server.North.Get(bad.Headers.Location!.ToString())).Json;
        Assert.Equal("dead_letter", (string)story["status"]!);
        Assert.Equal("internal", (string)(await server.North.Get($"/api/v1/dead-letters/{story["ack"]!["dead_letter_id"]}")).Json["code"]!);
        Assert.Equal(0, await StepLater(server));
    }

    [Fact]
    public async Task Batch_WhileTheRegistryIsDown_TakesWhatItKnows_AndKeepsTheRest()
    {
        var (server, cmms) = await Start();
        await using var running = server;
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        cmms.Script = (_, before) => before == 0 ? ScriptedCmms.Down : ScriptedCmms.Truth;
        var batch = new JsonArray(TestScans.Corrective("AHU-000123", "other"), TestScans.Corrective("DOOR-00001"), TestScans.Corrective("NOBODY-01"));
        var items = (await server.North.Post("/api/v1/scans/batch", batch.ToJsonString())).Json["items"]!.AsArray();
        Assert.Equal([201, 202, 202], items.Select(i => (int)i!["status"]!));
        Assert.Equal(2, await StepLater(server));
        var stories = await Task.WhenAll(items.Skip(1).Select(i => server.North.Get((string)i!["location"]!)));
        Assert.Equal(["routed", "dead_letter"], stories.Select(s => (string)s.Json["status"]!));
        server.CheckBooks();
    }
}
