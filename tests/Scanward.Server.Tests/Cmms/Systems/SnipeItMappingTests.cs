using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class SnipeItMappingTests : AssetMappingContract
{
    private protected override (string Old, string New) Times => ("", "");

    private protected override bool KnowsChanges => false;

    /// <summary>It escapes for HTML.</summary>
    [Fact]
    public async Task Asset_HasItsNameAsPeopleWroteIt()
    {
        await using var target = await StartAssets();
        target.Add("PUMP-0003", "Pump & \"motor\" <3>", "");
        Assert.Equal("Pump & \"motor\" <3>", (string?)JsonNode.Parse(MappedTarget.Done(await target.ByTag("PUMP-0003")).EntryJson)!["name"]);
    }

    [Fact]
    public async Task Asset_WithoutAName_IsCalledAsItsModel()
    {
        await using var target = await StartAssets();
        target.Add("PUMP-0004", "", "");
        Assert.Equal("Pump P40", (string?)JsonNode.Parse(MappedTarget.Done(await target.ByTag("PUMP-0004")).EntryJson)!["name"]);
    }

    [Fact]
    public async Task Asset_WithAnArchivedStatus_IsGone()
    {
        await using var target = await StartAssets();
        ((FakeSnipeIt)target.System).AddAsset("PUMP-0005", "Old pump", archived: true);
        Assert.True(MappedTarget.Done(await target.ByTag("PUMP-0005")).Gone);
    }

    [Fact]
    public async Task List_RefusedInsideA200_IsRefused()
    {
        await using var target = await StartAssets();
        target.System.AnswerNext(200, JsonNode.Parse("""{"status":"error","messages":"Insufficient permissions to view assets","payload":null}"""));
        var reply = await target.Cmms.ListAssets(null, null, TestContext.Current.CancellationToken);
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("Insufficient permissions", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stock_IsTheConsumables()
    {
        await using var target = await StartAssets();
        var snipeIt = (FakeSnipeIt)target.System;
        for (var i = 0; i < 450; i++) snipeIt.AddConsumable($"grease_{i}", quantity: 20, remaining: 12, minimum: 5);
        var stock = await target.Stock();
        Assert.Equal(450, stock.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"part":"grease_0","site":"north-clinic","on_hand":12,"reorder_point":5}"""), stock[0]), stock[0]!.ToJsonString());
        Assert.Empty(snipeIt.Refused);
    }

    [Fact]
    public async Task WorkOrders_AreNone()
    {
        await using var target = await StartAssets();
        Assert.Equal((false, false, true, true), (target.Cmms.Abilities.FindsByReference, target.Cmms.Abilities.TakesUpdates, target.Cmms.Abilities.FindsAssets, target.Cmms.Abilities.ListsStock));
    }

    private protected override async Task<MappedTarget> StartAssets()
    {
        var snipeIt = await FakeSnipeIt.Start();
        return new(snipeIt, TestConnectors.Open("snipe-it", snipeIt, $$"""
            secrets: { token: { env: KEY } }
            options: { site: north-clinic }
            """, ("KEY", FakeSnipeIt.Token)))
        {
            Add = (tag, name, _) => (
                snipeIt.AddAsset(tag, name)["id"]!.ToString(),
                $$"""{"id":"snipe-it-{{tag}}","name":"{{name}}","site":"north-clinic","location":"Hall A","tags":["{{tag}}"],"warranty":{"until":"2027-06-30"} }"""),
        };
    }
}
