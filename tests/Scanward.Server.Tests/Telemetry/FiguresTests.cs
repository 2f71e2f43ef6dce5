using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Telemetry;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Resolution;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>What the server counts is what its clients got.</summary>
public sealed class FiguresTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] assets = ["AHU-000123", "AHU-000124", "PMP-000101", "PMP-000102", "DOOR-00001", "AHU-000201", "PMP-000201", "AHU-999999"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Counts_AreTheAnswersThatClientsGot(int seed)
    {
        await using var server = await RunningServer.Start();
        var random = new Random(seed);
        var sites = new[] { TestPlants.North, TestPlants.South }.ToDictionary(s => s, _ => new Answers());
        var sent = new List<string>();
        for (var round = 0; round < 30; round++)
        {
            var requests = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (Site: random.Next(3) == 0 ? TestPlants.South : TestPlants.North, Body: Body(random, sent), Batch: random.Next(4) == 0)).ToArray();
            sent.AddRange(requests.Select(r => r.Body));
            await Task.WhenAll(requests.Select(async r =>
            {
                if (r.Batch && r.Body.StartsWith('{')) await sites[r.Site].Batch(server.Client(r.Site), [r.Body, Body(new Random(seed + round), []), r.Body]);
                else await sites[r.Site].One(server.Client(r.Site), r.Body, random.Next(20) == 0 ? "text/plain" : "application/json");
            }));
            server.Clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
        }

        var (samples, _) = MetricsParser.Read((await server.North.Get("/metrics")).Text, openMetrics: false);
        foreach (var (site, answers) in sites)
        {
            var window = (await server.Client(site).Get("/api/v1/metrics/routing")).Json["windows"]!["since_start"]!;
            Assert.Equal(answers.Counts(), Counts(window));
            Assert.Equal(answers.All, (int)window["scans"]!);
            Assert.NotEqual(0, answers.All - answers.Refused);
            Assert.Equal(answers.All - answers.Refused, (int)window["latency_ms"]!["end_to_end"]!["count"]!);
            Assert.Equal(site == TestPlants.North, samples.ContainsKey($"scanward_scans_total{{site=\"{site}\",result=\"decided\"}}"));
        }

        var north = sites[TestPlants.North].Counts();
        foreach (var (name, count) in north.Where(c => c.Key.StartsWith("code ", StringComparison.Ordinal)))
            Assert.Equal(count, samples[$"scanward_scan_refusals_total{{site=\"{TestPlants.North}\",code=\"{name[5..]}\"}}"]);
        Assert.Equal(north.GetValueOrDefault("replayed"), samples[$"scanward_scans_total{{site=\"{TestPlants.North}\",result=\"replayed\"}}"]);
        Assert.Equal(samples["scanward_scan_duration_seconds_bucket{site=\"north-clinic\",le=\"0.8\"}"], samples["scanward_scan_duration_seconds_count{site=\"north-clinic\"}"]); // the clock stands
    }

    [Fact]
    public async Task Rows_DuplicatesAndDeferrals_AreToldApart()
    {
        await using var server = await RunningServer.Start();
        await server.North.Scan(TestScans.Corrective("PMP-000101", "seal_leak"));
        await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        server.Clock.Advance(TimeSpan.FromHours(1));
        await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", "2026-11-24T17:00:00Z"));
        var routing = (await server.North.Get("/api/v1/metrics/routing")).Json;
        var window = routing["windows"]!["last_1h"]!;
        Assert.Equal("""{"last_scan":1,"same_fault_open":1,"open_pm":0,"open_inspection":0,"open_corrective":0}""", window["duplicates"]!.ToJsonString());
        Assert.Equal("""{"same_scan":1,"same_fault":1,"recall":0}""", window["repeats"]!.ToJsonString());
        Assert.Equal("""{"fix":1,"no-parts":1,"rescan":1,"same-fault":1}""", window["rows"]!.ToJsonString());
        Assert.Equal((1, 1), ((int)window["deferred"]!, (int)routing["now"]!["work_orders_waiting_parts"]!));
        Assert.Equal(1, (int)routing["windows"]!["last_5m"]!["decided"]!);
        Assert.Equal(0, (int)(await server.South.Get("/api/v1/metrics/routing")).Json["windows"]!["since_start"]!["scans"]!);
    }

    [Fact]
    public async Task Phases_TakeTheTimeThatTheyTook()
    {
        await using var server = await RunningServer.Start();
        await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        var held = new Storage.HeldWriter(server.Installation.Writer);
        var slow = server.North.Scan(TestScans.Corrective("DOOR-00001", "other"));
        await held.Queued(1);
        server.Clock.Advance(TimeSpan.FromMilliseconds(900));
        held.Dispose();
        await slow;
        var window = (await server.North.Get("/api/v1/metrics/routing")).Json["windows"]!["last_5m"]!;
        Assert.Equal((0.5, 0.0), ((double)window["within_target_share"]!, (double)window["latency_ms"]!["commit"]!["p99"]!));
        Assert.InRange((double)window["latency_ms"]!["routing"]!["p99"]!, 900 * (1 - (1 / 32.0)), 900 * (1 + (1 / 32.0)));
        Assert.Equal((double)window["latency_ms"]!["routing"]!["p99"]!, (double)window["latency_ms"]!["end_to_end"]!["p99"]!);
        Assert.Equal((0.0, 450.0), ((double)window["latency_ms"]!["end_to_end"]!["p50"]!, (double)window["latency_ms"]!["end_to_end"]!["mean"]!));
    }

    /// <summary>A scan that was answered with 202 counts as that, and its decision when it is made.</summary>
    [Fact]
    public async Task ScansDecidedLater_AreCountedWhenTheyAre()
    {
        var cmms = new ScriptedCmms { Script = (_, before) => before == 0 ? ScriptedCmms.Down : ScriptedCmms.Truth };
        await using var server = await RunningServer.Start(o => o with { Assets = cmms });
        cmms.Knows(server);
        await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        var before = (await server.North.Get("/api/v1/metrics/routing")).Json;
        Assert.Equal((1, 0, 1), ((int)before["windows"]!["since_start"]!["resolving"]!, (int)before["windows"]!["since_start"]!["outcomes"]!["corrective_wo"]!, (int)before["now"]!["scans_resolving"]!));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.Installation.Resolving.Step(default);
        var after = (await server.North.Get("/api/v1/metrics/routing")).Json;
        Assert.Equal((1, 1, 0), ((int)after["windows"]!["since_start"]!["resolving"]!, (int)after["windows"]!["since_start"]!["outcomes"]!["corrective_wo"]!, (int)after["now"]!["scans_resolving"]!));
    }

    [Fact]
    public async Task Store_CountsItsCommits()
    {
        await using var server = await RunningServer.Start();
        var before = (await server.North.Get("/api/v1/metrics/routing")).Json["windows"]!["since_start"]!["store"]!;
        await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        var after = (await server.North.Get("/api/v1/metrics/routing")).Json["windows"]!["since_start"]!["store"]!;
        Assert.Equal((int)before["commits"]! + 1, (int)after["commits"]!);
        Assert.Equal((int)before["fsync_ms"]!["count"]! + 1, (int)after["fsync_ms"]!["count"]!);
        Assert.Equal((1.0, 0), ((double)after["commit_items"]!["p50"]!, (int)after["failed_commits"]!));
    }

    [Fact]
    public async Task OrderedWork_IsCountedToo()
    {
        await using var server = await RunningServer.Start();
        await server.North.Post("/api/v2/workorders", """{"asset_id":"DOOR-00001","kind":"corrective"}""", "order-1");
        await server.North.Post("/api/v2/workorders", """{"asset_id":"DOOR-00001","kind":"corrective"}""", "order-1");
        var window = (await server.North.Get("/api/v1/metrics/routing")).Json["windows"]!["since_start"]!;
        Assert.Equal((1, 1, 1), ((int)window["decided"]!, (int)window["replayed"]!, (int)window["rows"]!["ordered"]!));
    }

    [Theory]
    [InlineData("text/plain", false, MetricsText.PrometheusType)]
    [InlineData("application/openmetrics-text; version=1.0.0", true, MetricsText.OpenMetricsType)]
    public async Task Metrics_AreInTheFormatThatIsAskedFor(string accept, bool openMetrics, string type)
    {
        await fixture.North.Scan(TestScans.Corrective("DOOR-00001"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await fixture.North.SendAsync(request);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        var (samples, types) = MetricsParser.Read(await response.Content.ReadAsStringAsync(), openMetrics);
        Assert.All(types.Keys, name => Assert.StartsWith("scanward_", name, StringComparison.Ordinal));
        Assert.Equal(1, samples["scanward_ready"]);
        Assert.Contains(samples.Keys, k => k.StartsWith("scanward_scan_phase_duration_seconds_bucket{site=\"north-clinic\",phase=\"dispatch\",le=", StringComparison.Ordinal));
        Assert.DoesNotContain(samples.Keys, k => k.Contains(TestPlants.South, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_AskForAKey_AlsoOnLoopback()
    {
        (await fixture.Server.Anonymous.Get("/metrics")).Is(Problems.NotAuthenticated);
        (await fixture.Server.Anonymous.Get("/api/v1/metrics/routing")).Is(Problems.NotAuthenticated);
        (await fixture.Server.Anonymous.Get("/api/v1/metrics/reliability")).Is(Problems.NotAuthenticated);
    }

    [Fact]
    public async Task OpenMetrics_AskForNone_AndShowAllSites()
    {
        await using var server = await RunningServer.Start(o => o with { OpenMetrics = true });
        await server.South.Scan(TestScans.Corrective("AHU-000201"));
        var (samples, _) = MetricsParser.Read((await server.Anonymous.Get("/metrics")).Text, openMetrics: false);
        Assert.Equal((0, 1), (samples["scanward_scans_total{site=\"north-clinic\",result=\"decided\"}"], samples["scanward_scans_total{site=\"south-plant\",result=\"decided\"}"]));
        (await server.Anonymous.Get("/api/v1/metrics/routing")).Is(Problems.NotAuthenticated);
    }

    private static string Body(Random random, List<string> sent) => random.Next(12) switch
    {
        0 => "{\"asset_id\":",
        1 => TestScans.Corrective("DOOR-00001").With("operator_id", 7).ToJsonString(),
        2 or 3 when sent.Count > 0 => sent[random.Next(sent.Count)],
        4 when sent.Count > 0 && JsonObjectOf(sent[random.Next(sent.Count)]) is { } other => other.With("note", "changed").ToJsonString(),
        _ => TestScans.Corrective(assets[random.Next(assets.Length)], new[] { "bearing_noise", "seal_leak", "other" }[random.Next(3)])
            .With("scan_type", new[] { "corrective", "corrective", "inspection", "preventive" }[random.Next(4)]).ToJsonString(),
    };

    private static JsonObject? JsonObjectOf(string body) => body.EndsWith('}') ? JsonNode.Parse(body)!.AsObject() : null;

    private static SortedDictionary<string, int> Counts(JsonNode window)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, count) in window["refusals"]!.AsObject()) counts.Add("code " + name, (int)count!);
        foreach (var (name, count) in window["outcomes"]!.AsObject().Where(o => (int)o.Value! > 0)) counts.Add("outcome " + name, (int)count!);
        foreach (var name in new[] { "decided", "replayed", "refused" }.Where(n => (int)window[n]! > 0)) counts.Add(name, (int)window[name]!);
        return counts;
    }

    /// <summary>A client's own count of what it was answered.</summary>
    private sealed class Answers
    {
        private readonly Dictionary<string, int> counts = [];

        public int All { get; private set; }

        public int Refused => counts.GetValueOrDefault("refused");

        public SortedDictionary<string, int> Counts() => new(counts, StringComparer.Ordinal);

        public async Task One(HttpClient client, string body, string mediaType)
        {
            var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
            var answer = await client.Post("/api/v1/scans", content, mediaType: mediaType);
            Count(answer.Json, answer.Replayed);
        }

        public async Task Batch(HttpClient client, string[] bodies)
        {
            var answer = await client.Post("/api/v1/scans/batch", $"[{string.Join(',', bodies.Where(b => b.EndsWith('}')))}]");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            foreach (var item in answer.Json["items"]!.AsArray()) Count(item!["ack"] ?? item["problem"]!, (bool?)item["replayed"] == true);
        }

        private void Count(JsonNode told, bool replayed)
        {
            lock (counts)
            {
                All++;
                if ((string?)told["code"] is { } code)
                {
                    Add("refused");
                    Add("code " + code);
                }
                else if (replayed)
                {
                    Add("replayed");
                }
                else
                {
                    Add("decided");
                    Add("outcome " + (string)told["outcome"]!);
                }
            }
        }

        private void Add(string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
    }
}
