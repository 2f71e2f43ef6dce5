using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary>A backup of a store that is written meanwhile, and the data folder that is made of it.</summary>
public sealed class BackupTests(ITestOutputHelper output)
{
    [Fact]
    public async Task BackupUnderLoad_Restored_HoldsAllThatWasAckedBefore_AndContradictsNothing()
    {
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        var load = new ScanLoad(seed, folder.Keys);
        using var enough = new CancellationTokenSource();
        var running = load.Run(folder.Url, 8, enough.Token);
        while (load.Acks < 300) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Intent[] before = [.. load.Intents.Where(i => i.Acked is not null)];
        var backup = await ProgramProcess.Run("backup", "--data", folder.Path, "--out", files["backup"], "--rate", "5", "--json");
        await enough.CancelAsync();
        await running;
        Assert.True(backup.ExitCode == 0, $"seed {seed}: {backup}");
        Assert.Equal("", backup.Error);
        Assert.Equal(["backup"], Directory.EnumerateFileSystemEntries(files.Path).Select(Path.GetFileName)); // and nothing unfinished
        Assert.Equal(["manifest.json", "policy.yaml", "scanward.db"], Directory.EnumerateFiles(files["backup"]).Select(Path.GetFileName).Order());
        Assert.Equal(0, (await folder.Stop()).ExitCode);

        var restore = await ProgramProcess.Run("restore", "--from", files["backup"], "--data", files["restored"]);
        Assert.True(restore.ExitCode == 0, $"seed {seed}: {restore}");
        using (var ledger = Ledger.Open(files["restored"]))
        {
            var known = before.Select(i => i.Key).ToHashSet();
            var later = load.Intents.Where(i => !known.Contains(i.Key)).Select(i => $"I1 {i.Key} was acked and is not stored").ToHashSet();
            string[] wrong = [.. load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)).Where(w => !later.Contains(w))];
            Assert.True(wrong.Length == 0, $"seed {seed}: {string.Join('\n', wrong.Take(20))}");
            Assert.Equal(ledger.Count("scan"), (long)JsonNode.Parse(backup.Output)!["rows"]!["scan"]!);
            output.WriteLine($"{before.Length} keys acked before, {ledger.Count("scan")} scans in the backup, {load.Intents.Count} keys in all");
        }

        var replay = await ProgramProcess.Run("replay", "--verify", "--data", files["restored"]);
        Assert.True(replay.ExitCode == 0, $"seed {seed}: {replay}");
        await using var restored = ProgramProcess.Start("serve", "--data", files["restored"], "--urls", "http://127.0.0.1:0");
        var url = new Uri((await restored.Line("Scanward listens on")).Split(' ')[3]);
        using var http = ScanLoad.Client(url);
        foreach (var intent in before.Take(20))
        {
            var first = intent.Acked!.Value;
            var again = await load.Send(http, intent);
            Assert.Equal((first.Status, true, Encoding.UTF8.GetString(first.Ack)), (again!.Status, again.Retried, Encoding.UTF8.GetString(again.Body)));
        }
    }

    [Fact]
    public async Task Backup_WithoutAServer_IsTheSame_AndNeverOverwrites()
    {
        await using var folder = await ServedFolder.Furnish();
        using var files = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "scanward.yaml"), "retention: { scans: 400d }\n");
        var backup = await ProgramProcess.Run("backup", "--data", folder.Path, "--out", files["backup"]);
        Assert.Equal((0, ""), (backup.ExitCode, backup.Error));
        Assert.StartsWith($"Backed up to {files["backup"]}: 0 scans, 0 work orders, ", backup.Output);

        var again = await ProgramProcess.Run("backup", "--data", folder.Path, "--out", files["backup"]);
        Assert.Equal((2, "", $"{files["backup"]} is there already; a backup never overwrites. Give another name with --out.\n"), (again.ExitCode, again.Output, again.Error));
        var nowhere = await ProgramProcess.Run("backup", "--data", folder.Path, "--out", files["no/where"]);
        Assert.Equal((2, $"There is no folder {files["no"]} to make the backup in. Make it, or give another with --out.\n"), (nowhere.ExitCode, nowhere.Error));
        var noData = await ProgramProcess.Run("backup", "--data", files["none"], "--out", files["other"]);
        Assert.Equal((2, $"There is no data folder {files["none"]}. Say with --data where it is.\n"), (noData.ExitCode, noData.Error));
        Assert.Equal(["backup"], Directory.EnumerateFileSystemEntries(files.Path).Select(Path.GetFileName));

        var restore = await ProgramProcess.Run("restore", "--from", files["backup"], "--data", files["restored"]);
        Assert.Equal((0, ""), (restore.ExitCode, restore.Error));
        Assert.Equal("retention: { scans: 400d }\n", await File.ReadAllTextAsync(files["restored/scanward.yaml"]));
        var twice = await ProgramProcess.Run("restore", "--from", files["backup"], "--data", files["restored"]);
        Assert.Equal(2, twice.ExitCode);
        Assert.Equal($"The data folder {files["restored"]} is not empty (policy.yaml is there). Restore into a new one, or move that away first.\n", twice.Error);
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_ChangesNothing()
    {
        await using var folder = await ServedFolder.Furnish();
        using var files = new TempFolder();
        Assert.Equal(0, (await ProgramProcess.Run("backup", "--data", folder.Path, "--out", files["backup"])).ExitCode);
        var (database, manifest) = (files["backup/scanward.db"], files["backup/manifest.json"]);
        var (bytes, text) = (await File.ReadAllBytesAsync(database), await File.ReadAllTextAsync(manifest));

        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(database, bytes);
        await Refused(1, "The backup is damaged: scanward.db is not what the manifest says. Use another backup.\n");

        File.Delete(database);
        await Refused(1, "The backup is not whole: scanward.db is missing. Use another backup.\n");

        await File.WriteAllTextAsync(manifest, text.Replace("\"format\": 1", "\"format\": 2"));
        await Refused(2, "whose format this version does not know. Restore it with that version.\n");
        await File.WriteAllTextAsync(manifest, text.Replace("\"schema\": ", "\"schema\": 99"));
        await Refused(2, "Restore it with that version.\n");
        await File.WriteAllTextAsync(manifest, text.Replace("\"policy.yaml\"", "\"../policy.yaml\""));
        await Refused(1, "names a file '../policy.yaml', which is none of a backup.\n");
        await File.WriteAllTextAsync(manifest, text[..(text.Length / 2)]);
        await Refused(1, "Use another backup.\n");
        File.Delete(manifest);
        await Refused(2, $"{files["backup"]} is no backup: it has no manifest.json. Give the folder that 'scanward backup' made, whole.\n");

        async Task Refused(int code, string told)
        {
            var restore = await ProgramProcess.Run("restore", "--from", files["backup"], "--data", files["data"]);
            Assert.Equal((code, ""), (restore.ExitCode, restore.Output));
            Assert.EndsWith(told, restore.Error);
            Assert.DoesNotContain("   at ", restore.Error);
            if (Directory.Exists(files["data"])) Assert.Equal(["lock"], Directory.EnumerateFileSystemEntries(files["data"]).Select(Path.GetFileName));
        }
    }
}
