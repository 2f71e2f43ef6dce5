using System.Collections.Concurrent;

namespace Scanward.Server.Dispatch;

/// <summary>Tells those who wait for a work order's dispatch that something became of it.</summary>
internal sealed class DispatchNews
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> waiting = new();

    /// <summary>Ends with the next news of the work order. To be asked for before looking, and thrown away with it.</summary>
    public Task Next(long workOrderId) => waiting.GetOrAdd(workOrderId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>To be called after what happened is durable.</summary>
    public void Tell(long workOrderId)
    {
        if (waiting.TryRemove(workOrderId, out var who)) who.SetResult();
    }

    /// <summary>Nobody waits any more.</summary>
    public void Forget(long workOrderId) => waiting.TryRemove(workOrderId, out _);
}
