using Scanward.Server.Storage;

namespace Scanward.Server.Tests.Storage;

/// <summary>Keeps a writer from going on, so that a test can put together the next batch by itself. Disposing lets it go.</summary>
internal sealed class HeldWriter : IDisposable
{
    private readonly ManualResetEventSlim entered = new();
    private readonly ManualResetEventSlim goOn = new();
    private readonly Writer writer;
    private readonly Task<bool> holding;

    public HeldWriter(Writer writer)
    {
        this.writer = writer;
        holding = writer.Change(_ =>
        {
            entered.Set();
            return goOn.Wait(TimeSpan.FromSeconds(30));
        });
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30)), "the writer did not come");
    }

    /// <summary>Comes back when so many items wait.</summary>
    public async Task Queued(int items)
    {
        for (var tries = 0; writer.Depth < items; tries++)
        {
            Assert.True(tries < 3_000, $"only {writer.Depth} of {items} items came to the writer");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public void Dispose()
    {
        goOn.Set();
        Assert.True(holding.Wait(TimeSpan.FromSeconds(30)));
        entered.Dispose();
        goOn.Dispose();
    }
}
