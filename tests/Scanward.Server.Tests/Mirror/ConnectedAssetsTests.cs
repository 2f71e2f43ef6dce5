using System.Net;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Mirror;

/// <summary>Scans of assets that another system owns: memory, mirror, then the system; and what happens where it does not answer.</summary>
public sealed class ConnectedAssetsTests
{
    private const string Press = """{"id": "PRESS-0001", "name": "Press 1", "class": "press", "criticality": 4, "tags": ["PR-TAG-1"]}""";

    private static readonly CmmsReply<object> gone = new(CmmsEnding.NotSent, null, "Connection refused.");

    private static (PlayedCmms Cmms, Task<RunningServer> Server) Start(int mirrorMinutes = 60)
    {
        var cmms = new PlayedCmms { Abilities = new() { FindsByReference = true, FindsAssets = true } };
        cmms.Assets["7"] = new("7", Press);
        var limits = new ConnectorLimits { MirrorFor = Duration.FromMinutes(mirrorMinutes), Timeout = Duration.FromSeconds(10) };
        return (cmms, RunningServer.Start(o => o with { Connectors = new([cmms.AsConnector(limits, TestPlants.North)]) }));
    }

    [Fact]
    public async Task Scan_OfAnAssetThatOnlyTheSystemKnows_IsRouted_AndKeptInTheMirror()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Tagged("PR-TAG-1"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("PRESS-0001", "oil_leak"))).Status);
        Assert.Equal(["asset alias:PR-TAG-1"], cmms.Asked);
        Assert.Equal("PRESS-0001 press 4 played 7", Assert.Single(server.Rows("select asset_id, class, criticality, connector, external_id from asset where connector is not null")));
        Assert.Equal("Press 1", (string)(await server.North.Get("/api/v1/assets/PRESS-0001")).Json["name"]!);
        await server.Dispatch();
        Assert.Contains("\"external_id\":\"7\"", cmms.Calls.First().Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTag_IsFinal_AndNotAskedForAgainAtOnce()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        for (var i = 0; i < 3; i++) (await server.North.Scan(TestScans.Tagged("NOBODY-KNOWS"))).Is(Problems.AssetUnknown);
        Assert.Single(cmms.Asked);
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        cmms.Assets["8"] = new("8", """{"id": "PRESS-0008", "tags": ["NOBODY-KNOWS"]}""");
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Tagged("NOBODY-KNOWS"))).Status);
    }

    [Fact]
    public async Task ManyAtOnce_AskOnce()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        var answers = new TaskCompletionSource();
        cmms.Until = answers.Task;
        var scans = Enumerable.Range(0, 20).Select(i => server.North.Scan(TestScans.Tagged("PR-TAG-1").With("failure_mode", $"mode_{i}"))).ToArray();
        await TestWait.Until(() => !cmms.Asked.IsEmpty);
        answers.SetResult();
        await Task.WhenAll(scans);
        Assert.Single(cmms.Asked);
    }

    [Fact]
    public async Task SystemThatDoesNotAnswer_WithoutAMirror_LeavesTheScanResolving_ThenADeadLetter()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        cmms.Silence = _ => gone;
        var scan = await server.North.Scan(TestScans.Tagged("PR-TAG-1"));
        Assert.Equal(HttpStatusCode.Accepted, scan.Status);
        Assert.Contains("Connection refused", (string)scan.Json["reason"]!, StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(2));
            await server.Installation.Resolving.Step(CancellationToken.None);
        }

        Assert.Equal("asset_unresolved", (string)(await server.North.Get("/api/v1/dead-letters")).Json["items"]![0]!["code"]!);
    }

    /// <summary>While it is known not to answer nobody asks, and what is not asked is no attempt: an outage makes no dead letters.</summary>
    [Fact]
    public async Task Outage_LeavesScansResolving_UntilItIsOver()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        cmms.Silence = _ => gone;
        cmms.Script = (_, _) => Play.Gone;
        for (var i = 0; i < 8; i++) await server.Scan("DOOR-00001", $"mode_{i}");
        await server.Dispatch();
        Assert.Equal(ConnectorState.CircuitOpen, server.Installation.Dispatchers[0].Gate.Read(server.Installation.Clock.Now()).State);
        var scan = await server.North.Scan(TestScans.Tagged("PR-TAG-1"));
        Assert.Equal(HttpStatusCode.Accepted, scan.Status);
        for (var i = 0; i < 60; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(5));
            await server.Installation.Resolving.Step(CancellationToken.None);
            await server.Dispatch();
        }

        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
        cmms.Silence = static _ => null;
        cmms.Script = static (_, _) => null;
        await server.DispatchFor(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        await server.Installation.Resolving.Step(CancellationToken.None);
        Assert.Equal("routed", (string)(await server.North.Get($"/api/v1/scans/{(string)scan.Json["scan_id"]!}")).Json["status"]!);
    }

    /// <summary>The mirror does as long as the policy lets it, and the answer says so.</summary>
    [Fact]
    public async Task SystemThatDoesNotAnswer_WithAMirror_RoutesOnIt_AndSaysSo()
    {
        var (cmms, starting) = Start(mirrorMinutes: 10);
        await using var server = await starting;
        await server.North.Scan(TestScans.Tagged("PR-TAG-1"));
        cmms.Silence = _ => gone;
        server.Clock.Advance(TimeSpan.FromHours(30));
        var scan = await server.North.Scan(TestScans.Corrective("PRESS-0001", "oil_leak").With("scan_timestamp", "2026-11-25T22:00:00Z"));
        Assert.Equal(HttpStatusCode.Created, scan.Status);
        Assert.EndsWith("played failed: Connection refused; the asset is as it was at 2026-11-24T16:00:00Z.", (string)scan.Json["reason"]!, StringComparison.Ordinal);
        var again = await server.North.Scan(TestScans.Corrective("PRESS-0001", "smoke").With("scan_timestamp", "2026-11-25T22:00:00Z"));
        Assert.Equal(2, cmms.Asked.Count); // not with each scan
        Assert.Equal(HttpStatusCode.Created, again.Status);

        server.Clock.Advance(TimeSpan.FromDays(7)); // plant-routing lets a profile be 7 days old
        var late = await server.North.Scan(TestScans.Corrective("PRESS-0001", "noise").With("scan_timestamp", "2026-12-02T22:00:00Z"));
        Assert.Equal(HttpStatusCode.Accepted, late.Status);
        cmms.Silence = static _ => null;
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.Installation.Resolving.Step(CancellationToken.None);
        Assert.Equal("routed", (string)(await server.North.Get($"/api/v1/scans/{(string)late.Json["scan_id"]!}")).Json["status"]!);
    }

    [Fact]
    public async Task SlowSystem_WithAMirror_IsNotWaitedFor()
    {
        var (cmms, starting) = Start(mirrorMinutes: 0);
        await using var server = await starting;
        await server.North.Scan(TestScans.Tagged("PR-TAG-1"));
        cmms.Until = new TaskCompletionSource().Task;
        var scanning = server.North.Scan(TestScans.Corrective("PRESS-0001", "oil_leak"));
        await TestWait.Until(() => cmms.Asked.Count == 2);
        while (!scanning.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(scanning, Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System));
        }

        Assert.Equal(HttpStatusCode.Created, (await scanning).Status);
        Assert.Contains("did not answer within 300 ms", (string)(await scanning).Json["reason"]!, StringComparison.Ordinal);
    }

    /// <summary>Our own assets at a site with a connector stay ours: nobody is asked.</summary>
    [Fact]
    public async Task OwnAsset_IsNotAskedFor_NorAreThoseOfOtherSites()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        (await server.South.Scan(TestScans.Tagged("PR-TAG-1").With("operator_id", "sp-t001"))).Is(Problems.AssetUnknown);
        Assert.Empty(cmms.Asked);
    }

    /// <summary>What the system says that cannot be: the scan waits for a person, and why is shown.</summary>
    [Fact]
    public async Task EntryThatCannotBe_IsAConflict_AndTheScanIsNotLost()
    {
        var (cmms, starting) = Start();
        await using var server = await starting;
        cmms.Assets["7"] = new("7", """{"id": "PRESS-0001", "criticality": 77, "tags": ["PR-TAG-1"]}""");
        Assert.Equal(HttpStatusCode.Accepted, (await server.North.Scan(TestScans.Tagged("PR-TAG-1"))).Status);
        var conflict = Assert.Single((await server.North.Get("/api/v1/connectors/played/conflicts")).Json["items"]!.AsArray())!;
        Assert.Equal(("asset:7", "bad_entry"), ((string)conflict["subject"]!, (string)conflict["code"]!));
        Assert.Contains("criticality", (string)conflict["detail"]!, StringComparison.Ordinal);
    }
}
