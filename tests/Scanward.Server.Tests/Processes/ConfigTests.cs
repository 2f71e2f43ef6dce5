using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary>The configuration as a user meets it: in a file, in variables, on the command line.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfigTests
{
    [Fact]
    public async Task Serve_RunsWithTheFileInItsFolder_AndStopsWithAllFaults()
    {
        await using var folder = await ServedFolder.Furnish();
        var file = Path.Combine(folder.Path, "scanward.yaml");
        await File.WriteAllTextAsync(file, "urls: http://127.0.0.1:0\n");
        await using (var serve = ProgramProcess.Start("serve", "--data", folder.Path))
        {
            Assert.DoesNotContain(":5080", await serve.Line("Scanward listens on"));
            await serve.Signal("TERM");
            Assert.Equal(0, (await serve.Ended).ExitCode);
        }

        await File.WriteAllTextAsync(file, "urls: nowhere\nretention: { key: 20d }\n");
        var faulty = await ProgramProcess.Run("serve", "--data", folder.Path);
        Assert.Equal((2, ""), (faulty.ExitCode, faulty.Output));
        Assert.Equal(
            $"{file}:1:7: 'nowhere' is not an address to listen on; write one such as http://127.0.0.1:5080.\n"
            + $"{file}:2:14: there is no setting 'retention.key'; did you mean 'retention.keys'?\n", faulty.Error);
        var check = await ProgramProcess.Run("config", "check", "--data", folder.Path);
        Assert.Equal((1, "", faulty.Error), (check.ExitCode, check.Output, check.Error));
        var key = await ProgramProcess.Run("key", "create", "--data", folder.Path, "--site", "east");
        Assert.Equal((2, faulty.Error), (key.ExitCode, key.Error));
    }

    [Fact]
    public async Task Show_TellsEverySettingAndItsSource()
    {
        using var folder = new TempFolder();
        var file = folder.Write("mine.yaml", "retention: { scans: 400d }\n");
        var check = await ProgramProcess.Run("config", "check", "--config", file);
        Assert.Equal((0, $"{file} is fine: 1 of {Scanward.Server.Configuration.Settings.All.Length} settings are given.\n"), (check.ExitCode, check.Output));
        var show = await ProgramProcess.RunTool("env", "SCANWARD_STOP_DRAIN=3s", "dotnet", ProgramProcess.Dll, "config", "show", "--config", file, "--json");
        Assert.Equal((0, ""), (show.ExitCode, show.Error));
        var settings = JsonNode.Parse(show.Output)!.AsArray().ToDictionary(s => (string)s!["key"]!, s => ((string)s!["value"]!, (string)s["from"]!));
        Assert.Equal(("400d", file), settings["retention.scans"]);
        Assert.Equal(("3s", "SCANWARD_STOP_DRAIN"), settings["stop.drain"]);
        Assert.Equal(("http://127.0.0.1:5080", "default"), settings["urls"]);
        var text = await ProgramProcess.Run("config", "show", "--config", file);
        Assert.Matches(@"retention\.scans +400d +" + System.Text.RegularExpressions.Regex.Escape(file), text.Output);
    }
}
