using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>Several connectors at once, chosen by site and by what their systems can do.</summary>
public sealed class ConnectorsTests
{
    private static readonly CmmsAbilities assetsOnly = new() { TakesWorkOrders = false, FindsAssets = true };

    [Fact]
    public async Task WorkOrders_GoToTheSystemOfTheirSite()
    {
        var (north, south) = (new PlayedCmms("north-cmms"), new PlayedCmms("south-cmms"));
        await using var server = await RunningServer.Start(o => o with { Connectors = new([north.AsConnector(null, TestPlants.North), south.AsConnector()]) });
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        await server.South.Scan(TestScans.Corrective("PMP-000201").With("operator_id", "sp-t001"));
        await server.Dispatch();
        Assert.Equal((1, 1), (north.Made.Length, south.Made.Length));
        Assert.Equal(["north-cmms 1", "south-cmms 2"], server.Rows("select d.connector, w.site_no from dispatch d join work_order w on w.work_order_id = d.work_order_id order by 1"));
    }

    /// <summary>A system that only has assets leaves the work orders where they are.</summary>
    [Fact]
    public async Task AssetsOnly_WorkOrdersStayHere()
    {
        var registry = new PlayedCmms("registry") { Abilities = assetsOnly };
        registry.Assets["7"] = new("7", """{"id": "PRESS-0001", "tags": ["PR-TAG-1"]}""");
        await using var server = await RunningServer.Start(o => o with { Connectors = new([registry.AsConnector(null, TestPlants.North)]) });
        Assert.Equal(System.Net.HttpStatusCode.Created, (await server.North.Scan(TestScans.Tagged("PR-TAG-1"))).Status);
        await server.Dispatch();
        Assert.Empty(registry.Calls);
        Assert.Equal("embedded", Assert.Single(server.Rows("select connector from dispatch")));
    }

    [Fact]
    public async Task AssetsOfOne_WorkOrdersOfAnother()
    {
        var (registry, cmms) = (new PlayedCmms("registry") { Abilities = assetsOnly }, new PlayedCmms("cmms") { Abilities = new() { FindsByReference = true, FindsAssets = true } });
        registry.Assets["7"] = new("7", """{"id": "PRESS-0001", "tags": ["PR-TAG-1"]}""");
        await using var server = await RunningServer.Start(o => o with { Connectors = new([registry.AsConnector(null, TestPlants.North), cmms.AsConnector(null, TestPlants.North)]) });
        await server.North.Scan(TestScans.Tagged("PR-TAG-1"));
        await server.Dispatch();
        Assert.Equal((1, 1, 0), (registry.Asked.Count, cmms.Made.Length, cmms.Asked.Count));
        Assert.Equal(["registry", "cmms"], (await server.North.Get("/api/v1/connectors")).Json["items"]!.AsArray().Select(c => (string)c!["name"]!));
    }

    [Fact]
    public void TwoOfAKind_ForOneSite_AreRefused()
    {
        var (one, two, registry) = (new PlayedCmms("one"), new PlayedCmms("two"), new PlayedCmms("registry") { Abilities = assetsOnly });
        Assert.Throws<ArgumentException>(() => new Connectors([one.AsConnector(null, "a"), two.AsConnector(null, "b", "a")]));
        Assert.Throws<ArgumentException>(() => new Connectors([one.AsConnector(), two.AsConnector()]));
        Assert.Throws<ArgumentException>(() => new Connectors([one.AsConnector(null, "a"), new PlayedCmms("one").AsConnector(null, "b")]));
        var fine = new Connectors([one.AsConnector(null, "a"), two.AsConnector(), registry.AsConnector(null, "a")]);
        Assert.Equal(("one", "registry", "two", null), (fine.WorkOrdersOf("a")!.Name, fine.AssetsOf("a")!.Name, fine.WorkOrdersOf("b")!.Name, fine.AssetsOf("b")?.Name));
    }
}
