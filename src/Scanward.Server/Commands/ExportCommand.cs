using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Configuration;
using Scanward.Server.Control;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary>
/// <c>scanward export</c>: writes the registry as a plant file, or as a folder of CSV files, that <c>scanward import</c> reads again. It reads beside a server that runs, and takes
/// nothing from its writer.
/// </summary>
internal static class ExportCommand
{
    private const string Yaml = "yaml", Csv = "csv";

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var format = new Option<string>("--format") { Description = "yaml: one plant file; csv: a folder of CSV files.", DefaultValueFactory = _ => Yaml };
        format.AcceptOnlyFromAmong(Yaml, Csv);
        var to = new Option<string>("--out") { Description = "The file, or for CSV the folder, to write.", Required = true, HelpName = "PATH" };
        var site = new Option<string?>("--site") { Description = "Only this site." };
        var force = new Option<bool>("--force") { Description = "Replace files that are there." };
        var json = CommonOptions.Json();
        var export = new Command("export", "Write the registry as a plant file, or as CSV files.") { data, format, to, site, force, json };
        export.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(to)!;
            var isCsv = parsed.GetValue(format) == Csv;
            if (WhyNot(path, isCsv, parsed.GetValue(force)) is { } why)
            {
                await Console.Error.WriteLineAsync(why);
                return ExitCode.BadUsage;
            }

            var siteId = parsed.GetValue(site);
            var plant = await Progress.Show(report => Read(parsed.GetValue(data)!, siteId, report, ct));
            if (siteId is not null && plant.Sites.IsEmpty)
            {
                await Console.Error.WriteLineAsync($"There is no site '{siteId}'.");
                return ExitCode.BadUsage;
            }

            List<string> written = isCsv ? WriteFolder(plant, path) : [WriteFile(path, text => PlantWriter.Write(plant, text))];
            if (parsed.GetValue(json)) Console.WriteLine(Told(plant, written).ToJsonString());
            else Console.WriteLine($"Exported {plant.Sites.Length} sites, {plant.Assets.Length} assets, {plant.Parts.Length} parts, {plant.Stock.Length} stock records to {path}.");
            return ExitCode.Done;
        });
        return export;
    }

    private static string? WhyNot(string path, bool isCsv, bool force)
    {
        if (!isCsv && Directory.Exists(path)) return $"{path} is a folder; give the file to write, or --format csv.";
        if (isCsv && File.Exists(path)) return $"{path} is a file; give the folder to write to, or --format yaml.";
        if (force) return null;
        IEnumerable<string> files = isCsv ? CsvPlantWriter.FileNames.Select(name => Path.Combine(path, name)) : [path];
        return files.FirstOrDefault(File.Exists) is { } there ? $"{there} is there already; give --force to replace it, or write elsewhere." : null;
    }

    private static async Task<Plant> Read(string data, string? siteId, Action<ControlProgress> report, CancellationToken ct)
    {
        if (!DataFolder.Exists(data)) throw new DataFolderException($"There is no data folder {DataFolder.FullPath(data)}. Say with --data where it is.");
        if (DataFolder.TryHold(data) is { } folder)
        {
            await using var installation = await Installation.Open(folder, InstallationOptions.Of(ConfigurationReader.Read(data).Options, data), ct);
            return await Read(installation.Reads, siteId, installation.Clock.Now(), report, ct);
        }

        using var reads = Store.Readers(Path.Combine(DataFolder.FullPath(data), DataFolder.DatabaseName), served: true);
        return await Read(reads, siteId, new ServerClock(TimeProvider.System).Now(), report, ct);
    }

    private static async Task<Plant> Read(StoreReads reads, string? siteId, Instant now, Action<ControlProgress> report, CancellationToken ct)
    {
        var total = (int)await reads.Count("asset", ct);
        return await StoredPlant.Whole(reads, siteId, now, done => report(new("reading assets", done, total)), ct);
    }

    /// <summary>Files of an earlier export that this one has no rows for are taken away: they would be imported with the rest.</summary>
    private static List<string> WriteFolder(Plant plant, string folder)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var name in CsvPlantWriter.FileNames)
        {
            var path = Path.Combine(folder, name);
            if (CsvPlantWriter.HasRows(plant, name)) written.Add(WriteFile(path, text => CsvPlantWriter.Write(plant, name, text)));
            else File.Delete(path);
        }

        return written;
    }

    /// <summary>Whole or not at all: beside the file first, then in its place.</summary>
    private static string WriteFile(string path, Action<TextWriter> write)
    {
        var beside = $"{path}.part";
        using (var text = new StreamWriter(beside, append: false, utf8, bufferSize: 1 << 16) { NewLine = "\n" }) write(text);
        File.Move(beside, path, overwrite: true);
        return path;
    }

    private static JsonObject Told(Plant plant, List<string> written) => new()
    {
        ["sites"] = plant.Sites.Length,
        ["assets"] = plant.Assets.Length,
        ["parts"] = plant.Parts.Length,
        ["stock"] = plant.Stock.Length,
        ["files"] = new JsonArray([.. written.Select(path => (JsonNode)path)]),
    };
}
