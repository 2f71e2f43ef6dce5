using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.Tests.Storage;

/// <summary>Nobody is told of a commit before it is durable, and everybody is told in the end.</summary>
public sealed class FlusherTests
{
    [Fact]
    public async Task Items_AreCompletedAfterTheFlush_AndOneFlushTakesAllThatWait()
    {
        using var disk = new SlowDisk();
        using var flusher = new Flusher(disk.Flush, new StoreFigures(TimeProvider.System));
        var first = Commit(flusher);
        await disk.Entered();
        var (second, third) = (Commit(flusher), Commit(flusher)); // while the first is on its way
        Assert.False(first.IsCompleted || second.IsCompleted || third.IsCompleted);
        disk.GoOn();
        await first;
        await disk.Entered();
        Assert.False(second.IsCompleted || third.IsCompleted);
        disk.GoOn();
        await Task.WhenAll(second, third);
        Assert.Equal(2, disk.Flushes);
    }

    /// <summary>What can be read may be answered from only once it is durable: also what has just been committed and not been handed over yet.</summary>
    [Fact]
    public async Task Durable_WaitsForAllThatCouldBeRead()
    {
        using var disk = new SlowDisk();
        using var flusher = new Flusher(disk.Flush, new StoreFigures(TimeProvider.System));
        Assert.True(flusher.Durable().IsCompletedSuccessfully);
        flusher.Expect();
        var durable = flusher.Durable();
        flusher.Committed([]);
        await disk.Entered();
        Assert.False(durable.IsCompleted);
        disk.GoOn();
        await durable;
        Assert.True(flusher.Durable().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Commits_WaitWhenTheDiskIsTooFarBehind()
    {
        using var disk = new SlowDisk();
        using var flusher = new Flusher(disk.Flush, new StoreFigures(TimeProvider.System));
        var taken = Enumerable.Range(0, Flusher.BatchesAhead).Select(_ => Commit(flusher)).ToArray();
        await disk.Entered();
        var next = Task.Run(() => Commit(flusher));
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Assert.False(next.IsCompleted);
        disk.GoOnForEver();
        await Task.WhenAll([.. taken, next]);
    }

    [Fact]
    public async Task FlushThatFails_FailsWhoeverWaits_AndWhoeverComesLater()
    {
        var told = new List<Exception>();
        using var flusher = new Flusher(() => throw StoreException.Broken("on purpose", new IOException()), new StoreFigures(TimeProvider.System)) { OnBroken = told.Add };
        var item = Commit(flusher);
        await Assert.ThrowsAsync<StoreException>(() => item);
        await Assert.ThrowsAsync<StoreException>(() => Commit(flusher));
        await Assert.ThrowsAsync<StoreException>(flusher.Durable);
        Assert.Single(told);
    }

    private static Task<int> Commit(Flusher flusher)
    {
        var item = new ChangeItem<int>(_ => 0);
        flusher.Expect();
        flusher.Committed([item]);
        return item.Stored;
    }

    private sealed class SlowDisk : IDisposable
    {
        private readonly SemaphoreSlim entered = new(0);
        private readonly SemaphoreSlim goOn = new(0);
        private volatile bool fast;

        public int Flushes { get; private set; }

        public void Flush()
        {
            Flushes++;
            entered.Release();
            if (!fast) Assert.True(goOn.Wait(TimeSpan.FromSeconds(30)));
        }

        public async Task Entered() => Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(30)));

        public void GoOn() => goOn.Release();

        public void GoOnForEver()
        {
            fast = true;
            goOn.Release();
        }

        public void Dispose()
        {
            GoOnForEver();
            entered.Dispose();
        }
    }
}
