using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server.Configuration;
using Scanward.Server.Control;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary><c>scanward import FILE…</c>: brings a plant into the registry, from one YAML file or several CSV files; all of it or, with any fault, nothing.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, string> delimiters = new(StringComparer.Ordinal) { ["comma"] = ",", ["semicolon"] = ";", ["tab"] = "\t" };

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "A plant file (YAML), CSV files, or a folder of CSV files; see docs/plant-file.md.",
            Arity = ArgumentArity.OneOrMore,
        };
        var data = CommonOptions.Data();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the files." };
        var delimiter = new Option<string?>("--delimiter") { Description = "What separates the cells of CSV files, where their headers do not tell." };
        delimiter.AcceptOnlyFromAmong([.. delimiters.Keys]);
        var json = CommonOptions.Json();
        var import = new Command("import", "Bring a plant into the registry.") { files, data, dryRun, delimiter, json };
        import.SetAction(async (parsed, ct) =>
        {
            var given = parsed.GetValue(files)!;
            if (WhyNot(given) is { } why)
            {
                await Console.Error.WriteLineAsync(why);
                return ExitCode.BadUsage;
            }

            var paths = given.SelectMany(path => Directory.Exists(path) ? CsvIn(path) : [path]).ToList();
            var result = await Import(paths, parsed.GetValue(data)!, parsed.GetValue(dryRun), parsed.GetValue(delimiter), ct);
            if (parsed.GetValue(json)) Console.WriteLine(result.Result.ToJsonString());
            else Tell(paths, result);
            return result.ExitCode;
        });
        return import;
    }

    private static string? WhyNot(string[] given)
    {
        if (given.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing) return $"There is no file {missing}.";
        if (given.FirstOrDefault(path => Directory.Exists(path) && CsvIn(path).Length == 0) is { } empty) return $"There is no CSV file in {empty}.";
        if (given.Length > 1 && given.FirstOrDefault(path => !Directory.Exists(path) && !IsCsv(path)) is { } other)
            return $"{other} is not CSV; give one plant file in YAML, or only files in CSV.";
        return null;
    }

    private static bool IsCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static string[] CsvIn(string folder) => [.. Directory.EnumerateFiles(folder).Where(IsCsv).Order(StringComparer.Ordinal)];

    private static async Task<ControlResult> Import(List<string> paths, string data, bool dryRun, string? delimiter, CancellationToken ct)
    {
        var arguments = new Dictionary<string, string>();
        if (dryRun) arguments[ImportOperation.DryRun] = "true";
        if (delimiter is not null) arguments[ImportOperation.Delimiter] = delimiters[delimiter];
        await using Stream body = IsCsv(paths[0]) ? await InOne(paths, arguments, ct) : await Whole(paths[0], ct);
        return await Progress.Show(async report =>
        {
            if (DataFolder.Exists(data)) return await ControlClient.Run(data, make: true, "import", arguments, body, report, ct);

            // What is refused must leave no folder behind, so it is read before there is one.
            var options = ConfigurationReader.Read(data).Options;
            var reading = await ImportOperation.Read(new TagReader(options.Tags), new ServerClock(TimeProvider.System), arguments, body, report, ct);
            if (dryRun || reading is not Plant plant) return ImportOperation.Looked(reading);
            if (DataFolder.TryHold(data) is { } folder)
            {
                await using var installation = await Installation.Open(folder, InstallationOptions.Of(options, data), ct);
                if (installation.Sites.All.Count == 0) return await ImportOperation.Store(installation, plant, report, ct);
            }

            body.Position = 0; // somebody else has made it meanwhile
            return await ControlClient.Run(data, make: true, "import", arguments, body, report, ct);
        });
    }

    /// <summary>The file, from which can be read again; what comes through a pipe is kept in memory for that.</summary>
    private static async Task<Stream> Whole(string path, CancellationToken ct)
    {
        var file = File.OpenRead(path);
        if (file.CanSeek) return file;
        var all = new MemoryStream();
        await using (file) await file.CopyToAsync(all, ct);
        all.Position = 0;
        return all;
    }

    private static async Task<MemoryStream> InOne(List<string> paths, Dictionary<string, string> arguments, CancellationToken ct)
    {
        var all = new MemoryStream();
        var files = new List<string>();
        foreach (var path in paths)
        {
            var begin = all.Position;
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(all, ct);
            files.Add($"{all.Position - begin} {path}");
        }

        arguments[ImportOperation.Files] = string.Join('\n', files);

        all.Position = 0;
        return all;
    }

    private static void Tell(List<string> paths, ControlResult result)
    {
        var r = result.Result;
        if (r["error"] is { } error)
        {
            Console.Error.WriteLine((string)error!);
        }
        else if (r["faults"] is JsonArray faults)
        {
            foreach (var fault in faults)
                Console.Error.WriteLine($"{(string?)fault!["file"] ?? paths[0]}:{fault["line"]}:{fault["column"]}: {fault["detail"]} [{fault["code"]}]");
            var total = (int)r["total"]!;
            Console.Error.WriteLine(
                total > faults.Count
                    ? $"{total} faults, the first {faults.Count} are shown; nothing was imported."
                    : $"{total} fault{(total == 1 ? "" : "s")}; nothing was imported.");
        }
        else if (r["dry_run"] is not null)
        {
            var what = paths.Count == 1 ? $"{paths[0]} is fine" : $"{paths.Count} files are fine";
            Console.WriteLine($"{what}: {r["sites"]} sites, {r["assets"]} assets, {r["parts"]} parts, {r["stock"]} stock records, {r["people"]} crews and technicians. Nothing was imported.");
        }
        else
        {
            Console.WriteLine(
                $"Imported {r["sites"]} sites, {r["assets"]} assets ({r["assets_changed"]} new or changed), {r["parts"]} parts, "
                    + $"{r["stock"]} stock records.");
            if ((bool)r["changed_nothing"]!) Console.WriteLine("Nothing has changed: the registry had all of it already.");
            if ((int)r["dead_letters_replayed"]! is > 0 and var replayed)
                Console.WriteLine($"{replayed} scans that had waited for one of these tags are routed.");
        }
    }
}
