using System.Runtime.Versioning;

namespace Scanward.Server.Tests.Processes;

/// <summary>What is wrong with a command line is told in a few clear lines on the error stream, with exit code 2, or 1 where a check failed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "'scanward' needs one of: serve, demo, import, export, key, person, audit, dead-letters, cmms, tag, labels, policy, replay, doctor, config, backup, restore, openapi.\n'scanward --help' says more.\n")]
    [InlineData("scna", "'scanward' does not know 'scna'; it knows: serve, demo, import, export, key, person, audit, dead-letters, cmms, tag, labels, policy, replay, doctor, config, backup, restore, openapi.\n'scanward --help' says more.\n")]
    [InlineData("key", "'scanward key' needs one of: create, list, rotate, revoke.\n'scanward key --help' says more.\n")]
    [InlineData("key destroy", "'scanward key' does not know 'destroy'; it knows: create, list, rotate, revoke.\n'scanward key --help' says more.\n")]
    [InlineData("key create", "Option '--site' is required.\n'scanward key create --help' says more.\n")]
    [InlineData("import", "Required argument 'FILE' missing for command: 'import'.\n'scanward import --help' says more.\n")]
    [InlineData("serve --bogus", "Unrecognized command or argument '--bogus'.\n'scanward serve --help' says more.\n")]
    [InlineData("serve --urls ftp://x", "'ftp://x' is not an address to listen on; write one such as http://127.0.0.1:5080.\n'scanward serve --help' says more.\n")]
    [InlineData("serve --urls http://a.example:80", "'a.example' is not an IP address; write 127.0.0.1, or 0.0.0.0 to listen on all.\n'scanward serve --help' says more.\n")]
    [InlineData("serve --otlp collector:4318", "--otlp needs the address of a collector, such as http://127.0.0.1:4318.\n'scanward serve --help' says more.\n")]
    [InlineData("serve --log everything", "Argument 'everything' not recognized. Must be one of:\n\t'scans'\n\t'none'\n'scanward serve --help' says more.\n")]
    [InlineData("demo --scans many", "--scans takes a number from 1 to 1,000,000.\n'scanward demo --help' says more.\n")]
    [InlineData("demo --scans 0", "--scans takes a number from 1 to 1,000,000.\n'scanward demo --help' says more.\n")]
    [InlineData("replay", "Say what the replay is for: --verify.\n'scanward replay --help' says more.\n")]
    [InlineData("import /nowhere/plant.yaml", "There is no file /nowhere/plant.yaml.\n")]
    [InlineData("export --out p.yaml --data /nowhere/data", "There is no data folder /nowhere/data. Say with --data where it is.\n")]
    [InlineData("export", "Option '--out' is required.\n'scanward export --help' says more.\n")]
    [InlineData("key create --site x --data /nowhere/data", "There is no data folder /nowhere/data. Say with --data where it is.\n")]
    [InlineData("replay --verify --data /nowhere/data", "There is no data folder /nowhere/data. Say with --data where it is.\n")]
    [InlineData("serve --data ", "--data needs the path of a folder.\n")]
    public async Task Fault_IsToldInWords_WithExitCode2(string line, string told)
    {
        using var folder = new TempFolder();
        var end = await ProgramProcess.RunIn(folder.Path, line.Length == 0 ? [] : line.Split(' '));
        Assert.Equal((2, "", told), (end.ExitCode, end.Output, end.Error));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Help_IsNoFault()
    {
        var end = await ProgramProcess.Run("import", "--help");
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        Assert.Contains("scanward import <FILE>... [options]", end.Output);
    }

    [Theory]
    [InlineData("serve", "--data", "{0}/file/data")]
    [InlineData("demo", "--data", "{0}/file")]
    [InlineData("import", "{0}/plant.yaml", "--data", "{0}/file/data")]
    public async Task DataFolder_ThatCannotBe_IsRefused(params string[] line)
    {
        using var folder = new TempFolder();
        folder.Write("file", "");
        folder.Write("plant.yaml", await File.ReadAllTextAsync(Repository.File("samples/plants/small.yaml")));
        var end = await ProgramProcess.Run([.. line.Select(word => word.Replace("{0}", folder.Path))]);
        Assert.Equal((2, ""), (end.ExitCode, end.Output));
        AssertOneParagraph(end.Error, $"The data folder {folder.Path}/file", "Give one that this user may write, with --data.\n");
    }

    [Fact]
    public async Task DataFolder_ThatMayNotBeWritten_IsRefused()
    {
        Assert.SkipWhen(Environment.UserName == "root", "To root no folder is closed.");
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var end = await ProgramProcess.Run("serve", "--data", folder["closed"]);
        Assert.Equal((2, ""), (end.ExitCode, end.Output));
        AssertOneParagraph(end.Error, $"The data folder {folder["closed"]} cannot be used: ", "Give one that this user may write, with --data.\n");
    }

    [Fact]
    public async Task Policy_ThatIsFaulty_StopsTheStart_WithItsPlace()
    {
        using var folder = new TempFolder();
        var policy = folder.Write("mine.yaml", LoadPlant.Policy.Replace("corrective_wo", "corective_wo"));
        var end = await ProgramProcess.Run("serve", "--data", folder["data"], "--policy", policy);
        Assert.Equal((2, ""), (end.ExitCode, end.Output));
        AssertOneParagraph(end.Error, "mine.yaml:6:50: ", "\n");

        var missing = await ProgramProcess.Run("serve", "--data", folder["data"], "--policy", folder["none.yaml"]);
        Assert.Equal((2, "", $"The policy file cannot be read: Could not find file '{folder["none.yaml"]}'.\n"), (missing.ExitCode, missing.Output, missing.Error));
    }

    [Fact]
    public async Task Store_ThatIsNone_IsRefused()
    {
        using var folder = new TempFolder();
        folder.Write("scanward.db", string.Concat(Enumerable.Repeat("This is no store. ", 100)));
        var end = await ProgramProcess.Run("serve", "--data", folder.Path);
        Assert.Equal((2, ""), (end.ExitCode, end.Output));
        AssertOneParagraph(end.Error, "file is not a database", "\n");
    }

    [Fact]
    public async Task Plant_ThatIsFaulty_IsToldWithLineAndColumn_AndExitCode1()
    {
        using var folder = new TempFolder();
        var plant = folder.Write("plant.yaml", "sites:\n  - { id: a, name: A, code: AA, time_zone: UTC }\nclasses: [{ id: c }]\nassets:\n  - { id: ASSET-0001, name: X, site: b, class: c, criticality: 3 }\n");
        var end = await ProgramProcess.Run("import", plant, "--data", folder["data"]);
        Assert.Equal((1, ""), (end.ExitCode, end.Output));
        AssertOneParagraph(end.Error, $"{plant}:5:38: ", "\n1 fault; nothing was imported.\n");
        Assert.False(Directory.Exists(folder["data"]), "A folder was made for nothing.");
    }

    [Fact]
    public async Task DryRun_ChecksAndLeavesNoFolder()
    {
        using var folder = new TempFolder();
        var end = await ProgramProcess.Run("import", Repository.File("samples/plants/small.yaml"), "--dry-run", "--data", folder["data"]);
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        Assert.EndsWith("is fine: 1 sites, 5 assets, 4 parts, 4 stock records, 5 crews and technicians. Nothing was imported.\n", end.Output);
        Assert.False(Directory.Exists(folder["data"]));
    }

    private static void AssertOneParagraph(string error, string begins, string ends)
    {
        Assert.StartsWith(begins, error);
        Assert.EndsWith(ends, error);
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("\n\n", error);
    }
}
