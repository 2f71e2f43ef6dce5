using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Resolution.Plants.Demo;

namespace Scanward.Tests.Resolution.Csv;

public sealed class CsvPlantTests
{
    private const string Sites = "id,name,code,time_zone\nnorth,North,NO,Europe/Amsterdam\n";

    private static readonly Plant Demo = DemoPlant.Make(4, new LocalDate(2026, 11, 22));

    private static void ForRandomPlants(Action<Plant, Random> holds) => Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000)), seed => holds(new RandomPlant(seed).Make(), new Random(seed)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void Same(Plant expected, Plant actual) => Assert.Equal(PlantTexts.Lines(expected), PlantTexts.Lines(actual));

    /// <summary>From YAML to CSV and back: nothing is lost, whatever the plant holds.</summary>
    [Fact]
    public void YamlToCsvToYaml_LosesNothing() => ForRandomPlants((plant, _) =>
    {
        var yaml = PlantWriter.Write(plant);
        var back = CsvTexts.ReadPlant(CsvTexts.Write(PlantTexts.ReadPlant(yaml)));
        Same(plant, back);
        Assert.Equal(yaml, PlantWriter.Write(back));
    });

    [Fact]
    public void TheSmallPlant_IsTheSameInBothForms() => Same(
        PlantTexts.ReadPlant(Repository.Read("samples/plants/small.yaml")),
        CsvTexts.ReadPlant([.. CsvPlantWriter.FileNames.Select(name => CsvTexts.File(name, Repository.Read($"samples/plants/csv/{name}")))]));

    [Fact]
    public void DemoPlant_LosesNothing() => Same(Demo, CsvTexts.ReadPlant(CsvTexts.Write(Demo)));

    /// <summary>What the registry has already is changed by nothing that says the same: not by all files, nor by any of them, nor by any of their columns.</summary>
    [Fact]
    public void PartOfWhatIsKnown_ChangesNothing() => ForRandomPlants((plant, random) =>
    {
        Same(plant, CsvTexts.ReadPlant(CsvTexts.Write(plant), plant));
        var some = CsvTexts.Write(plant).Where(_ => random.Next(2) == 0).Select(file => WithSomeColumns(file, random)).ToList();
        var read = CsvTexts.ReadPlant(some, plant);
        var known = PlantTexts.Lines(plant with { History = plant.History.Clear() }).ToHashSet();
        Assert.Empty(PlantTexts.Lines(read with { History = read.History.Clear(), Rosters = [] }).Except(known));
        foreach (var roster in read.Rosters)
        {
            var before = plant.Rosters.Single(other => other.SiteId == roster.SiteId);
            Assert.Empty(roster.Crews.Except(before.Crews));
            Same(Only(before, roster), CsvPlantReader.Nothing with { Rosters = [roster with { Crews = [] }] });
        }
    });

    private static Plant Only(Roster before, Roster read) => CsvPlantReader.Nothing with
    {
        Rosters = [before with { Crews = [], Technicians = [.. before.Technicians.Where(t => read.Technicians.Any(other => other.TechnicianId == t.TechnicianId))] }],
    };

    /// <summary>Reads the file's own rows again to leave columns out: quoting is the writer's.</summary>
    private static PlantCsvFile WithSomeColumns(PlantCsvFile file, Random random)
    {
        var kind = CsvKind.All.Single(kind => kind.FileName == file.Name);
        var text = new CsvText(Encoding.UTF8.GetBytes(CsvTexts.Text(file)), ',', null, new FileFaults(1), new InternPool());
        var keep = kind.Columns.Select(column => kind.Keys.Contains(column) || column is "site" or "class" or "asset" or "parts" or "minutes" or "kind" || random.Next(2) == 0).ToList();
        if (kind == CsvKind.History) keep = [.. keep.Select(_ => true)];
        var separator = ",;\t"[random.Next(3)];
        var written = new StringBuilder();
        while (text.Next(100))
        {
            var cells = text.Cells.Where((_, place) => keep[place]).OrderBy(_ => 0).Select(cell => $"\"{cell.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            written.Append(string.Join(separator, cells)).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        }

        return CsvTexts.File(file.Name, written.ToString());
    }

    [Theory]
    [InlineData(",", "\n", "")]
    [InlineData(";", "\r\n", "\ufeff")]
    [InlineData("\t", "\r\n", "")]
    public void EverySeparatorAndLineEnd_IsRead(string separator, string end, string mark)
    {
        var text = mark + Sites.Replace(",", separator, StringComparison.Ordinal).Replace("\n", end, StringComparison.Ordinal);
        Assert.Equal("North", CsvTexts.ReadPlant([CsvTexts.File("sites.csv", text)]).Sites.Single().Name);
    }

    [Fact]
    public void OtherNames_AreToldByTheirHeader()
    {
        var plant = CsvTexts.ReadPlant([CsvTexts.File("out/where.csv", Sites), CsvTexts.File("Spares of 2026.csv", "id,name,unit\noil,\"Oil, \"\"thin\"\"\",litre\n\n")]);
        Assert.Equal(new PartDefinition("oil", "Oil, \"thin\"", "litre"), plant.Parts.Single());
    }

    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")")]
    [InlineData("'=1+1", "''=1+1")]
    [InlineData("-5 °C room", "'-5 °C room")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("'s-Hertogenbosch", "'s-Hertogenbosch")]
    [InlineData("1 - 2", "1 - 2")]
    public void TextThatASpreadsheetWouldRun_IsWrittenSoThatItDoesNot(string name, string cell)
    {
        var plant = CsvTexts.ReadPlant([CsvTexts.File("sites.csv", Sites)]) with { Parts = [new PartDefinition("p", name)] };
        var file = CsvTexts.Write(plant, "parts.csv");
        Assert.Equal($"id,name,unit\r\np,{(cell.Contains('"') ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)},piece\r\n", CsvTexts.Text(file));
        Assert.Equal(name, CsvTexts.ReadPlant([file]).Parts.Single().Name);
    }

    [Fact]
    public void NumbersWithASign_AreNumbers()
    {
        var site = CsvTexts.ReadPlant([CsvTexts.File("sites.csv", "id,name,code,time_zone,latitude,longitude,radius_m\nn,N,NO,America/Chicago,-33.5,+5.25,1e2\n")]).Sites.Single();
        Assert.Equal((-33.5, 5.25, 100), (site.Geofence!.Center.Latitude, site.Geofence.Center.Longitude, site.Geofence.Radius));
    }

    [Fact]
    public void RepairsOfAClass_GoToAllItsAssets_UnderTheirOwn()
    {
        var plant = CsvTexts.ReadPlant(
        [
            CsvTexts.File("sites.csv", Sites),
            CsvTexts.File("parts.csv", "id,name\nseal,Seal\nbelt,Belt\n"),
            CsvTexts.File("assets.csv", "id,name,class,criticality\nPMP-000001,One,pump,3\nPMP-000002,Two,pump,3\n"),
            CsvTexts.File("repairs.csv", "class,asset,failure_mode,parts,minutes\npump,,leak,seal:2|belt,90\npump,,any,,30\n,PMP-000002,leak,none,\n,PMP-000002,noise,belt,\n"),
        ]);
        Assert.Equal(["* = , 30", "leak = seal 2 belt 1, 90"], Repairs(plant.Assets[0]));
        Assert.Equal(["* = , 30", "noise = belt 1, "], Repairs(plant.Assets[1]));

        var again = CsvTexts.ReadPlant([CsvTexts.File("repairs.csv", "class,failure_mode,minutes\npump,leak,15\n")], plant);
        Assert.Equal(["* = , 30", "leak = , 15"], Repairs(again.Assets[0]));
        Assert.Equal(["* = , 30", "leak = , 15", "noise = belt 1, "], Repairs(again.Assets[1]));
        Assert.Empty(again.Sites);

        static string[] Repairs(AssetProfile asset) =>
            [.. asset.Repairs.Select(repair => $"{repair.Key} = {string.Join(' ', repair.Value.Parts.Select(part => $"{part.PartId} {part.Quantity}"))}, {repair.Value.Minutes}")];
    }

    [Fact]
    public void AColumnThatIsLeftOut_KeepsWhatIsKnown_AndAnEmptyCellEmptiesIt()
    {
        var known = Demo.Assets.First(asset => asset.Tags.Length > 0 && asset.Vendor is not null && asset.Preventive is not null);
        var read = CsvTexts.ReadPlant([CsvTexts.File("assets.csv", $"id,vendor,criticality\n{known.AssetId},,1\n")], Demo).Assets.Single();
        Same(CsvPlantReader.Nothing with { Assets = [known with { Vendor = null, Criticality = 1 }] }, CsvPlantReader.Nothing with { Assets = [read] });
    }
}
