using System.Collections.Concurrent;

namespace Scanward.Server.Dispatch;

/// <summary>Tells those who wait for a work order's dispatch that something became of it.</summary>
internal sealed class DispatchNews
{
    /// <summary>Work orders that are waited for; past it whoever waits has to look by himself now and then.</summary>
    private const int WaitingMost = 10_000;

    private readonly ConcurrentDictionary<long, TaskCompletionSource> waiting = new();

    /// <summary>Ends with the next news of the work order, or never. To be asked for before looking.</summary>
    public Task Next(long workOrderId) => waiting.Count >= WaitingMost ? new TaskCompletionSource().Task : waiting.GetOrAdd(workOrderId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>To be called after what happened is durable.</summary>
    public void Tell(long workOrderId)
    {
        if (waiting.TryRemove(workOrderId, out var who)) who.SetResult();
    }
}
