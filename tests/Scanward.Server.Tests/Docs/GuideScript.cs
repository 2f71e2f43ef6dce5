using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Docs;

/// <summary>Runs the blocks of a guide that are marked <c>sh run</c>, in order, as they stand there.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class GuideScript
{
    private const string Done = "--- block done";

    /// <summary>Blocks of a language and mark, such as <c>sh run</c>.</summary>
    public static IEnumerable<string> Blocks(string guide, string info) => Block().Matches(guide).Where(m => m.Groups["info"].Value == info).Select(m => m.Groups["body"].Value);

    /// <summary>Fails where a command does; the server's address is another one.</summary>
    public static async Task<ProgramEnd> Run(string guide, TempFolder folder)
    {
        Directory.CreateSymbolicLink(folder["samples"], Scanward.Tests.Repository.Path("samples"));
        var address = $"127.0.0.1:{FreePort()}";
        var blocks = Blocks(guide, "sh run").ToList();
        Assert.NotEmpty(blocks);
        folder.Write("scanward", $"#!/bin/sh\nexec dotnet '{ProgramProcess.Dll}' \"$@\"\n"); // and no function, whose job would be a shell of its own
        File.SetUnixFileMode(folder["scanward"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = new StringBuilder($"set -eu\nexport SCANWARD_URLS=http://{address} PATH=\"$PWD:$PATH\"\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n");
        foreach (var block in blocks) script.Append(block.Replace("127.0.0.1:5080", address, StringComparison.Ordinal)).Append($"echo '{Done}'\n");
        var ran = await ProgramProcess.RunScript(folder.Path, script.ToString());
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Equal(blocks.Count, ran.Output.Split(Done).Length - 1);
        return ran;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("```(?<info>[a-z ]*)\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
