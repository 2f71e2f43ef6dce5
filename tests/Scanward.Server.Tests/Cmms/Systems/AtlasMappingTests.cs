using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class AtlasMappingTests : WorkOrderMappingContract
{
    private const string WebhookSecret = "atlas-webhook-secret";

    private protected override (WorkOrderState Open, WorkOrderState InProgress, WorkOrderState Completed, WorkOrderState Cancelled) States =>
        (WorkOrderState.Open, WorkOrderState.InProgress, WorkOrderState.Completed, WorkOrderState.Completed);

    private protected override (string Old, string New) Times => ("2026-11-01T00:00:00.000Z", "2026-11-25T00:00:00.000Z");

    /// <summary>GET by bar code would be 500.</summary>
    [Fact]
    public async Task Asset_IsNeverAskedForByItsBarcode()
    {
        await using var target = await Start();
        await target.ByTag("PUMP-9999");
        Assert.Equal("POST /assets/search", Assert.Single(target.System.Requests).ToString());
    }

    [Fact]
    public async Task Create_IsAnsweredWith200()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        Assert.Equal(("WO000001", $"https://cmms.example.org/app/work-orders/{made.Id}"), (made.Number, made.Url));
        var workOrder = Assert.Single(target.System.WorkOrders);
        Assert.Equal(("HIGH", "2026-11-23T07:00:00Z", target.Asset, "3"), ((string?)workOrder["priority"], (string?)workOrder["dueDate"], workOrder["asset"]!["id"]!.ToString(), workOrder["team"]!["id"]!.ToString()));
    }

    /// <summary>Its search looks at every custom field.</summary>
    [Fact]
    public async Task Find_TakesNoWorkOrderThatHoldsTheReferenceInAnotherField()
    {
        await using var target = await Start();
        await target.Send(TestMessages.Create(Reference, target.Asset));
        target.System.WorkOrders[0]["customFieldValues"]![0]!["customField"]!["id"] = FakeAtlas.OtherField;
        Assert.Empty(await target.Find(TestMessages.Create(Reference, target.Asset)));
    }

    /// <summary>A PATCH of the work order would have emptied it.</summary>
    [Fact]
    public async Task Update_TakesNothingAway()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        var before = target.System.WorkOrders[0].DeepClone();
        await target.Send(TestMessages.Update(Reference, made.Id, target.Asset, "in_progress"));
        before["status"] = "IN_PROGRESS";
        before["feedback"] = "in_progress by nc-t002";
        Assert.True(JsonNode.DeepEquals(before, target.System.WorkOrders[0]), target.System.WorkOrders[0].ToJsonString());
    }

    [Fact]
    public async Task Limit_ComesWithoutATime()
    {
        await using var target = await Start();
        ((FakeAtlas)target.System).LimitNext();
        var reply = await target.Send(TestMessages.Create(Reference, target.Asset));
        Assert.Equal((CmmsEnding.Refused, 429, null), (reply.Ending, reply.Status, reply.RetryAfter));
        Assert.Contains("Too many requests", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_IsBelievedWithItsSignatureOnly()
    {
        await using var target = await Start();
        var made = MappedTarget.Done(await target.Send(TestMessages.Create(Reference, target.Asset)));
        var workOrder = target.System.WorkOrders[0];
        workOrder["status"] = "COMPLETE";
        var (body, headers) = FakeAtlas.StatusPush(workOrder, WebhookSecret);
        CmmsPush Read(string text) => target.Cmms.ReadPush(new(headers.GetValueOrDefault, Encoding.UTF8.GetBytes(text), Instant.FromUtc(2026, 11, 30, 0, 0)));
        var pushed = Assert.IsType<CmmsPushed>(Read(body));
        var shown = Assert.Single(pushed.WorkOrders);
        Assert.Equal((made.Id, Reference, WorkOrderState.Completed), (shown.Id, shown.Reference, shown.State));
        Assert.True(Assert.IsType<CmmsPushRefused>(Read(body.Replace("COMPLETE", "OPEN", StringComparison.Ordinal))).Forged);
        headers.Remove("X-Webhook-Signature");
        Assert.True(Assert.IsType<CmmsPushRefused>(Read(body)).Forged);
    }

    /// <summary>Where the webhook does not serialize, its payload has the id only.</summary>
    [Fact]
    public async Task Push_WithoutTheWorkOrder_SaysNothing()
    {
        await using var target = await Start();
        await target.Send(TestMessages.Create(Reference, target.Asset));
        var (body, _) = FakeAtlas.StatusPush(target.System.WorkOrders[0], WebhookSecret);
        var bare = JsonNode.Parse(body)!.AsObject();
        bare["changedWorkOrder"] = null;
        var text = Encoding.UTF8.GetBytes(bare.ToJsonString());
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookSecret), text));
        Assert.IsType<CmmsPushIgnored>(target.Cmms.ReadPush(new(name => name == "X-Webhook-Signature" ? signature : null, text, Instant.FromUtc(2026, 11, 30, 0, 0))));
    }

    private protected override async Task<MappedTarget> Start()
    {
        var atlas = await FakeAtlas.Start();
        var (asset, _) = Add(atlas, "SEED-0001", "Seed", "2026-10-01T00:00:00.000Z");
        atlas.Seed = atlas.Assets[0];
        atlas.Assets.Clear();
        return new(atlas, TestConnectors.Open("atlas", atlas, $$"""
            secrets: { api_key: { env: KEY } }
            options: { web_url: https://cmms.example.org, reference_field: {{FakeAtlas.ReferenceField}}, site: north-clinic, team: 3 }
            webhook: { secret: { env: WEBHOOK } }
            """, ("KEY", FakeAtlas.Key), ("WEBHOOK", WebhookSecret)))
        {
            Add = (tag, name, time) => Add(atlas, tag, name, time),
            Asset = asset,
            NoAsset = "999999",
            NoWorkOrder = "999999",
            ChangedMember = "updatedAt",
            IsCancelled = id => (bool)atlas.WorkOrders.Find(w => w["id"]!.ToString() == id)!["archived"]!,
        };
    }

    private static (string ExternalId, string Entry) Add(FakeAtlas atlas, string tag, string name, string time)
    {
        var asset = atlas.AddAsset($"A{atlas.Assets.Count + 1:000000}", name, tag, time);
        return (asset["id"]!.ToString(), $$"""{"id":"atlas-{{asset["customId"]}}","name":"{{name}}","site":"north-clinic","location":"Hall A","tags":["{{tag}}"]}""");
    }
}
