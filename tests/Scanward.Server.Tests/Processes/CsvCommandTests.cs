using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;

namespace Scanward.Server.Tests.Processes;

/// <summary>A plant goes out and in as files, by the real program, with and without a server that runs.</summary>
public sealed class CsvCommandTests
{
    private const string Sample = "samples/plants/csv";

    private static string[] FilesIn(string folder) => [.. Directory.EnumerateFiles(folder).Select(f => $"{Path.GetFileName(f)}\n{File.ReadAllText(f)}").Order(StringComparer.Ordinal)];

    private static string WithoutTime(string yaml) => string.Join('\n', yaml.Split('\n').Where(line => !line.StartsWith("as_of: ", StringComparison.Ordinal)));

    private static async Task<ProgramEnd> Done(params string[] arguments)
    {
        var end = await ProgramProcess.Run(arguments);
        Assert.True(end.ExitCode == 0, end.ToString());
        return end;
    }

    [Fact]
    public async Task FolderOfCsvFiles_GoesInAndOutAgain_WithoutLoss()
    {
        using var folder = new TempFolder();
        var (csv, yaml) = (folder["csv"], folder["yaml"]);
        var checking = await Done("import", Repository.File(Sample), "--data", csv, "--dry-run");
        Assert.Equal("12 files are fine: 1 sites, 5 assets, 4 parts, 4 stock records, 5 crews and technicians. Nothing was imported.\n", checking.Output);
        Assert.False(Directory.Exists(csv));

        Assert.Equal("Imported 1 sites, 5 assets (5 new or changed), 4 parts, 4 stock records.\n", (await Done("import", Repository.File(Sample), "--data", csv)).Output);
        await Done("import", Repository.File("samples/plants/small.yaml"), "--data", yaml);
        foreach (var data in new[] { csv, yaml }) await Done("export", "--data", data, "--out", $"{data}.yaml");
        Assert.Equal(WithoutTime(await File.ReadAllTextAsync($"{yaml}.yaml")), WithoutTime(await File.ReadAllTextAsync($"{csv}.yaml")));
        var plant = Assert.IsType<Plant>(new PlantReader(new TagReader(), default).Read(new StringReader(await File.ReadAllTextAsync(Repository.File("samples/plants/small.yaml")))));
        Assert.Equal(WithoutTime(PlantWriter.Write(plant)), WithoutTime(await File.ReadAllTextAsync($"{csv}.yaml")));
        await Done("export", "--data", csv, "--format", "csv", "--out", folder["out"]);
        Assert.Equal(FilesIn(Repository.File(Sample)).Select(f => f.Split('\n')[0]), FilesIn(folder["out"]).Select(f => f.Split('\n')[0]));

        var again = await Done("import", Repository.File(Sample), "--data", csv);
        Assert.EndsWith("Nothing has changed: the registry had all of it already.\n", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportBesideAServer_IsWhatItsOwnImportTakes()
    {
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        var exported = JsonNode.Parse((await Done("export", "--data", folder.Path, "--format", "csv", "--out", files["out"], "--json")).Output)!;
        Assert.Contains(Path.Combine(files["out"], "assets.csv"), exported["files"]!.AsArray().Select(f => (string)f!));

        var import = JsonNode.Parse((await Done("import", files["out"], "--data", folder.Path, "--json")).Output)!;
        Assert.True((bool)import["changed_nothing"]!, import.ToJsonString());
        Assert.Equal((int)exported["assets"]!, (int)import["assets"]!);

        var before = FilesIn(files["out"]);
        var refused = await ProgramProcess.Run("export", "--data", folder.Path, "--format", "csv", "--out", files["out"]);
        Assert.Equal((2, $"{files["out"]}/sites.csv is there already; give --force to replace it, or write elsewhere.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(before, FilesIn(files["out"]));
        files.Write("out/history.csv", "left over from before");
        await Done("export", "--data", folder.Path, "--format", "csv", "--out", files["out"], "--force");
        Assert.Equal(before.Length, FilesIn(files["out"]).Length);

        var nowhere = await ProgramProcess.Run("export", "--data", folder.Path, "--out", files["p.yaml"], "--site", "nowhere");
        Assert.Equal((2, "There is no site 'nowhere'.\n"), (nowhere.ExitCode, nowhere.Error));
        Assert.False(File.Exists(files["p.yaml"]));
    }

    [Fact]
    public async Task DryRun_AgainstARegistry_ChangesNothing()
    {
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        await Done("export", "--data", folder.Path, "--format", "csv", "--out", files["before"]);
        var parts = files.Write("parts.csv", "id,name\nnew_part,New\n");
        Assert.EndsWith("Nothing was imported.\n", (await Done("import", parts, "--data", folder.Path, "--dry-run")).Output, StringComparison.Ordinal);
        await Done("export", "--data", folder.Path, "--format", "csv", "--out", files["after"]);
        Assert.Equal(
            FilesIn(files["before"]).Where(f => !f.StartsWith("stock", StringComparison.Ordinal)), FilesIn(files["after"]).Where(f => !f.StartsWith("stock", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Faults_AreToldAsCompilersDo()
    {
        using var folder = new TempFolder();
        var sites = folder.Write("sites.csv", "id,name,code,time_zone\nnorth,North,NO,Nowhere/Land\n");
        var stock = folder.Write("stock.csv", "part;on_hand\nseal;some\n");
        var end = await ProgramProcess.Run("import", sites, stock, "--data", folder["data"]);
        Assert.Equal(1, end.ExitCode);
        Assert.StartsWith($"{sites}:2:16: there is no time zone 'Nowhere/Land'", end.Error, StringComparison.Ordinal);
        Assert.Contains($"\n{stock}:2:6: on_hand is a whole number", end.Error, StringComparison.Ordinal);
        Assert.EndsWith("3 faults; nothing was imported.\n", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesThatDoNotGoTogether_AreRefused()
    {
        using var folder = new TempFolder();
        var (yaml, csv) = (folder.Write("plant.yaml", "sites: []"), folder.Write("parts.csv", "id,name\n"));
        Directory.CreateDirectory(folder["empty"]);
        var mixed = await ProgramProcess.Run("import", csv, yaml, "--data", folder["data"]);
        Assert.Equal((2, $"{yaml} is not CSV; give one plant file in YAML, or only files in CSV.\n"), (mixed.ExitCode, mixed.Error));
        var empty = await ProgramProcess.Run("import", folder["empty"], "--data", folder["data"]);
        Assert.Equal((2, $"There is no CSV file in {folder["empty"]}.\n"), (empty.ExitCode, empty.Error));
    }
}
