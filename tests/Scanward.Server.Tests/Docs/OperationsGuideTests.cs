using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Scanward.Server.Commands;
using Scanward.Server.Configuration;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Docs;

/// <summary><c>docs/operations.md</c> names the settings that there are, and its commands are run, in order, as they stand there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class OperationsGuideTests(ITestOutputHelper output)
{
    private static readonly string Guide = Scanward.Tests.Repository.Read("docs/operations.md");

    [Fact]
    public void Settings_AreThoseOfTheProgram() => Assert.Equal(
        Settings.All.Select(s => (s.Key, s.Default.Length == 0 ? "none" : s.Default, s.Meaning)),
        Row().Matches(Section("Configure")).Select(m => (m.Groups["key"].Value, m.Groups["default"].Value.Trim('`'), m.Groups["meaning"].Value)));

    [Fact]
    public void ShownConfiguration_IsFine()
    {
        using var folder = new TempFolder();
        folder.Write("scanward.yaml", Assert.Single(GuideScript.Blocks(Guide, "yaml configuration")));
        var nobody = new Dictionary<string, string>();
        Assert.NotEqual("default", ConfigurationReader.Read(folder.Path, null, nobody, nobody).Settings.Single(s => s.Setting.Key == "retention.scans").From);
    }

    [Fact]
    public void ExitCodes_AreThoseOfTheProgram() => Assert.Equal(
        [ExitCode.Done, ExitCode.CheckFailed, ExitCode.BadUsage, ExitCode.StoreBroken],
        ExitRow().Matches(Section("Exit codes")).Select(m => int.Parse(m.Groups["code"].Value, CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Commands_RunAsTheyStandThere()
    {
        using var folder = new TempFolder();
        var ran = await GuideScript.Run(Guide, folder);
        output.WriteLine(ran.ToString());
        Assert.True(File.Exists(folder["backups/2026-11-27/manifest.json"]));
        Assert.True(File.Exists(folder["restored/scanward.db"]));
    }

    /// <summary>What the guide calls by name in its unit and image is what is there.</summary>
    [Fact]
    public void Unit_SpeaksOfTheSameExitCodesAndFolders()
    {
        var unit = Scanward.Tests.Repository.Read("deploy/scanward.service");
        Assert.Contains($"\nRestartPreventExitStatus={ExitCode.BadUsage} {ExitCode.StoreBroken}\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nStateDirectory=scanward scanward/data scanward/backups\n", unit, StringComparison.Ordinal);
    }

    private static string Section(string heading) => Guide.Split($"\n## {heading}\n")[1].Split("\n## ")[0];

    [GeneratedRegex(@"^\| `(?<key>[a-z_.]+)` \| (?<default>[^|]*) \| (?<meaning>[^|]*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExitRow();
}
