using System.Net;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Resolution;

/// <summary>I6: what was refused because nobody knew its tag is routed once the registry does.</summary>
public sealed class ClaimedTagTests
{
    [Theory]
    [InlineData("asset_id", "LIFT-00001")]
    [InlineData("asset_id", "OLD-LIFT-1")]
    [InlineData("tag", "LIFT-00001")]
    [InlineData("tag", "OLD-LIFT-1")]
    [InlineData("tag", "(8004)9520614141277777")]
    public async Task Import_OfTheAsset_RoutesTheScansThatHadAskedForIt(string member, string text)
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("").Without("asset_id").With(member, text);
        var refused = (await server.North.Scan(scan)).Is(Problems.AssetUnknown);
        var lift = TestPlants.Small.Assets.First(a => a.AssetId == "DOOR-00001") with { AssetId = "LIFT-00001", Name = "Lift", Tags = ["OLD-LIFT-1", "]C180049520614141277777"] };
        var (_, replayed) = await server.Installation.ImportPlant(TestPlants.Small with { Assets = [.. TestPlants.Small.Assets, lift] }, _ => { }, default);

        Assert.Equal(1, replayed);
        Assert.Equal("replayed", (string)(await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["state"]!);
        var work = Assert.Single((await server.North.GetAll("/api/v1/work-orders", 50)).Items);
        Assert.Equal("LIFT-00001", (string)work["asset"]!["asset_id"]!);

        // The client, which has kept the scan too, gets the answer that the replay made.
        var again = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.Created, true), (again.Status, again.Replayed));
        Assert.Equal((string)work["id"]!, (string)again.Json["work_order"]!["id"]!);
    }

    [Fact]
    public async Task Import_AtAnotherSite_LeavesThemAsTheyAre()
    {
        await using var server = await RunningServer.Start();
        var refused = (await server.North.Scan(TestScans.Corrective("LIFT-00001"))).Is(Problems.AssetUnknown);
        var lift = TestPlants.Small.Assets.First(a => a.AssetId == "PMP-000201") with { AssetId = "LIFT-00001", Name = "Lift" };
        var (_, replayed) = await server.Installation.ImportPlant(TestPlants.Small with { Assets = [.. TestPlants.Small.Assets, lift] }, _ => { }, default);
        Assert.Equal(0, replayed);
        Assert.Equal("open", (string)(await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["state"]!);
    }
}
