using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class OdooMappingTests : WorkOrderMappingContract
{
    private protected override (WorkOrderState Open, WorkOrderState InProgress, WorkOrderState Completed, WorkOrderState Cancelled) States =>
        (WorkOrderState.Open, WorkOrderState.InProgress, WorkOrderState.Completed, WorkOrderState.Open);

    private protected override (string Old, string New) Times => ("2026-11-01 00:00:00", "2026-11-25 00:00:00");

    /// <summary>Its answer is the list of ids, which says nothing of the reference.</summary>
    [Fact]
    public async Task Create_IsReadBack()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.Equal($"{target.System.Url}/odoo/maintenance.request/{made.Id}", made.Url);
        Assert.Equal(["/json/2/maintenance.request/create", "/json/2/maintenance.request/search_read"], target.System.Requests.Select(r => r.Path));
        var request = Assert.Single(target.System.WorkOrders);
        Assert.Equal(
            ("3", "corrective", "2026-11-22 11:00:00", target.Asset),
            ((string?)request["priority"], (string?)request["maintenance_type"], (string?)request["schedule_date"], request["equipment_id"]![0]!.ToString()));
        Assert.Contains("<br>", (string?)request["description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithoutTheFieldForTheReference_IsRefusedAndMakesNothing()
    {
        await using var target = await Start(hasReferenceField: false);
        var reply = await target.Send(TestMessages.Create(Reference, target.Asset));
        Assert.Equal((CmmsEnding.Refused, 500), (reply.Ending, reply.Status));
        Assert.Contains("x_idem_key", reply.Why, StringComparison.Ordinal);
        Assert.Empty(target.System.WorkOrders);
        Assert.NotEqual(CmmsEnding.Done, (await target.Cmms.FindWorkOrders(TestMessages.Create(Reference, target.Asset), TestContext.Current.CancellationToken)).Ending);
    }

    [Fact]
    public async Task Update_BlocksAndArchives()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        var request = target.System.WorkOrders[0];
        await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, "waiting_parts"));
        Assert.Equal(("blocked", false), ((string?)request["kanban_state"], (bool)request["archive"]!));
        await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, "cancelled"));
        Assert.Equal(("normal", true), ((string?)request["kanban_state"], (bool)request["archive"]!));
    }

    [Fact]
    public async Task Asset_WithoutASerialNumber_HasNoTag()
    {
        await using var target = await Start();
        ((FakeOdoo)target.System).AddAsset("", "Crane", Times.New)["serial_no"] = false;
        Assert.DoesNotContain("tags", Assert.Single(await target.Assets()).EntryJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_ThatIsArchived_IsListedAsGone()
    {
        await using var target = await Start();
        ((FakeOdoo)target.System).AddAsset("SN-1", "Crane", Times.New)["active"] = false;
        Assert.True(Assert.Single(await target.Assets()).Gone);
    }

    private protected override Task<MappedTarget> Start() => Start(hasReferenceField: true);

    private static async Task<MappedTarget> Start(bool hasReferenceField)
    {
        var odoo = await FakeOdoo.Start(hasReferenceField);
        var seed = odoo.AddAsset("SEED-0001", "Seed", "2026-10-01 00:00:00");
        odoo.Seed = seed;
        odoo.Assets.Clear();
        return new(odoo, TestConnectors.Open("odoo", odoo, $$"""
            secrets: { api_key: { env: KEY } }
            options: { database: {{FakeOdoo.Database}}, site: north-clinic }
            """, ("KEY", FakeOdoo.Key)))
        {
            Add = (tag, name, time) =>
            {
                var id = odoo.AddAsset(tag, name, time)["id"]!.ToString();
                return (id, $$"""{"id":"odoo-equipment-{{id}}","name":"{{name}}","site":"north-clinic","tags":["{{tag}}"],"warranty":{"until":"2027-06-30"} }""");
            },
            Asset = seed["id"]!.ToString(),
            NoAsset = "99999",
            NoWorkOrder = "99999",
            ChangedMember = "write_date",
            IsCancelled = id => (bool)odoo.WorkOrders.Find(w => w["id"]!.ToString() == id)!["archive"]!,
        };
    }
}
