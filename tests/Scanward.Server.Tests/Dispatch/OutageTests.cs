using Scanward.Server.Dispatch;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>Targets that are gone for a while. The long form, with 50,000 scans, is bench/dispatch.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1), minute = TimeSpan.FromMinutes(1);

    /// <summary>However it is gone: no dead letters, everything delivered once afterwards, in order, the most urgent first.</summary>
    [Theory]
    [InlineData("refused")]
    [InlineData("timeout")]
    [InlineData("lost")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("429")]
    public async Task FiveMinutes_CostNothing(string how)
    {
        var (gone, told) = (true, new List<string>());
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true, TakesUpdates = true } };
        cmms.Script = (_, _) => !gone ? null : how switch
        {
            "refused" => Play.Gone,
            "timeout" => Play.Nothing,
            "lost" => Play.Lost,
            _ => Play.Status(int.Parse(how, System.Globalization.CultureInfo.InvariantCulture)),
        };
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 8 }, told);
        var works = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            works.Add(await server.Scan(i % 3 == 0 ? "AHU-000123" : "DOOR-00001", $"mode_{i}"));
            if (i % 5 == 0) await server.North.Change(works[^1], """{"state": "in_progress", "operator_id": "nc-t001"}""");
            await server.DispatchFor(10 * second, 2 * second);
        }

        var during = cmms.Calls.Count;
        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
        Assert.InRange(during, 8, 150); // it is asked now and then, and not hammered
        gone = false;
        await server.DispatchFor(5 * minute, second);
        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
        Assert.Equal(0, server.Number("select (select count(*) from outbox) + (select count(*) from outbox_wait)"));
        Assert.Equal(30, cmms.Made.Length);
        Assert.Equal(30, cmms.Made.Select(m => m.Reference).Distinct().Count());
        foreach (var work in works) Assert.DoesNotContain("dead", await server.Messages(work), StringComparison.Ordinal);
        if (how is not "429") Assert.Single(told, line => line.Contains("is in trouble", StringComparison.Ordinal));
        if (how is not "429") Assert.Single(told, line => line.Contains("answers again, after", StringComparison.Ordinal));
    }

    /// <summary>One message that always fails does not stop the others.</summary>
    [Fact]
    public async Task OnePoisonedMessage_DoesNotOpenTheCircuit()
    {
        var told = new List<string>();
        var cmms = new PlayedCmms { Script = (call, _) => call.What == "send" && call.Content.Contains("AHU-000123", StringComparison.Ordinal) ? Play.Status(500) : null };
        await using var server = await DispatchSteps.Start(cmms, told: told);
        var poisoned = await server.Scan("AHU-000123");
        for (var i = 0; i < 20; i++)
        {
            await server.Scan("DOOR-00001", $"mode_{i}");
            await server.DispatchFor(minute, 5 * second);
        }

        Assert.Equal("create 1 dead_letter", await server.Messages(poisoned));
        Assert.Equal(20, cmms.Made.Length);
        Assert.Empty(told);
    }

    [Fact]
    public async Task OpenCircuit_SendsOneProbeAtATime()
    {
        var cmms = new PlayedCmms { Script = (_, _) => Play.Gone };
        await using var server = await DispatchSteps.Start(cmms, new() { Concurrency = 8 });
        for (var i = 0; i < 20; i++) await server.Scan("DOOR-00001", $"mode_{i}");
        await server.Dispatch();
        var opened = cmms.Calls.Count;
        for (var i = 0; i < 60; i++)
        {
            var before = cmms.Calls.Count;
            server.Clock.Advance(second);
            await server.Dispatch();
            Assert.InRange(cmms.Calls.Count - before, 0, 1);
        }

        Assert.InRange(cmms.Calls.Count - opened, 4, 12);
        Assert.Equal(ConnectorState.CircuitOpen, server.Installation.Dispatchers[0].Gate.Read(server.Installation.Clock.Now()).State);
    }
}
