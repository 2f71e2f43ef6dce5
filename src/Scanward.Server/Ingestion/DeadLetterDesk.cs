using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WorkOrders;

namespace Scanward.Server.Ingestion;

/// <summary>What came of one dead letter.</summary>
internal enum DeadLetterOutcome
{
    /// <summary>Routed, or on its way again to its maintenance system, under the key that it always had.</summary>
    Replayed = 1,

    /// <summary>Was replayed or discarded before; nothing was done.</summary>
    ClosedBefore = 2,

    /// <summary>Still cannot be processed.</summary>
    Failed = 3,

    /// <summary>Would be tried; nothing was done.</summary>
    WouldReplay = 4,

    Discarded = 5,
}

/// <param name="Why">Why it failed; null otherwise.</param>
/// <param name="ScanId">The scan that it became.</param>
internal sealed record DeadLetterResult(long DeadLetterId, DeadLetterOutcome Outcome, string? Why = null, long? ScanId = null);

/// <param name="Next">Where to go on; null where no more match.</param>
internal sealed record DeadLetterRun(ImmutableArray<DeadLetterResult> Results, long? Next);

/// <summary>
/// Replays and discards dead letters. A replay of a scan goes the way of the scan once more, under its own key: twice is harmless, and what was routed meanwhile by the sender's own
/// retry stays the one answer. What still fails stays open, with one attempt more in its history.
/// </summary>
internal sealed class DeadLetterDesk(ScanReader reader, Assets assets, Sites sites, Writer writer, StoreReads reads, WorkOrderDesk workOrders, ServerClock clock, ScanFigures figures)
{
    public async Task<DeadLetterResult> Replay(DeadLetterRecord letter, AuditActor by, bool dryRun, CancellationToken ct)
    {
        if ((DeadLetterState)letter.State != DeadLetterState.Open) return new(letter.DeadLetterId, DeadLetterOutcome.ClosedBefore, ScanId: letter.ReplayedScanId);
        if (letter.OutboxId is not null) return await SendAgain(letter, by, dryRun);
        if (letter.RawLength > letter.Raw.Length) return new(letter.DeadLetterId, DeadLetterOutcome.Failed, $"Only {letter.Raw.Length} of its {letter.RawLength} bytes were kept; it has to be sent anew.");
        return await Again(letter, letter.Raw, corrected: null, by, dryRun, ct);
    }

    /// <summary>
    /// Routes a scan that was refused as a person has corrected it, under its own key. The dead letter keeps the bytes that came; the audit log keeps what was sent instead.
    /// </summary>
    public async Task<DeadLetterResult> Correct(DeadLetterRecord letter, byte[] body, AuditActor by, CancellationToken ct)
    {
        if ((DeadLetterState)letter.State != DeadLetterState.Open) return new(letter.DeadLetterId, DeadLetterOutcome.ClosedBefore, ScanId: letter.ReplayedScanId);
        if (letter.OutboxId is not null || letter.ScanId is not null) return new(letter.DeadLetterId, DeadLetterOutcome.Failed, "It was no fault of what was sent; replay it as it is.");
        return await Again(letter, body, System.Text.Encoding.UTF8.GetString(body), by, dryRun: false, ct);
    }

    private async Task<DeadLetterResult> Again(DeadLetterRecord letter, byte[] body, string? corrected, AuditActor by, bool dryRun, CancellationToken ct)
    {
        var caller = new Caller(letter.DeviceKey, letter.SiteNo, sites[letter.SiteNo].Site.SiteId, by.Name);
        var key = letter.IdempotencyKey is { } bytes ? new Guid(bytes, bigEndian: true).ToString() : null;
        switch (corrected is null ? reader.Read(body, key) : ReadCorrected(body, key))
        {
            case Refused refused: return await Fail(letter, string.Join(' ', refused.Faults.Take(corrected is null ? 1 : 5).Select(f => corrected is null ? f.Detail : $"{f.Pointer} {f.Detail}")), by, dryRun);
            case Scan scan:
                switch (await assets.Resolve(scan, caller, ct))
                {
                    case Unresolvable no: return await Fail(letter, no.Detail, by, dryRun);
                    case NotYet notYet: return await Fail(letter, $"{notYet.Why}.", by, dryRun);
                    case Resolved when dryRun: return new(letter.DeadLetterId, DeadLetterOutcome.WouldReplay);
                    case Resolved resolved: return await Route(letter, scan, resolved, corrected, caller, by);
                    case var other: throw new InvalidOperationException($"A resolution is not {other}.");
                }

            case var other: throw new InvalidOperationException($"A reading is not {other}.");
        }
    }

    /// <summary>A correction may bring a key of its own; else it has the one that came.</summary>
    private ScanReading ReadCorrected(byte[] body, string? key) =>
        reader.Read(body) is var reading && reading is Refused refused && refused.Faults.Any(f => f is { Pointer: "/idempotency_key", Code: "missing_member" }) ? reader.Read(body, key) : reading;

    /// <summary>Gives one up for good.</summary>
    public async Task<DeadLetterResult> Discard(DeadLetterRecord letter, AuditActor by, string reason)
    {
        var done = await writer.Change(session =>
        {
            var now = clock.Now();
            if (letter.OutboxId is null ? !session.CloseDeadLetter(letter.DeadLetterId, DeadLetterState.Discarded, now, by.Name, reason, null) : !session.Drop(letter.DeadLetterId, now, by.Name, reason)) return false;
            if (letter.OutboxId is not null && letter.WorkOrderId is { } workOrderId && session.FindDispatch(workOrderId) is null) workOrders.GiveUp(session, letter.SiteNo, workOrderId, by, reason, now); // nobody will do it
            session.Audit(new(by, letter.SiteNo, "dead_letter.discarded", "dead_letter", TimeOrderedId.Format(letter.DeadLetterId), clock.Now()) { After = AuditJson.Of(json => json.WriteString("reason", reason)) });
            return true;
        });
        return new(letter.DeadLetterId, done ? DeadLetterOutcome.Discarded : DeadLetterOutcome.ClosedBefore);
    }

    /// <summary>Does the same to all open ones that match, oldest first, no more than so many a second.</summary>
    /// <param name="after">Where to go on.</param>
    public async Task<DeadLetterRun> Run(
        int siteNo, IReadOnlyList<Filter> filters, long after, int most, int perSecond, Func<DeadLetterRecord, Task<DeadLetterResult>> act, CancellationToken ct)
    {
        var letters = await reads.OpenDeadLetters(siteNo, filters, after, most + 1, ct);
        var results = ImmutableArray.CreateBuilder<DeadLetterResult>();
        foreach (var letter in letters.Take(most))
        {
            if (results.Count > 0 && results.Count % perSecond == 0) await Task.Delay(TimeSpan.FromSeconds(1), clock.Time, ct);
            results.Add(await act(letter));
        }

        return new(results.DrainToImmutable(), letters.Count > most ? letters[most - 1].DeadLetterId : null);
    }

    /// <summary>Puts a message back into the outbox, under the key that it always had; what may have been done is looked up first.</summary>
    private async Task<DeadLetterResult> SendAgain(DeadLetterRecord letter, AuditActor by, bool dryRun)
    {
        if (dryRun) return new(letter.DeadLetterId, DeadLetterOutcome.WouldReplay, ScanId: letter.ScanId);
        var done = await writer.Change(session =>
        {
            if (!session.Requeue(letter.DeadLetterId, clock.Now(), by.Name)) return false;
            session.Audit(new(by, letter.SiteNo, "dead_letter.replayed", "dead_letter", TimeOrderedId.Format(letter.DeadLetterId), clock.Now()) { After = AuditJson.Of(json => json.WriteId("work_order_id", letter.WorkOrderId)) });
            return true;
        });
        return new(letter.DeadLetterId, done ? DeadLetterOutcome.Replayed : DeadLetterOutcome.ClosedBefore, ScanId: letter.ScanId);
    }

    private async Task<DeadLetterResult> Route(DeadLetterRecord letter, Scan scan, Resolved resolved, string? corrected, Caller caller, AuditActor by)
    {
        var item = new ScanItem(caller, scan, clock.Now())
        {
            Resolved = resolved.Scan,
            FirstReceivedAt = Instant.FromUnixTimeMilliseconds(letter.FirstAt),
            StoredScanId = letter.ScanId,
            Replays = new(letter.DeadLetterId, by) { Corrected = corrected },
        };
        if (!writer.TryAdd(item)) return new(letter.DeadLetterId, DeadLetterOutcome.Failed, Problems.Busy.Title);
        if (await item.Answered is not Answered answered) return await Fail(letter, Problems.KeyReused.Title + ".", by, dryRun: false);
        if (!answered.Replayed && item.Decision is { } decision) figures.DecidedLater(letter.SiteNo, decision, item.Repeat);
        return new(letter.DeadLetterId, DeadLetterOutcome.Replayed, ScanId: answered.ScanId);
    }

    private async Task<DeadLetterResult> Fail(DeadLetterRecord letter, string why, AuditActor by, bool dryRun)
    {
        if (!dryRun)
        {
            var now = clock.Now();
            var attempts = FailedAttempts.Add(letter.Attempts ?? FailedAttempts.None, now, $"Replayed by {by.Name}: {why}");
            await writer.Change(session => session.NoteAttempt(letter.DeadLetterId, attempts, now));
        }

        return new(letter.DeadLetterId, DeadLetterOutcome.Failed, why);
    }
}
