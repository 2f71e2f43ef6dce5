using System.CommandLine;
using Scanward.Server.Storage;

namespace Scanward.Server.Commands;

/// <summary><c>scanward restore</c>: makes a data folder of a backup.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The backup: the folder that 'scanward backup' made.", HelpName = "FOLDER", Required = true };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var restore = new Command("restore", "Make a data folder of a backup. The folder must be empty or missing.") { from, data, json };
        restore.SetAction(async (parsed, ct) =>
        {
            var source = parsed.GetValue(from)!;
            if (source.Length == 0) throw new BackupException("--from needs the name of a folder.");
            _ = BackupManifest.Read(Path.GetFullPath(source)); // before a data folder is made for nothing
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            var manifest = await Progress.Show(report => BackupFolder.Restore(source, folder, p => report(new(p.Stage, (int)(p.Done >> 10), (int)(p.Total >> 10))), ct));
            if (parsed.GetValue(json)) Console.WriteLine(BackupCommand.Compact(manifest));
            else Console.WriteLine($"Restored into {folder.Root}: {BackupCommand.Told(manifest)}. 'scanward replay --verify --data {folder.Root}' decides all of it again.");
            return ExitCode.Done;
        });
        return restore;
    }
}
