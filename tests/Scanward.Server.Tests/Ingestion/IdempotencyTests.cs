using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Server.Resolution;
using Scanward.Dispatch;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>I4: same key, same answer. I2: at most one work order per intent.</summary>
public sealed class IdempotencyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task SameKey_SameRequest_GetsTheSameBytes()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123");
        var first = await server.North.Scan(scan);
        server.Clock.Advance(TimeSpan.FromDays(1));
        var again = await server.North.Scan(scan);

        AssertReplayOf(first, again);
        Assert.Single((await server.North.GetAll("/api/v1/work-orders", 50)).Items);
    }

    [Theory]
    [InlineData("other layout")]
    [InlineData("other order of members")]
    [InlineData("key in the header")]
    [InlineData("key in the header, quoted, and in the body")]
    [InlineData("key in capitals")]
    [InlineData("device and sent_at added")]
    [InlineData("stamp with another offset")]
    public async Task SameKey_SameRequestSaidOtherwise_GetsTheSameBytes(string way)
    {
        await using var server = await RunningServer.Start();
        var key = TestScans.NewKey();
        var scan = TestScans.Corrective("AHU-000123", key: key);
        var first = await server.North.Scan(scan);
        var again = way switch
        {
            "other layout" => await server.North.Post("/api/v1/scans", scan.ToJsonString(new() { WriteIndented = true }).Replace("bearing", "\\u0062earing", StringComparison.Ordinal)),
            "other order of members" => await server.North.Scan(new JsonObject(scan.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())))),
            "key in the header" => await server.North.Post("/api/v1/scans", scan.Without("idempotency_key").ToJsonString(), key),
            "key in the header, quoted, and in the body" => await server.North.Post("/api/v1/scans", scan.ToJsonString(), $"\"{key}\""),
            "key in capitals" => await server.North.Scan(scan.With("idempotency_key", key.ToUpperInvariant())),
            "device and sent_at added" => await server.North.Scan(scan.With("sent_at", "2026-11-24T16:00:30Z").With("device", new JsonObject { ["battery_percent"] = 7 })),
            "stamp with another offset" => await server.North.Scan(scan.With("scan_timestamp", "2026-11-24T10:00:00-06:00")),
            _ => throw new ArgumentOutOfRangeException(nameof(way), way, null),
        };
        AssertReplayOf(first, again);
    }

    [Theory]
    [InlineData("asset_id", "PMP-000101")]
    [InlineData("scan_timestamp", "2026-11-24T16:00:01Z")]
    [InlineData("operator_id", "nc-t002")]
    [InlineData("scan_type", "inspection")]
    [InlineData("failure_mode", "seal_leak")]
    [InlineData("note", "It rattles")]
    public async Task SameKey_OtherRequest_IsRefusedAndChangesNothing(string member, string value)
    {
        var scan = TestScans.Corrective("AHU-000124");
        var first = await fixture.North.Scan(scan);
        var before = (await fixture.North.GetAll("/api/v1/work-orders", 50)).Items.Count;

        var refused = (await fixture.North.Scan(scan.With(member, value))).Is(Problems.KeyReused).Says("/idempotency_key", "idempotency_key_reused");
        Assert.Equal("idempotency_key_reused", (string?)(await fixture.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["code"]);
        Assert.Equal(before, (await fixture.North.GetAll("/api/v1/work-orders", 50)).Items.Count);
        AssertReplayOf(first, await fixture.North.Scan(scan));
    }

    [Fact]
    public async Task SameKey_OfAnotherSite_IsAnotherKey()
    {
        await using var server = await RunningServer.Start();
        var key = TestScans.NewKey();
        var north = await server.North.Scan(TestScans.Corrective("AHU-000123", key: key));
        var south = await server.South.Scan(TestScans.Corrective("AHU-000201", key: key));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (north.Status, south.Status));
        Assert.False(south.Replayed);
        AssertReplayOf(north, await server.North.Scan(TestScans.Corrective("AHU-000123", key: key)));
    }

    [Fact]
    public async Task RefusedScan_DoesNotSpendItsKey()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123");
        (await server.North.Scan(scan.With("scan_type", "repair"))).Is(Problems.InvalidScan);
        (await server.North.Scan(scan.With("asset_id", "AHU-999999"))).Is(Problems.AssetUnknown);
        (await server.North.Scan(scan.With("asset_id", "AHU-000201"))).Is(Problems.NotThisSite);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(scan)).Status);
    }

    [Fact]
    public async Task SameKey_WhileTheFirstIsInFlight_WaitsThenIsToldToComeBack()
    {
        var cmms = new HeldCmms();
        await using var server = await RunningServer.Start(o => o with { Assets = cmms });
        var scan = TestScans.Corrective("AHU-000123");
        var first = server.North.Scan(scan);
        await cmms.Asked;
        var repeat = server.North.Scan(scan);
        await AdvanceUntil(server, TimeSpan.FromMilliseconds(50), repeat, mayAdvance: TimeSpan.FromMilliseconds(350));

        var told = (await repeat).Is(Problems.KeyInFlight);
        Assert.Equal(1, told.RetryAfterSeconds);
        Assert.False(first.IsCompleted);

        cmms.Answer(new AssetUnknown());
        (await first).Is(Problems.AssetUnknown);
    }

    [Fact]
    public async Task SameKey_WhileTheFirstIsInFlight_GetsItsAnswerWhenItComesInTime()
    {
        var cmms = new HeldCmms();
        await using var server = await RunningServer.Start(o => o with { Assets = cmms });
        var scan = TestScans.Corrective("AHU-000123");
        var first = server.North.Scan(scan);
        await cmms.Asked;
        var repeats = Enumerable.Range(0, 8).Select(_ => server.North.Scan(scan)).ToArray();
        var asset = server.Installation.Reads.Asset(server.Installation.Sites.All.First(s => s.Value.Site.SiteId == TestPlants.North).Key, "AHU-000123", default);
        cmms.Answer(new AssetFound((await asset)!.AssetNo, TestPlants.Small.Assets.First(a => a.AssetId == "AHU-000123"), Instant.FromDateTimeOffset(TestPlants.Start)));

        Assert.Equal(HttpStatusCode.Created, (await first).Status);
        foreach (var repeat in repeats) AssertReplayOf(await first, await repeat);
        Assert.Equal(1, cmms.Questions);
    }

    [Fact]
    public async Task I4_HundredConcurrentSendsOfOneKey_MakeOneWorkOrderAndGetEqualAnswers()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123");
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.North.Scan(scan)));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.Single((await server.North.GetAll("/api/v1/work-orders", 50)).Items);
        Assert.Equal(1, await server.Installation.Reads.Count("scan", default));
    }

    [Fact]
    public async Task I2_HundredConcurrentScansOfOneFault_MakeOneWorkOrder()
    {
        await using var server = await RunningServer.Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.North.Scan(TestScans.Corrective("AHU-000123"))));

        var made = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers, answer => Assert.Equal((string)made.Json["work_order"]!["id"]!, (string)answer.Json["work_order"]!["id"]!));
        Assert.Equal(100, answers.Select(a => (string)a.Json["scan_id"]!).Distinct().Count());
    }

    private static void AssertReplayOf(HttpAnswer first, HttpAnswer again)
    {
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.True(again.Replayed);
    }

    /// <summary>Moves the clock in steps until the work is done; for work that starts to wait at some moment which the test cannot see.</summary>
    private static async Task AdvanceUntil(RunningServer server, TimeSpan step, Task done, TimeSpan mayAdvance)
    {
        for (var advanced = TimeSpan.Zero; advanced < mayAdvance && !done.IsCompleted; advanced += step)
        {
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
            server.Clock.Advance(step);
        }

        await Task.WhenAny(done, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System));
        Assert.True(done.IsCompleted, "nothing came after the wait was over");
    }

    /// <summary>A maintenance system that is asked, and answers when the test lets it.</summary>
    private sealed class HeldCmms : IAssetSource
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<AssetAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int questions;

        public string Name => "held";

        public Task Asked => asked.Task;

        public int Questions => Volatile.Read(ref questions);

        public void Answer(AssetAnswer given) => answer.SetResult(given);

        public Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct)
        {
            Interlocked.Increment(ref questions);
            asked.TrySetResult();
            return answer.Task.WaitAsync(ct);
        }
    }
}
