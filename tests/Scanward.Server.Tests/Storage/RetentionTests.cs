using System.Globalization;
using System.Net;
using NodaTime;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Storage;

/// <summary>What is kept for a time only goes when the time is over, and nothing else goes with it.</summary>
public sealed class RetentionTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OldScans_GoWithTheirDecisionsAndFinishedWorkOrders_AndAllElseStays(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await RunningServer.Start(o => o with { Retention = new() { Scans = Duration.FromDays(60) } });
        var installation = server.Installation;
        string[] assets = ["AHU-000123", "AHU-000124", "PMP-000101", "PMP-000102", "DOOR-00001"];
        string[] faults = ["bearing_noise", "seal_leak", "other"];
        for (var day = 0; day < 120; day++)
        {
            for (var n = random.Next(4); n > 0; n--)
            {
                var at = server.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                var scan = TestScans.Corrective(assets[random.Next(assets.Length)], faults[random.Next(faults.Length)]).With("scan_timestamp", at);
                Assert.True((await server.North.Scan(scan)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
            }

            foreach (var open in server.Rows("select site_no, work_order_id from work_order where state in (2, 3) and number % 7 <> 0").Select(r => r.Split(' ')))
            {
                if (random.Next(8) == 0)
                    await server.Finish(int.Parse(open[0], CultureInfo.InvariantCulture), long.Parse(open[1], CultureInfo.InvariantCulture), random.Next(2) == 0 ? WorkOrderState.Completed : WorkOrderState.Cancelled);
            }

            server.Clock.Advance(TimeSpan.FromDays(1));
        }

        var cutoff = (installation.Clock.Now() - Duration.FromDays(60)).ToUnixTimeMilliseconds();
        var old = $"scan_id < {TimeOrderedId.First(cutoff)}";
        var (younger, open0) = (server.Rows($"select scan_id, hex(ack) from scan where not {old}"), server.Rows("select work_order_id, state from work_order where state < 6"));
        var kept = server.Rows($"select s.scan_id from scan s where {old} and exists (select 1 from work_order w where w.scan_id = s.scan_id and w.state < 6)");
        var before = server.Number("select count(*) from scan");
        for (var step = 0; step < 40; step++) await installation.Retention.Step();

        Assert.Equal(kept, server.Rows($"select scan_id from scan where {old}"));
        Assert.Equal(younger, server.Rows($"select scan_id, hex(ack) from scan where not {old}"));
        Assert.Equal(open0, server.Rows("select work_order_id, state from work_order where state < 6"));
        Assert.True(server.Number("select count(*) from scan") < before - 20, "Hardly anything was old.");
        Assert.NotEmpty(kept);
        Assert.Empty(server.Rows("select decision_id from decision where scan_id not in (select scan_id from scan)"));
        Assert.Empty(server.Rows("select scan_id from scan where scan_id not in (select scan_id from decision)"));
        Assert.Empty(server.Rows("select work_order_id from work_order where scan_id not in (select scan_id from scan)"));
        Assert.Empty(server.Rows("select work_order_id from work_order_part where work_order_id not in (select work_order_id from work_order)"));
        Assert.Empty(server.Rows("select work_order_id from work_order_event where work_order_id not in (select work_order_id from work_order)"));
        Assert.Empty(server.Rows("select scan_id from work_order_scan where scan_id not in (select scan_id from scan)"));
        Assert.Empty(server.Rows("select scan_id from recent_work_order_scan where scan_id not in (select scan_id from scan)"));
        Assert.Empty(server.Rows("select work_order_id from dispatch where work_order_id not in (select work_order_id from work_order)"));
        Assert.Empty(server.Rows("select hex(key) from idempotency_key where scan_id not in (select scan_id from scan)"));
        Assert.Equal((0, 0), (server.Rows("pragma foreign_key_check").Length, (await new Replay(installation.Reads, installation.Decisions).Verify(_ => { }, CancellationToken.None)).Different));
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("DOOR-00001", "new").With(
            "scan_timestamp", server.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))).Status);
    }

    [Fact]
    public async Task Scans_AreKeptForEver_UnlessSomebodySaysOtherwise()
    {
        await using var server = await RunningServer.Start();
        var answer = await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        server.Clock.Advance(TimeSpan.FromDays(3_000));
        for (var step = 0; step < 10; step++) await server.Installation.Retention.Step();
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get($"/api/v1/scans/{(string)answer.Json["scan_id"]!}")).Status);
    }

    [Fact]
    public async Task ClosedDeadLetters_GoAfterTheirTime_OpenOnesStay()
    {
        await using var server = await RunningServer.Start(o => o with { Retention = new() { ClosedDeadLetters = Duration.FromDays(10) } });
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var refused = await server.North.Scan(TestScans.Corrective($"NOWHERE-{i:D3}"));
            Assert.True(TimeOrderedId.TryParse(refused.DeadLetterId, out var id));
            ids.Add(id);
        }

        var installation = server.Installation;
        await Close(ids[0], DeadLetterState.Discarded);
        server.Clock.Advance(TimeSpan.FromDays(8));
        await Close(ids[1], DeadLetterState.Replayed);
        server.Clock.Advance(TimeSpan.FromDays(3));
        for (var step = 0; step < 3; step++) await installation.Retention.Step();
        Assert.Equal([$"{ids[1]}", $"{ids[2]}"], server.Rows("select dead_letter_id from dead_letter order by dead_letter_id"));

        Task Close(long id, DeadLetterState state) => installation.Writer.Change(session => session.CloseDeadLetter(id, state, installation.Clock.Now(), "test", null, null));
    }
}
