using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>Replays dead letters by itself once the registry knows the tag they waited for.</summary>
internal sealed class ClaimedTags(DeadLetterDesk desk, StoreReads reads)
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
                if (await desk.Replay(letter, AuditActor.ClaimedTag, dryRun: false, ct) is { Outcome: DeadLetterOutcome.Replayed }) routed++;
            }

            after = page[^1].DeadLetterId;
        }

        return routed;
    }
}
