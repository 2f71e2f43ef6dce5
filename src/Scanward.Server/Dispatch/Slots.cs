namespace Scanward.Server.Dispatch;

/// <summary>So many requests at once; of those that wait, the most urgent goes first, then the oldest.</summary>
internal sealed class Slots(int most)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (int Priority, long Id)> waiting = new();
    private int taken;

    /// <summary>A turn of this rank, which waits from now on.</summary>
    public Turn Queue(int priority, long id) => new(this, (priority, id), Enter((priority, id)));

    /// <summary>Ends when there is a slot; each is to be left.</summary>
    private Task Enter((int Priority, long Id) rank)
    {
        lock (gate)
        {
            if (taken < most)
            {
                taken++;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn, rank);
            return turn.Task;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (waiting.TryDequeue(out var next, out _)) next.SetResult();
            else taken--;
        }
    }

    /// <summary>The turns of one message: the first was queued with it, so that turns come in the order in which messages were taken in hand.</summary>
    internal sealed class Turn(Slots slots, (int Priority, long Id) rank, Task first) : IDisposable
    {
        private Task? unused = first;

        public Task Enter() => Interlocked.Exchange(ref unused, null) ?? slots.Enter(rank);

        public void Leave() => slots.Leave();

        /// <summary>No more turns are wanted.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref unused, null) is { } turn) _ = turn.ContinueWith(_ => slots.Leave(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
