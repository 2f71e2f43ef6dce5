using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>What a good scan is answered with.</summary>
public sealed class ScanAnswerTests
{
    [Fact]
    public async Task Scan_RoutedWithWorkOrder_Is201WithItsPlaceAndTheWholeAck()
    {
        await using var server = await RunningServer.Start();
        var answer = await server.North.Scan(TestScans.Corrective("AHU-000123"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.False(answer.Replayed);
        Assert.Equal(
            """
            {
              "scan_id": "SCAN",
              "status": "routed",
              "outcome": "corrective_wo",
              "priority": 1,
              "work_order": {
                "id": "WORK",
                "number": "WO-NC-000001"
              },
              "assigned": {
                "crew": "nc_mech",
                "technician": "nc-t001",
                "name": "Amara Okafor"
              },
              "response": {
                "acknowledge_by": "2026-11-24T16:15:00Z",
                "on_site_by": "2026-11-24T16:30:00Z",
                "done_by": "2026-11-25T00:00:00Z",
                "window_minutes": 30
              },
              "parts": [
                {
                  "part": "bearing_6205",
                  "quantity": 2,
                  "state": "reserved",
                  "eta": null
                }
              ],
              "pm_due": "2026-11-30",
              "reason": "REASON",
              "explanation": "/api/v1/scans/SCAN/explanation"
            }
            """, Masked(answer), ignoreLineEndingDifferences: true);

        var work = await server.North.Get(answer.Headers.Location!.OriginalString);
        Assert.Equal($"/api/v1/work-orders/{(string)answer.Json["work_order"]!["id"]!}", answer.Headers.Location.OriginalString);
        Assert.Equal("WO-NC-000001", (string)work.Json["number"]!);
        Assert.Equal("assigned", (string)work.Json["state"]!);
        Assert.Equal((string)answer.Json["scan_id"]!, (string)work.Json["scan_id"]!);
        Assert.Equal("settled", (string)work.Json["dispatch"]![0]!["state"]!);
        var explanation = await server.North.Get((string)answer.Json["explanation"]!);
        Assert.Equal(HttpStatusCode.OK, explanation.Status);
        var story = await server.North.Get($"/api/v1/scans/{(string)answer.Json["scan_id"]!}");
        Assert.Equal("AHU-000123", (string)story.Json["asset_id"]!);
        Assert.True(JsonNode.DeepEquals(answer.Json, story.Json["ack"]));
    }

    [Fact]
    public async Task Scan_ThatPartsAreMissingFor_Is201WithAWorkOrderThatWaits()
    {
        await using var server = await RunningServer.Start();
        var answer = await server.North.Scan(TestScans.Corrective("PMP-000102", "seal_leak"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(
            """
            {
              "scan_id": "SCAN",
              "status": "waiting_parts",
              "outcome": "parts_pending",
              "priority": 3,
              "work_order": {
                "id": "WORK",
                "number": "WO-NC-000001"
              },
              "assigned": null,
              "response": {
                "acknowledge_by": "2026-11-25T16:00:00Z",
                "on_site_by": "2026-11-27T16:00:00Z",
                "done_by": "2026-12-03T16:00:00Z",
                "window_minutes": 4320
              },
              "parts": [
                {
                  "part": "seal_o_ring",
                  "quantity": 1,
                  "state": "on_order",
                  "eta": "2026-11-27T21:00:00Z"
                }
              ],
              "reason": "REASON",
              "explanation": "/api/v1/scans/SCAN/explanation"
            }
            """, Masked(answer), ignoreLineEndingDifferences: true);
        Assert.Equal("waiting_parts", (string)(await server.North.Get(answer.Headers.Location!.OriginalString)).Json["state"]!);
    }

    [Fact]
    public async Task Scan_Duplicate_Is200AndPointsToTheWorkOrderThereIs()
    {
        await using var server = await RunningServer.Start();
        var first = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        server.Clock.Advance(TimeSpan.FromHours(1));
        var again = await server.North.Scan(TestScans.Corrective("AHU-000123").With("scan_timestamp", "2026-11-24T17:00:00Z"));

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Null(again.Headers.Location);
        Assert.Equal("duplicate", (string)again.Json["status"]!);
        Assert.Equal("duplicate", (string)again.Json["outcome"]!);
        Assert.Null(again.Json["priority"]);
        Assert.True(JsonNode.DeepEquals(first.Json["work_order"], again.Json["work_order"]));
        Assert.Null(again.Json["assigned"]);
        Assert.Null(again.Json["response"]);
        Assert.Empty(again.Json["parts"]!.AsArray());
        Assert.NotEqual((string)first.Json["scan_id"]!, (string)again.Json["scan_id"]!);
        Assert.Single((await server.North.GetAll("/api/v1/work-orders", 50)).Items);
    }

    [Fact]
    public async Task Scan_ForReview_Is200WithoutAWorkOrder()
    {
        await using var server = await RunningServer.Start();
        var answer = await server.North.Scan(TestScans.Corrective("AHU-000123").With("geolocation", new JsonArray(52.0, 5.0)));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Headers.Location);
        Assert.Equal("review", (string)answer.Json["status"]!);
        Assert.Equal(3, (int)answer.Json["priority"]!);
        Assert.Null(answer.Json["work_order"]);
        Assert.Empty((await server.North.GetAll("/api/v1/work-orders", 50)).Items);
    }

    [Theory]
    [InlineData("2026-11-24T16:05:01Z", null, "far future")]
    [InlineData("9999-12-31T23:59:59Z", null, "far future")]
    [InlineData("2026-11-17T15:59:59Z", null, "older than the window")]
    [InlineData("0001-01-01T00:00:00Z", null, "older than the window")]
    [InlineData("2026-11-20T16:00:00Z", "2026-11-27T16:00:01Z", "older than the window by the device's own clock")]
    public async Task Scan_WithAStampThatCannotBe_IsReviewedAndNeverAWorkOrder(string scannedAt, string? sentAt, string why)
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123").With("scan_timestamp", scannedAt);
        var answer = await server.North.Scan(sentAt is null ? scan : scan.With("sent_at", sentAt));

        Assert.True(answer.Status == HttpStatusCode.OK, $"{why}: {answer.Text}");
        Assert.Equal("review", (string)answer.Json["outcome"]!);
        Assert.Null(answer.Json["work_order"]);
        Assert.Empty((await server.North.GetAll("/api/v1/work-orders", 50)).Items);

        // Nor does it stand in the way of the real scan that follows.
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("AHU-000123"))).Status);
    }

    [Theory]
    [InlineData("2026-11-24T16:05:00Z", null)]
    [InlineData("2026-11-17T16:00:00Z", null)]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T00:00:02Z")]
    [InlineData("2031-01-01T00:00:00+02:00", "2031-01-01T00:00:02+02:00")]
    public async Task Scan_WithinTheWindowOnTheCorrectedClock_IsRouted(string scannedAt, string? sentAt)
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("AHU-000123").With("scan_timestamp", scannedAt);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(sentAt is null ? scan : scan.With("sent_at", sentAt))).Status);
    }

    [Fact]
    public async Task Scan_WithoutGeolocation_IsRefusedWhereTheSiteRequiresOne()
    {
        var plant = TestPlants.Small with { Sites = [.. TestPlants.Small.Sites.Select(s => s with { GeolocationRequired = s.SiteId == TestPlants.North })] };
        await using var server = await RunningServer.Start(o => o with { Plant = plant });

        var refused = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        refused.Is(Problems.InvalidScan).Says("/geolocation", "missing_member");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("AHU-000123").With("geolocation", new JsonArray(41.8963, -87.6217)))).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.South.Scan(TestScans.Corrective("AHU-000201"))).Status);

        var batch = await server.North.Post("/api/v1/scans/batch", new JsonArray(TestScans.Corrective("PMP-000101")).ToJsonString());
        Assert.Equal("invalid_scan", (string)batch.Json["items"]![0]!["problem"]!["code"]!);
    }

    private static string Masked(HttpAnswer answer)
    {
        var ack = answer.Json;
        Assert.NotEmpty((string)ack["reason"]!);
        ack["reason"] = "REASON";
        var text = ack.ToJsonString(new() { WriteIndented = true }).Replace((string)ack["scan_id"]!, "SCAN", StringComparison.Ordinal);
        return text.Replace((string)ack["work_order"]!["id"]!, "WORK", StringComparison.Ordinal);
    }
}
