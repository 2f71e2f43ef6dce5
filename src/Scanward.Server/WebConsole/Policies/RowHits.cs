using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Policies;

/// <summary>How often a row decided.</summary>
/// <param name="Recent">The last scans that it decided, newest first.</param>
internal sealed record RowHitCount(long Week, long Hour, ImmutableArray<long> Recent)
{
    public static readonly RowHitCount None = new(0, 0, []);
}

/// <param name="Complete">False while the stored decisions of the week are still being counted for the first time.</param>
internal sealed record RowHitLook(IReadOnlyDictionary<string, RowHitCount> Rows, bool Complete)
{
    public RowHitCount Of(string rowId) => Rows.GetValueOrDefault(rowId, RowHitCount.None);
}

/// <summary>
/// How often each row of the policy decided in the last 7 days, and which scans lately. Counted from the stored decisions in their order, once, and from then on only what is new: a
/// week may hold a million, and no index over them is worth its price to each scan. A scan whose asset was found late stands before what was counted, and is not among them.
/// </summary>
internal sealed class RowHits(StoreReads reads, ServerClock clock)
{
    private const int PageRows = 20_000, RecentMost = 20;

    private const long BucketMs = 300_000;

    private static readonly Duration span = Duration.FromDays(7), hour = Duration.FromHours(1);

    /// <summary>Whoever asks waits no longer than this for what is new.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<(int SiteNo, string Row), Tally> tallies = [];
    private long counted = -1;
    private Task? counting;
    private bool complete;

    public async Task<RowHitLook> Of(int siteNo, CancellationToken ct)
    {
        Task under;
        lock (gate)
        {
            if (counting is null or { IsCompleted: true }) counting = Task.Run(CountOn, CancellationToken.None);
            under = counting;
        }

        await Task.WhenAny(under, Task.Delay(patience, clock.Time, ct));
        ct.ThrowIfCancellationRequested();
        if (under.IsFaulted) await under;
        return Look(siteNo);
    }

    private RowHitLook Look(int siteNo)
    {
        var now = clock.Now();
        var (week, lately) = ((now - span).ToUnixTimeMilliseconds() / BucketMs, (now - hour).ToUnixTimeMilliseconds() / BucketMs);
        lock (gate)
        {
            foreach (var tally in tallies.Values) tally.Forget(week);
            return new(tallies.Where(t => t.Key.SiteNo == siteNo).ToDictionary(t => t.Key.Row, t => t.Value.Count(lately), StringComparer.Ordinal), complete);
        }
    }

    private async Task CountOn()
    {
        if (counted < 0) counted = TimeOrderedId.First((clock.Now() - span).ToUnixTimeMilliseconds());
        while (true)
        {
            var page = await reads.RowsDecided(counted, PageRows, CancellationToken.None);
            lock (gate)
            {
                foreach (var row in page)
                {
                    if (!tallies.TryGetValue((row.SiteNo, row.RowId), out var tally)) tally = tallies[(row.SiteNo, row.RowId)] = new();
                    tally.Add(TimeOrderedId.UnixMs(row.DecisionId) / BucketMs, row.ScanId);
                }

                if (page.Count > 0) counted = page[^1].DecisionId;
                if (page.Count == PageRows) continue;
                complete = true;
                return;
            }
        }
    }

    /// <summary>One row at one site: counts of five minutes each, the oldest first.</summary>
    private sealed class Tally
    {
        private readonly Queue<(long Bucket, long Count)> buckets = new();
        private readonly Queue<long> recent = new();
        private (long Bucket, long Count) last;

        public void Add(long bucket, long scanId)
        {
            if (bucket != last.Bucket)
            {
                if (last.Count > 0) buckets.Enqueue(last);
                last = (bucket, 0);
            }

            last.Count++;
            recent.Enqueue(scanId);
            if (recent.Count > RecentMost) recent.Dequeue();
        }

        public void Forget(long before)
        {
            while (buckets.TryPeek(out var oldest) && oldest.Bucket < before) buckets.Dequeue();
            if (last.Bucket < before) last.Count = 0;
            while (recent.TryPeek(out var scan) && TimeOrderedId.UnixMs(scan) / BucketMs < before) recent.Dequeue();
        }

        public RowHitCount Count(long lately) =>
            new(buckets.Sum(b => b.Count) + last.Count, buckets.Where(b => b.Bucket >= lately).Sum(b => b.Count) + (last.Bucket >= lately ? last.Count : 0), [.. recent.Reverse()]);
    }
}
