using System.Globalization;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary>kill -9 at random, a real process and a real file: what the clients were told holds (I1, I3, I4, I6).</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Clients = 16;

    [Fact]
    public async Task KilledUnderLoad_NothingAckedIsLost_NothingIsDoubled()
    {
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(seed, folder.Keys);
        var rounds = LongForm.IsOn ? 50 : 3;
        var seen = new HashSet<Guid>();
        var (lost, storedUnacked) = (0, 0);
        for (var round = 1; round <= rounds; round++)
        {
            var acksBefore = load.Acks;
            var running = load.Run(folder.Url, Clients, CancellationToken.None);
            // The first requests of a process take long; most kills come after them, some among them.
            var early = random.Next(5) == 0;
            while (!early && load.Acks == acksBefore) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 800)), TimeProvider.System);
            await folder.Process.Kill();
            await running;
            var acked = load.Acks - acksBefore;
            Intent[] fresh = [.. load.Intents.Where(i => seen.Add(i.Key))];
            lost += fresh.Count(i => i.Indeterminate > 0);
            using (var ledger = Ledger.Open(folder.Path))
            {
                AssertNone(seed, round, ledger.Contradictions().Concat(ledger.Contradictions(load.Intents)));
                storedUnacked += (int)(ledger.Count("scan") - load.Intents.Count(i => i.Acked is not null));
            }

            await folder.Start();
            await load.Settle(folder.Url, fresh);
            AssertNone(seed, round, load.Wrong);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: {acked} acks, {fresh.Length} keys, {fresh.Count(i => i.Indeterminate > 0)} without an answer"));
        }

        await load.Settle(folder.Url, load.Intents);
        var stopped = await folder.Stop();
        Assert.True(stopped.ExitCode == 0, $"seed {seed}: {stopped}");
        long decisions;
        using (var ledger = Ledger.Open(folder.Path))
        {
            AssertNone(seed, rounds, load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
            Assert.Equal(load.Intents.Count, ledger.Count("scan"));
            decisions = ledger.Count("decision");
        }

        var replay = await ProgramProcess.Run("replay", "--verify", "--json", "--data", folder.Path);
        Assert.True(replay.ExitCode == 0, $"seed {seed}: {replay}");
        var told = JsonNode.Parse(replay.Output)!;
        Assert.Equal((decisions, 0), ((long)told["decided"]!, (int)told["different"]!));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds: {load.Intents.Count} keys, {load.Acks} acks, {lost} keys were under way at a kill, {storedUnacked} of them stored"));
        Assert.True(lost > 0, "No kill hit a request under way.");
    }

    // Pages go back into the database file beside the writer (docs/adr/0012); the kill comes while they do.
    [Fact]
    public async Task KilledDuringACheckpoint_NothingAckedIsLost_NothingIsDoubled()
    {
        Assert.SkipUnless(LongForm.IsOn, "Writes 300 MB for each checkpoint; SCANWARD_TEST_LONG=1 ./test --long runs it.");
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(seed, folder.Keys);
        var database = new FileInfo(Path.Combine(folder.Path, "scanward.db"));
        for (var round = 1; round <= 4; round++)
        {
            var running = load.Run(folder.Url, Clients, CancellationToken.None);
            await WrittenAgain(database);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 600)), TimeProvider.System);
            await folder.Process.Kill();
            await running;
            using (var ledger = Ledger.Open(folder.Path)) AssertNone(seed, round, ledger.Contradictions().Concat(ledger.Contradictions(load.Intents)));
            await folder.Start();
            AssertNone(seed, round, load.Wrong);
        }

        await load.Settle(folder.Url, load.Intents);
        Assert.Equal(0, (await folder.Stop()).ExitCode);
        using (var ledger = Ledger.Open(folder.Path)) AssertNone(seed, 5, load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Intents.Count} keys, {load.Acks} acks"));
    }

    /// <summary>The database file itself, and not its WAL: a checkpoint has begun.</summary>
    private static async Task WrittenAgain(FileInfo database)
    {
        database.Refresh();
        var before = database.LastWriteTimeUtc;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            database.Refresh();
        }
        while (database.LastWriteTimeUtc == before);
    }

    [Fact]
    public async Task KilledWhileItStarts_OpensTheNextTime()
    {
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        var random = new Random(seed);
        using var folder = new TempFolder();
        for (var round = 0; round < (LongForm.IsOn ? 20 : 2); round++)
        {
            var data = folder[$"data-{round}"];
            await using (var process = ProgramProcess.Start("demo", "--data", data, "--urls", "http://127.0.0.1:0"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 900)), TimeProvider.System);
                await process.Kill();
            }

            var next = await ProgramProcess.Run("demo", "--data", data, "--scans", "20");
            Assert.True(next.ExitCode == 0, $"seed {seed}, round {round}: {next}");
        }
    }

    private static void AssertNone(int seed, int round, IEnumerable<string> wrong)
    {
        string[] all = [.. wrong];
        Assert.True(all.Length == 0, $"seed {seed}, round {round}: {all.Length} contradictions\n{string.Join('\n', all.Take(20))}");
    }
}
