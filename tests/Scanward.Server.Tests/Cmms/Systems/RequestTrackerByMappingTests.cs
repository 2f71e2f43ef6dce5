using System.Net;
using Scanward.Server.Cmms;
using Scanward.Server.Cmms.Rest;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Processes;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>A scan that becomes a ticket in a real Request Tracker by a mapping file alone, as an engineer would write it for a system that Scanward has no code for.</summary>
public sealed class RequestTrackerByMappingTests(RequestTracker rt) : IClassFixture<RequestTracker>
{
    [Fact]
    public async Task Scan_IsOneTicket_LinkedToItsAsset_AndTheSameScanAgainMakesNone()
    {
        rt.IsNeeded();
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["connectors"]);
        await File.WriteAllTextAsync(folder["tracker.yaml"], Mappings.Text("request-tracker")!.Replace("mapping: request-tracker", "mapping: our-tracker", StringComparison.Ordinal));
        await File.WriteAllTextAsync(folder["connectors/tracker.yaml"], $$"""
            mapping: ../tracker.yaml
            base_url: {{rt.Url}}
            allow: [http, loopback]
            secrets: { token: { env: TRACKER_TOKEN } }
            options: { site: {{TestPlants.North}} }
            sites: [{{TestPlants.North}}]
            sync_minutes: 0
            """);
        var read = ConnectorFiles.Read(folder["connectors"], TimeProvider.System, name => name == "TRACKER_TOKEN" ? rt.Token : null);
        Assert.Empty(read.Faults);
        Assert.IsType<RestCmms>(Assert.Single(read.Connectors).Cmms);
        await using var server = await RunningServer.Start(o => o with { Connectors = new(read.Connectors), Time = TimeProvider.System, Background = true, Folder = folder["data"] });
        var scan = TestScans.Tagged("PUMP-0001").With("failure_mode", Guid.NewGuid().ToString("N")[..12]).With("scan_timestamp", TimeProvider.System.GetUtcNow().ToString("O"));
        HttpAnswer answer;
        while ((answer = await server.North.Scan(scan)).Status == HttpStatusCode.Accepted) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System); // it may take longer than a request waits
        var reference = (string)answer.Json["work_order"]!["id"]!;
        await TestWait.Until(() => server.Number("select count(*) from dispatch") == 1);
        var ticket = Assert.Single(await rt.TicketsOf(reference));
        Assert.Equal(["1"], await rt.AssetsOf(ticket));
        Assert.True((await server.North.Scan(scan)).Replayed);
        await server.Dispatch();
        Assert.Single(await rt.TicketsOf(reference));
        Assert.Equal(ticket, Assert.Single(server.Rows("select external_id from dispatch")));
    }
}
