using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

public sealed class InvenTreeMappingTests : AssetMappingContract
{
    private protected override (string Old, string New) Times => ("2026-11-01", "2026-11-25");

    /// <summary>Its bar codes name parts and places too.</summary>
    [Fact]
    public async Task Asset_WhoseBarcodeIsThatOfAPart_IsUnknown()
    {
        await using var target = await StartAssets();
        ((FakeInvenTree)target.System).AddPart("bearing_6205", "Bearing", 12, 4, 0);
        var reply = await target.ByTag("PART-bearing_6205");
        Assert.True(reply is { Ending: CmmsEnding.Done, Value: null }, reply.ToString());
    }

    /// <summary>Only its words tell a 400 of an unknown bar code from that of a wrong request.</summary>
    [Fact]
    public async Task Asset_OfARequestThatIsRefused_IsNotUnknown()
    {
        await using var target = await StartAssets();
        target.System.AnswerNext(400, JsonNode.Parse("""{"barcode":["Ensure this field has no more than 4095 characters."]}"""));
        Assert.Equal((CmmsEnding.Refused, 400), (await target.ByTag("PUMP-0001")) is var reply ? (reply.Ending, reply.Status) : default);
    }

    /// <summary>It counts in days and leaves the day out that it is asked for.</summary>
    [Fact]
    public async Task Assets_ThatChangedOnTheDay_AreListed()
    {
        await using var target = await StartAssets();
        target.Add("PUMP-0001", "", "2026-11-19");
        var (externalId, _) = target.Add("PUMP-0002", "", "2026-11-20");
        Assert.Equal(externalId, Assert.Single(await target.Assets(Since)).ExternalId);
    }

    [Fact]
    public async Task Stock_IsWhatIsNotAllocated_InWholeUnits()
    {
        await using var target = await StartAssets();
        var invenTree = (FakeInvenTree)target.System;
        invenTree.AddPart("oil_68", "Oil", unallocated: 12.75, minimum: 4.0, ordering: 20.0);
        invenTree.AddPart("", "Without an IPN", 1, 0, 0);
        for (var i = 0; i < 250; i++) invenTree.AddPart($"part_{i}", $"Part {i}", i, 0, 0);
        var stock = await target.Stock();
        Assert.Equal(251, stock.Count);
        Assert.Equal("""{"part":"oil_68","site":"north-clinic","on_hand":12,"safety_stock":4,"on_order":20}""", stock[0]!.ToJsonString());
        Assert.Empty(invenTree.Refused);
    }

    [Fact]
    public async Task WorkOrders_AreNone()
    {
        await using var target = await StartAssets();
        Assert.Equal((false, false, true, true), (target.Cmms.Abilities.FindsByReference, target.Cmms.Abilities.TakesUpdates, target.Cmms.Abilities.FindsAssets, target.Cmms.Abilities.ListsStock));
    }

    private protected override async Task<MappedTarget> StartAssets()
    {
        var invenTree = await FakeInvenTree.Start();
        var pump = invenTree.AddPart("", "Pump P40", 0, 0, 0);
        invenTree.Parts.Clear();
        return new(invenTree, TestConnectors.Open("inventree", invenTree, $$"""
            secrets: { token: { env: KEY } }
            options: { site: north-clinic }
            """, ("KEY", FakeInvenTree.Token)))
        {
            Add = (tag, _, time) =>
            {
                var item = invenTree.AddStockItem($"S{invenTree.StockItems.Count + 1}", tag, pump, time);
                return (item["pk"]!.ToString(), $$"""{"id":"inventree-{{item["pk"]}}","name":"Pump P40, {{item["serial"]}}","site":"north-clinic","location":"Plant/Hall A"}""");
            },
        };
    }
}
