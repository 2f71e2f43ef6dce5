using System.Net;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Cmms;

/// <summary>The embedded maintenance system's own contract (v2), as any client of such an API would use it.</summary>
public sealed class EmbeddedContractTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string WorkOrders = "/api/v2/workorders";

    [Fact]
    public async Task GetAsset_ShowsWhatTheContractSays()
    {
        await using var server = await RunningServer.Start();
        var asset = await server.North.Get("/api/v2/assets/AHU-000123");
        Assert.Equal(
            """
            {"asset_id":"AHU-000123","name":"Air handler, roof east","class":"air_handler","criticality_score":5,"next_pm_date":"2026-11-30","warranty_until":null,"spare_parts_inventory":{"bearing_6205":100,"filter_kit_v2":40}}
            """, asset.Text);

        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        Assert.Equal(98, (int)(await server.North.Get("/api/v2/assets/AHU-000123")).Json["spare_parts_inventory"]!["bearing_6205"]!);
        (await server.North.Get("/api/v2/assets/AHU-999999")).Is(Problems.NotFound);
    }

    [Fact]
    public async Task PostWorkOrder_Is201_AndARepeatOfItsKeyIs409WithTheSame()
    {
        await using var server = await RunningServer.Start();
        const string order = """{"asset_id":"AHU-000123","description":"Replace both bearings","kind":"corrective","priority":2,"failure_mode":"bearing_noise"}""";
        var made = await server.North.Post(WorkOrders, order, "order-1");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(("WO-NC-000001", "AHU-000123", "assigned", 2, "nc-t001"), (
            (string)made.Json["wo_id"]!, (string)made.Json["asset_id"]!, (string)made.Json["status"]!, (int)made.Json["priority"]!, (string)made.Json["assigned_to"]!));
        Assert.Equal(480, (int)made.Json["response_window_minutes"]!);
        Assert.Equal((string)made.Json["url"]!, made.Headers.Location!.OriginalString);
        Assert.Equal("WO-NC-000001", (string)(await server.North.Get((string)made.Json["url"]!)).Json["number"]!);

        foreach (var body in new[] { order, """{"asset_id":"PMP-000101"}""" })
        {
            var again = (await server.North.Post(WorkOrders, body, "order-1")).Is(Problems.WorkOrderExists);
            Assert.Equal(("WO-NC-000001", "AHU-000123"), ((string)again.Json["wo_id"]!, (string)again.Json["asset_id"]!));
            Assert.Equal((string)made.Json["url"]!, (string)again.Json["url"]!);
        }

        // Another key is another order, also for the same asset: here nothing is routed away.
        Assert.Equal("WO-NC-000002", (string)(await server.North.Post(WorkOrders, order, "order-2")).Json["wo_id"]!);
        Assert.Equal("WO-SP-000001", (string)(await server.South.Post(WorkOrders, """{"asset_id":"AHU-000201"}""", "order-1")).Json["wo_id"]!);
    }

    [Fact]
    public async Task PostWorkOrder_HundredTimesAtOnce_MakesOne()
    {
        await using var server = await RunningServer.Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.North.Post(WorkOrders, """{"asset_id":"AHU-000123"}""", "order-1")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers, a => Assert.Equal("WO-NC-000001", (string)a.Json["wo_id"]!));
        Assert.Equal(99, answers.Count(a => a.Status == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("preventive")]
    [InlineData("inspection")]
    public async Task PostWorkOrder_OfAnyKind_IsMadeAsOrdered(string kind)
    {
        var made = await fixture.North.Post(WorkOrders, $$"""{"asset_id":"AHU-000124","kind":"{{kind}}"}""", TestScans.NewKey());
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(kind, (string)(await fixture.North.Get((string)made.Json["url"]!)).Json["kind"]!);
    }

    [Theory]
    [InlineData("not json", 400, "", "not_json")]
    [InlineData("", 400, "", "not_json")]
    [InlineData("{\"asset_id\":\"AHU-000123\"} x", 400, "", "not_json")]
    [InlineData("[]", 422, "", "not_an_object")]
    [InlineData("{}", 422, "/asset_id", "missing_member")]
    [InlineData("{\"asset_id\":7}", 422, "/asset_id", "wrong_type")]
    [InlineData("{\"asset_id\":\"\"}", 422, "/asset_id", "too_short")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"asset_id\":\"AHU-000124\"}", 422, "/asset_id", "duplicate_member")]
    [InlineData("{\"asset_id\":\"AHU\\u0000000123\"}", 422, "/asset_id", "control_character")]
    [InlineData("{\"asset_id\":\"\\ud800\"}", 422, "/asset_id", "unpaired_surrogate")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"\\ud800\":1}", 422, "", "unpaired_surrogate")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"colour\":\"red\"}", 422, "/colour", "unknown_member")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"a/b~c\":1}", 422, "/a~1b~0c", "unknown_member")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"failure_mode\":\"Bearing noise\"}", 422, "/failure_mode", "bad_character")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"failure_mode\":\"a\\nb\"}", 422, "/failure_mode", "control_character")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"kind\":\"repair\"}", 422, "/kind", "unknown_value")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"priority\":0}", 422, "/priority", "out_of_range")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"priority\":1.5}", 422, "/priority", "out_of_range")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"priority\":\"1\"}", 422, "/priority", "out_of_range")]
    [InlineData("{\"asset_id\":\"AHU-000123\",\"description\":null}", 422, "/description", "wrong_type")]
    public async Task PostWorkOrder_BadBody_SaysWhatIsWrong(string body, int status, string pointer, string code) =>
        (await fixture.North.Post(WorkOrders, body, TestScans.NewKey())).Is(status == 400 ? Problems.MalformedJson : Problems.InvalidWorkOrder).Says(pointer, code);

    [Fact]
    public async Task PostWorkOrder_NotUtf8_Is400() =>
        (await fixture.North.Post(WorkOrders, new ByteArrayContent([.. "{\"asset_id\":\"AHU-"u8, 0xff, 0xc3, .. "\"}"u8]), TestScans.NewKey())).Is(Problems.MalformedJson);

    [Fact]
    public async Task PostWorkOrder_NestedTooDeep_IsRefused()
    {
        var answer = await fixture.North.Post(WorkOrders, $$"""{"asset_id":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""", TestScans.NewKey());
        answer.Is(Problems.InvalidWorkOrder).Says("/asset_id", "wrong_type");
    }

    [Fact]
    public async Task PostWorkOrder_TooLarge_Is413() =>
        (await fixture.North.Post(WorkOrders, $$"""{"asset_id":"AHU-000123","description":"{{new string('x', 2_000_000)}}"}""", TestScans.NewKey())).Is(Problems.TooLarge);

    [Fact]
    public async Task PostWorkOrder_WithoutKey_IsRefused()
    {
        (await fixture.North.Post(WorkOrders, """{"asset_id":"AHU-000123"}""")).Is(Problems.InvalidWorkOrder).Says("", "missing_key");
        (await fixture.North.Post(WorkOrders, """{"asset_id":"AHU-000123"}""", new string('k', 256))).Is(Problems.InvalidWorkOrder).Says("", "missing_key");
    }

    [Fact]
    public async Task PostWorkOrder_ForAnAssetThatIsNotThere_Is422()
    {
        (await fixture.North.Post(WorkOrders, """{"asset_id":"AHU-999999"}""", TestScans.NewKey())).Is(Problems.AssetUnknown);
        (await fixture.North.Post(WorkOrders, """{"asset_id":"AHU-000201"}""", TestScans.NewKey())).Is(Problems.NotThisSite);
    }
}
