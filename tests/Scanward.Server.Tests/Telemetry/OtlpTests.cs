using Scanward.Server.Telemetry;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>Where a collector is named, it gets a trace of each scan and the figures.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Trace_OfAScan_ShowsThePhasesUnderTheCallersOwnSpan()
    {
        using var receiver = new OtlpReceiver();
        const string trace = "0af7651916cd43dd8448eb211c80319c", parent = "b7ad6b7169203331";
        HttpAnswer answer;
        await using (var server = await RunningServer.Start())
        using (new Otlp(receiver.Url))
        {
            answer = await server.North.Post(
                "/api/v1/scans", TestScans.Corrective("AHU-000123").ToJsonString(), change: request => request.Headers.Add("traceparent", $"00-{trace}-{parent}-01"));
        }

        var spans = receiver.Spans.Where(s => s.TraceId == trace).ToDictionary(s => s.Name);
        var request = Assert.Single(spans.Values, s => s.ParentId == parent);
        string[] phases = ["ingestion", "resolution", "routing", "commit", "dispatch"];
        Assert.Equal([.. phases, request.Name], spans.Keys.OrderBy(name => Array.IndexOf([.. phases, request.Name], name)));
        Assert.All(phases, phase => Assert.Equal(request.SpanId, spans[phase].ParentId));
        foreach (var (before, after) in phases.Zip(phases.Skip(1))) Assert.InRange(spans[before].End - spans[after].Start, 0UL, 100UL); // a span lasts at least 100 ns, though the clock stands
        Assert.Equal(("corrective_wo", "fix-c5"), (spans["routing"].Tags["scanward.outcome"], spans["routing"].Tags["scanward.row"]));
        Assert.Equal((string)answer.Json["scan_id"]!, spans["ingestion"].Tags["scanward.scan_id"]);
        Assert.Equal((string)answer.Json["work_order"]!["id"]!, spans["dispatch"].Tags["scanward.work_order"]);
        Assert.Equal("application/x-protobuf", Assert.Single(receiver.ContentTypes.Keys));
    }

    [Fact]
    public async Task Metrics_AreSent()
    {
        using var receiver = new OtlpReceiver();
        await using (var server = await RunningServer.Start())
        using (new Otlp(receiver.Url))
        {
            await server.North.Scan(TestScans.Corrective("AHU-000123"));
            await server.North.Scan(TestScans.Corrective("AHU-999999"));
        }

        string[] sent = ["scanward.scan.duration", "scanward.scan.phase.duration", "scanward.scans", "scanward.scan.outcomes", "scanward.scan.refusals", "scanward.queue.depth", "scanward.commits"];
        Assert.All(sent, name => Assert.Contains(name, receiver.Metrics.Keys));
    }

    [Theory]
    [InlineData("http://127.0.0.1:4318", true)]
    [InlineData("https://collector.example/otlp/", true)]
    [InlineData("collector:4318", false)]
    [InlineData("ftp://collector", false)]
    [InlineData("", false)]
    public void Address_IsAWebAddress(string url, bool good) => Assert.Equal(good, Otlp.IsAddress(url));
}
