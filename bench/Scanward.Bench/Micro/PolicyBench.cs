using System.Diagnostics;
using System.Globalization;
using System.Text;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Bench.Micro;

/// <summary>Times one decision, compiled and row by row, over made-up policies of 20, 200 and 1,000 rows and 256 made-up scans.</summary>
internal static class PolicyBench
{
    private const int Scans = 256;
    private const int Rounds = 15;
    private const int Seed = 20261122;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600);

    /// <summary>Nanoseconds are the median of several rounds; bytes are what the measuring thread allocated for one decision.</summary>
    public static IReadOnlyList<(string Name, double Nanoseconds, long AllocatedBytes)> Run()
    {
        var results = new List<(string Name, double Nanoseconds, long AllocatedBytes)>();
        foreach (var rows in new[] { 20, 200, 1_000 })
        {
            var random = new Random(Seed);
            var policy = PolicyReader.Read(Text(rows, random)) is PolicyRead read ? read.Policy : throw new UnreachableException("The made-up policy has faults.");
            var scans = Enumerable.Range(0, Scans).Select(_ => Scan(random)).ToArray();
            var compiled = PolicyCompiler.Compile(policy);
            var naive = new NaiveDecision(policy);
            results.Add(Measure($"compiled, {rows} rows", scans, compiled.Decide, 400));
            results.Add(Measure($"row by row, {rows} rows", scans, naive.Decide, rows > 200 ? 4 : 20));
        }

        return results;
    }

    public static void Run(TextWriter output)
    {
        foreach (var (name, nanoseconds, bytes) in Run())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {nanoseconds,10:F1} ns/decision {bytes,6} B/decision"));
        }
    }

    private static (string Name, double Nanoseconds, long AllocatedBytes) Measure(string name, Facts[] scans, Func<Facts, int> decide, int repeats)
    {
        var sink = 0L;
        var times = new List<double>(Rounds);
        var decisions = (long)repeats * scans.Length;
        // Long enough for the tiered compiler to have done its last work on every method of the walk.
        var warmUp = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warmUp) < WarmUp) Go();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Go();
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / decisions;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Go();
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / decisions);
        }

        times.Sort();
        GC.KeepAlive(sink);
        return (name, times[Rounds / 2], allocated);

        void Go()
        {
            for (var i = 0; i < repeats; i++)
            {
                foreach (var scan in scans) sink += decide(scan);
            }
        }
    }

    private static string Text(int rows, Random random)
    {
        var text = new StringBuilder("policy: bench\nversion: 1\ntimezone: UTC\nroute:\n");
        for (var row = 0; row < rows - 1; row++)
        {
            string[] cells =
            [
                $"criticality: {Pick(random, "1..2", "3", "4..5", "5", "at most 3")}",
                $"asset_class: class_{random.Next(rows / 4)}",
                $"failure_mode: mode_{random.Next(rows / 8)} or mode_{random.Next(rows / 8)}",
                $"site: site_{random.Next(8)}",
                $"parts: {Pick(random, "short", "short or unknown", "available", "below_safety or short")}",
                $"crew: {Pick(random, "none", "on_call", "not on_shift")}",
                $"last_scan_ago: under {random.Next(1, 600)}m",
                $"same_fault_closed_ago: under {random.Next(1, 60)}d",
                $"pm_due_in: {random.Next(-30, 0)}d..{random.Next(0, 30)}d",
                $"failures_90d: at least {random.Next(1, 10)}",
                $"warranty_left: over {random.Next(0, 300)}d",
                $"mtbf_used: over {random.Next(10, 100)}%",
                $"time: {Pick(random, "working", "off_hours")}",
            ];
            random.Shuffle(cells);
            var when = string.Join(", ", cells.Take(random.Next(3, 7)).Prepend($"scan: {Pick(random, "corrective", "not corrective", "preventive", "inspection")}"));
            text.Append(CultureInfo.InvariantCulture, $"  - {{ id: row-{row}, when: {{ {when} }}, then: corrective_wo P{random.Next(1, 5)} }}\n");
        }

        return text.Append("  - { id: otherwise, then: review P3 }\n").ToString();
    }

    private static Facts Scan(Random random)
    {
        var facts = new Facts
        {
            [Fact.Scan] = random.Next(1, 4),
            [Fact.Criticality] = random.Next(1, 6),
            [Fact.Parts] = random.Next(1, 5),
            [Fact.Crew] = random.Next(1, 4),
            [Fact.LastScanAgo] = random.Next(0, 100_000),
            [Fact.PmDueIn] = random.Next(-60, 60) * 1440,
            [Fact.Failures90d] = random.Next(0, 6),
            [Fact.WarrantyLeft] = random.Next(-400, 400) * 1440,
            [Fact.MtbfUsed] = random.Next(0, 150),
            [Fact.Time] = random.Next(1, 3),
        };
        if (Odds(random, 3)) facts[Fact.SameFaultClosedAgo] = random.Next(0, 90) * 1440;
        facts.SetName(Fact.Site, $"site_{random.Next(8)}");
        facts.SetName(Fact.AssetClass, $"class_{random.Next(300)}");
        facts.SetName(Fact.FailureMode, Odds(random, 4) ? null : $"mode_{random.Next(150)}");
        return facts;
    }

    private static bool Odds(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];
}
