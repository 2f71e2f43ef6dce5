using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Tests.Routing;

public sealed class AssetHistoryTests
{
    private static LastScan Scan(string? mode, double daysAgo, long id = 1, ScanType type = ScanType.Corrective, WorkOrderRef? work = null) => new(type, mode, Given.Ago(daysAgo), id, work);

    private static AssetHistory After(AssetHistory history, LastScan scan, bool duplicate = false, OpenWork? opened = null, params MeterReading[] readings) =>
        history.After(new HistoryChange.Scanned(opened is { } made ? scan with { WorkOrder = made.Ref } : scan, duplicate, opened?.Kind, [.. readings]));

    private static AssetHistory Ended(AssetHistory history, long workOrderId, double daysAgo, bool cancelled = false) =>
        history.After(new HistoryChange.Ended(workOrderId, Given.Ago(daysAgo), cancelled));

    [Fact]
    public void Scan_ReplacesTheLastOfItsTypeAndFailureMode()
    {
        var history = After(After(After(AssetHistory.None, Scan("leak", 3, 1)), Scan("noise", 2, 2)), Scan("leak", 1, 3));
        Assert.Equal([3L, 2L], history.LastScans.Select(s => s.ScanId));
        Assert.Equal(Given.Ago(1), history.LastScanAt);
    }

    [Fact]
    public void Duplicate_MovesOnlyTheTimeOfTheLastScan()
    {
        var history = After(After(AssetHistory.None, Scan("leak", 3, 1)), Scan("leak", 2.999, 2), duplicate: true);
        Assert.Equal([1L], history.LastScans.Select(s => s.ScanId));
        Assert.Equal(Given.Ago(2.999), history.LastScanAt);
        Assert.Empty(history.Failures);
    }

    [Fact]
    public void Scan_HandedInLate_ReplacesNothingNewer()
    {
        var history = After(AssetHistory.None, Scan("leak", 1, 1), readings: [new("run_hours", 900)]);
        var late = After(history, Scan("leak", 2, 2), opened: Given.Open(WorkKind.Corrective, 2), readings: [new("run_hours", 880), new("starts", 5)]);
        Assert.Equal([1L], late.LastScans.Select(s => s.ScanId));
        Assert.Equal(Given.Ago(1), late.LastScanAt);
        Assert.Equal((900m, 5m), (late.Meters["run_hours"], late.Meters["starts"]));
        Assert.Single(late.Open);
    }

    [Fact]
    public void CorrectiveWork_CountsAsAFailure_AndOtherWorkDoesNot()
    {
        var history = After(AssetHistory.None, Scan("leak", 1), opened: Given.Open(WorkKind.Corrective, 1));
        history = After(history, Scan("noise", 2), opened: Given.Open(WorkKind.Corrective, 2, id: 701));
        history = After(history, Scan(null, 0.5, type: ScanType.Preventive), opened: Given.Open(WorkKind.Preventive, 0.5, id: 702));
        Assert.Equal([Given.Ago(2), Given.Ago(1)], history.Failures);
        Assert.Equal(3, history.Open.Length);
    }

    [Fact]
    public void Closing_TurnsAnOpenRepairIntoAClosedFault()
    {
        var open = new AssetHistory { Open = [Given.Open(WorkKind.Corrective, 5, "leak", 1), Given.Open(WorkKind.Preventive, 5, null, 2), Given.Open(WorkKind.Corrective, 5, "noise", 3)] };
        var closed = Ended(open, 1, 1);
        Assert.Equal([2L, 3L], closed.Open.Select(w => w.Ref.Id));
        Assert.Equal([new ClosedFault("leak", Given.Ago(1))], closed.Closed);
        Assert.Empty(Ended(Ended(closed, 2, 1), 3, 1, cancelled: true).Open);
        Assert.Single(Ended(Ended(closed, 2, 1), 3, 1, cancelled: true).Closed);
        Assert.Same(open, Ended(open, 99, 1));
    }

    [Fact]
    public void Closing_OfTheSameFaultAgain_KeepsTheLater()
    {
        var open = new AssetHistory { Open = [Given.Open(WorkKind.Corrective, 5, "leak", 1), Given.Open(WorkKind.Corrective, 4, "leak", 2)] };
        var closed = Ended(Ended(open, 2, 1), 1, 2);
        Assert.Equal([new ClosedFault("leak", Given.Ago(1))], closed.Closed);
    }

    /// <summary>However long the past, the row stays small: that is what keeps a scan cheap.</summary>
    [Fact]
    public void History_IsBounded_AndKeepsTheLatest()
    {
        var history = AssetHistory.None;
        for (var i = 0; i < 300; i++)
        {
            history = After(history, Scan($"mode-{i}", 300 - i, i), opened: new(WorkKind.Corrective, $"mode-{i}", new(i, "WO-NO-000001"), Given.Ago(300 - i)), readings: [new($"meter-{i}", i)]);
            if (i % 3 == 0) history = Ended(history, i, 300 - i);
        }

        Assert.Equal((16, 64, 16, 16, 16), (history.LastScans.Length, history.Open.Length, history.Closed.Length, history.Failures.Length, history.Meters.Count));
        Assert.Equal([299L, 298L], history.LastScans.Take(2).Select(s => s.ScanId));
        Assert.Equal((Given.Ago(1), "mode-297", 299L), (history.Failures[^1], history.Closed[0].FailureMode, history.Open[^1].Ref.Id));
        var bytes = AssetHistoryCodec.Write(history);
        Assert.True(bytes.Length < 4_096);
        Assert.Equal(Lines(history), Lines(AssetHistoryCodec.Read(bytes)));
    }

    [Fact]
    public void Failures_StayInOrder_AndTheOldestIsForgotten()
    {
        AssetHistory Failed(AssetHistory history, double daysAgo) => After(history, Scan("leak", daysAgo), opened: Given.Open(WorkKind.Corrective, daysAgo));
        var history = Enumerable.Range(1, 15).Select(day => 2.0 * day).Aggregate(AssetHistory.None, Failed); // each older than the one before
        Assert.Equal(Enumerable.Range(1, 15).Select(day => Given.Ago(32 - (2.0 * day))), history.Failures);
        history = Failed(history, 31);
        Assert.Equal((16, Given.Ago(31), Given.Ago(2)), (history.Failures.Length, history.Failures[0], history.Failures[^1]));
        Assert.Equal(history.Failures, Failed(history, 40).Failures);
        history = Failed(history, 29);
        Assert.Equal([Given.Ago(30), Given.Ago(29), Given.Ago(28)], history.Failures.Take(3));
        Assert.Equal(16, history.Failures.Length);
        Assert.Equal(Given.Ago(1), Failed(history, 1).Failures[^1]);
    }

    /// <summary>More texts than a reader keeps without a list, some of which look alike to the writer.</summary>
    [Fact]
    public void Codec_KeepsManyAndSimilarTexts()
    {
        string?[] modes = ["", null, .. Enumerable.Range(0, 60).Select(i => $"a{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}-m-{i % 7}z"), "ü", "üü", new string('x', 64)];
        var history = new AssetHistory { Closed = [.. modes.Concat(modes.Reverse()).Select((mode, i) => new ClosedFault(mode, Given.Ago(i)))] };
        var bytes = AssetHistoryCodec.Write(history);
        Assert.Equal(Lines(history), Lines(AssetHistoryCodec.Read(bytes)));
    }

    [Fact]
    public void Codec_GivesBackEveryHistory()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var history = new RandomInputs(seed).History(Given.Now);
            var bytes = AssetHistoryCodec.Write(history);
            var read = AssetHistoryCodec.Read(bytes);
            Assert.Equal(Lines(history), Lines(read));
            Assert.Equal(bytes, AssetHistoryCodec.Write(read));
        }

        Assert.Equal(Lines(AssetHistory.None), Lines(AssetHistoryCodec.Read(AssetHistoryCodec.Write(AssetHistory.None))));
    }

    [Fact]
    public void Change_IsReadBackAsItWas_AndMakesTheSameHistory()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var history = new RandomInputs(seed).History(Given.Now);
            var scan = history.LastScans.IsEmpty ? Scan(null, random.NextDouble(), seed, ScanType.Inspection) : history.LastScans[random.Next(history.LastScans.Length)];
            WorkKind? opened = scan.WorkOrder is not null && random.Next(2) == 0 ? (WorkKind)random.Next(1, 4) : null;
            var readings = Enumerable.Range(0, random.Next(3)).Select(i => new MeterReading($"meter-{i}", random.Next() / 10m));
            var ended = history.Open.IsEmpty ? seed : history.Open[random.Next(history.Open.Length)].Ref.Id;
            HistoryChange[] changes =
            [
                new HistoryChange.Scanned(scan, random.Next(2) == 0, opened, [.. readings]),
                new HistoryChange.Ended(ended, Instant.FromUnixTimeMilliseconds(Given.Now.ToUnixTimeMilliseconds() - random.Next()), random.Next(2) == 0),
            ];
            foreach (var change in changes)
            {
                var bytes = HistoryChangeCodec.Write(change).ToArray();
                var read = HistoryChangeCodec.Read(bytes);
                Assert.Equal(Lines(history.After(change)), Lines(history.After(read)));
                Assert.Equal(bytes, HistoryChangeCodec.Write(read).ToArray());
                for (var length = 0; length < bytes.Length; length++) Assert.Throws<FormatException>(() => HistoryChangeCodec.Read(bytes.AsSpan(0, length)));
            }
        }

        Assert.Throws<FormatException>(() => HistoryChangeCodec.Read([9, 0]));
    }

    [Fact]
    public void Codec_KeepsTheLastBitOfEveryNumber()
    {
        var meters = ImmutableSortedDictionary<string, decimal>.Empty.Add("a", 1.000m).Add("b", 79_228_162_514_264_337_593_543_950_335m).Add("c", 0.000_000_001m);
        var history = new AssetHistory { Meters = meters, Failures = [Instant.FromUnixTimeMilliseconds(-1), Instant.FromUnixTimeMilliseconds(253_402_300_799_999)] };
        var read = AssetHistoryCodec.Read(AssetHistoryCodec.Write(history));
        Assert.Equal(meters.Values.Select(decimal.GetBits), read.Meters.Values.Select(decimal.GetBits));
        Assert.Equal(history.Failures, read.Failures);
    }

    /// <summary>Histories and changes stored before they said who made the last scans.</summary>
    [Fact]
    public void Codec_ReadsWhatDidNotSayWho()
    {
        var scan = new LastScan(ScanType.Preventive, null, Instant.FromUtc(2020, 1, 1, 0, 0, 1), 5, null);
        var read = AssetHistoryCodec.Read(Convert.FromHexString("0201D00F0104000500000000000000D00F00000000"));
        Assert.Equal(Lines(new() { LastScanAt = Instant.FromUnixTimeSeconds(1), LastScans = [scan] }), Lines(read));
        var change = Assert.IsType<HistoryChange.Scanned>(HistoryChangeCodec.Read(Convert.FromHexString("0104000500000000000000D00F0100")));
        Assert.Equal((scan, true), (change.Scan, change.Duplicate));
    }

    [Fact]
    public void Codec_RefusesWhatIsNoHistory()
    {
        var bytes = AssetHistoryCodec.Write(new RandomInputs(5).History(Given.Now));
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<FormatException>(() => AssetHistoryCodec.Read(bytes.AsSpan(0, length)));
        bytes[0]++;
        Assert.Throws<FormatException>(() => AssetHistoryCodec.Read(bytes));
    }

    /// <summary>One line for each thing the history holds; records that hold arrays are equal only when they hold the same arrays.</summary>
    public static string[] Lines(AssetHistory history) =>
    [
        $"{history.LastScanAt}", .. history.LastScans.Select(s => s.ToString()), .. history.Open.Select(w => w.ToString()), .. history.Closed.Select(c => c.ToString()),
        .. history.Failures.Select(f => f.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), .. history.Meters.Select(m => m.ToString()),
    ];
}
