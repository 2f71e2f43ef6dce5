namespace Scanward.Server.Storage;

/// <summary>
/// The one thread that owns all write transactions. It takes what is queued, up to <see cref="BatchItems"/>, without lingering: under load batches grow by
/// themselves and one fsync pays for many scans. Scans go before other changes, and bulk work goes a chunk a batch.
/// </summary>
internal sealed class Writer : IDisposable
{
    public const int BatchItems = 256;

    /// <summary>Other changes that ride along with a batch; a chunk of bulk work is always the last.</summary>
    public const int BatchChanges = 64;

    /// <summary>Scans that may wait; past it the caller is told to come back.</summary>
    public const int QueuedScans = 4096;

    /// <summary>Other changes that may wait.</summary>
    public const int QueuedChanges = 1024;

    private static readonly TimeSpan idleAfter = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim queued = new(0);
    private readonly Queue<WriteItem> scans = new();
    private readonly Queue<WriteItem> changes = new();
    private readonly Queue<AsideItem> asides = new();
    private readonly IStoreSession session;
    private readonly Flusher flusher;
    private readonly Action<ReadOnlySpan<WriteItem>> store;
    private readonly Thread thread;
    private readonly Action<Exception> onBroken;
    private bool stopping;
    private Exception? broken;

    /// <param name="flusher">Completes what was stored, once it is durable. The writer ends it.</param>
    /// <param name="store">Stores a batch in one transaction and hands it to the flusher, or fails its items; throws where the store is broken.</param>
    /// <param name="onBroken">Told once when the store can no longer be trusted; nothing is stored afterwards.</param>
    public Writer(IStoreSession session, Flusher flusher, Action<ReadOnlySpan<WriteItem>> store, Action<Exception> onBroken)
    {
        this.session = session;
        this.flusher = flusher;
        flusher.OnBroken = Break;
        this.store = store;
        this.onBroken = onBroken;
        thread = new Thread(Run) { IsBackground = true, Name = "writer" };
        thread.Start();
    }

    /// <summary>As <see cref="Flusher.DurableCommits"/>.</summary>
    public long DurableCommits => flusher.DurableCommits;

    /// <summary>Scans and changes that wait.</summary>
    public int Depth
    {
        get
        {
            lock (gate) return scans.Count + changes.Count;
        }
    }

    /// <summary>Why nothing can be stored any more; null while it can.</summary>
    public Exception? Broken => Volatile.Read(ref broken);

    /// <summary>Queues the item; false when the queue is full, the store broken or the writer stopping.</summary>
    public bool TryAdd(WriteItem item)
    {
        lock (gate)
        {
            var queue = item is ChangeItem ? changes : scans;
            if (stopping || broken is not null || queue.Count >= (item is ChangeItem ? QueuedChanges : QueuedScans)) return false;
            queue.Enqueue(item);
            if (scans.Count + changes.Count > 1) return true; // the thread has been woken for those before
        }

        queued.Release();
        return true;
    }

    /// <exception cref="StoreException">The change could not be queued or stored.</exception>
    public Task<T> Change<T>(Func<IStoreSession, T> change, bool bulk = false)
    {
        var item = new ChangeItem<T>(change) { Bulk = bulk };
        return TryAdd(item) ? item.Stored : throw StoreException.Unavailable(broken is null ? "The writer's queue is full." : "The store is broken.");
    }

    /// <summary>Does something with the session behind the next batch, at most one such thing a batch. What it does is no part of a commit.</summary>
    /// <exception cref="StoreException">The store is broken or closing, or what was done threw it.</exception>
    public Task<T> Aside<T>(Func<IStoreSession, T> work)
    {
        var item = new AsideItem<T>(work);
        lock (gate)
        {
            if (stopping || broken is not null) throw StoreException.Unavailable(broken is null ? "The store is closing." : "The store is broken.");
            asides.Enqueue(item);
        }

        queued.Release();
        return item.Done;
    }

    /// <summary>Stores what is queued, then ends.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
        }

        queued.Release();
        thread.Join();
        while (asides.TryDequeue(out var left)) left.Fail(StoreException.Unavailable("The store is closing."));
        flusher.Dispose();
        session.Dispose();
        queued.Dispose();
    }

    private void Run()
    {
        ThreadPrecedence.Ask(); // every scan goes through here, and whoever else is woken meanwhile can wait or go elsewhere
        var batch = new List<WriteItem>(BatchItems);
        var toTidy = false;
        while (true)
        {
            var taken = Take(batch);
            if (taken)
            {
                Store(batch);
                toTidy = Tidy(idle: false);
            }

            if (StepAside() || taken) continue;
            lock (gate)
            {
                if (stopping && scans.Count + changes.Count == 0) return;
            }

            if (!queued.Wait(toTidy ? idleAfter : Timeout.InfiniteTimeSpan) && toTidy) toTidy = Tidy(idle: true);
        }
    }

    private bool Take(List<WriteItem> batch)
    {
        batch.Clear();
        lock (gate)
        {
            while (batch.Count < BatchItems && scans.TryDequeue(out var scan)) batch.Add(scan);
            for (var taken = 0; taken < BatchChanges && changes.TryDequeue(out var change); taken++)
            {
                batch.Add(change);
                if (change is ChangeItem { Bulk: true }) break;
            }
        }

        return batch.Count > 0;
    }

    private void Store(List<WriteItem> batch)
    {
        if (broken is not null)
        {
            Completion.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch), broken);
            return;
        }

        try
        {
            store(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch));
        }
        catch (StoreException e)
        {
            Break(e);
        }
    }

    /// <summary>Whether there was something to do aside of the commits.</summary>
    private bool StepAside()
    {
        AsideItem? item;
        lock (gate)
        {
            if (!asides.TryDequeue(out item)) return false;
        }

        if (broken is null) item.Run(session);
        else item.Fail(broken);
        return true;
    }

    /// <summary>After the answers of a batch have gone out, so that nobody waits for it.</summary>
    private bool Tidy(bool idle)
    {
        if (broken is not null) return false;
        try
        {
            return session.Tidy(idle);
        }
        catch (StoreException e)
        {
            Break(e);
            return false;
        }
    }

    private void Break(StoreException reason)
    {
        if (Interlocked.CompareExchange(ref broken, reason, null) is null) onBroken(reason);
    }
}
