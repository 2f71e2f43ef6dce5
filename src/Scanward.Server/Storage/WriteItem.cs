namespace Scanward.Server.Storage;

/// <summary>Something that wants to be part of the next commit, and someone who waits for it.</summary>
internal abstract class WriteItem
{
    /// <summary>The time stamp at which it was on the disk, set before <see cref="Complete"/>.</summary>
    public long DurableAt { get; set; }

    /// <summary>Called after the commit is durable.</summary>
    public abstract void Complete();

    /// <summary>Called when the item was not stored.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>A change other than a scan: an import's chunk, a refused payload, a work order that ends.</summary>
internal sealed class ChangeItem<T>(Func<IStoreSession, T> change) : ChangeItem
{
    private readonly TaskCompletionSource<T> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Stored => waiter.Task;

    public override void Apply(IStoreSession session) => result = change(session);

    public override void Complete() => waiter.TrySetResult(result!);

    public override void Fail(Exception reason) => waiter.TrySetException(reason);
}

internal abstract class ChangeItem : WriteItem
{
    /// <summary>Whether this is a chunk of long work, at most 5 ms of it, behind which scans must not wait longer.</summary>
    public bool Bulk { get; init; }

    public abstract void Apply(IStoreSession session);
}

/// <summary>Something that is done with the session between two commits, and is no part of any.</summary>
internal sealed class AsideItem<T>(Func<IStoreSession, T> work) : AsideItem
{
    private readonly TaskCompletionSource<T> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => waiter.Task;

    public override void Run(IStoreSession session)
    {
        try
        {
            waiter.SetResult(work(session));
        }
        catch (Exception e)
        {
            waiter.SetException(e);
        }
    }

    public override void Fail(Exception reason) => waiter.TrySetException(reason);
}

internal abstract class AsideItem
{
    public abstract void Run(IStoreSession session);

    /// <summary>Called when it was not done.</summary>
    public abstract void Fail(Exception reason);
}
