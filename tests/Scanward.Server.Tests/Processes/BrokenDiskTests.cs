using System.Runtime.Versioning;

namespace Scanward.Server.Tests.Processes;

/// <summary>After a failed fsync nobody knows what is on the disk: the process says so and ends, whatever part of the store it was that failed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BrokenDiskTests
{
    private const int StoreBroken = 70;

    [Fact]
    public async Task FailedFsync_OfACommit_EndsTheProcess_AndNothingAckedIsLost()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(3, folder.Keys);
        var running = load.Run(folder.Url, 8, CancellationToken.None);
        while (load.Acks < 200) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        await using var fault = await FailFsync(folder);
        await AssertFailStop(folder, load, running);
    }

    // SQLite does not tell whoever commits that the checkpoint behind the commit has failed.
    [Fact]
    public async Task FailedFsync_OfACheckpoint_EndsTheProcess_AndNothingAckedIsLost()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(4, folder.Keys);
        await using var fault = await FailFsync(folder, Path.Combine(folder.Path, "scanward.db"));
        await load.Run(folder.Url, 4, new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System).Token);
        Assert.NotEqual(0, load.Acks);
        await AssertFailStop(folder, load, Task.CompletedTask); // the checkpoint of the idle store
    }

    private static async Task AssertFailStop(ServedFolder folder, ScanLoad load, Task running)
    {
        var ended = await folder.Process.Ended;
        await running;
        Assert.True(ended.ExitCode == StoreBroken, ended.ToString());
        Assert.StartsWith("The store can no longer be trusted to be durable, so Scanward stops: ", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        await folder.Start();
        await load.Settle(folder.Url, load.Intents);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
    }

    /// <summary>From now on every fsync of the process fails, or only those of one file.</summary>
    private static async Task<ProgramProcess> FailFsync(ServedFolder folder, string? file = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Injects faults with strace.");
        ProgramProcess? strace = null;
        try
        {
            string[] only = file is null ? [] : ["-P", file];
            strace = ProgramProcess.StartTool("strace", ["-f", "-o", "/dev/null", .. only, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-p", $"{folder.Process.Id}"]);
            await strace.Line(" attached with ");
            return strace;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is not installed; ./test --long installs it.");
        }
        catch (InvalidOperationException e) when (strace is not null)
        {
            Assert.Skip($"strace may not attach to another process here: {e.Message}");
        }

        throw new InvalidOperationException("Assert.Skip has returned.");
    }
}
