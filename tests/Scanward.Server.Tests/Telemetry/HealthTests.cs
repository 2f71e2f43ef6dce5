using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Telemetry;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_OfARunningServer_IsOpenToAll()
    {
        await using var server = await RunningServer.Start();
        var alive = await server.Anonymous.Get("/healthz");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), (alive.Status, alive.Text));

        var ready = await server.Anonymous.Get("/readyz");
        Assert.Equal(HttpStatusCode.OK, ready.Status);
        Assert.True((bool)ready.Json["ready"]!);
        Assert.Empty(ready.Json["reasons"]!.AsArray());
        Assert.Equal(["store", "sites", "policy", "disk", "queue", "last_commit"], ready.Json["checks"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.All(ready.Json["checks"]!.AsArray(), c => Assert.True((bool)c!["ok"]! && ((string)c["detail"]!).EndsWith('.')));
        Assert.Equal(64, ((string)ready.Json["policy"]!).Length);
        Assert.Null(ready.Json["policy_refused"]);
    }

    [Fact]
    public async Task Ready_WithoutSites_Is503AndSaysWhatToDo()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = null });
        var (status, ready) = await Ready(server);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("There are no sites yet; import a plant.", (string)Assert.Single(ready["reasons"]!.AsArray())!);
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.Get("/healthz")).Status);
    }

    /// <summary>A writer that hangs with others waiting behind it is told; one that nobody needs is not.</summary>
    [Fact]
    public async Task Ready_WhenTheWriterHangs_Is503UntilItGoesOn()
    {
        await using var server = await RunningServer.Start();
        server.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(HttpStatusCode.OK, (await Ready(server)).Status);
        var held = new HeldWriter(server.Installation.Writer);
        var waiting = server.Installation.Writer.Change(_ => true);
        var (status, ready) = await Ready(server);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("1 items wait, and the last commit was 10800 s ago", (string)Assert.Single(ready["reasons"]!.AsArray())!, StringComparison.Ordinal);
        held.Dispose();
        await waiting;
        Assert.Equal(HttpStatusCode.OK, (await Ready(server)).Status);
    }

    [Fact]
    public void Checks_FailWithWhatToDo()
    {
        Assert.True(Readiness.Queue(Writer.QueuedScans - 1).Ok);
        Assert.Equal((false, "All 4096 places are taken: scans come faster than they can be stored."), (Readiness.Queue(Writer.QueuedScans).Ok, Readiness.Queue(Writer.QueuedScans).Detail));
        Assert.True(Readiness.LastCommit(TimeSpan.FromDays(1), 0).Ok);
        Assert.True(Readiness.LastCommit(Readiness.CommitAgeMost, 5).Ok);
        var disk = Readiness.Disk(Path.GetTempPath(), long.MaxValue);
        Assert.False(disk.Ok);
        Assert.Contains("make room", disk.Detail, StringComparison.Ordinal);
        Assert.True(Readiness.Disk(Path.GetTempPath(), 0).Ok);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Json)> Ready(RunningServer server)
    {
        using var response = await server.Anonymous.GetAsync("/readyz");
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
