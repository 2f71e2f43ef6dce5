using System.Net;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Dispatch;

/// <summary><c>Prefer: wait=N</c> on a scan.</summary>
public sealed class WaitForDispatchTests
{
    [Fact]
    public async Task Answer_IsHeld_UntilDispatchHasSettled()
    {
        var cmms = new PlayedCmms();
        await using var server = await DispatchSteps.Start(cmms);
        var scan = $"/api/v1/scans/{(string)(await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!}";
        var held = Get(server, scan, "wait=30");
        Assert.NotSame(held, await Task.WhenAny(held, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System)));
        await server.Dispatch();
        var answer = await held.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("settled", cmms.Made[0].Id), ((string)answer.Json["dispatch"]!["state"]!, (string)answer.Json["dispatch"]!["external_id"]!));
        Assert.Equal(["wait=30"], answer.Headers.GetValues("Preference-Applied"));
    }

    [Fact]
    public async Task Answer_ComesWhenTheTimeIsOver_WithWhatIsKnown()
    {
        await using var server = await DispatchSteps.Start(new PlayedCmms());
        var scan = $"/api/v1/scans/{(string)(await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!}";
        var held = Get(server, scan, "respond-async, wait=2");
        while (!held.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(held, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        Assert.Equal("ready", (string)(await held).Json["dispatch"]!["state"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wait=0")]
    [InlineData("wait=soon")]
    [InlineData("return=minimal")]
    public async Task Answer_ComesAtOnce_WhereNothingElseIsPreferred(string? preference)
    {
        await using var server = await DispatchSteps.Start(new PlayedCmms());
        var scan = $"/api/v1/scans/{(string)(await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["scan_id"]!}";
        Assert.Equal("ready", (string)(await Get(server, scan, preference)).Json["dispatch"]!["state"]!);
    }

    /// <summary>The embedded system settles in the commit: nobody waits, and a scan that made nothing has nothing to wait for.</summary>
    [Fact]
    public async Task Embedded_IsSettledFromTheStart()
    {
        await using var server = await RunningServer.Start();
        var first = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        Assert.Equal("embedded", (string)(await Get(server, $"/api/v1/scans/{(string)first.Json["scan_id"]!}", "wait=30")).Json["dispatch"]!["connector"]!);
        var stale = await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-01T00:00:00Z"));
        Assert.Equal(HttpStatusCode.OK, stale.Status);
        Assert.Null((await Get(server, $"/api/v1/scans/{(string)stale.Json["scan_id"]!}", "wait=30")).Json["dispatch"]);
    }

    private static Task<HttpAnswer> Get(RunningServer server, string scan, string? preference)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, scan);
        if (preference is not null) request.Headers.TryAddWithoutValidation("Prefer", preference);
        return HttpAnswer.Of(server.North.SendAsync(request));
    }
}
