using System.Text;
using Scanward.Server.Access;
using Scanward.Server.OpenApi;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Access;

/// <summary>Who may do what, endpoint by endpoint.</summary>
public sealed class RoleOfEndpointTests
{
    [Fact]
    public async Task DeviceKey_ChangesNothing_ButScansAndTheWorkOfItsTechnician()
    {
        await using var server = await RunningServer.Start();
        var device = (await server.Key(Role.Device)).Http;
        var allowed = new HashSet<string> { "sendScan", "sendScans", "changeWorkOrder", "orderWork", "reportDevice", "rotateOwnDevice", "addPhoto" };
        foreach (var operation in ApiOperations.All.Where(o => o.Method != "GET" && !o.IsOpen && !allowed.Contains(o.Id)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path.Replace("{id}", "x", StringComparison.Ordinal)) { Content = new StringContent(operation.BodyExample ?? "", Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            (await HttpAnswer.Of(device.SendAsync(request))).Is(Problems.NotPermitted);
        }

        var made = await device.Scan(TestScans.Corrective("DOOR-00001"));
        var work = $"/api/v1/work-orders/{made.Json["work_order"]!["id"]}";
        (await device.Change(work, """{"state": "cancelled", "reason": "no"}""")).Is(Problems.InvalidBody).Says("/operator_id", "missing_member");
        (await device.Change(work, """{"state": "cancelled", "reason": "no", "operator_id": "nc-t001"}""")).Is(Problems.NotPermitted);
        Assert.Equal("in_progress", (string)(await device.Change(work, """{"state": "in_progress", "operator_id": "nc-t001"}""")).Json["state"]!);
    }

    [Fact]
    public async Task Changes_AreInTheAuditLog_WithWhoAndWhen()
    {
        await using var server = await RunningServer.Start();
        await server.North.Change("/api/v1/assets/DOOR-00001", """{"criticality": 3}""");
        await server.North.Post("/api/v1/assets/DOOR-00001/tags", """{"tag": "LABEL-9", "operator_id": "denise"}""");
        await server.North.Post("/api/v1/parts/bearing_6205/receive", """{"quantity": 1, "delivery": "DN-1", "operator_id": "denise"}""");
        var made = await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        await server.North.Change($"/api/v1/work-orders/{made.Json["work_order"]!["id"]}", """{"state": "cancelled", "reason": "no"}""");
        var letter = (await server.North.Post("/api/v1/scans", "{")).DeadLetterId!;
        await server.North.Post($"/api/v1/dead-letters/{letter}/discard", """{"reason": "no", "operator_id": "denise"}""");
        var told = (await server.North.Get("/api/v1/audit?limit=5")).Json["items"]!.AsArray().Select(a => $"{a!["action"]} {a["actor"]}");
        Assert.Equal(["dead_letter.discarded denise", "work_order.cancelled test device", "stock.receive denise", "asset.tags_changed denise", "asset.changed test device"], told);
        var changed = (await server.North.Get("/api/v1/audit?action=asset.changed")).Json["items"]![0]!;
        Assert.Equal((2, 3), ((int)changed["before"]!["criticality"]!, (int)changed["after"]!["criticality"]!));
    }
}
