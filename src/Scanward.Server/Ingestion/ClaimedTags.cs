using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>Replays dead letters by itself once the registry knows the tag they waited for.</summary>
internal sealed class ClaimedTags(ScanReader reader, Assets assets, Sites sites, Writer writer, StoreReads reads, ServerClock clock, ScanFigures figures)
{
    private const int PageRows = 100;

    /// <summary>
    /// Routes what waited for a tag or an asset that is known by now, oldest first; twice is harmless, since each keeps its idempotency key. Returns how many
    /// were routed.
    /// </summary>
    public async Task<int> Replay(CancellationToken ct)
    {
        var routed = 0;
        var after = 0L;
        while (await reads.DeadLettersClaimed(after, PageRows, ct) is { Count: > 0 } page)
        {
            foreach (var letter in page)
            {
                if (await Route(letter, ct)) routed++;
            }

            after = page[^1].DeadLetterId;
        }

        return routed;
    }

    private async Task<bool> Route(DeadLetterRecord letter, CancellationToken ct)
    {
        var key = letter.IdempotencyKey is { } bytes ? new Guid(bytes, bigEndian: true).ToString() : null;
        if (reader.Read(letter.Raw, key) is not Scan scan) return false;
        var caller = new Caller(letter.DeviceKey, letter.SiteNo, sites[letter.SiteNo].Site.SiteId, "claimed tag");
        if (await assets.Resolve(scan, caller, ct) is not Resolved resolved) return false;
        var item = new ScanItem(caller, scan, clock.Now())
        {
            Resolved = resolved.Scan,
            FirstReceivedAt = Instant.FromUnixTimeMilliseconds(letter.FirstAt),
            StoredScanId = letter.ScanId,
            DeadLetterId = letter.DeadLetterId,
        };
        if (!writer.TryAdd(item) || await item.Answered is not Answered answered) return false;
        if (!answered.Replayed && item.Decision is { } decision) figures.DecidedLater(letter.SiteNo, decision);
        return true;
    }
}
