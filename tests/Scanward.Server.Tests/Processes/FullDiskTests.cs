using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Scanward.Server.Tests.Processes;

/// <summary>A disk without space: nothing is acked that is not stored, and once there is space again the same keys are taken.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests(ITestOutputHelper output)
{
    /// <summary>SQLite knows a used-up quota only as a write that failed, after which nothing could be trusted any more.</summary>
    [Fact]
    public async Task UsedUpQuota_IsAFullDisk()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(9, folder.Keys);
        var intent = load.NewIntent(new Random(9));
        using var http = ScanLoad.Client(folder.Url);
        await using (await Strace.Inject(folder.Process, "error=EDQUOT", Path.Combine(folder.Path, "scanward.db-wal"), calls: "pwrite64"))
        {
            var refused = await load.Send(http, intent);
            Assert.Equal((503, "5"), (refused?.Status, refused?.RetryAfter));
        }

        await load.Settle(folder.Url, [intent]);
        Assert.Empty(load.Wrong);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(ledger.Contradictions());
    }

    [Fact]
    public async Task FullDisk_RefusesWith503_AndTakesTheSameKeysOnceThereIsSpace()
    {
        using var files = new TempFolder();
        await using var disk = await SmallDisk.Mount(megabytes: 4);
        await using var folder = await ServedFolder.FurnishAt(disk["data"]);
        await folder.Start();
        var load = new ScanLoad(7, folder.Keys);
        var random = new Random(7);
        using var http = ScanLoad.Client(folder.Url);
        disk.Fill(leaveBytes: 600_000);
        var refused = new List<Intent>();
        while (refused.Count < 40)
        {
            var hand = Enumerable.Range(0, 8).Select(_ => load.NewIntent(random)).ToArray();
            var replies = await Task.WhenAll(hand.Select(i => load.Send(http, i)));
            for (var i = 0; i < hand.Length; i++)
            {
                var reply = replies[i] ?? throw new InvalidOperationException($"The server has gone: {await folder.Process.Ended}");
                if (reply.IsAck) continue;
                Assert.Equal((503, "application/problem+json", "5"), (reply.Status, reply.MediaType, reply.RetryAfter));
                Assert.Contains("\"code\":\"not_durable\"", Encoding.UTF8.GetString(reply.Body));
                refused.Add(hand[i]);
            }
        }

        output.WriteLine($"{load.Acks} acks, then {refused.Count} refused");
        Assert.NotEqual(0, load.Acks);

        // What was acked before still gets its answer.
        var acked = load.Intents.First(i => i.Acked is not null);
        Assert.Equal((true, true), (await load.Send(http, acked)) is { } again ? (again.IsAck, again.Retried) : default);

        // What cannot be kept as a dead letter is not answered as if it had been. The store makes room in its WAL when it is idle, so that a letter or two may fit.
        var letters = new ScanLoad(8, folder.Keys);
        Reply? letter;
        var kept = 0;
        do
        {
            letter = await letters.Send(http, new Intent(Guid.Empty, "east", Encoding.UTF8.GetBytes(new string('{', 60_000 + kept))));
            Assert.Equal(letter?.Status == 400, Encoding.UTF8.GetString(letter!.Body).Contains("\"dead_letter_id\""));
        }
        while (letter.Status == 400 && kept++ < 100);
        Assert.Equal((503, "5"), (letter.Status, letter.RetryAfter));

        // A command says what is the matter.
        var import = await ProgramProcess.Run("import", LargePlant(files), "--data", folder.Path);
        Assert.Equal((2, ""), (import.ExitCode, import.Output));
        Assert.Contains("database or disk is full", import.Error);
        Assert.DoesNotContain("   at ", import.Error);

        disk.Free();
        await load.Settle(folder.Url, load.Intents);
        Assert.Empty(load.Wrong);
        await folder.Process.Kill();
        await folder.Start();
        await load.Settle(folder.Url, load.Intents);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
    }

    [Fact]
    public async Task Start_OnAFullDisk_SaysSo()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 1);
        disk.Fill(leaveBytes: 0);
        var serve = await ProgramProcess.Run("serve", "--data", disk["data"], "--urls", "http://127.0.0.1:0");
        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        Assert.StartsWith($"The data folder {disk["data"]} cannot be used: No space left on device", serve.Error);
        Assert.DoesNotContain("   at ", serve.Error);
    }

    /// <summary>More than the disk holds, however empty.</summary>
    private static string LargePlant(TempFolder files)
    {
        var yaml = new StringBuilder("sites:\n  - { id: north, name: North, code: NO, time_zone: UTC }\nclasses: [{ id: c }]\nassets:\n");
        var name = new string('n', 190);
        for (var i = 0; i < 12_000; i++) yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: ASSET-{i:D5}, name: {name}, site: north, class: c, criticality: 2 }}\n");
        return files.Write("plant.yaml", yaml.ToString());
    }

    /// <summary>A file system of a few megabytes.</summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private readonly TempFolder folder = new();

        private string Ballast => folder["ballast"];

        public string this[string name] => folder[name];

        public static async Task<SmallDisk> Mount(int megabytes)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "Mounts a tmpfs.");
            var disk = new SmallDisk();
            var mount = await ProgramProcess.RunTool("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "scanward-test", disk.folder.Path);
            if (mount.ExitCode == 0) return disk;
            disk.folder.Dispose();
            Assert.Skip($"Mounting a tmpfs is not permitted here: {mount.Error}");
            return disk;
        }

        /// <summary>Takes all space but so much.</summary>
        public void Fill(long leaveBytes)
        {
            using var file = new FileStream(Ballast, FileMode.Append);
            var free = new DriveInfo(folder.Path).AvailableFreeSpace - leaveBytes;
            file.Write(new byte[Math.Max(0, free)]);
        }

        public void Free() => File.Delete(Ballast);

        public async ValueTask DisposeAsync()
        {
            var umount = await ProgramProcess.RunTool("umount", "--lazy", folder.Path);
            Assert.True(umount.ExitCode == 0, umount.ToString());
            folder.Dispose();
        }
    }
}
