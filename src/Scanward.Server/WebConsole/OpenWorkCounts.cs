using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole;

/// <summary>Open work orders of a site by state and priority. Hundreds of thousands may be open, so they are not counted for each page.</summary>
internal sealed class OpenWorkCounts(StoreReads reads, ServerClock clock)
{
    private readonly Remembered<IReadOnlyList<OpenWorkRecord>> counts = new(
        siteNo => reads.OpenWork(siteNo, clock.Now().ToUnixTimeMilliseconds(), CancellationToken.None), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(20), clock.Time);

    public Task<IReadOnlyList<OpenWorkRecord>> Of(int siteNo) => counts.Of(siteNo);
}
