using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Access;

/// <summary>Each kind of change is in the log with the key that was used, whatever name the person at it goes by.</summary>
public sealed class AuditedChangesTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private KeyClient desk = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        desk = await server.Key(Role.Operator, name: "desk");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Registry()
    {
        await Done(desk.Http.Change("/api/v1/assets/DOOR-00001", """{"criticality": 3}"""));
        await Done(desk.Http.Post("/api/v1/assets/DOOR-00001/tags", """{"tag": "LABEL-9", "operator_id": "denise"}"""));
        await Done(desk.Http.Post("/api/v1/assets/DOOR-00001/tags/retire", """{"tag": "LABEL-9", "operator_id": "denise"}"""));
        await Done(desk.Http.Post("/api/v1/assets/DOOR-00001/retire", """{"reason": "scrapped"}"""));
        var rows = await Rows();
        Assert.Equal(["asset.changed desk", "asset.tags_changed denise", "asset.tags_changed denise", "asset.retired desk"], rows.Select(Told));
        Assert.All(rows, r => Assert.Equal("DOOR-00001", (string)r["entity_id"]!));
        Assert.Equal((2, 3), ((int)rows[0]["before"]!["criticality"]!, (int)rows[0]["after"]!["criticality"]!));
        Assert.Equal((rows[2]["after"]!.ToJsonString(), rows[2]["before"]!.ToJsonString()), (rows[1]["before"]!.ToJsonString(), rows[1]["after"]!.ToJsonString()));
        Assert.Equal((3, "scrapped"), ((int)rows[3]["before"]!["criticality"]!, (string)rows[3]["after"]!["reason"]!));
    }

    [Fact]
    public async Task Stock()
    {
        var before = (int)(await desk.Http.Get("/api/v1/parts/bearing_6205")).Json["stock"]!["on_hand"]!;
        await Done(desk.Http.Post("/api/v1/parts/bearing_6205/receive", """{"quantity": 4, "delivery": "DN-1", "operator_id": "denise"}"""));
        await Done(desk.Http.Post("/api/v1/parts/bearing_6205/adjust", """{"change": -1, "note": "dropped"}"""));
        await Done(desk.Http.Post("/api/v1/parts/bearing_6205/count", """{"on_hand": 7}"""));
        var sent = await Done(desk.Http.Post("/api/v1/parts/bearing_6205/send", """{"to_site": "south-plant", "quantity": 2}"""));
        var south = await server.Key(Role.Operator, TestPlants.South, name: "south desk");
        await Done(south.Http.Post($"/api/v1/transfers/{sent.Json["transfer_id"]}/receive", "{}"));

        var rows = await Rows();
        Assert.Equal(["stock.receive denise", "stock.adjust desk", "stock.count desk", "stock.transfer_out desk"], rows.Select(Told));
        Assert.Equal([(before, before + 4), (before + 4, before + 3), (before + 3, 7), (7, 5)], rows.Select(r => ((int)r["before"]!["on_hand"]!, (int)r["after"]!["on_hand"]!)));
        var arrived = Assert.Single((await south.Http.GetAll($"/api/v1/audit?key={south.KeyId}", 50)).Items);
        Assert.Equal(("stock.transfer_in south desk", TestPlants.South), (Told(arrived), (string)arrived["site"]!));
    }

    [Fact]
    public async Task Replenishment()
    {
        await Done(server.North.Post("/api/v1/parts/bearing_6205/count", """{"on_hand": 8}""")); // the scan takes two, and 6 is the reorder point
        await Done(server.North.Scan(TestScans.Corrective("AHU-000123")));
        var open = (await desk.Http.Get("/api/v1/replenishments")).Json["items"]![0]!;
        await Done(desk.Http.Change($"/api/v1/replenishments/{open["id"]}", """{"state": "ordered", "quantity": 12, "eta": "2026-12-01T12:00:00Z", "operator_id": "denise"}""", "*"));
        var row = Assert.Single(await Rows());
        Assert.Equal(("replenishment.ordered denise", (string)open["id"]!), (Told(row), (string)row["entity_id"]!));
        Assert.Equal("""{"state":"open","quantity":12,"eta":"2026-11-27T16:00:00Z"}""", row["before"]!.ToJsonString());
        Assert.Equal("""{"state":"ordered","quantity":12,"eta":"2026-12-01T12:00:00Z"}""", row["after"]!.ToJsonString());
    }

    [Fact]
    public async Task WorkOrder_OfATechnicianAtADevice()
    {
        var device = await server.Key(Role.Device, name: "gate 3");
        var work = (await Done(device.Http.Scan(TestScans.Corrective("DOOR-00001")))).Json["work_order"]!["id"]!;
        await Done(device.Http.Change($"/api/v1/work-orders/{work}", """{"state": "in_progress", "operator_id": "nc-t001"}"""));
        await Done(desk.Http.Change($"/api/v1/work-orders/{work}", """{"state": "cancelled", "reason": "no"}"""));
        var rows = (await desk.Http.GetAll($"/api/v1/audit?entity=work_order&entity_id={work}", 50)).Items;
        Assert.Equal(["cancelled desk", "started nc-t001"], rows.Select(r => Told(r)["work_order.".Length..]));
        Assert.Equal([$"{desk.KeyId}", $"{device.KeyId}"], rows.Select(r => (string)r["key"]!));
    }

    /// <summary>The scan is that of the device; the replay is its who replays it.</summary>
    [Fact]
    public async Task DeadLetters()
    {
        var device = await server.Key(Role.Device);
        Assert.Equal(KeyOutcome.Done, (await server.Installation.Keys.Revoke(0, device.KeyId, null, AuditActor.CommandLine, default)).Outcome);
        var kept = (await device.Http.Scan(TestScans.Corrective("AHU-000123"))).DeadLetterId!;
        var broken = (await desk.Http.Post("/api/v1/scans", "{")).DeadLetterId!;
        await Done(desk.Http.Post($"/api/v1/dead-letters/{kept}/replay", """{"operator_id": "denise"}"""));
        await Done(desk.Http.Post($"/api/v1/dead-letters/{broken}/discard", """{"reason": "a broken reader"}"""));
        var rows = await Rows();
        Assert.Equal(["dead_letter.replayed denise", "dead_letter.discarded desk"], rows.Select(Told));
        Assert.Equal([kept, broken], rows.Select(r => (string)r["entity_id"]!));
        Assert.Equal("a broken reader", (string)rows[1]["after"]!["reason"]!);
        Assert.Equal([$"{device.KeyId}"], server.Rows("select device_key from scan"));
    }

    /// <summary>What the desk's key has changed, oldest first.</summary>
    private async Task<List<JsonNode>> Rows()
    {
        var rows = (await desk.Http.GetAll($"/api/v1/audit?key={desk.KeyId}", 50)).Items;
        Assert.All(rows, r => Assert.Equal(TestPlants.North, (string)r["site"]!));
        Assert.Null((await AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default)).Broken);
        return [.. Enumerable.Reverse(rows)];
    }

    private static string Told(JsonNode row) => $"{row["action"]} {row["actor"]}";

    private static async Task<HttpAnswer> Done(Task<HttpAnswer> answer)
    {
        Assert.InRange((int)(await answer).Status, (int)HttpStatusCode.OK, (int)HttpStatusCode.NoContent);
        return await answer;
    }
}
