using System.Net;
using Scanward.Server.Tests.Hosting;

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
        Assert.Equal(64, ((string)ready.Json["policy"]!).Length);
        Assert.Null(ready.Json["policy_refused"]);
    }

    [Fact]
    public async Task Ready_WithoutSites_Is503AndSaysWhatToDo()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = null });
        using var response = await server.Anonymous.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("import a plant", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.Get("/healthz")).Status);
    }
}
