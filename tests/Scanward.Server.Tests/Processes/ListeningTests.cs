using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Scanward.Server.Tests.Processes;

/// <summary>Who can reach the program, and over what.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ListeningTests
{
    [Fact]
    public async Task Serve_ListensOnLoopbackAndInItsFolderOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the open sockets from /proc.");
        await using var folder = await ServedFolder.Serve();
        var sockets = OpenSockets(folder.Process.Id);
        string[] listening =
        [
            .. new[] { "tcp", "tcp6", "udp", "udp6" }.SelectMany(table => File.ReadLines($"/proc/{folder.Process.Id}/net/{table}").Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => sockets.Contains(columns[9]) && (columns[3] == "0A" || table[0] == 'u')).Select(columns => $"{table} {columns[1]}")),
        ];
        Assert.Equal([$"tcp 0100007F:{folder.Url.Port.ToString("X4", CultureInfo.InvariantCulture)}"], listening);
        string[] local =
        [
            .. File.ReadLines($"/proc/{folder.Process.Id}/net/unix").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns.Length > 7 && sockets.Contains(columns[6]) && !columns[7].Contains("dotnet-diagnostic")).Select(columns => columns[7]).Distinct(),
        ];
        Assert.Equal([Path.Combine(folder.Path, "scanward.sock")], local);
    }

    /// <summary>Where a folder is watched in which the store lies, each write of the store is an event: a tenth of all time went into them.</summary>
    [Fact]
    public async Task Serve_WatchesNoFolder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads what is open from /proc.");
        await using var folder = await ServedFolder.Serve();
        Assert.DoesNotContain(OpenFiles(folder.Process.Id), file => file.Contains("inotify", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DefaultAddress_IsLoopback()
    {
        var help = await ProgramProcess.Run("serve", "--help");
        Assert.Contains("[default: http://127.0.0.1:5080]", help.Output);
    }

    [Fact]
    public async Task Folder_BelongsToItsOwnerAlone_AlsoOneThatWasOpenBefore()
    {
        await using var made = await ServedFolder.Serve();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(made.Path));
        Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(made.Path, "scanward.sock")));

        using var temp = new TempFolder();
        File.SetUnixFileMode(temp.Path, (UnixFileMode)0b111_101_101);
        await using var process = ProgramProcess.Start("serve", "--data", temp.Path, "--urls", "http://127.0.0.1:0");
        await process.Line("Scanward listens on");
        foreach (var entry in Directory.EnumerateFileSystemEntries(temp.Path, "*", SearchOption.AllDirectories))
        {
            var (mode, expected) = (File.GetUnixFileMode(entry), Directory.Exists(entry) ? owner | UnixFileMode.UserExecute : owner);
            Assert.True(mode == expected, $"{entry} has mode {mode}");
        }
    }

    [Fact]
    public async Task Path_TooLongForASocket_StillTakesCommands()
    {
        using var temp = new TempFolder();
        var data = temp[$"{new string('d', 100)}/{new string('e', 100)}"];
        var keys = await LoadPlant.Furnish(data);
        await using var process = ProgramProcess.Start("serve", "--data", data, "--urls", "http://127.0.0.1:0");
        await process.Line("Scanward listens on");
        var key = await ProgramProcess.Run("key", "create", "--data", data, "--site", "east");
        Assert.True(key.ExitCode == 0 && key.Output.StartsWith("swk_", StringComparison.Ordinal), key.ToString());
        var socket = (await File.ReadAllLinesAsync(Path.Combine(data, "holder")))[1];
        Assert.True(File.Exists(socket));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(socket)!));
        await process.Signal("TERM");
        Assert.Equal(0, (await process.Ended).ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(socket)), "The socket's folder is left behind.");
        Assert.Equal(LoadPlant.Sites.Length, keys.Count);
    }

    [Fact]
    public async Task Control_OverTcp_IsNotThere()
    {
        await using var folder = await ServedFolder.Serve();
        using var http = ScanLoad.Client(folder.Url);
        foreach (var operation in new[] { "key-create?site=east", "import", "replay-verify" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/control/{operation}");
            request.Headers.Authorization = new("Bearer", folder.Keys["east"]);
            using var response = await http.SendAsync(request);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.DoesNotContain("swk_", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Serve_OnAPortInUse_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TempFolder();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://{taken.LocalEndpoint}");
        var serve = await ProgramProcess.Run("serve", "--data", folder["data"], "--urls", url);
        Assert.Equal((2, "", $"Cannot listen on {url}: Address already in use. Give another address with --urls.\n"), (serve.ExitCode, serve.Output, serve.Error));
    }

    private static HashSet<string> OpenSockets(int processId) => [.. OpenFiles(processId).Where(t => t.StartsWith("socket:[", StringComparison.Ordinal)).Select(t => t[8..^1])];

    private static IEnumerable<string> OpenFiles(int processId) => new DirectoryInfo($"/proc/{processId}/fd").EnumerateFileSystemInfos().Select(fd => fd.LinkTarget ?? "");
}
