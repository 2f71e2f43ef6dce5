using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>What goes before what, and how much goes at once.</summary>
public sealed class OrderTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task I5_MessagesOfOneWorkOrder_GoInTheirOrder_AndAWaitingOneBlocksOnlyItsOwn()
    {
        var open = false;
        var cmms = new PlayedCmms();
        cmms.Script = (call, _) => !open && call.Content.Contains("AHU-000123", StringComparison.Ordinal) ? Play.Status(500) : null;
        await using var server = await DispatchSteps.Start(cmms);
        var (slow, other) = (await server.Scan("AHU-000123"), await server.Scan("PMP-000102"));
        await server.Dispatch();
        await server.North.Change(slow, """{"state": "in_progress", "operator_id": "nc-t001"}""");
        await server.North.Change(slow, """{"note": "grinding", "operator_id": "nc-t001"}""");
        await server.North.Change(other, """{"state": "cancelled", "reason": "no need"}""");
        await server.Dispatch();
        Assert.Equal("create 1 retrying, update 2 behind, update 3 behind", await server.Messages(slow));
        Assert.Equal("create 1 settled, update 2 settled", await server.Messages(other));
        open = true;
        await server.DispatchFor(60 * second, second);
        Assert.Equal("create 1 settled, update 2 settled, update 3 settled", await server.Messages(slow));
        var reference = (string)(await server.WorkOrder(slow))["id"]!;
        Assert.Equal([$"{reference}.create.1", $"{reference}.update.2", $"{reference}.update.3"], cmms.Calls.Where(c => c.What == "send" && c.Reference == reference).Select(c => c.Key).Distinct());
    }

    [Fact]
    public async Task MostUrgent_GoFirst_ThenTheOldest()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 1 });
        await server.Scan("PMP-000102");
        await server.Scan("DOOR-00001");
        await server.Scan("AHU-000123");
        await server.Scan("PMP-000101");
        await server.Dispatch();
        Assert.Equal(["AHU-000123 1", "PMP-000101 1", "PMP-000102 3", "DOOR-00001 3"], cmms.Calls.Select(c => System.Text.Json.Nodes.JsonNode.Parse(c.Content)!).Select(c => $"{(string)c["asset"]!["id"]!} {(int)c["work_order"]!["priority"]!}"));
    }

    /// <summary>A work order that has become more urgent before it was sent is sent as such.</summary>
    [Fact]
    public async Task ChangedPriority_CountsForWhatWaits()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 1 });
        await server.Scan("PMP-000102");
        var door = await server.Scan("DOOR-00001");
        await server.North.Change(door, """{"priority": 1}""");
        await server.Dispatch();
        Assert.StartsWith((string)(await server.WorkOrder(door))["id"]!, cmms.Calls.First().Key, StringComparison.Ordinal);
    }

    /// <summary>I9: no more requests at once than the connector may, however many wait and however slow they are.</summary>
    [Fact]
    public async Task I9_RequestsAtOnce_AreBounded()
    {
        var (held, most, now) = (new TaskCompletionSource(), 0, 0);
        var cmms = new PlayedCmms();
        cmms.Script = (call, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            return new(null, Until: held.Task.ContinueWith(_ => Interlocked.Decrement(ref now), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
        };
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 3 });
        for (var i = 0; i < 40; i++) await server.Scan("DOOR-00001", $"mode_{i}");
        var dispatcher = server.Installation.Dispatchers[0];
        while (await dispatcher.Step(CancellationToken.None) > 0)
        {
            // until it takes no more in hand
        }

        Assert.InRange(dispatcher.InHand, 3, 8);
        await TestWait.Until(() => Volatile.Read(ref now) == 3);
        held.SetResult();
        await dispatcher.Idle();
        await server.Dispatch();
        Assert.Equal(3, most);
        Assert.Equal(40, cmms.Made.Length);
    }

    [Fact]
    public async Task RequestsASecond_AreBounded_AndWaitingForThemCountsAsNoAttempt()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 10, PerSecond = 5 });
        for (var i = 0; i < 30; i++) await server.Scan("DOOR-00001", $"mode_{i}");
        await server.Dispatch();
        Assert.Equal(5, cmms.Made.Length);
        await server.DispatchFor(2 * second, TimeSpan.FromMilliseconds(100));
        Assert.InRange(cmms.Made.Length, 13, 16);
        await server.DispatchFor(6 * second, TimeSpan.FromMilliseconds(100));
        Assert.Equal(30, cmms.Made.Length);
        Assert.Equal(0, server.Number("select count(*) from attempt where counted = 0"));
    }

    /// <summary>Of what is sent, a small part may be repeats while the target is in trouble with them.</summary>
    [Fact]
    public async Task Repeats_AreAPartOfTheTraffic()
    {
        var cmms = new PlayedCmms { Script = (call, before) => before == 0 && call.Content.Contains("DOOR", StringComparison.Ordinal) ? Play.Status(503) : null, Abilities = new() { HonoursKeys = true } };
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 6 });
        for (var i = 0; i < 180; i++) await server.Scan(i % 3 == 0 ? "DOOR-00001" : "PMP-000102", $"mode_{i}");
        await server.DispatchFor(10 * second, TimeSpan.FromMilliseconds(500));
        var repeats = cmms.Calls.Count - cmms.Calls.Select(c => c.Key).Distinct().Count();
        Assert.InRange(repeats, 10, 40); // what was saved up, a tenth of the first ones, and one a second; without a budget all 60
        await server.DispatchFor(TimeSpan.FromMinutes(4), second);
        Assert.Equal(180, cmms.Made.Length);
        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
    }
}
