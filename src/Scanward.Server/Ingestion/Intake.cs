using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Scanward.Dispatch;
using Scanward.Ingestion;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Devices;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>
/// The way of one scan through the four phases: read, resolved, then routed and dispatched in one commit. Every transport comes through here. What is refused
/// is kept as a dead letter; what is accepted is durable before it is answered.
/// </summary>
/// <param name="tell">Told what went wrong inside, for those who run the server.</param>
internal sealed class Intake(ScanReader reader, Assets assets, Sites sites, DeviceBook devices, Writer writer, StoreReads reads, ServerClock clock, IdSequence ids, Random jitter, Action<string> tell)
{
    public const int ScanBytesMax = 64 * 1024;

    public const string TooLarge = "A scan takes at most 64 KiB.";

    /// <summary>How long a repeat waits for the first request with its key.</summary>
    private static readonly TimeSpan InFlightPatience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<ScopedKey, Task> inFlight = new();

    public Task<ScanAnswer> Take(byte[] body, string? keyHeader, Caller caller, CancellationToken ct) => Read(body, keyHeader, caller) switch
    {
        Scan scan => Take(scan, null, body, caller, ct),
        Refused refused => Refuse(refused, body, caller),
        var other => throw new InvalidOperationException($"A reading is a scan or a refusal, not {other}."),
    };

    /// <summary>Takes one scan that has been read; with <paramref name="ordered"/> the work is made as ordered, past the policy's table.</summary>
    public Task<ScanAnswer> Take(Scan scan, OrderedWork? ordered, byte[] body, Caller caller, CancellationToken ct)
    {
        var readAt = clock.Time.GetTimestamp();
        return Recall(scan, ordered, body, caller, readAt) is { } prepared ? Store(prepared) : TakeSlowly(scan, ordered, body, caller, readAt, ct);
    }

    /// <summary>Takes many scans, which are routed in the order given. A key that repeats joins the first.</summary>
    public async Task<ScanAnswer[]> TakeAll(ImmutableArray<ReadOnlyMemory<byte>> bodies, Caller caller, CancellationToken ct)
    {
        // First every asset, then the desk's queue, so that a slow look-up does not change the order.
        var prepared = await Task.WhenAll(bodies.Select(body => PrepareItem(body, caller, ct)));
        return await Task.WhenAll(prepared.Select(Store));
    }

    /// <summary>Keeps a payload that was refused before it could be read, such as one that is too large.</summary>
    /// <param name="why">What the dead letter says instead of the detail, for those who run the server.</param>
    public async Task<ScanAnswer> Refuse(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors, byte[] kept, long length, Caller caller, Guid? key = null, string? tagKey = null, string? why = null)
    {
        var letter = new DeadLetterRow
        {
            DeadLetterId = ids.Next(),
            SiteNo = caller.SiteNo,
            Code = kind.Code,
            Detail = why ?? detail,
            Errors = errors.IsDefault ? [] : errors,
            Raw = kept.Length > DeadLetters.KeptBytes ? kept[..DeadLetters.KeptBytes] : kept,
            RawLength = length,
            Key = key,
            TagKey = tagKey,
            DeviceKey = caller.DeviceKey,
            At = clock.Now(),
        };
        try
        {
            var id = await writer.Change(session => session.Keep(letter));
            return ScanAnswer.Of(kind, detail, errors, id);
        }
        catch (StoreException e)
        {
            return NotStored(e);
        }
    }

    private async Task<Prepared> PrepareItem(ReadOnlyMemory<byte> item, Caller caller, CancellationToken ct)
    {
        if (item.Length > ScanBytesMax) return new(await Refuse(Problems.TooLarge, TooLarge, [], item[..ScanBytesMax].ToArray(), item.Length, caller));
        var body = item.ToArray();
        return Read(body, null, caller) switch
        {
            Scan scan => await Prepare(scan, null, body, caller, clock.Time.GetTimestamp(), ct),
            Refused refused => new(await Refuse(refused, body, caller)),
            var other => throw new InvalidOperationException($"A reading is a scan or a refusal, not {other}."),
        };
    }

    /// <summary>The way of a scan whose asset must be looked up first. A repeat of its key meanwhile waits a little for its answer.</summary>
    private async Task<ScanAnswer> TakeSlowly(Scan scan, OrderedWork? ordered, byte[] body, Caller caller, long readAt, CancellationToken ct)
    {
        var key = new ScopedKey(caller.SiteNo, scan.IdempotencyKey);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!await Enter(key, done.Task, ct)) return ScanAnswer.Of(Problems.KeyInFlight, $"The first request with key {key.Key} has not been answered yet.", retryAfterSeconds: 1);
        try
        {
            return await Store(await Prepare(scan, ordered, body, caller, readAt, ct));
        }
        catch (DbException e)
        {
            return NotStored(e);
        }
        finally
        {
            inFlight.TryRemove(key, out _);
            done.SetResult();
        }
    }

    /// <summary>Phase 2 from memory; null where it cannot say.</summary>
    private Prepared? Recall(Scan scan, OrderedWork? ordered, byte[] body, Caller caller, long readAt)
    {
        var receivedAt = clock.Now();
        return assets.Recall(scan, caller, receivedAt) is { } known ? new(new ScanItem(caller, scan, receivedAt) { Resolved = known, Ordered = ordered, ReadAt = readAt }, body) : null;
    }

    /// <summary>Phase 2: an item for the desk, or an answer already.</summary>
    private async ValueTask<Prepared> Prepare(Scan scan, OrderedWork? ordered, byte[] body, Caller caller, long readAt, CancellationToken ct)
    {
        if (Recall(scan, ordered, body, caller, readAt) is { } prepared) return prepared;
        var receivedAt = clock.Now();

        // A retry gets its answer though the maintenance system is down: the desk finds the key before it looks at anything else.
        if (await reads.HasKey(caller.SiteNo, scan.IdempotencyKey, ct)) return new(new ScanItem(caller, scan, receivedAt) { Waiting = new(body, "", receivedAt), ReadAt = readAt }, body);
        switch (await assets.Resolve(scan, caller, ct))
        {
            case Resolved resolved:
                return new(new ScanItem(caller, scan, receivedAt) { Resolved = resolved.Scan, Ordered = ordered, ReadAt = readAt }, body);
            case NotYet notYet when ordered is not null:
                return new(ScanAnswer.Of(Problems.AssetUnresolved, $"The work order was not made: {notYet.Why}.", retryAfterSeconds: 5));
            case NotYet notYet:
                var due = receivedAt.PlusNanoseconds(RetrySchedule.Resolving.DelayMs(1, jitter.NextDouble()) * 1_000_000);
                return new(new ScanItem(caller, scan, receivedAt) { Waiting = new(body, notYet.Why, due), ReadAt = readAt }, body);
            case Unresolvable no:
                var member = scan.Tag is null ? "/asset_id" : "/tag";
                var lookedUp = no.MayBeClaimed && ordered is null ? scan.TagKey : null;
                return new(await Refuse(no.Problem, no.Detail, [new(member, no.Problem.Code, no.Detail)], body, body.Length, caller, scan.IdempotencyKey, lookedUp));
            case var other:
                throw new InvalidOperationException($"A resolution is not {other}.");
        }
    }

    /// <summary>Phases 3 and 4: decided and committed, then answered. A caller who goes away changes nothing: the scan is stored all the same.</summary>
    private async Task<ScanAnswer> Store(Prepared prepared)
    {
        if (prepared.Answer is { } answered) return answered;
        var item = prepared.Item!;
        item.QueuedAt = clock.Time.GetTimestamp();
        if (!writer.TryAdd(item)) return ScanAnswer.Of(Problems.Busy, "More scans are waiting than can be stored soon; nothing was accepted.", retryAfterSeconds: 1);
        try
        {
            return await item.Answered switch
            {
                Answered answer => AnswerOf(item, answer),
                KeyReused reused => await Refuse(Problems.KeyReused, $"The key {reused.Key} was used before with other content.",
                    [new("/idempotency_key", Problems.KeyReused.Code, "A key belongs to one request; a new scan needs a new key.")],
                    prepared.Body, prepared.Body.Length, item.Caller, item.Scan.IdempotencyKey),
                var other => throw new InvalidOperationException($"The desk answered with {other}."),
            };
        }
        catch (StoreException e) when (e.Fault != StoreFault.Item)
        {
            return NotStored(e);
        }
        catch (Exception e)
        {
            tell($"Scan {item.Scan.IdempotencyKey} of {item.Caller.SiteId} could not be routed: {e}");
            return await Refuse(Problems.Internal, Problems.Internal.Advice, [], prepared.Body, prepared.Body.Length, item.Caller, item.Scan.IdempotencyKey, why: $"Routing failed: {e.Message}");
        }
    }

    private ScanReading Read(byte[] body, string? keyHeader, Caller caller) => reader.Read(body, keyHeader) switch
    {
        Scan { Geolocation: null } scan when sites[caller.SiteNo].Site.GeolocationRequired && caller.DeviceKey != 0 => // a guest's browser is not asked for it
            NoGeolocation(scan),
        Scan scan when devices.WhyNot(caller, scan) is { } why => new Refused(false, [new("/scan_timestamp", Problems.FirmwareTooOld.Code, why)], scan.IdempotencyKey),
        var reading => reading,
    };

    /// <summary>Waits for an earlier request with the key; false when that takes too long.</summary>
    private async ValueTask<bool> Enter(ScopedKey key, Task done, CancellationToken ct)
    {
        while (!inFlight.TryAdd(key, done))
        {
            if (!inFlight.TryGetValue(key, out var first)) continue;
            try
            {
                await first.WaitAsync(InFlightPatience, clock.Time, ct);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        return true;
    }

    private Task<ScanAnswer> Refuse(Refused refused, byte[] body, Caller caller)
    {
        var kind = refused.Malformed ? Problems.MalformedJson : refused.Faults[0].Code == Problems.FirmwareTooOld.Code ? Problems.FirmwareTooOld : Problems.InvalidScan;
        var detail = refused.Faults.Length == 1 ? refused.Faults[0].Detail : $"{refused.Faults.Length} faults; each is listed in errors.";
        return Refuse(kind, detail, refused.Faults, body, body.Length, caller, refused.Key);
    }

    private static Refused NoGeolocation(Scan scan) => new(
        false, [new("/geolocation", "missing_member", "This site takes scans only with a geolocation: switch on the device's location, [latitude, longitude].")], scan.IdempotencyKey);

    private static ScanAnswer AnswerOf(ScanItem item, Answered answer) => new(answer.Status, answer.Ack)
    {
        Item = item,
        Replayed = answer.Replayed,
        WorkOrderId = answer.WorkOrderId,
        Location = answer.Status == StatusCodes.Status202Accepted ? $"/api/v1/scans/{TimeOrderedId.Format(answer.ScanId)}"
            : answer.Status == StatusCodes.Status201Created && answer.WorkOrderId is { } id ? $"/api/v1/work-orders/{TimeOrderedId.Format(id)}" : null,
    };

    private sealed record Prepared(ScanItem? Item, byte[] Body, ScanAnswer? Answer = null)
    {
        public Prepared(ScanAnswer answer)
            : this(null, [], answer)
        {
        }
    }

    private static ScanAnswer NotStored(Exception e) => ScanAnswer.Of(Problems.NotDurable, $"The store did not take it: {e.Message}", retryAfterSeconds: 5);
}
