using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Server.Control;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary><c>scanward backup</c>: copies a data folder, also while a server works on it. The server only hands out pages; all else is done here.</summary>
internal static class BackupCommand
{
    private const int DefaultRate = 50;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var to = new Option<string>("--out") { Description = "The folder that becomes the backup; it must not be there yet.", HelpName = "FOLDER", Required = true };
        var rate = new Option<int>("--rate") { Description = "Megabytes of the store copied in a second, at most.", HelpName = "N", DefaultValueFactory = _ => DefaultRate };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var mb) || mb is < 1 or > 10_000))
                result.AddError("--rate takes a number from 1 to 10,000.");
        });
        var json = CommonOptions.Json();
        var backup = new Command("backup", "Copy a data folder, also while a server works on it, and check the copy.") { data, to, rate, json };
        backup.SetAction(async (parsed, ct) =>
        {
            var (manifest, error) = await Progress.Show(report => Run(parsed.GetValue(data)!, parsed.GetValue(to)!, parsed.GetValue(rate), report, ct));
            if (manifest is null)
            {
                await Console.Error.WriteLineAsync(error);
                return ExitCode.CheckFailed;
            }

            if (parsed.GetValue(json)) Console.WriteLine(Compact(manifest));
            else Console.WriteLine($"Backed up to {Path.GetFullPath(parsed.GetValue(to)!)}: {Told(manifest)}. The copy was read and checked.");
            return ExitCode.Done;
        });
        return backup;
    }

    /// <summary>What is in a backup, in words.</summary>
    public static string Told(BackupManifest manifest) => string.Create(
        CultureInfo.InvariantCulture, $"{manifest.Rows.GetValueOrDefault("scan"):N0} scans, {manifest.Rows.GetValueOrDefault("work_order"):N0} work orders, {manifest.Files.Sum(f => f.Bytes) / 1e6:N1} MB, as of {manifest.TakenAt}");

    public static string Compact(BackupManifest manifest) => JsonNode.Parse(manifest.Json())!.ToJsonString();

    private static async Task<(BackupManifest? Manifest, string? Error)> Run(string data, string path, int rate, Action<ControlProgress> report, CancellationToken ct)
    {
        using var folder = BackupFolder.Begin(path);
        var arguments = new Dictionary<string, string> { ["to"] = folder.Database, ["rate"] = rate.ToString(CultureInfo.InvariantCulture) };
        var copied = await ControlClient.Run(data, make: false, "backup", arguments, Stream.Null, report, ct);
        if (copied.ExitCode != ExitCode.Done) return (null, (string?)copied.Result["error"]);
        var beside = new Dictionary<string, string> { [DataFolder.PolicyName] = (string)copied.Result["policy"]! };
        var configuration = Path.Combine(data, DataFolder.ConfigurationName);
        if (File.Exists(configuration)) beside[DataFolder.ConfigurationName] = configuration;
        var connectors = Path.Combine(data, BackupFolder.Connectors);
        if (Directory.Exists(connectors))
        {
            foreach (var file in Directory.EnumerateFiles(connectors, "*.yaml")) beside[$"{BackupFolder.Connectors}/{Path.GetFileName(file)}"] = file;
        }

        var photos = Path.Combine(data, BackupFolder.Photos); // after the store: a row's file is there before the row
        if (Directory.Exists(photos))
        {
            foreach (var file in Directory.EnumerateFiles(photos, "*", SearchOption.AllDirectories))
            {
                var name = $"{BackupFolder.Photos}/{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
                if (BackupFolder.IsName(name)) beside[name] = file;
            }
        }

        var at = Instant.FromUnixTimeMilliseconds((long)copied.Result["at_ms"]!);
        return (await folder.Complete(beside, at, p => report(new(p.Stage, (int)(p.Done >> 10), (int)(p.Total >> 10))), ct), null);
    }
}
