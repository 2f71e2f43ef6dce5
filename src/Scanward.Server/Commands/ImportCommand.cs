using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Ingestion.Tags;
using Scanward.Server.Configuration;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward import FILE</c>: brings a plant file into the registry, all of it or, with any fault, nothing.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The plant file (YAML, see docs/plant-file.md)." };
        var data = CommonOptions.Data();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the file." };
        var json = CommonOptions.Json();
        var import = new Command("import", "Bring a plant file into the registry.") { file, data, dryRun, json };
        import.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
            {
                await Console.Error.WriteLineAsync($"There is no file {path}.");
                return ExitCode.BadUsage;
            }

            await using var body = File.OpenRead(path);
            var result = await Progress.Show(report => parsed.GetValue(dryRun)
                ? ControlOperations.Check(new TagReader(ConfigurationReader.Read(parsed.GetValue(data)!).Options.Tags), new ServerClock(TimeProvider.System).Now(), body, report, ct)
                : ControlClient.Run(parsed.GetValue(data)!, make: true, "import", new Dictionary<string, string>(), body, report, ct));
            if (parsed.GetValue(json)) Console.WriteLine(result.Result.ToJsonString());
            else Tell(path, result);
            return result.ExitCode;
        });
        return import;
    }

    private static void Tell(string path, ControlResult result)
    {
        var r = result.Result;
        if (r["error"] is { } error)
        {
            Console.Error.WriteLine((string)error!);
        }
        else if (r["faults"] is JsonArray faults)
        {
            foreach (var fault in faults) Console.Error.WriteLine($"{path}:{fault!["line"]}:{fault["column"]}: {fault["detail"]} [{fault["code"]}]");
            var total = (int)r["total"]!;
            Console.Error.WriteLine(
                total > faults.Count
                    ? $"{total} faults, the first {faults.Count} are shown; nothing was imported."
                    : $"{total} fault{(total == 1 ? "" : "s")}; nothing was imported.");
        }
        else if (r["dry_run"] is not null)
        {
            Console.WriteLine($"{path} is fine: {r["sites"]} sites, {r["assets"]} assets, {r["parts"]} parts. Nothing was imported.");
        }
        else
        {
            Console.WriteLine(
                $"Imported {r["sites"]} sites, {r["assets"]} assets ({r["assets_changed"]} new or changed), {r["parts"]} parts, "
                    + $"{r["stock"]} stock records.");
            if ((int)r["dead_letters_replayed"]! is > 0 and var replayed)
                Console.WriteLine($"{replayed} scans that had waited for one of these tags are routed.");
        }
    }
}
