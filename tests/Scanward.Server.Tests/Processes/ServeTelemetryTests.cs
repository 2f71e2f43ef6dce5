using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Telemetry;

namespace Scanward.Server.Tests.Processes;

/// <summary>What <c>serve</c> tells of its scans where it is told to.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServeTelemetryTests
{
    [Fact]
    public async Task Serve_WithAllOfIt_LogsScans_ShowsMetricsAndSendsTraces()
    {
        using var receiver = new OtlpReceiver();
        await using var folder = await ServedFolder.Furnish();
        folder.Options = ["--log", "scans", "--log-format", "json", "--open-metrics", "--otlp", $"{receiver.Url}"];
        await folder.Start();
        var load = new ScanLoad(3, folder.Keys);
        using var http = ScanLoad.Client(folder.Url);
        var reply = await load.Send(http, load.NewIntent(new Random(3)));
        Assert.True(reply!.IsAck);
        var line = JsonNode.Parse(await folder.Process.Line("\"event\":\"scan\""))!;
        Assert.Equal(reply.Status, (int)line["status"]!);
        var (samples, _) = MetricsParser.Read(await http.GetStringAsync("/metrics"), openMetrics: false);
        Assert.Equal(1, samples.Where(s => s.Key.StartsWith("scanward_scans_total", StringComparison.Ordinal)).Sum(s => s.Value));
        var end = await folder.Stop();
        Assert.Equal(0, end.ExitCode);
        Assert.DoesNotContain("event", end.Output);
        Assert.Contains(receiver.Spans, s => s.Name == "routing");
        Assert.Contains("scanward.scans", receiver.Metrics.Keys);
    }

    [Fact]
    public async Task Serve_ByItself_LogsNothing_AndAsksForAKey()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(4, folder.Keys);
        using var http = ScanLoad.Client(folder.Url);
        Assert.True((await load.Send(http, load.NewIntent(new Random(4))))!.IsAck);
        using var metrics = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, metrics.StatusCode);
        Assert.Equal("", (await folder.Stop()).Error);
    }

    [Fact]
    public async Task CollectorOfTheEnvironment_ThatIsNone_IsToldAtTheStart()
    {
        using var folder = new TempFolder();
        await using var serve = ProgramProcess.StartUnder(["env", "OTEL_EXPORTER_OTLP_ENDPOINT=collector"], "serve", "--data", folder["data"], "--urls", "http://127.0.0.1:0");
        var end = await serve.Ended;
        Assert.Equal((2, "", "OTEL_EXPORTER_OTLP_ENDPOINT needs the address of a collector, such as http://127.0.0.1:4317; unset it to send nothing.\n"), (end.ExitCode, end.Output, end.Error));
        Assert.False(Directory.Exists(folder["data"]));
    }
}
