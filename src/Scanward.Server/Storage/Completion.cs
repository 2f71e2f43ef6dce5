namespace Scanward.Server.Storage;

/// <summary>
/// Tells those who wait for a batch, on the thread pool and a handful at a time: a wake-up for each of them would cost more than what it does, and the writer's
/// thread is not theirs to run on.
/// </summary>
internal sealed class Completion(WriteItem[] items, Exception? reason, long durableAt) : IThreadPoolWorkItem
{
    private const int Handful = 16;

    /// <param name="reason">Why the items were not stored; null when they were.</param>
    /// <param name="durableAt">The time stamp at which they were on the disk.</param>
    public static void Of(ReadOnlySpan<WriteItem> items, Exception? reason = null, long durableAt = 0)
    {
        for (; items.Length > 0; items = items[Math.Min(Handful, items.Length)..])
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Completion(items[..Math.Min(Handful, items.Length)].ToArray(), reason, durableAt), preferLocal: false);
        }
    }

    public void Execute()
    {
        foreach (var item in items)
        {
            item.DurableAt = durableAt;
            if (reason is null) item.Complete();
            else item.Fail(reason);
        }
    }
}
