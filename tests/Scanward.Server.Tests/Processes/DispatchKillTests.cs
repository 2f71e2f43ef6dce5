using System.Globalization;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Processes;

/// <summary>
/// kill -9 of a server that dispatches to a system which notices no second work order: in the end its ledger and ours agree, one for one (I1, I2, I5, I7). The long form kills 50 times at
/// each of the four points.
/// </summary>
public sealed class DispatchKillTests(ITestOutputHelper output)
{
    private const int Clients = 8;

    [Theory]
    [InlineData("before the commit")]
    [InlineData("after the commit")]
    [InlineData("after the target's 201")]
    [InlineData("in the midst of a batch")]
    public async Task Killed_LedgersAgree(string point)
    {
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        await using var folder = await ServedFolder.Furnish();
        RecordedConnector.Write(folder.Path, cmms.Url);
        var load = new ScanLoad(seed, folder.Keys);
        var rounds = LongForm.IsOn ? 50 : 2;
        await folder.Start();
        for (var round = 1; round <= rounds; round++)
        {
            using var pause = point == "after the target's 201" ? cmms.Pause(afterCommit: true) : null;
            var (acks, arrived) = (load.Acks, cmms.Arrived);
            using var enough = new CancellationTokenSource();
            var running = load.Run(folder.Url, Clients, enough.Token);
            switch (point)
            {
                case "before the commit": await Wait(random.Next(1, 60)); break;
                case "after the commit": await TestWait.Until(() => load.Acks > acks + random.Next(1, 10)); break;
                case "after the target's 201": await pause!.Arrivals(random.Next(1, 6), ProgramProcess.Patience); break;
                default: await TestWait.Until(() => cmms.Arrived > arrived + random.Next(1, 60)); break;
            }

            await folder.Process.Kill();
            await running;
            pause?.Dispose();
            await folder.Start();
        }

        await load.Settle(folder.Url, load.Intents);
        await Delivered(folder);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using (var ledger = Ledger.Open(folder.Path))
        {
            AssertNone(seed, point, rounds, load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
            AssertNone(seed, point, rounds, Disagreements(ledger, cmms));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{point}, {rounds} rounds: {load.Intents.Count} keys, {ledger.Count("work_order")} work orders, {cmms.Creates} there, {cmms.Requests.Count} requests, {Looked(ledger)} looked up"));
        }
    }

    /// <summary>SIGSTOP until long after the lease, while the target does what it was asked: whoever wakes up then must not make a second one.</summary>
    [Fact]
    public async Task StoppedPastItsLease_ThenContinued_LedgersAgree()
    {
        await using var cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        await using var folder = await ServedFolder.Furnish();
        RecordedConnector.Write(folder.Path, cmms.Url);
        var load = new ScanLoad(LongForm.Seed(), folder.Keys);
        await folder.Start();
        for (var round = 1; round <= (LongForm.IsOn ? 10 : 1); round++)
        {
            using var pause = cmms.Pause();
            using var enough = new CancellationTokenSource();
            var running = load.Run(folder.Url, Clients, enough.Token);
            await pause.Arrivals(4, ProgramProcess.Patience);
            await enough.CancelAsync();
            await running;
            await folder.Process.Signal("STOP");
            pause.Dispose();
            await Wait(4_500);
            await folder.Process.Signal("CONT");
            await Delivered(folder);
        }

        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using var ledger = Ledger.Open(folder.Path);
        AssertNone(0, "stopped", 1, ledger.Contradictions().Concat(Disagreements(ledger, cmms)));
    }

    private static string Looked(Ledger ledger) => ledger.Rows("select count(*) from attempt where step = 'look_up'").Single();

    private static IEnumerable<string> Disagreements(Ledger ledger, RecordedCmms cmms)
    {
        var ours = ledger.Rows("select work_order_id || ' ' || connector || ' ' || external_id from dispatch where operation = 'create'").Select(r => r.Split(' ')).ToList();
        var theirs = cmms.WorkOrders.ToLookup(w => w.Reference);
        foreach (var row in ours)
        {
            var reference = TimeOrderedId.Format(long.Parse(row[0], CultureInfo.InvariantCulture));
            var there = theirs[reference].ToArray();
            if (there.Length != 1 || there[0].WoId != row[2]) yield return $"{reference} is {row[2]} here, and there {(there.Length == 0 ? "nothing" : string.Join(", ", there.Select(t => t.WoId)))}";
        }

        if (theirs.Count != ours.Count || ours.Count != ledger.Count("work_order")) yield return $"{ledger.Count("work_order")} work orders, {ours.Count} dispatched, {theirs.Count} there";
        foreach (var letter in ledger.Rows("select code || ' ' || detail from dead_letter where outbox_id is not null")) yield return $"dead letter: {letter}";
    }

    private static async Task Delivered(ServedFolder folder)
    {
        for (var i = 0; i < 1_200; i++)
        {
            using (var ledger = Ledger.Open(folder.Path))
            {
                if (ledger.Count("outbox") + ledger.Count("outbox_wait") == 0) return;
            }

            await Wait(250);
        }

        Assert.Fail("Messages are left after five minutes.");
    }

    private static Task Wait(int ms) => Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System);

    private static void AssertNone(int seed, string point, int round, IEnumerable<string> wrong)
    {
        string[] all = [.. wrong];
        Assert.True(all.Length == 0, $"seed {seed}, {point}, round {round}: {all.Length} contradictions\n{string.Join('\n', all.Take(20))}");
    }
}
