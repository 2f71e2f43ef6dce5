using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary>The doctor finds what was put there, says what to do about it, and leaves no trace.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DoctorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SoundFolder_FailsNothing_AndIsLeftAsItWas(bool served)
    {
        await using var folder = await ServedFolder.Furnish();
        if (served) await folder.Start();
        var before = Files(folder.Path);
        var findings = await Examine(0, "--data", folder.Path, "--deep");
        Assert.Equal(before, Files(folder.Path));
        Assert.DoesNotContain(findings, f => f.Value.Level == "failed");
        string[] looked = ["configuration", "policy", "folder_rights", "disk_space", "fsync", "server", "sqlite_version", "store_whole", "schema", "wal_size", "plant", "keys", "dead_letters", "time_zones", "clock"];
        Assert.Equal(looked.Order(), findings.Keys.Order());
        Assert.Contains(served ? $"process {folder.Process.Id}) is ready" : "No server works", findings["server"].What);
        var text = await ProgramProcess.Run("doctor", "--data", folder.Path);
        Assert.Equal(0, text.ExitCode);
        Assert.Matches("(?m)^ok       store_whole +The store's file is whole", text.Output);
    }

    [Fact]
    public async Task Faults_AreAllFound_EachWithWhatToDo()
    {
        await using var folder = await ServedFolder.Furnish();
        using var files = new TempFolder();
        var plant = files.Write("plant.yaml",
            """
            sites: [{ id: mill, name: Mill, code: MI, time_zone: UTC }]
            parts: [{ id: belt, name: Belt }]
            classes: [{ id: press, skills: [hydraulics], repairs: { any: { parts: { belt: 1 } } } }]
            assets: [{ id: PRESS-0001, name: Press, site: mill, class: press, criticality: 3 }]
            crews: [{ id: night, name: Night, site: mill }, { id: day, name: Day, site: mill }]
            technicians: [{ id: m1, name: Mo, site: mill, crew: day, skills: [mechanical] }]
            """);
        var import = await ProgramProcess.Run("import", plant, "--data", folder.Path);
        Assert.True(import.ExitCode == 0, import.ToString());
        await File.AppendAllTextAsync(Path.Combine(folder.Path, "policy.yaml"), "rout: []\n");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "scanward.yaml"), "retention: { scans: 1d }\n");
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Path.Combine(folder.Path, "policy.yaml"), (UnixFileMode)0b110_100_100);

        var findings = await Examine(1, "--data", folder.Path);
        Assert.Equal(("failed", true), (findings["configuration"].Level, findings["configuration"].What.Contains("retention.scans takes from 30")));
        Assert.Contains("policy.yaml", findings["folder_open"].What);
        Assert.Equal("Crews without a technician: night at mill. Work that goes to them waits for nobody.", findings["crew_empty"].What);
        Assert.Contains(" m1 at mill.", findings["technician_idle"].What);
        Assert.Contains(" belt at mill.", findings["part_not_stocked"].What);
        Assert.Contains(" hydraulics at mill, for PRESS-0001.", findings["skills_missing"].What);
        Assert.Equal("scanward key create --site mill --name NAME", findings["keys_missing"].ToDo);
        Assert.All(findings.Values.Where(f => f.Level != "ok"), f => Assert.NotEmpty(f.ToDo));

        File.Delete(Path.Combine(folder.Path, "scanward.yaml"));
        findings = await Examine(1, "--data", folder.Path);
        Assert.Contains("policy.yaml:", findings["policy"].What);
        Assert.Equal("failed", findings["policy"].Level);
    }

    [Fact]
    public async Task DamagedStore_Fails_AndNothingIsThrown()
    {
        await using var folder = await ServedFolder.Furnish();
        var database = Path.Combine(folder.Path, "scanward.db");
        var bytes = await File.ReadAllBytesAsync(database);
        Array.Clear(bytes, 8 * 4096, 4096);
        await File.WriteAllBytesAsync(database, bytes);
        var findings = await Examine(1, "--data", folder.Path, "--deep");
        Assert.Equal("failed", findings["store_damaged"].Level);

        await File.WriteAllTextAsync(database, string.Concat(Enumerable.Repeat("This is no store. ", 100)));
        findings = await Examine(1, "--data", folder.Path);
        Assert.Contains("file is not a database", findings["store_damaged"].What);
    }

    [Fact]
    public async Task Folder_ThatIsMissingOrEmpty_IsTold()
    {
        using var files = new TempFolder();
        var missing = await Examine(1, "--data", files["none"]);
        Assert.Equal($"There is no data folder {files["none"]}.", missing["folder_missing"].What);
        Assert.False(Directory.Exists(files["none"]));
        var empty = await Examine(0, "--data", files.Path);
        Assert.Equal(("warning", "warning"), (empty["store_missing"].Level, empty["policy_missing"].Level));
    }

    private static async Task<Dictionary<string, (string Level, string What, string ToDo)>> Examine(int code, params string[] arguments)
    {
        var doctor = await ProgramProcess.Run(["doctor", "--json", .. arguments]);
        Assert.True(doctor.ExitCode == code && doctor.Error.Length == 0, doctor.ToString());
        return JsonNode.Parse(doctor.Output)!["findings"]!.AsArray().ToDictionary(f => (string)f!["code"]!, f => ((string)f!["level"]!, (string)f["what"]!, (string?)f["to_do"] ?? ""));
    }

    private static string[] Files(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)).Where(f => f is not ("holder" or "scanward.sock")).Order(StringComparer.Ordinal)];
}
