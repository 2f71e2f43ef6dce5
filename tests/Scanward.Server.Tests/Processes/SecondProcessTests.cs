using System.Globalization;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary>One process works on a data folder; the command line finds it, or does the work itself.</summary>
public sealed class SecondProcessTests
{
    private const string Plant = "samples/plants/small.yaml";

    // On Unix every FileShare but None takes a shared lock: with FileShare.Read two servers wrote into one store.
    [Fact]
    public async Task Serve_OnAFolderThatIsServed_IsRefusedAndNamesTheOther()
    {
        await using var folder = await ServedFolder.Serve();
        foreach (var verb in new[] { "serve", "demo" })
        {
            var second = await ProgramProcess.Run(verb, "--data", folder.Path, "--urls", "http://127.0.0.1:0");
            Assert.Equal(2, second.ExitCode);
            Assert.Equal($"Another process works on {folder.Path}: process {folder.Process.Id}. Stop it, or give another folder with --data.\n", second.Error);
            Assert.Equal("", second.Output);
        }

        var stopped = await folder.Stop();
        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal("", stopped.Error);
    }

    [Fact]
    public async Task Serve_AfterAProcessWasKilled_TakesTheFolder()
    {
        await using var folder = await ServedFolder.Serve();
        await folder.Process.Kill();
        Assert.True(File.Exists(Path.Combine(folder.Path, "scanward.sock")), "A killed process leaves its socket.");
        await folder.Start();
        var key = await ProgramProcess.Run("key", "create", "--data", folder.Path, "--site", "east");
        Assert.True(key.ExitCode == 0, key.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_WorkWithAndWithoutAServer_AndPrintJson(bool served)
    {
        await using var folder = await ServedFolder.Furnish();
        if (served) await folder.Start();
        var data = folder.Path;

        var import = await ProgramProcess.Run("import", Repository.File(Plant), "--data", data, "--json");
        Assert.True(import.ExitCode == 0, import.ToString());
        Assert.Equal((1, 5, 5), (Int(import, "sites"), Int(import, "assets"), Int(import, "assets_changed")));

        var again = await ProgramProcess.Run("import", Repository.File(Plant), "--data", data);
        Assert.Equal((0, "Imported 1 sites, 5 assets (0 new or changed), 4 parts, 4 stock records.\nNothing has changed: the registry had all of it already.\n"), (again.ExitCode, again.Output));

        var key = await ProgramProcess.Run("key", "create", "--data", data, "--site", "north-clinic", "--name", "dev & co", "--json");
        Assert.True(key.ExitCode == 0, key.ToString());
        Assert.StartsWith("swk_", (string)JsonNode.Parse(key.Output)!["key"]!);

        var replay = await ProgramProcess.Run("replay", "--verify", "--data", data, "--json");
        Assert.True(replay.ExitCode == 0, replay.ToString());
        Assert.Equal((0, 0), (Int(replay, "decided"), Int(replay, "different")));

        var nowhere = await ProgramProcess.Run("key", "create", "--data", data, "--site", "nowhere");
        Assert.Equal((2, "", "There is no site 'nowhere'; there are east, north-clinic, west.\n"), (nowhere.ExitCode, nowhere.Output, nowhere.Error));

        if (!served) await folder.Start();
        using var http = ScanLoad.Client(folder.Url);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
        request.Headers.Authorization = new("Bearer", (string)JsonNode.Parse(key.Output)!["key"]!);
        using var assets = await http.SendAsync(request);
        Assert.Equal(5, JsonNode.Parse(await assets.Content.ReadAsStringAsync())!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Import_OfAFaultyPlantThroughTheServer_TellsLineAndColumn()
    {
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        var plant = files.Write("plant.yaml", "sites:\n  - { id: a, name: A, code: AA, time_zone: Nowhere/Land }\n");
        var import = await ProgramProcess.Run("import", plant, "--data", folder.Path);
        Assert.Equal(1, import.ExitCode);
        Assert.StartsWith($"{plant}:2:44: ", import.Error);
        Assert.EndsWith("nothing was imported.\n", import.Error);
    }

    [Fact]
    public async Task Import_LargerThanARequestMayBe_GoesThroughTheServer()
    {
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        var plant = files["plant.yaml"];
        await using (var text = new StreamWriter(plant))
        {
            await text.WriteAsync("sites:\n  - { id: north, name: North, code: NO, time_zone: UTC }\nclasses:\n  - { id: c }\nassets:\n");
            for (var i = 0; i < 3000; i++)
            {
                await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"  - {{ id: ASSET-{i:D5}, name: \"{new string('n', 190)}\", site: north, class: c, criticality: 2 }}\n"));
            }

            await text.WriteAsync($"# {new string('x', 9 * 1024 * 1024)}\n");
        }

        var import = await ProgramProcess.Run("import", plant, "--data", folder.Path);
        Assert.Equal((0, "Imported 1 sites, 3000 assets (3000 new or changed), 0 parts, 0 stock records.\n"), (import.ExitCode, import.Output));
    }

    private static int Int(ProgramEnd end, string member) => (int)JsonNode.Parse(end.Output)![member]!;
}
