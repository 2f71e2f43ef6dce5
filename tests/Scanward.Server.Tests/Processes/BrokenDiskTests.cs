using System.Runtime.Versioning;
using Scanward.Server.Storage.Sqlite;

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
        await Acks(folder, load, 200);
        await using var fault = await Strace.Inject(folder.Process, "error=EIO", thread: "flusher"); // the commits' own, and no checkpoint's
        await AssertFailStop(folder, load, running, "The write-ahead log could not be made durable: Input/output error");
    }

    // SQLite does not tell whoever commits that the checkpoint behind the commit has failed.
    [Fact]
    public async Task FailedFsync_OfACheckpoint_EndsTheProcess_AndNothingAckedIsLost()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(4, folder.Keys);
        using var enough = new CancellationTokenSource();
        var running = load.Run(folder.Url, 4, enough.Token);
        await Acks(folder, load, 1); // what the start has written is checkpointed, and the store is idle no more
        await using var fault = await Strace.Inject(folder.Process, "error=EIO", Path.Combine(folder.Path, "scanward.db"));
        await Acks(folder, load, load.Acks + 20);
        await enough.CancelAsync();
        await running;
        Assert.NotEqual(0, load.Acks);
        await AssertFailStop(folder, load, Task.CompletedTask); // the checkpoint of the idle store
    }

    // So many pages are copied by a connection of its own, beside the writer, who is to learn of it.
    [Fact]
    public async Task FailedFsync_OfACheckpointBesideTheWriter_EndsTheProcess_AndNothingAckedIsLost()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(6, folder.Keys);
        using var enough = new CancellationTokenSource();
        var running = load.Run(folder.Url, 32, enough.Token);
        await Acks(folder, load, 1);
        await using var fault = await Strace.Inject(folder.Process, "error=EIO", Path.Combine(folder.Path, "scanward.db"));
        await Acks(folder, load, 2 * Checkpointer.DuePages / 40);
        await enough.CancelAsync();
        await running;
        await AssertFailStop(folder, load, Task.CompletedTask);
    }

    // What a killed process has written is there for the next one to read, though no disk has it yet: a retry answered from it would be lost with the power.
    [Fact]
    public async Task KilledBeforeTheFsync_TheNextStartMakesDurableWhatItFinds_BeforeItAnswers()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(5, folder.Keys);
        var intent = load.NewIntent(new Random(5));
        for (var tries = 1; ; tries++)
        {
            using (var http = ScanLoad.Client(folder.Url))
            {
                await using var fault = await Strace.Inject(folder.Process, "signal=KILL", thread: "flusher"); // the commit's own; the writer's thread syncs the WAL's new header before
                Assert.Null(await load.Send(http, intent));
                await folder.Process.Ended;
            }

            using var ledger = Ledger.Open(folder.Path);
            if (ledger.Count("scan") == 1) break;
            Assert.True(tries < 5, "Each time it was killed at an fsync of something else, before the scan was there."); // such as of what looks each second for rows to forget
            await folder.Start();
        }

        using var files = new TempFolder();
        await folder.StartUnder("strace", "-D", "-f", "-y", "-o", files["calls"], "-e", "trace=fsync,fdatasync");
        Assert.Contains("scanward.db-wal", await File.ReadAllTextAsync(files["calls"]));
        await load.Settle(folder.Url, [intent]);
        Assert.Empty(load.Wrong);
    }

    /// <summary>Until so many were acknowledged, or the server has gone.</summary>
    private static async Task Acks(ServedFolder folder, ScanLoad load, int most)
    {
        while (load.Acks < most && !folder.Process.Ended.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    }

    private static async Task AssertFailStop(ServedFolder folder, ScanLoad load, Task running, string why = "")
    {
        var ended = await folder.Process.Ended;
        await running;
        Assert.True(ended.ExitCode == StoreBroken, ended.ToString());
        Assert.StartsWith($"The store can no longer be trusted to be durable, so Scanward stops: {why}", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        await folder.Start();
        await load.Settle(folder.Url, load.Intents);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
    }
}
