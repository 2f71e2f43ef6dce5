using Microsoft.Extensions.Time.Testing;
using Scanward.Server.Figures;

namespace Scanward.Server.Tests.Figures;

/// <summary>Windows hold what fell into them, and no count is lost or doubled.</summary>
public sealed class RollingCountsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RollingCounts counts;

    public RollingCountsTests() => counts = new(3, time.GetTimestamp(), time);

    private long[] Read(int? minutes) => counts.Read(minutes, time.GetTimestamp());

    [Fact]
    public void Window_HoldsThePresentMinuteAndThoseBeforeIt()
    {
        Add(0);
        Same([1, 0, 0], [1, 0, 0], [1, 0, 0]);
        time.Advance(TimeSpan.FromSeconds(359));
        Assert.Equal([1, 0, 0], Read(5));
        Add(1);
        time.Advance(TimeSpan.FromSeconds(1));
        Same([0, 1, 0], [1, 1, 0], [1, 1, 0]);
        time.Advance(TimeSpan.FromMinutes(56));
        Same([0, 0, 0], [0, 1, 0], [1, 1, 0]);
        time.Advance(TimeSpan.FromDays(3));
        Same([0, 0, 0], [0, 0, 0], [1, 1, 0]);
    }

    /// <summary>The oracle keeps every moment and counts those that a window takes in.</summary>
    [Fact]
    public void Windows_AreThoseOfAListOfMoments()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var clock = new FakeTimeProvider();
            var start = clock.GetTimestamp();
            var tested = new RollingCounts(2, start, clock);
            var moments = new List<(long Minute, int Index)>();
            for (var step = 0; step < 300; step++)
            {
                clock.Advance(TimeSpan.FromSeconds(random.Next(10) == 0 ? random.Next(7_200) : random.Next(90)));
                var minute = (long)clock.GetElapsedTime(start).TotalMinutes;
                var index = random.Next(2);
                tested.Turn(clock.GetTimestamp());
                tested.Add(index);
                moments.Add((minute, index));
                foreach (var window in new int?[] { 0, 5, 60, null })
                {
                    var read = tested.Read(window, clock.GetTimestamp());
                    for (var i = 0; i < 2; i++) Assert.True(read[i] == moments.Count(m => m.Index == i && (window is null || m.Minute >= minute - window)), $"seed {seed}, step {step}, window {window}");
                }
            }
        }
    }

    [Fact]
    public async Task Counts_OfManyThreads_AreAllThere()
    {
        const int threads = 8, each = 20_000;
        using var stop = new CancellationTokenSource();
        var turning = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                Read(60);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) Add(i % 3);
        })));
        await stop.CancelAsync();
        await turning;
        Assert.Equal(threads * each, Read(null).Sum());
    }

    [Fact]
    public void Names_PastTheBound_AreCountedTogether()
    {
        var table = new NameTable(1, 3);
        Assert.Equal([1, 2, 3, 3, 1], new[] { "b", "a", "c", "d", "b" }.Select(table.PlaceOf));
        Assert.Equal([("a", 5), ("b", 4), (NameTable.Other, 6)], table.In([9, 4, 5, 6]));
        Assert.Equal([("b", 4)], table.In([9, 4, 0, 0]));
    }

    [Fact]
    public void Counting_AllocatesNothing()
    {
        var site = new SiteFigures(time.GetTimestamp(), time);
        var passage = new ScanPassage
        {
            SiteNo = 1, SiteId = "s", KeyName = "k", Status = 201, Times = new(1, 2, 3, 4, 5, 6),
            Decision = new() { Outcome = Scanward.Routing.Outcome.Duplicate, RowId = "r", Reason = "", DuplicateOf = Scanward.Routing.DuplicateOf.LastScan },
        };
        site.Answered(passage);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) site.Answered(passage);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void FailedCommit_IsTold_UntilOneSucceeds()
    {
        var store = new StoreFigures(time);
        store.CommitFailed("disk full");
        Assert.Equal(("disk full", 1), (store.Fault, store.Read(null).FailedCommits));
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), store.LastCommitAge);
        store.Committed(3);
        Assert.Equal((null, TimeSpan.Zero, 3.0), (store.Fault, store.LastCommitAge, store.Read(null).CommitItems.Quantile(0.5)));
    }

    private void Same(long[] fiveMinutes, long[] hour, long[] all)
    {
        Assert.Equal(fiveMinutes, Read(5));
        Assert.Equal(hour, Read(60));
        Assert.Equal(all, Read(null));
    }

    private void Add(int index)
    {
        counts.Turn(time.GetTimestamp());
        counts.Add(index);
    }
}
