using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Control;
using Scanward.Server.Resolution;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Resolution;

/// <summary>CSV files change what they say and nothing else; what they leave out is as the registry has it.</summary>
public sealed class CsvImportTests
{
    private static readonly string[] tables = ["site", "asset", "asset_revision", "tag", "part", "stock", "stock_move", "content", "past_failure"];

    private static async Task<JsonObject> Import(RunningServer server, int exitCode, params (string Name, string Text)[] files)
    {
        var bytes = files.Select(file => Encoding.UTF8.GetBytes(file.Text)).ToArray();
        var arguments = new Dictionary<string, string> { [ImportOperation.Files] = string.Join('\n', files.Select((file, i) => $"{bytes[i].Length} {file.Name}")) };
        var result = await ControlOperations.Run(server.Installation, "import", arguments, new MemoryStream([.. bytes.SelectMany(b => b)]), _ => { }, CancellationToken.None);
        Assert.True(result.ExitCode == exitCode, result.Result.ToJsonString());
        return result.Result;
    }

    private static string[] All(RunningServer server) => [.. tables.SelectMany(table => server.Rows($"select * from {table}"))];

    private static Task<Plant> Export(RunningServer server, string? site = null) =>
        StoredPlant.Whole(server.Installation.Reads, site, server.Installation.Clock.Now(), _ => { }, CancellationToken.None);

    private static (string Name, string Text)[] Files(Plant plant) => [.. CsvPlantWriter.FileNames.Where(name => CsvPlantWriter.HasRows(plant, name)).Select(name => (name, Text(plant, name)))];

    private static string Text(Plant plant, string name)
    {
        using var text = new StringWriter();
        CsvPlantWriter.Write(plant, name, text);
        return text.ToString();
    }

    [Fact]
    public async Task WhatIsExported_IsWhatWasImported()
    {
        await using var server = await RunningServer.Start();
        var expected = PlantWriter.Write(TestPlants.Small with { Stock = [.. TestPlants.Small.Stock.Select(s => s with { AsOf = Instant.FromDateTimeOffset(TestPlants.Start) })] });
        Assert.Equal(expected, PlantWriter.Write(await Export(server)));
    }

    /// <summary>Also what routing keeps no more of: it needs the last 16, and of each mode only the last closure.</summary>
    [Fact]
    public async Task FailuresBeforeScanward_GoOutAsTheyCameIn()
    {
        await using var server = await RunningServer.Start();
        var rows = string.Concat(Enumerable.Range(0, 2100).Select(i =>
        {
            var at = new DateTime(2020, 1, 1).AddDays(i);
            return $"PMP-00009{i % 2},{at:yyyy-MM-dd}T08:15:00Z,{(i % 3 == 0 ? "leak" : "noise")},{(i % 5 == 0 ? "" : $"{at:yyyy-MM-dd}T13:40:00Z")}\n";
        }));
        (string, string)[] files =
        [
            ("assets.csv", "id,name,site,class,criticality\nPMP-000090,A,north-clinic,pump,3\nPMP-000091,B,south-plant,pump,3\n"),
            ("history.csv", $"asset,at,failure_mode,closed_at\n{rows}"),
        ];
        Assert.Equal(2, (int)(await Import(server, 0, files))["assets_changed"]!);
        var exported = Text(await Export(server), "history.csv");
        Assert.Equal(rows.Split('\n').Order(StringComparer.Ordinal), exported.TrimStart('\ufeff').Split("\r\n").Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(1050, (await Export(server, TestPlants.South)).History.Single().Value.Length);
        var before = All(server);
        Assert.True((bool)(await Import(server, 0, files))["changed_nothing"]!);
        Assert.Equal(before, All(server));
    }

    [Fact]
    public async Task ExportOfOneSite_HoldsNothingOfAnother()
    {
        await using var server = await RunningServer.Start();
        var plant = await Export(server, TestPlants.South);
        Assert.Equal([TestPlants.South], plant.Sites.Select(s => s.SiteId).Concat(plant.Rosters.Select(r => r.SiteId)).Concat(plant.Stock.Select(s => s.SiteId)).Concat(plant.Assets.Select(a => a.SiteId)).Distinct());
        Assert.Equal(2, plant.Assets.Length);
    }

    [Fact]
    public async Task ExportedFiles_ImportedTwice_ChangeNothing()
    {
        await using var server = await RunningServer.Start();
        var (before, files) = (All(server), Files(await Export(server)));
        server.Clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 2; i++) Assert.True((bool)(await Import(server, 0, files))["changed_nothing"]!);
        Assert.Equal(before, All(server));
    }

    [Fact]
    public async Task ExportedFiles_FurnishAnEmptyRegistry()
    {
        await using var full = await RunningServer.Start();
        await using var empty = await RunningServer.Start(o => o with { Plant = null });
        var told = await Import(empty, 0, Files(await Export(full)));
        Assert.Equal((2, 7, 7, 7), ((int)told["sites_changed"]!, (int)told["people_changed"]!, (int)told["assets_changed"]!, (int)told["assets"]!));
        Assert.Equal(PlantWriter.Write(await Export(full)), PlantWriter.Write(await Export(empty)));
    }

    [Fact]
    public async Task StockAlone_ChangesOnlyStock()
    {
        await using var server = await RunningServer.Start();
        string[] Others() => [.. tables.Except(["stock", "stock_move"]).SelectMany(table => server.Rows($"select * from {table}"))];
        var before = Others();
        var told = await Import(server, 0, ("stock.csv", "site;part;on_hand\nnorth-clinic;bearing_6205;7\nsouth-plant;bearing_6205;50\n"));
        Assert.Equal((2, 1), ((int)told["stock"]!, (int)told["stock_changed"]!));
        Assert.Equal("7 4 6 12 3", Assert.Single(server.Rows("select on_hand, safety_stock, reorder_point, reorder_quantity, lead_time_days from stock where site_no = 1 and part_id = 'bearing_6205'")));
        Assert.Equal(before, Others());
        server.CheckBooks();
    }

    [Fact]
    public async Task ShiftsAlone_ChangeOnlyTheTechniciansTheyName()
    {
        await using var server = await RunningServer.Start();
        var before = (await Export(server)).Rosters;
        var told = await Import(server, 0, ("shifts.csv", "site,technician,days,hours\nnorth-clinic,nc-t002,mon-fri,08:00-12:00\n"));
        Assert.Equal((0, 1, 0), ((int)told["sites_changed"]!, (int)told["people_changed"]!, (int)told["assets"]!));
        var after = (await Export(server)).Rosters;
        Assert.Equal("mon-fri 08:00", $"mon-fri {after[0].Technicians[1].Shifts.Single().Hours.From:HH:mm}");
        Assert.Equal(5, after[0].Technicians[1].Shifts.Single().Days.Count);
        foreach (var (roster, other) in before.Zip(after))
        {
            Assert.Equal(roster.Crews, other.Crews);
            Assert.Equal(roster.Technicians.Where(t => t.TechnicianId != "nc-t002").Select(t => t.Name), other.Technicians.Where(t => t.TechnicianId != "nc-t002").Select(t => t.Name));
        }
    }

    [Fact]
    public async Task SomeColumnsOfAnAsset_LeaveTheOthers()
    {
        await using var server = await RunningServer.Start();
        await Import(server, 0, ("assets.csv", "id,criticality\nAHU-000124,2\n"));
        var asset = (await Export(server)).Assets.Single(a => a.AssetId == "AHU-000124");
        Assert.Equal((2, "Nordluft", 1, 2), (asset.Criticality, asset.Vendor, asset.Tags.Length, asset.Repairs.Count));
        Assert.Equal(["AHU-000124"], server.Rows("select a.asset_id from asset_revision r join asset a on a.asset_no = r.asset_no"));
    }

    [Fact]
    public async Task Faults_AreToldWithTheirFile_AndNothingChanges()
    {
        await using var server = await RunningServer.Start();
        var before = All(server);
        var told = await Import(server, 1,
            ("assets.csv", "id,name,site,class,criticality\nLFT-000001,Lift,north-clinic,lift,4\nLFT-000002,=2+3,south-plnat,lift,4\n"),
            ("stock.csv", "part,on_hand\nbearing_6205,3\n"),
            ("technicians.csv", "id,name,site,crew\nx-1,Ana,north-clinic,sp_mech\n"));
        Assert.Equal(
            ["assets.csv:3:12 formula_cell", "assets.csv:3:17 site_unknown", "stock.csv:2:1 member_missing", "technicians.csv:2:22 crew_unknown"],
            told["faults"]!.AsArray().Select(f => $"{f!["file"]}:{f["line"]}:{f["column"]} {f["code"]}"));
        Assert.Equal(before, All(server));
    }

    [Fact]
    public async Task CodeOfAnotherSite_IsRefused()
    {
        await using var server = await RunningServer.Start();
        var told = await Import(server, 1, ("sites.csv", "id,name,code,time_zone\nwest,West,NC,Europe/Amsterdam\n"));
        Assert.Contains("taken by the site 'north-clinic' in the registry", (string)told["faults"]![0]!["detail"]!, StringComparison.Ordinal);
    }
}
