using System.ComponentModel;
using System.Runtime.Versioning;

namespace Scanward.Server.Tests.Processes;

/// <summary>Lets system calls of a running process fail.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Strace
{
    /// <summary>From now on every fsync of the process is answered with <paramref name="fault"/>, such as <c>error=EIO</c>, or only those of one file or one thread.</summary>
    /// <param name="calls">Other system calls than fsync.</param>
    public static async Task<ProgramProcess> Inject(ProgramProcess process, string fault, string? file = null, string? thread = null, string calls = "fsync,fdatasync")
    {
        string[] only = file is null ? [] : ["-P", file];
        string[] traced = thread is null ? ["-f", "-p", $"{process.Id}"] : ["-p", ThreadOf(process, thread)];
        var strace = Start(["-o", "/dev/null", .. only, "-e", $"trace={calls}", "-e", $"inject={calls}:{fault}", .. traced]);
        try
        {
            await strace.Line(" attached");
            return strace;
        }
        catch (InvalidOperationException e)
        {
            await strace.DisposeAsync();
            Assert.Skip($"strace may not attach to another process here: {e.Message}");
            throw;
        }
    }

    private static string ThreadOf(ProgramProcess process, string name) => Path.GetFileName(
        Directory.GetDirectories($"/proc/{process.Id}/task").Single(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == name));

    private static ProgramProcess Start(string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Injects faults with strace.");
        try
        {
            return ProgramProcess.StartTool("strace", arguments);
        }
        catch (Win32Exception)
        {
            Assert.Skip("strace is not installed; ./test --long installs it.");
            throw;
        }
    }
}
