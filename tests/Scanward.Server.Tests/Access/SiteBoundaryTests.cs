using System.Net;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Access;

/// <summary>I8: no effect across sites, and nothing to be seen either.</summary>
public sealed class SiteBoundaryTests
{
    [Fact]
    public async Task I8_WhatIsOneSites_IsNotThereForTheOther()
    {
        await using var server = await RunningServer.Start();
        var scan = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        var refused = await server.North.Scan(TestScans.Corrective("AHU-999999"));
        var scanId = (string)scan.Json["scan_id"]!;
        var work = scan.Json["work_order"]!;
        string[] addresses =
        [
            $"/api/v1/scans/{scanId}", $"/api/v1/scans/{scanId}/explanation", $"/api/v1/work-orders/{(string)work["id"]!}", $"/api/v1/work-orders/{(string)work["number"]!}",
            $"/api/v1/dead-letters/{refused.DeadLetterId}", "/api/v1/assets/AHU-000123", "/api/v2/assets/AHU-000123",
        ];
        foreach (var address in addresses)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.North.Get(address)).Status);
            (await server.South.Get(address)).Is(Problems.NotFound);
        }
    }

    [Fact]
    public async Task I8_Lists_ShowTheSitesOwnRowsOnly()
    {
        await using var server = await RunningServer.Start();
        await server.North.Scan(TestScans.Corrective("AHU-000123"));
        await server.North.Scan(TestScans.Corrective("AHU-999999"));
        await server.South.Scan(TestScans.Corrective("AHU-000201"));
        await server.South.Scan(TestScans.Corrective("AHU-999998"));
        await server.South.Scan(TestScans.Corrective("AHU-999997"));

        Assert.Equal((1, 1), await Rows("work-orders"));
        Assert.Equal((1, 2), await Rows("dead-letters"));
        Assert.Equal((5, 2), await Rows("assets"));
        Assert.Empty((await server.South.GetAll("/api/v1/assets?asset_id=AHU-000123", 50)).Items);
        Assert.Empty((await server.South.GetAll("/api/v1/work-orders?asset_id=AHU-000123", 50)).Items);

        async Task<(int North, int South)> Rows(string list) =>
            ((await server.North.GetAll($"/api/v1/{list}", 50)).Items.Count, (await server.South.GetAll($"/api/v1/{list}", 50)).Items.Count);
    }

    [Fact]
    public async Task I8_ScanOfAnothersAsset_ChangesNothingThere()
    {
        await using var server = await RunningServer.Start();
        (await server.North.Scan(TestScans.Corrective("AHU-000201"))).Is(Problems.NotThisSite);
        (await server.North.Post("/api/v2/workorders", """{"asset_id":"AHU-000201"}""", "v2-1")).Is(Problems.NotThisSite);
        Assert.Empty((await server.South.GetAll("/api/v1/work-orders", 50)).Items);
        Assert.Empty((await server.South.GetAll("/api/v1/dead-letters", 50)).Items);
        Assert.Equal(HttpStatusCode.Created, (await server.South.Scan(TestScans.Corrective("AHU-000201"))).Status);
    }

    [Fact]
    public async Task I8_NumbersOfWorkOrders_CountPerSite()
    {
        await using var server = await RunningServer.Start();
        var north = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        var south = await server.South.Scan(TestScans.Corrective("AHU-000201"));
        Assert.Equal(("WO-NC-000001", "WO-SP-000001"), ((string)north.Json["work_order"]!["number"]!, (string)south.Json["work_order"]!["number"]!));
        foreach (var number in new[] { "WO-NC-000001", "WO-ABC-000001", "XX-000001", "WO-000001" }) (await server.South.Get($"/api/v1/work-orders/{number}")).Is(Problems.NotFound);
        Assert.Equal("AHU-000201", (string)(await server.South.Get("/api/v1/work-orders/wo-sp-000001")).Json["asset"]!["asset_id"]!);
    }
}
