using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Server.Control;
using Scanward.Server.Resolution;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Resolution;

public sealed class ImportTests
{
    private const string Tables = "select count(*) from site union all select count(*) from asset union all select count(*) from tag union all select count(*) from part union all select count(*) from stock";

    private static Plant Changed(string assetId, Func<AssetProfile, AssetProfile> change) =>
        TestPlants.Small with { Assets = [.. TestPlants.Small.Assets.Select(a => a.AssetId == assetId ? change(a) : a)] };

    private static async Task<ImportSummary> Import(RunningServer server, Plant plant) => (await server.Installation.ImportPlant(plant, _ => { }, CancellationToken.None)).Summary;

    private static Task<ControlResult> ImportText(RunningServer server, string yaml) => ControlOperations.Run(
        server.Installation, "import", new Dictionary<string, string>(), new MemoryStream(Encoding.UTF8.GetBytes(yaml)), _ => { }, CancellationToken.None);

    private static async Task<string> Facts(RunningServer server, JsonObject scan, string fact) =>
        (string)(await server.North.Get((string)(await server.North.Scan(scan)).Json["explanation"]!)).Json["facts"]![fact]!.AsValue().ToString();

    [Fact]
    public async Task FaultyFile_IsToldWithLinesAndColumns_AndNothingIsImported()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = null });
        var result = await ImportText(server,
            """
            sites: [{ id: north, name: North, code: NO, time_zone: Europe/Amsterdam }]
            parts: [{ id: belt, name: Belt }]
            stock:
              north:
                bolt: { on_hand: 3 }
            classes:
              - { id: pump, repairs: { leak: { parts: [seal] } } }
            assets:
              - { id: PMP-000001, name: Pump, site: north, class: pump, criticality: 3 }
              - { id: PMP-000002, name: Pump, site: nroth, class: pump, criticality: 3 }
              - { id: PMP-000003, name: Pump, site: north, class: pmup, criticality: 3 }
            technicians: [{ id: t-1, name: Ana, crew: mech, shifts: [{ days: daily, hours: 00:00-24:00 }] }]
            """);
        Assert.Equal(1, result.ExitCode);
        var faults = result.Result["faults"]!.AsArray().Select(f => $"{f!["line"]}:{f["column"]} {f["detail"]}").ToArray();
        Assert.Equal(faults.Length, (int)result.Result["total"]!);
        foreach (var (place, name) in new[] { ("5:5", "bolt"), ("7:44", "seal"), ("10:41", "nroth"), ("11:55", "pmup"), ("12:43", "mech") })
        {
            Assert.Contains(faults, f => f.StartsWith(place + " ", StringComparison.Ordinal) && f.Contains($"'{name}'", StringComparison.Ordinal));
        }

        Assert.All(server.Rows(Tables), count => Assert.Equal("0", count));
    }

    [Fact]
    public async Task SamePlantTwice_ChangesNothing()
    {
        await using var server = await RunningServer.Start();
        var before = server.Rows("select * from asset");
        server.Clock.Advance(TimeSpan.FromHours(1));
        var again = await Import(server, TestPlants.Small);
        Assert.Equal((7, 0), (again.Assets, again.AssetsChanged));
        Assert.Equal(before, server.Rows("select * from asset"));
        Assert.Empty(server.Rows("select * from asset_revision"));
        Assert.Equal(5, server.Number("select count(*) from content")); // two sites, two rosters, one policy
    }

    [Fact]
    public async Task SameFileTwice_SaysThatNothingChanged()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = null });
        using var writer = new StringWriter();
        PlantWriter.Write(TestPlants.Small, writer);
        Assert.Equal(7, (int)(await ImportText(server, writer.ToString())).Result["assets_changed"]!);
        Assert.Equal(0, (int)(await ImportText(server, writer.ToString())).Result["assets_changed"]!);
    }

    [Fact]
    public async Task ChangedProfile_IsANewRevision_AndInForceAtOnce()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal("2", await Facts(server, TestScans.Corrective("DOOR-00001"), "criticality"));
        Assert.Equal(1, (await Import(server, Changed("DOOR-00001", a => a with { Criticality = 5 }))).AssetsChanged);
        var scanned = await server.North.Scan(TestScans.Corrective("DOOR-00001", "other"));
        Assert.Equal(1, (int)scanned.Json["priority"]!);
        var explained = (await server.North.Get((string)scanned.Json["explanation"]!)).Json;
        Assert.Equal(("5", 2), (explained["facts"]!["criticality"]!.ToString(), (int)explained["profile_revision"]!));
        Assert.Equal(["1"], server.Rows("select revision from asset_revision"));
        Assert.Equal(1, (await Import(server, TestPlants.Small)).AssetsChanged);
        Assert.Equal(["1", "2"], server.Rows("select revision from asset_revision order by revision"));
        Assert.Equal((2, 3), ((int)(await server.North.Get("/api/v1/assets/DOOR-00001")).Json["criticality"]!, (int)(await server.North.Get("/api/v1/assets/DOOR-00001")).Json["revision"]!));
    }

    [Fact]
    public async Task ChangedSite_IsInForceAtOnce()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal("working", await Facts(server, TestScans.Corrective("DOOR-00001"), "time"));
        await Import(server, TestPlants.Small with { Sites = [.. TestPlants.Small.Sites.Select(s => s with { TimeZone = "Asia/Tokyo" })] });
        Assert.Equal("off_hours", await Facts(server, TestScans.Corrective("DOOR-00001", "other"), "time"));
        await Import(server, TestPlants.Small with { Rosters = [.. TestPlants.Small.Rosters.Select(r => r with { Technicians = [.. r.Technicians.Select(t => t with { Shifts = [] })] })] });
        Assert.Equal("none", await Facts(server, TestScans.Corrective("DOOR-00001", "more"), "crew"));
    }

    /// <summary>What a plant does not name stays: an import is no way to lose a crew by a file that was cut short.</summary>
    [Fact]
    public async Task WhatAPlantLeavesOut_Stays()
    {
        await using var server = await RunningServer.Start();
        var before = server.Rows("select * from site").Concat(server.Rows("select * from part")).Concat(server.Rows("select * from stock")).Concat(server.Rows("select * from asset")).ToArray();
        var summary = await Import(server, TestPlants.Small with { Rosters = [], Parts = [], Stock = [], Assets = [] });
        Assert.True(summary.ChangedNothing);
        Assert.Equal(before, server.Rows("select * from site").Concat(server.Rows("select * from part")).Concat(server.Rows("select * from stock")).Concat(server.Rows("select * from asset")));
    }

    /// <summary>Whichever of the two comes first in the import, and also where they swap.</summary>
    [Theory]
    [InlineData("AHU-000123", "AHU-000124")]
    [InlineData("AHU-000124", "AHU-000123")]
    [InlineData("AHU-000123", "PMP-000102")]
    public async Task Tags_MoveBetweenAssets(string one, string other)
    {
        await using var server = await RunningServer.Start();
        string[] tags = ["]C180049520614141255501", "]C180049520614141255502"];
        Plant With(string[] ofOne, string[] ofOther) => TestPlants.Small with
        {
            Assets = [.. TestPlants.Small.Assets.Select(a => a.AssetId == one ? a with { Tags = [.. ofOne] } : a.AssetId == other ? a with { Tags = [.. ofOther] } : a)],
        };

        foreach (var (ofOne, ofOther) in new[] { (tags[..1], tags[1..]), (tags[1..], tags[..1]), (tags, []), ([], tags), (tags[..1], tags[1..]) })
        {
            await Import(server, With(ofOne, ofOther));
            foreach (var tag in tags)
            {
                var owner = ofOne.Contains(tag) ? one : other;
                Assert.Equal(owner, await Facts(server, TestScans.Tagged(tag).With("failure_mode", $"m{TestScans.NewKey()}"), "asset"));
            }
        }

        Assert.Equal(2, server.Number("select count(*) from tag where asset_no in (select asset_no from asset where asset_id in ('" + one + "', '" + other + "'))"));
    }

    [Fact]
    public async Task RetiredTag_NoLongerResolves()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal("AHU-000123", await Facts(server, TestScans.Tagged("HVAC-OLD-77"), "asset"));
        await Import(server, Changed("AHU-000123", a => a with { Tags = [a.Tags[0]] }));
        (await server.North.Scan(TestScans.Tagged("HVAC-OLD-77"))).Is(Problems.AssetUnknown);
        Assert.Equal("AHU-000123", await Facts(server, TestScans.Tagged("]C180049520614141234567").With("failure_mode", "other"), "asset"));
    }

    /// <summary>What a plant file counts lies on the shelf; what is held of it is known here alone.</summary>
    [Fact]
    public async Task Stock_KeepsItsReservations()
    {
        await using var server = await RunningServer.Start();
        var made = await server.North.Scan(TestScans.Corrective("AHU-000123"));
        Assert.Equal("reserved", (string)made.Json["parts"]![0]!["state"]!);
        string Bearings() => Assert.Single(server.Rows("select on_hand, reserved, on_order, safety_stock from stock where part_id = 'bearing_6205' and site_no = 1"));
        Assert.Equal("100 2 0 4", Bearings());

        await Import(server, TestPlants.Small);
        Assert.Equal("100 2 0 4", Bearings());
        foreach (var (counted, onHand) in new[] { (7, 7), (1, 2), (0, 2), (50, 50) })
        {
            await Import(server, TestPlants.Small with { Stock = [.. TestPlants.Small.Stock.Select(s => s.PartId == "bearing_6205" ? s with { OnHand = counted, OnOrder = 9, SafetyStock = 1 } : s)] });
            Assert.Equal($"{onHand} 2 9 1", Bearings());
            server.CheckBooks();
        }

        Assert.True(TimeOrderedId.TryParse((string)made.Json["work_order"]!["id"]!, out var id));
        await server.Finish(1, id, WorkOrderState.Completed);
        Assert.Equal("48 0 9 1", Bearings());
    }

    /// <summary>An import goes in chunks between the scans; each scan sees the registry before or after, never half of a profile.</summary>
    [Fact]
    public async Task ScansDuringImports_AreRoutedByOneRevisionOrTheOther()
    {
        await using var server = await RunningServer.Start();
        var other = Changed("DOOR-00001", a => a with { Criticality = 5, Name = "Critical door" });
        var scanning = Task.Run(async () =>
        {
            var answers = new List<HttpAnswer>();
            for (var i = 0; i < 100; i++) answers.Add(await server.North.Scan(TestScans.Corrective("DOOR-00001", $"mode-{i}")));
            return answers;
        });
        for (var i = 0; !scanning.IsCompleted; i++) await Import(server, i % 2 == 0 ? other : TestPlants.Small);
        foreach (var answer in await scanning)
        {
            var explained = (await server.North.Get((string)answer.Json["explanation"]!)).Json;
            Assert.Equal((int)explained["profile_revision"]! % 2 == 0 ? "5" : "2", explained["facts"]!["criticality"]!.ToString());
            Assert.Equal((string)answer.Json["reason"]!, (string)explained["reason"]!);
        }
    }

    [Fact]
    public async Task PastFailures_GiveAnAssetItsMtbfFromTheFirstDay_AndAreNotAddedTwice()
    {
        var now = Instant.FromDateTimeOffset(TestPlants.Start);
        var plant = TestPlants.Small with
        {
            History = TestPlants.Small.History.Add("DOOR-00001", [new(now - Duration.FromDays(30), "hinge", now - Duration.FromDays(29)), new(now - Duration.FromDays(10), "hinge")]),
        };
        await using var server = await RunningServer.Start(o => o with { Plant = plant });
        await Import(server, plant);
        Assert.Equal("2", await Facts(server, TestScans.Corrective("DOOR-00001"), "failures_90d"));
        Assert.Equal("29d", await Facts(server, TestScans.Corrective("DOOR-00001", "hinge"), "same_fault_closed_ago"));
    }
}
