namespace Scanward.Server.Tests.Dispatch;

/// <summary>Holds the requests to a <see cref="RecordedCmms"/> until it is disposed.</summary>
internal sealed class CmmsPause(bool afterCommit, Action onEnd) : IDisposable
{
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim arrivals = new(0);
    private int held;

    /// <summary>Whether what is asked is done first, and only the answer is held.</summary>
    public bool AfterCommit => afterCommit;

    /// <summary>Requests that were held.</summary>
    public int Held => Volatile.Read(ref held);

    /// <summary>Waits until so many more requests are held.</summary>
    public async Task Arrivals(int count, TimeSpan patience)
    {
        for (var n = 0; n < count; n++)
        {
            if (!await arrivals.WaitAsync(patience)) throw new TimeoutException($"{n} of {count} requests were held within {patience}.");
        }
    }

    public void Dispose()
    {
        onEnd();
        over.TrySetResult();
    }

    internal Task Hold()
    {
        Interlocked.Increment(ref held);
        arrivals.Release();
        return over.Task;
    }
}
