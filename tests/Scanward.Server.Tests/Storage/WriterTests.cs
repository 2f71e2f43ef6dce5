using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Storage;

public sealed class WriterTests
{
    /// <summary>Back-pressure: what is over the queue is refused at once, and told to come back; what is in it is stored.</summary>
    [Fact]
    public async Task Queue_ThatIsFull_RefusesTheRest()
    {
        await using var server = await RunningServer.Start();
        Task<HttpAnswer>[] sent;
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            // First just as many as there is room for, so that it is certain which ones come too late.
            const int Batches = 8;
            sent = [.. Enumerable.Range(0, Batches).Select(i => Send(i, Server.Storage.Writer.QueuedScans / Batches))];
            await held.Queued(Server.Storage.Writer.QueuedScans);
            var late = (await Send(Batches, 500)).Json["items"]!.AsArray();
            Assert.Equal(500, late.Count);
            Assert.All(late, i => Assert.Equal((503, "busy", true), ((int)i!["status"]!, (string)i["problem"]!["code"]!, i["retry_after"] is not null)));
            var busy = (await server.North.Scan(TestScans.Corrective("DOOR-00001"))).Is(Problems.Busy);
            Assert.NotNull(busy.RetryAfterSeconds);
        }

        var items = (await Task.WhenAll(sent)).SelectMany(a => a.Json["items"]!.AsArray()).ToArray();
        Assert.Equal(Server.Storage.Writer.QueuedScans, items.Length);
        Assert.All(items, i => Assert.Equal(201, (int)i!["status"]!));
        Assert.Equal(Server.Storage.Writer.QueuedScans, server.Number("select count(*) from scan"));
        server.CheckBooks();

        Task<HttpAnswer> Send(int batch, int scans) => server.North.Post("/api/v1/scans/batch", new JsonArray(
            [.. Enumerable.Range(0, scans).Select(n => TestScans.Corrective("DOOR-00001", $"mode-{batch}-{n}"))]).ToJsonString());
    }

    /// <summary>Long work goes a chunk a batch, so that a scan never waits for more than one.</summary>
    [Fact]
    public async Task BulkWork_LetsScansGoFirst()
    {
        await using var server = await RunningServer.Start();
        var order = new List<string>();
        Task[] chunks;
        Task<HttpAnswer> scan;
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            chunks = [.. Enumerable.Range(0, 5).Select(i => (Task)server.Installation.Writer.Change(session =>
            {
                order.Add($"{i}: {session.ReadLastWorkOrder(1)} work orders");
                return i;
            }, bulk: true))];
            scan = server.North.Scan(TestScans.Corrective("DOOR-00001"));
            await held.Queued(6);
        }

        await Task.WhenAll(chunks);
        Assert.Equal(201, (int)(await scan).Status);
        Assert.Equal(["0: 1 work orders", "1: 1 work orders", "2: 1 work orders", "3: 1 work orders", "4: 1 work orders"], order);
    }
}
