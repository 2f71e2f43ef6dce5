using Scanward.Server.Figures;

namespace Scanward.Server.Storage;

/// <summary>
/// Makes commits durable while the writer goes on with the next batch: one fsync for all that was committed meanwhile, and only after it those who wait are
/// told (docs/adr/0010). A thread of its own, since an fsync blocks one.
/// </summary>
internal sealed class Flusher : IDisposable
{
    /// <summary>Batches that the writer may be ahead of the disk.</summary>
    public const int BatchesAhead = 4;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim room = new(BatchesAhead);
    private readonly SemaphoreSlim work = new(0);
    private readonly Queue<(long Commit, TaskCompletionSource Durable)> watchers = new();
    private readonly Action flush;
    private readonly StoreFigures figures;
    private readonly Thread thread;
    private List<WriteItem[]> committed = [];
    private long expected, added, durable;
    private StoreException? broken;
    private bool stopping;

    /// <param name="flush">Returns when all that was committed before the call is durable.</param>
    public Flusher(Action flush, StoreFigures figures)
    {
        this.flush = flush;
        this.figures = figures;
        thread = new Thread(Run) { IsBackground = true, Name = "flusher" };
        thread.Start();
    }

    /// <summary>Told once when a flush failed; those who waited for it, or come later, are failed.</summary>
    public Action<StoreException> OnBroken { get; set; } = static _ => { };

    /// <summary>How many commits are durable; it grows with each.</summary>
    public long DurableCommits
    {
        get
        {
            lock (gate) return durable;
        }
    }

    /// <summary>Announces a commit, before others can see what it writes; waits where the disk is too far behind. <see cref="Committed"/> must follow.</summary>
    public void Expect()
    {
        room.Wait();
        lock (gate) expected++;
    }

    /// <summary>Completes the items once what was announced is durable. Without items where the commit failed, or its items have been told.</summary>
    public void Committed(ReadOnlySpan<WriteItem> items)
    {
        lock (gate)
        {
            added++;
            committed.Add(items.ToArray());
        }

        work.Release();
    }

    /// <summary>Ends when everything that could have been read so far is durable, so that nobody is told what a power cut would take back.</summary>
    /// <exception cref="StoreException">It will never be.</exception>
    public Task Durable()
    {
        lock (gate)
        {
            if (broken is not null) return Task.FromException(broken);
            if (durable == expected) return Task.CompletedTask;
            var watcher = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Enqueue((expected, watcher));
            return watcher.Task;
        }
    }

    /// <summary>Makes durable what was committed, then ends.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
        }

        work.Release();
        thread.Join();
        room.Dispose();
        work.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            work.Wait();
            List<WriteItem[]> batches;
            long until;
            lock (gate)
            {
                (batches, committed, until) = (committed, [], added);
                if (batches.Count == 0)
                {
                    if (stopping) return;
                    continue; // a flush before took this batch along
                }
            }

            var durableAt = 0L;
            try
            {
                if (broken is null) durableAt = Flush();
            }
            catch (StoreException e)
            {
                lock (gate) broken = e;
                OnBroken(e);
            }

            foreach (var batch in batches) Completion.Of(batch, broken, durableAt);
            Tell(until);
            room.Release(batches.Count);
        }
    }

    private long Flush()
    {
        var startedAt = figures.Now();
        flush();
        return figures.Flushed(startedAt);
    }

    private void Tell(long until)
    {
        lock (gate)
        {
            durable = until;
            while (watchers.TryPeek(out var watcher) && (broken is not null || watcher.Commit <= until))
            {
                watchers.Dequeue();
                if (broken is null) watcher.Durable.SetResult();
                else watcher.Durable.SetException(broken);
            }
        }
    }
}
