using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>
/// The heart: routes the scans of one batch in order of arrival, inside the transaction that stores them, so that what a decision reads cannot change under
/// it and each scan sees the effects of those before. It reads and writes sets; it does not begin, commit or wait.
/// </summary>
internal sealed class RoutingDesk(Sites sites, PolicyKeeper policies, IdSequence ids, Outbox outbox)
{
    /// <summary>Gives every item its answer, which becomes true when the session commits.</summary>
    public void Route(IStoreSession session, IReadOnlyList<ScanItem> items)
    {
        var first = new Dictionary<ScopedKey, ScanItem>(items.Count);
        var claims = new List<KeyClaim>(items.Count);
        foreach (var item in items)
        {
            if (!first.TryAdd(item.Key, item)) continue;
            item.ScanId = item.StoredScanId ?? ids.Next();
            claims.Add(new(item.Key, item.Scan.Fingerprint, item.ScanId, item.ReceivedAt));
        }

        var known = session.ClaimKeys(claims);
        var fresh = new List<ScanItem>(items.Count);
        List<ScanItem>? joined = null;
        foreach (var item in items)
        {
            if (known.TryGetValue(item.Key, out var stored) && !(stored.Provisional && item.StoredScanId == stored.ScanId)) item.Answer = Replay(item, stored);
            else if (first[item.Key] == item) fresh.Add(item);
            else (joined ??= []).Add(item);
        }

        if (fresh.Count > 0)
        {
            var batch = new DeskBatch(session, sites, policies.Current, ids, outbox, fresh);
            for (var i = 0; i < fresh.Count; i++) fresh[i].Answer = batch.Route(fresh[i], i);
            session.Write(batch.Writes);
        }

        if (joined is not null)
        {
            foreach (var item in joined) item.Answer = Join(item, first[item.Key]);
        }

        foreach (var item in items)
        {
            if (item is not { Replays: { } letter, Answer: Answered answer }) continue;
            if (!session.CloseDeadLetter(letter.DeadLetterId, DeadLetterState.Replayed, item.ReceivedAt, letter.By.Name, letter.Corrected is null ? null : "corrected", answer.ScanId)) continue;
            session.Audit(new(letter.By, item.Caller.SiteNo, "dead_letter.replayed", "dead_letter", TimeOrderedId.Format(letter.DeadLetterId), item.ReceivedAt)
            {
                After = AuditJson.Of(json =>
                {
                    json.WriteId("scan_id", answer.ScanId);
                    if (letter.Corrected is { } corrected) json.WriteString("corrected", corrected);
                }),
            });
        }
    }

    /// <summary>Whether a commit of unknown outcome has stored the item's answer after all.</summary>
    public static bool WasStored(IStoreSession session, ScanItem item) =>
        item.Answer is Answered answer && session.FindKey(item.Key) is { } stored && stored.Ack.AsSpan().SequenceEqual(answer.Ack);

    private static DeskAnswer Replay(ScanItem item, StoredAnswer stored) => item.Scan.Fingerprint.AsSpan().SequenceEqual(stored.Fingerprint)
        ? new Answered(stored.ScanId, stored.Status, stored.Ack, stored.WorkOrderId, Replayed: true)
        : new KeyReused(item.Scan.IdempotencyKey);

    private static DeskAnswer Join(ScanItem item, ScanItem first) =>
        first.Answer is Answered answer && item.Scan.Fingerprint.AsSpan().SequenceEqual(first.Scan.Fingerprint.AsSpan())
            ? answer with { Replayed = true }
            : new KeyReused(item.Scan.IdempotencyKey);
}
