using NodaTime;
using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class ServiceNowMappingTests : WorkOrderMappingContract
{
    private protected override (WorkOrderState Open, WorkOrderState InProgress, WorkOrderState Completed, WorkOrderState Cancelled) States =>
        (WorkOrderState.Open, WorkOrderState.InProgress, WorkOrderState.Completed, WorkOrderState.Cancelled);

    private protected override (string Old, string New) Times => ("2026-11-01 00:00:00", "2026-11-25 00:00:00");

    /// <summary>It ignores a condition on a field that it does not have, and answers with all work orders.</summary>
    [Fact]
    public async Task Find_WhereTheFieldIsNotThere_SaysSoAndTakesNoneOfTheUnrelatedRows()
    {
        await using var target = await Start();
        ((FakeServiceNow)target.System).Without.Add("correlation_id");
        await target.Send(TestMessages.Create(Another, target.Asset));
        var reply = await target.Cmms.FindWorkOrders(TestMessages.Create(Reference, target.Asset), TestContext.Current.CancellationToken);
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Empty(reply.Value);
    }

    /// <summary>It drops what it does not know and answers 201 all the same.</summary>
    [Fact]
    public async Task Create_WhoseReferenceWasDropped_DoesNotPassForDone()
    {
        await using var target = await Start();
        ((FakeServiceNow)target.System).Without.Add("correlation_id");
        var reply = await target.Send(TestMessages.Create(Reference, target.Asset));
        Assert.True(reply is not { Ending: CmmsEnding.Done, Value.Reference: Reference }, reply.ToString());
        Assert.NotEqual("", reply.Why);
    }

    [Fact]
    public async Task Create_SaysWhatItIs()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.StartsWith("WO", made.Number, StringComparison.Ordinal);
        var workOrder = Assert.Single(target.System.WorkOrders);
        Assert.Equal(
            ("1", target.Asset, "2026-11-23 07:00:00", "Scanward", ""),
            ((string?)workOrder["priority"], (string?)workOrder["cmdb_ci"], (string?)workOrder["due_date"], (string?)workOrder["correlation_display"], (string?)workOrder["assignment_group"]));
    }

    [Fact]
    public async Task Update_NotesWhatWasDone()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, "on_hold"));
        Assert.Equal(("Draft", "on_hold by nc-t002"), ((string?)target.System.WorkOrders[0]["state"], (string?)target.System.WorkOrders[0]["work_notes"]));
    }

    [Fact]
    public async Task Limit_SaysHowLong()
    {
        await using var target = await Start();
        ((FakeServiceNow)target.System).LimitNext(37);
        var reply = await target.Send(TestMessages.Create(Reference, target.Asset));
        Assert.Equal((CmmsEnding.Refused, 429, Duration.FromSeconds(37)), (reply.Ending, reply.Status, reply.RetryAfter));
        Assert.Contains("Rate limit exceeded", reply.Why, StringComparison.Ordinal);
    }

    private protected override async Task<MappedTarget> Start()
    {
        var serviceNow = await FakeServiceNow.Start();
        var (asset, _) = Add(serviceNow, "SEED-0001", "Seed", "2026-10-01 00:00:00");
        serviceNow.Assets.Clear();
        return new(serviceNow, TestConnectors.Open("servicenow", serviceNow, $$"""
            secrets: { api_key: { env: KEY } }
            options: { site: north-clinic }
            """, ("KEY", FakeServiceNow.Key)))
        {
            Add = (tag, name, time) => Add(serviceNow, tag, name, time),
            Asset = asset,
            NoAsset = FakeServiceNow.NoAsset,
            NoWorkOrder = new('0', 32),
            ChangedMember = "sys_updated_on",
            IsCancelled = id => (string?)serviceNow.WorkOrders.Find(w => (string?)w["sys_id"] == id)!["state"] == "Cancelled",
        };
    }

    private static (string ExternalId, string Entry) Add(FakeServiceNow serviceNow, string tag, string name, string time)
    {
        var asset = serviceNow.AddAsset(tag, name, time);
        return ((string)asset["sys_id"]!, $$"""{"id":"servicenow-{{tag}}","name":"{{name}}","site":"north-clinic","location":"Hall A","tags":["{{tag}}"]}""");
    }
}
