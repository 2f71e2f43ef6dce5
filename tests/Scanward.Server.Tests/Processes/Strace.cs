using System.ComponentModel;
using System.Runtime.Versioning;

namespace Scanward.Server.Tests.Processes;

/// <summary>Lets system calls of a running process fail.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Strace
{
    /// <summary>From now on every fsync of the process is answered with <paramref name="fault"/>, such as <c>error=EIO</c>, or only those of one file.</summary>
    public static async Task<ProgramProcess> Inject(ProgramProcess process, string fault, string? file = null)
    {
        string[] only = file is null ? [] : ["-P", file];
        var strace = Start(["-o", "/dev/null", .. only, "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:{fault}", "-p", $"{process.Id}"]);
        try
        {
            await strace.Line(" attached with ");
            return strace;
        }
        catch (InvalidOperationException e)
        {
            await strace.DisposeAsync();
            Assert.Skip($"strace may not attach to another process here: {e.Message}");
            throw;
        }
    }

    private static ProgramProcess Start(string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Injects faults with strace.");
        try
        {
            return ProgramProcess.StartTool("strace", ["-f", .. arguments]);
        }
        catch (Win32Exception)
        {
            Assert.Skip("strace is not installed; ./test --long installs it.");
            throw;
        }
    }
}
