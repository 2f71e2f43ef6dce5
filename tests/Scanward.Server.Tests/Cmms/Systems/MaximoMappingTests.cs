using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class MaximoMappingTests : WorkOrderMappingContract
{
    private protected override (WorkOrderState Open, WorkOrderState InProgress, WorkOrderState Completed, WorkOrderState Cancelled) States =>
        (WorkOrderState.Open, WorkOrderState.InProgress, WorkOrderState.Completed, WorkOrderState.Cancelled);

    private protected override (string Old, string New) Times => ("2026-11-01T00:00:00+00:00", "2026-11-25T00:00:00+00:00");

    [Fact]
    public async Task Create_Repeated_Exists()
    {
        await using var target = await Start();
        var message = TestMessages.Create(Reference, target.Asset);
        target.System.LoseNextAnswer();
        await target.Send(message);
        Assert.Equal(CmmsEnding.Exists, (await target.Send(message)).Ending);
        Assert.Single(target.System.WorkOrders);
        Assert.Equal(message.Key, target.System.Requests.First().Header("transactionid"));
        Assert.Single(await target.Find(message));
    }

    [Fact]
    public async Task Create_SaysWhatItIs()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.StartsWith("_", made.Id, StringComparison.Ordinal);
        Assert.Equal("1001", made.Number);
        var workOrder = Assert.Single(target.System.WorkOrders);
        Assert.Equal(("CM", "4", "2026-11-23T07:00:00Z"), ((string?)workOrder["worktype"], workOrder["wopriority"]!.ToString(), (string?)workOrder["targcompdate"]));
    }

    [Fact]
    public async Task Asset_ThatIsDecommissioned_IsGone()
    {
        await using var target = await Start();
        ((FakeMaximo)target.System).AddAsset("PUMP-0009", "Old pump", Times.New, "DECOMMISSIONED");
        Assert.True(MappedTarget.Done(await target.ByTag("PUMP-0009")).Gone);
    }

    private protected override async Task<MappedTarget> Start()
    {
        var maximo = await FakeMaximo.Start();
        maximo.AddAsset("11430", "Seed", "2026-10-01T00:00:00+00:00");
        return new(maximo, TestConnectors.Open("maximo", maximo, $$"""
            secrets: { api_key: { env: KEY } }
            options: { maximo_site: {{FakeMaximo.Site}}, site: north-clinic }
            """, ("KEY", FakeMaximo.Key)))
        {
            Add = (tag, name, time) =>
            {
                maximo.Assets.RemoveAll(a => (string?)a["assetnum"] == "11430");
                maximo.AddAsset(tag, name, time);
                return (tag, $$"""{"id":"maximo-{{tag}}","name":"{{name}}","site":"north-clinic","location":"HALL-A","tags":["{{tag}}"]}""");
            },
            Asset = "11430",
            NoAsset = "99999",
            NoWorkOrder = "_QkVERk9SRC85OTk-",
            ChangedMember = "changedate",
            IsCancelled = id => (string?)maximo.WorkOrders.Find(w => ((string)w["href"]!).EndsWith(id, StringComparison.Ordinal))!["status"] == "CAN",
            Forget = maximo.ForgetTransactions,
        };
    }
}
