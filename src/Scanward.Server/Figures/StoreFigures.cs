namespace Scanward.Server.Figures;

/// <summary>What is counted of the store: commits and how many items each took, fsyncs, checkpoints. The whole server's, since sites share its commits.</summary>
internal sealed class StoreFigures
{
    private const int HistogramSize = LogLinear.Buckets + 1; // the sum stands behind the buckets
    private const int CommitItemsAt = 0, FlushesAt = HistogramSize, CheckpointsAt = 2 * HistogramSize, FailedAt = 3 * HistogramSize, Size = FailedAt + 1;

    private readonly TimeProvider time;
    private readonly RollingCounts counts;
    private long lastCommitAt;
    private string? fault;

    public StoreFigures(TimeProvider time)
    {
        this.time = time;
        lastCommitAt = time.GetTimestamp();
        counts = new(Size, lastCommitAt, time);
    }

    /// <summary>How long ago the last commit was; before the first, since the start.</summary>
    public TimeSpan LastCommitAge => time.GetElapsedTime(Volatile.Read(ref lastCommitAt));

    /// <summary>Why the last commit that was tried failed; null where it did not.</summary>
    public string? Fault => Volatile.Read(ref fault);

    /// <summary>A time stamp.</summary>
    public long Now() => time.GetTimestamp();

    /// <param name="items">Scans and other changes in it.</param>
    public void Committed(int items)
    {
        var now = Now();
        Volatile.Write(ref lastCommitAt, now);
        if (fault is not null) Volatile.Write(ref fault, null);
        Count(CommitItemsAt, items, now);
    }

    public void CommitFailed(string why)
    {
        Volatile.Write(ref fault, why);
        counts.Turn(Now());
        counts.Add(FailedAt);
    }

    /// <summary>An fsync has ended.</summary>
    /// <returns>The present time stamp.</returns>
    public long Flushed(long startedAt) => CountSince(startedAt, FlushesAt);

    /// <summary>The writer goes on after the last part of a checkpoint, for which it stands still.</summary>
    public void Checkpointed(long startedAt) => CountSince(startedAt, CheckpointsAt);

    /// <param name="minutes">As <see cref="RollingCounts.Read"/> takes it.</param>
    public Reading Read(int? minutes) => new(counts.Read(minutes, Now()));

    private long CountSince(long startedAt, int at)
    {
        var now = Now();
        Count(at, time.GetElapsedTime(startedAt, now).Ticks, now);
        return now;
    }

    private void Count(int at, long value, long now)
    {
        counts.Turn(now);
        counts.Add(at + LogLinear.IndexOf(value));
        counts.Add(at + LogLinear.Buckets, value);
    }

    /// <summary>The figures of one window.</summary>
    internal sealed class Reading(long[] counts)
    {
        public Histogram CommitItems => At(CommitItemsAt);

        /// <summary>In ticks of 100 ns.</summary>
        public Histogram Flushes => At(FlushesAt);

        /// <summary>In ticks of 100 ns: how long the writer stood still.</summary>
        public Histogram Checkpoints => At(CheckpointsAt);

        public long FailedCommits => counts[FailedAt];

        private Histogram At(int at) => new(counts.AsMemory(at, LogLinear.Buckets), counts[at + LogLinear.Buckets]);
    }
}
