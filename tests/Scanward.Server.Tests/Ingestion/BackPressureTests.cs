using System.Net;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>I9: what cannot be stored soon is turned away, and nothing of it is kept.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task Scan_WhenTheQueueIsFull_Is503AndStoresNothing()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("PMP-000102"))).Status);
        using var gate = new ManualResetEventSlim();
        var held = await Hold(server, gate);
        var batches = new List<Task<HttpAnswer>>();
        for (var left = Writer.QueuedScans; left > 0; left -= 1000)
        {
            var scans = Enumerable.Range(0, Math.Min(left, 1000)).Select(_ => TestScans.Corrective("PMP-000102").ToJsonString());
            batches.Add(server.North.Post("/api/v1/scans/batch", $"[{string.Join(',', scans)}]"));
        }

        await Reaches(server, Writer.QueuedScans);
        var late = TestScans.Corrective("DOOR-00001");
        var turnedAway = (await server.North.Scan(late)).Is(Problems.Busy);
        Assert.Equal(1, turnedAway.RetryAfterSeconds);
        Assert.Null(turnedAway.DeadLetterId);
        var inBatch = await server.North.Post("/api/v1/scans/batch", $"[{late.ToJsonString()}]");
        Assert.Equal((503, 1), ((int)inBatch.Json["items"]![0]!["status"]!, (int)inBatch.Json["items"]![0]!["retry_after"]!));

        gate.Set();
        await held;
        foreach (var batch in await Task.WhenAll(batches)) Assert.All(batch.Json["items"]!.AsArray(), item => Assert.Equal(200, (int)item!["status"]!));
        Assert.Equal(Writer.QueuedScans + 1, await server.Installation.Reads.Count("scan", default));
        var again = await server.North.Scan(late);
        Assert.Equal((HttpStatusCode.Created, false), (again.Status, again.Replayed));
    }

    [Fact]
    public async Task Refusal_WhenItCannotBeKept_Is503SoThatTheClientKeepsIt()
    {
        await using var server = await RunningServer.Start();
        using var gate = new ManualResetEventSlim();
        var held = await Hold(server, gate);
        var changes = Enumerable.Range(0, Writer.QueuedChanges).Select(_ => server.Installation.Writer.Change(_ => true)).ToArray();
        await Reaches(server, Writer.QueuedChanges);
        var refused = (await server.North.Post("/api/v1/scans", "not json")).Is(Problems.NotDurable);
        Assert.NotNull(refused.RetryAfterSeconds);
        gate.Set();
        await held;
        await Task.WhenAll(changes);
        (await server.North.Post("/api/v1/scans", "not json")).Is(Problems.MalformedJson);
    }

    /// <summary>Holds the writer as a long change would; what it returns is done when the gate opens.</summary>
    private static async Task<Task<bool>> Hold(RunningServer server, ManualResetEventSlim gate)
    {
        var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var change = server.Installation.Writer.Change(
            _ =>
            {
                holding.TrySetResult();
                return gate.Wait(TimeSpan.FromSeconds(60));
            }, bulk: true);
        await holding.Task;
        return change;
    }

    private static async Task Reaches(RunningServer server, int depth)
    {
        for (var i = 0; server.Installation.Writer.Depth < depth; i++)
        {
            Assert.True(i < 3000, $"the queue holds {server.Installation.Writer.Depth}, not {depth}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
