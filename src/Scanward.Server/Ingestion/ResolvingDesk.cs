using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Figures;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>
/// Goes on with scans that were accepted (202) while the registry did not answer: three attempts in all, with backoff and jitter, then a dead letter. What is
/// due lies in the store, so a restart loses nothing. <see cref="Step"/> does what is due now; <see cref="Run"/> calls it for ever.
/// </summary>
internal sealed class ResolvingDesk(ScanReader reader, Assets assets, Sites sites, Writer writer, StoreReads reads, ServerClock clock, IdSequence ids, Random jitter, ScanFigures figures)
{
    private const int AtOnce = 32;

    private const double AskAgainSeconds = 10;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);

    public async Task Run(Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                while (await Step(ct) == AtOnce)
                {
                    // as long as a full hand was due, there may be more
                }
            }
            catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
            {
                tell(e);
            }
        }
    }

    /// <summary>Takes up to a hand of the scans that are due, and says how many there were.</summary>
    public async Task<int> Step(CancellationToken ct)
    {
        var due = await reads.ResolvingDue(clock.Now().Ms(), AtOnce, ct);
        await Task.WhenAll(due.Select(d => TryAgain(d, ct)));
        return due.Count;
    }

    private async Task TryAgain(ResolvingRecord waiting, CancellationToken ct)
    {
        try
        {
            await Attempt(waiting, ct);
        }
        catch (Exception e) when (e is not (StoreException { Fault: not StoreFault.Item } or System.Data.Common.DbException or OperationCanceledException))
        {
            await GiveUp(waiting, Problems.Internal, $"routing failed: {e.Message}"); // a scan at fault must not end the retries of the others
        }
    }

    private async Task Attempt(ResolvingRecord waiting, CancellationToken ct)
    {
        var caller = new Caller(waiting.DeviceKey, waiting.SiteNo, sites[waiting.SiteNo].Site.SiteId, "resolving");
        if (reader.Read(waiting.Payload, new Guid(waiting.IdempotencyKey, bigEndian: true).ToString()) is not Scan scan)
        {
            await GiveUp(waiting, Problems.Internal, "the stored payload can no longer be read");
            return;
        }

        switch (await assets.Resolve(scan, caller, ct))
        {
            case Resolved resolved:
                var item = new ScanItem(caller, scan, Instant.FromUnixTimeMilliseconds(waiting.ReceivedAt)) { Resolved = resolved.Scan, StoredScanId = waiting.ScanId };
                if (!writer.TryAdd(item)) break;
                if (await item.Answered is Answered { Replayed: false } && item.Decision is { } decision) figures.DecidedLater(waiting.SiteNo, decision, item.Repeat);
                break;
            case Unresolvable no:
                await GiveUp(waiting, no.Problem, no.Detail, no.MayBeClaimed ? scan.TagKey : null);
                break;
            case NotYet { Asked: false }:
                await WaitOn(waiting);
                break;
            case NotYet notYet when RetrySchedule.Resolving.MayTryAgain(waiting.Attempts + 1):
                await Wait(waiting, notYet.Why);
                break;
            case NotYet notYet:
                await GiveUp(waiting, Problems.AssetUnresolved, $"{RetrySchedule.Resolving.Attempts} attempts failed, the last one because {notYet.Why}", lastError: notYet.Why);
                break;
        }
    }

    /// <summary>The registry is known not to answer, and was not asked: no attempt, however long that lasts.</summary>
    private Task<bool> WaitOn(ResolvingRecord waiting)
    {
        var due = clock.Now().PlusNanoseconds((long)(1 + (jitter.NextDouble() * AskAgainSeconds)) * NodaConstants.NanosecondsPerSecond);
        return writer.Change(session =>
        {
            session.Reschedule(new(waiting.ScanId, waiting.SiteNo, waiting.Payload, Instant.FromUnixTimeMilliseconds(waiting.ReceivedAt), waiting.DeviceKey, waiting.Attempts, due, waiting.History));
            return true;
        });
    }

    private Task<bool> Wait(ResolvingRecord waiting, string why)
    {
        var attempts = waiting.Attempts + 1;
        var now = clock.Now();
        var due = now.PlusNanoseconds(RetrySchedule.Resolving.DelayMs(attempts, jitter.NextDouble()) * 1_000_000);
        return writer.Change(session =>
        {
            session.Reschedule(new(waiting.ScanId, waiting.SiteNo, waiting.Payload, Instant.FromUnixTimeMilliseconds(waiting.ReceivedAt), waiting.DeviceKey, attempts, due, FailedAttempts.Add(waiting.History, now, why)));
            return true;
        });
    }

    private Task<long> GiveUp(ResolvingRecord waiting, ProblemKind problem, string why, string? tagKey = null, string? lastError = null)
    {
        var now = clock.Now();
        var letter = new DeadLetterRow
        {
            DeadLetterId = ids.Next(),
            SiteNo = waiting.SiteNo,
            Code = problem.Code,
            Detail = why,
            Raw = waiting.Payload,
            RawLength = waiting.Payload.Length,
            TagKey = tagKey,
            Key = new Guid(waiting.IdempotencyKey, bigEndian: true),
            ScanId = waiting.ScanId,
            DeviceKey = waiting.DeviceKey,
            Attempts = FailedAttempts.Add(waiting.History, now, lastError ?? why),
            At = now,
        };
        return writer.Change(session =>
        {
            var id = session.Keep(letter);
            session.GiveUp(waiting.ScanId, ScanStatus.DeadLetter, StatusCodes.Status200OK, ScanAck.WriteDeadLetter(waiting.ScanId, id, why));
            return id;
        });
    }
}
