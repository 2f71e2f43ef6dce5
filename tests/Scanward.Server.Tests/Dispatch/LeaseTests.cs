using NodaTime;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>Servers that end, or stand still, with a message in hand.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    /// <summary>SIGSTOP past the lease, then SIGCONT: somebody else has the message by then, and what we say of it does not count.</summary>
    [Fact]
    public async Task CompletionAfterTheLease_IsFenced()
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true, CancelsDuplicates = true } };
        var stopped = new TaskCompletionSource();
        cmms.Script = (call, before) => call.What == "send" && before == 0 ? new(null, Until: stopped.Task) : null;
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        var dispatcher = server.Installation.Dispatchers[0];
        await dispatcher.Step(CancellationToken.None);
        await TestWait.Until(() => cmms.Calls.Count == 1);
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        await dispatcher.Step(CancellationToken.None); // its lease has run out: it is looked up, and sent
        await TestWait.Until(() => cmms.Made.Length == 1 && server.Number("select count(*) from dispatch") == 1);
        stopped.SetResult(); // now the first one arrives after all, at a target that does not notice
        await dispatcher.Idle();
        await server.DispatchFor(30 * second, second);
        Assert.Equal("create 1 settled", await server.Messages(work));
        var one = Assert.Single(cmms.Made);
        Assert.Equal(one.Id, (string)(await server.WorkOrder(work))["dispatch"]![0]!["external_id"]!);
    }

    [Fact]
    public async Task LeaseThatRanOut_IsLookedUp()
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true } };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        await Lease(server, 1);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await server.Dispatch()); // it may still be with us
        cmms.Make((string)(await server.WorkOrder(work))["id"]!); // it had been
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        await server.Dispatch();
        Assert.Equal("create 1 settled", await server.Messages(work));
        Assert.Equal(["look_up"], cmms.Calls.Select(c => c.What));
        Assert.Equal(["lease", "look_up"], (await server.WorkOrder(work))["dispatch_attempts"]!.AsArray().Select(a => (string)a!["step"]!));
    }

    /// <summary>I7: a message that ends the server each time must not end it for ever.</summary>
    [Fact]
    public async Task CrashLoop_EndsInADeadLetter_AfterALookUp()
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true } };
        await using var server = await DispatchSteps.Start(cmms);
        var work = await server.Scan("AHU-000123");
        for (var crash = 1; crash <= 10; crash++)
        {
            await Lease(server, crash);
            server.Clock.Advance(TimeSpan.FromSeconds(91)); // the lease, and how long others come first
        }

        await server.Dispatch();
        server.Clock.Advance(TimeSpan.FromSeconds(91));
        await server.Dispatch();
        Assert.Equal("create 1 dead_letter", await server.Messages(work));
        Assert.Equal(["look_up"], cmms.Calls.Select(c => c.What));
        var letter = (await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!;
        Assert.Equal("dispatch_failed", (string)letter["code"]!);
        Assert.Equal(10, letter["attempts"]!.AsArray().Count(a => (string)a!["step"]! == "lease"));
    }

    /// <summary>A server that is told to stop brings what is on its way to its end.</summary>
    [Fact]
    public async Task Stop_DrainsWhatIsInHand()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            var (arrives, cmms) = (new TaskCompletionSource(), new PlayedCmms());
            cmms.Script = (_, _) => new(null, Until: arrives.Task);
            var server = await RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector()]), Folder = folder, Background = true, Time = TimeProvider.System });
            await server.North.Scan(TestScans.Corrective("AHU-000123"));
            await TestWait.Until(() => !cmms.Calls.IsEmpty);
            server.Installation.Stopping();
            var stopping = server.Stop();
            arrives.SetResult();
            await stopping;
            await using var again = await RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector()]), Folder = folder, Plant = null });
            Assert.Equal(1, again.Number("select count(*) from dispatch"));
            Assert.Equal(0, again.Number("select count(*) from outbox"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The system may have been told since a backup was taken: what a restored store has still to say is looked up first.</summary>
    [Fact]
    public async Task RestoredStore_LooksUpWhatItHasStillToSay()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true } };
            var server = await RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector()]), Folder = folder });
            var reference = (string)(await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["work_order"]!["id"]!;
            await server.Stop();
            Store.AfterRestore(Path.Combine(folder, "scanward.db"));
            cmms.Make(reference); // after the backup, before the disk broke
            await using var again = await RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector()]), Folder = folder, Plant = null });
            await again.Dispatch();
            Assert.Equal(["look_up"], cmms.Calls.Select(c => c.What));
            Assert.Single(cmms.Made);
            Assert.Equal("create 1 settled", await again.Messages($"/api/v1/work-orders/{reference}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes the message in hand as a server does that then ends.</summary>
    private static async Task Lease(RunningServer server, long token)
    {
        var id = server.Number("select outbox_id from outbox union all select outbox_id from outbox_wait");
        for (var attempt = 0; ; attempt++)
        {
            var now = server.Installation.Clock.Now();
            var claimed = await server.Installation.Writer.Change(s =>
            {
                s.Wake("played", now, 10);
                return s.Claim(id, "{}"u8.ToArray(), token, now, now + Duration.FromSeconds(30), server.Installation.Ids.Next());
            });
            if (claimed is not null) return;
            Assert.True(attempt < 2, "It could not be leased.");
            server.Clock.Advance(TimeSpan.FromSeconds(61));
        }
    }
}
