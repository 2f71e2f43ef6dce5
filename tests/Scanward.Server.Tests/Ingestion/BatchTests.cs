using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>Many scans in one request: each has its own answer, in the order of the request.</summary>
public sealed class BatchTests
{
    private const string Batch = "/api/v1/scans/batch";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_GoodAndBad_AnswersEachInItsPlace(bool ndjson)
    {
        await using var server = await RunningServer.Start();
        string[] items =
        [
            TestScans.Corrective("AHU-000123").ToJsonString(),
            TestScans.Corrective("AHU-999999").ToJsonString(),
            TestScans.Corrective("PMP-000101", "seal_leak").ToJsonString(),
            TestScans.Corrective("AHU-000123").With("colour", "red").ToJsonString(),
            TestScans.Corrective("AHU-000201").ToJsonString(),
            TestScans.Corrective("AHU-000123").ToJsonString(),
        ];
        var answer = await Send(server, items, ndjson);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var results = answer.Json["items"]!.AsArray();
        Assert.Equal([201, 422, 201, 422, 403, 200], results.Select(r => (int)r!["status"]!));
        Assert.Equal(
            ["corrective_wo", "asset_unknown", "parts_pending", "invalid_scan", "not_this_site", "duplicate"],
            results.Select(r => (string)(r!["ack"]?["outcome"] ?? r["problem"]!["code"])!));
        Assert.Equal((string)results[0]!["location"]!, $"/api/v1/work-orders/{(string)results[5]!["ack"]!["work_order"]!["id"]!}");
        foreach (var problem in results.Select(r => r!["problem"]).OfType<JsonNode>())
        {
            Assert.Equal(["type", "title", "status", "code", "detail", "errors", "dead_letter_id"], problem.AsObject().Select(m => m.Key));
            Assert.Equal(HttpStatusCode.OK, (await server.North.Get($"/api/v1/dead-letters/{(string)problem["dead_letter_id"]!}")).Status);
        }
    }

    [Fact]
    public async Task Batch_OfTheMostThereMayBe_IsTakenAsAWhole()
    {
        await using var server = await RunningServer.Start();
        var scans = Enumerable.Range(0, 1000).Select(i => TestScans.Corrective(i % 2 == 0 ? "PMP-000101" : "PMP-000102", $"mode_{i / 2}")).ToArray();
        var answer = await Send(server, scans.Select(s => s.ToJsonString()), ndjson: true);

        var items = answer.Json["items"]!.AsArray();
        Assert.Equal(1000, items.Count);
        Assert.Equal(1000, await server.Installation.Reads.Count("scan", default));

        // The same again: the same acks, replayed.
        var again = (await Send(server, scans.Select(s => s.ToJsonString()), ndjson: false)).Json["items"]!.AsArray();
        Assert.All(again.Zip(items), pair => Assert.True(JsonNode.DeepEquals(pair.First!["ack"], pair.Second!["ack"]) && (bool)pair.First["replayed"]!));
        Assert.Equal(1000, await server.Installation.Reads.Count("scan", default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_OfOneTooMany_IsRefusedAsAWhole(bool ndjson)
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123").ToJsonString();
        var answer = await Send(server, Enumerable.Repeat(scan, 1001), ndjson);
        answer.Is(Problems.InvalidBatch).Says("", "too_many_items");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get($"/api/v1/dead-letters/{answer.DeadLetterId}")).Status);
        Assert.Equal(0, await server.Installation.Reads.Count("scan", default));
    }

    [Theory]
    [InlineData("[]", "application/json", "empty_batch")]
    [InlineData("", "application/json", "empty_batch")]
    [InlineData("\n\r\n  \n", "application/x-ndjson", "empty_batch")]
    [InlineData("17", "application/json", "not_an_array")]
    [InlineData("null", "application/json", "not_an_array")]
    public async Task Batch_OfNothing_IsRefused(string body, string mediaType, string code)
    {
        await using var server = await RunningServer.Start();
        (await server.North.Post(Batch, body, mediaType: mediaType)).Is(Problems.InvalidBatch).Says("", code);
    }

    [Theory]
    [InlineData("[{]")]
    [InlineData("[{},")]
    [InlineData("[] []")]
    public async Task Batch_ThatIsNotJson_IsRefusedAsAWhole(string body)
    {
        await using var server = await RunningServer.Start();
        var answer = (await server.North.Post(Batch, body)).Is(Problems.MalformedJson);
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get($"/api/v1/dead-letters/{answer.DeadLetterId}")).Status);
    }

    [Fact]
    public async Task Batch_NestedTooDeep_FailsTheItemAlone()
    {
        await using var server = await RunningServer.Start();
        var answer = await Send(server, [new string('[', 10_000) + new string(']', 10_000), TestScans.Corrective("AHU-000123").ToJsonString()], ndjson: false);
        Assert.Equal([422, 201], answer.Json["items"]!.AsArray().Select(r => (int)r!["status"]!));
    }

    [Fact]
    public async Task Batch_MalformedLineOfNdjson_FailsAlone()
    {
        await using var server = await RunningServer.Start();
        var answer = await Send(server, ["{\"asset_id\":", TestScans.Corrective("AHU-000123").ToJsonString(), "}{"], ndjson: true);
        var items = answer.Json["items"]!.AsArray();
        Assert.Equal([400, 201, 400], items.Select(r => (int)r!["status"]!));
        var letter = await server.North.Get($"/api/v1/dead-letters/{(string)items[0]!["problem"]!["dead_letter_id"]!}");
        Assert.Equal("{\"asset_id\":"u8.ToArray(), Convert.FromBase64String((string)letter.Json["raw_base64"]!));
    }

    [Fact]
    public async Task Batch_NdjsonUnderTheNameOfJson_IsTaken()
    {
        await using var server = await RunningServer.Start();
        var lines = $"{TestScans.Corrective("AHU-000123").ToJsonString()}\r\n\r\n{TestScans.Corrective("PMP-000101").ToJsonString()}\r\n";
        Assert.Equal([201, 201], (await server.North.Post(Batch, lines)).Json["items"]!.AsArray().Select(r => (int)r!["status"]!));
    }

    [Fact]
    public async Task Batch_KeyRepeatedInside_JoinsTheFirst()
    {
        await using var server = await RunningServer.Start();
        var key = TestScans.NewKey();
        var scan = TestScans.Corrective("AHU-000123", key: key).ToJsonString();
        var answer = await Send(server, [scan, TestScans.Corrective("PMP-000101", key: key).ToJsonString(), scan], ndjson: false);

        var items = answer.Json["items"]!.AsArray();
        Assert.Equal([201, 422, 201], items.Select(r => (int)r!["status"]!));
        Assert.Equal("idempotency_key_reused", (string)items[1]!["problem"]!["code"]!);
        Assert.True(JsonNode.DeepEquals(items[0]!["ack"], items[2]!["ack"]));
        Assert.Null(items[0]!["replayed"]);
        Assert.True((bool)items[2]!["replayed"]!);
        Assert.Single((await server.North.GetAll("/api/v1/work-orders", 50)).Items);

        // The key's scope is the site, over every way in.
        var single = await server.North.Post("/api/v1/scans", scan);
        Assert.True(single.Replayed);
        Assert.Equal(items[0]!["ack"]!.ToJsonString(), single.Json.ToJsonString());
    }

    [Fact]
    public async Task I5_Batch_RoutesTheScansOfOneAssetInTheirOrder()
    {
        await using var server = await RunningServer.Start();
        var scans = Enumerable.Range(0, 600).Select(i => TestScans.Corrective("PMP-000101", $"mode_{i}").With("scan_timestamp", $"2026-11-2{i % 4 + 1}T1{i % 6}:{i / 10:D2}:00Z"));
        var items = (await Send(server, scans.Select(s => s.ToJsonString()), ndjson: true)).Json["items"]!.AsArray();

        var ids = items.Select(r => (string)r!["ack"]!["scan_id"]!).ToArray();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        var numbers = items.Select(r => (string?)r!["ack"]!["work_order"]?["number"]).Where((n, i) => n is not null && (int)items[i]!["status"]! == 201).ToArray();
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
    }

    private static Task<HttpAnswer> Send(RunningServer server, IEnumerable<string> items, bool ndjson) => ndjson
        ? server.North.Post(Batch, string.Join('\n', items), mediaType: "application/x-ndjson")
        : server.North.Post(Batch, $"[{string.Join(",", items)}]");
}
