using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;
using Scanward.Tests;

namespace Scanward.Server.Tests.Routing;

/// <summary><c>GET /api/v1/scans/{id}/explanation</c>: why a scan went where it went.</summary>
public sealed class ExplanationTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<JsonNode> Explanation(HttpClient client, HttpAnswer scanned)
    {
        Assert.True((int)scanned.Status < 300, scanned.Text);
        var answer = await client.Get((string)scanned.Json["explanation"]!);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
        return answer.Json;
    }

    private static string[] Names(JsonNode? list, string member) => [.. list!.AsArray().Select(i => (string)i![member]!)];

    [Fact]
    public async Task WorkOrder_IsExplainedInFull()
    {
        await using var server = await RunningServer.Start();
        await server.North.Scan(TestScans.Corrective("PMP-000101", "knocking"));
        server.Clock.Advance(TimeSpan.FromHours(1));
        var explained = await Explanation(server.North, await server.North.Scan(
            TestScans.Corrective("AHU-000123").With("geolocation", new JsonArray(41.8964, -87.6215)).With("readings", new JsonObject { ["run_hours"] = 8123.5 })));
        Assert.Equal(server.Installation.Policies.Current.Hash, (string)explained["hash"]!);
        explained["decision"] = "(an id)";
        explained["hash"] = "(a hash)";
        Snapshot("explanation", explained);
    }

    [Fact]
    public async Task Duplicate_IsExplained()
    {
        await using var server = await RunningServer.Start();
        var first = await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        server.Clock.Advance(TimeSpan.FromMinutes(20));
        var explained = await Explanation(server.North, await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", "2026-11-24T16:20:00Z")));
        Assert.Equal(("same-fault", "duplicate", "20m"), ((string)explained["row"]!, (string)explained["outcome"]!, (string)explained["facts"]!["last_scan_ago"]!));
        Assert.Equal(["same_fault_open_age"], Names(explained["because"], "fact"));
        Assert.Equal(["scan"], Names(explained["given"], "fact"));
        Assert.Equal(["fix", "otherwise"], explained["also_matched"]!.AsArray().Select(r => (string)r!));
        Assert.NotNull(explained["nearest_miss"]);
        Assert.Null(explained["assignment"]);
        Assert.Null(explained["response"]);
        Assert.Empty(explained["parts"]!.AsArray());
        Assert.Contains((string)first.Json["work_order"]!["number"]!, (string)explained["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_IsExplained()
    {
        await using var server = await RunningServer.Start();
        var explained = await Explanation(server.North, await server.North.Scan(TestScans.Corrective("DOOR-00001").With("geolocation", new JsonArray(40.0, -80.0))));
        Assert.Equal(("wrong-place", "review", 3), ((string)explained["row"]!, (string)explained["outcome"]!, (int)explained["priority"]!));
        var because = Assert.Single(explained["because"]!.AsArray())!;
        Assert.Equal(("location", "off_site", "off_site"), ((string)because["fact"]!, (string)because["value"]!, (string)because["test"]!));
    }

    /// <summary>What a rule before the table decided has no rows to show.</summary>
    [Fact]
    public async Task ReviewOfAStamp_IsExplained()
    {
        await using var server = await RunningServer.Start();
        var explained = await Explanation(server.North, await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", "2026-11-25T16:00:00Z")));
        Assert.Equal("stamp_in_future", (string)explained["row"]!);
        Assert.Null(explained["because"]);
        Assert.Equal("corrective", (string)explained["facts"]!["scan"]!);
    }

    [Fact]
    public async Task WaitingForParts_IsExplained()
    {
        await using var server = await RunningServer.Start();
        var explained = await Explanation(server.North, await server.North.Scan(TestScans.Corrective("PMP-000102", "seal_leak")));
        Assert.Equal(("no-parts", "parts_pending", "waits for parts"), ((string)explained["row"]!, (string)explained["outcome"]!, (string)explained["assignment"]!["decided_by"]!));
        Assert.Equal(("seal_o_ring", "on_order", "2026-11-27T21:00:00Z"), ((string)explained["parts"]![0]!["part"]!, (string)explained["parts"]![0]!["state"]!, (string)explained["parts"]![0]!["eta"]!));
    }

    [Fact]
    public async Task Explanation_IsOfTheTimeOfTheDecision()
    {
        await using var server = await RunningServer.Start();
        var scanned = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        var then = (await Explanation(server.North, scanned)).ToJsonString();
        server.Clock.Advance(TimeSpan.FromDays(30));
        await server.Installation.ImportPlant(TestPlants.Small with { Assets = [.. TestPlants.Small.Assets.Select(a => a with { Criticality = 1, Name = "renamed" })] }, _ => { }, CancellationToken.None);
        await server.Installation.Policies.Load(Samples.Policy("starter"), "starter", server.Installation.Writer, server.Installation.Clock);
        Assert.Equal(then, (await Explanation(server.North, scanned)).ToJsonString());
    }

    [Fact]
    public async Task AnotherSitesScan_IsNotExplained()
    {
        await using var server = await RunningServer.Start();
        var scanned = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        (await server.South.Get((string)scanned.Json["explanation"]!)).Is(Problems.NotFound);
        (await server.North.Get("/api/v1/scans/0000000000000/explanation")).Is(Problems.NotFound);
        (await server.North.Get("/api/v1/scans/nonsense/explanation")).Is(Problems.NotFound);
    }

    /// <summary>Compares with <c>Snapshots/name.json</c>; what came out instead is written beside it as <c>.received</c>.</summary>
    private static void Snapshot(string name, JsonNode json)
    {
        var path = Repository.Path($"tests/Scanward.Server.Tests/Routing/Snapshots/{name}.json");
        var actual = json.ToJsonString(Readable) + "\n";
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected != actual) File.WriteAllText(path + ".received", actual);
        Assert.Equal(expected, actual);
    }
}
