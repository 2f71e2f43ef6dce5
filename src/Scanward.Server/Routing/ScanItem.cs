using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>What the desk answers once the commit is durable.</summary>
internal abstract record DeskAnswer;

/// <param name="Replayed">True when the key had been answered before, with exactly these bytes.</param>
internal sealed record Answered(long ScanId, int Status, byte[] Ack, long? WorkOrderId, bool Replayed) : DeskAnswer;

/// <summary>The key belongs to a request with other content.</summary>
internal sealed record KeyReused(Guid Key) : DeskAnswer;

/// <summary>A scan on its way through the routing desk.</summary>
internal sealed class ScanItem(Caller caller, Scan scan, Instant receivedAt) : WriteItem
{
    // Its continuations run where it is completed, which is never the writer's thread: see Completion.
    private readonly TaskCompletionSource<DeskAnswer> waiter = new();

    public Caller Caller { get; } = caller;

    public Scan Scan { get; } = scan;

    public Instant ReceivedAt { get; } = receivedAt;

    /// <summary>When the scan first came in, which the time of its stamp counts from; differs from <see cref="ReceivedAt"/> where a dead letter is replayed.</summary>
    public Instant FirstReceivedAt { get; init; } = receivedAt;

    public ScopedKey Key => new(Caller.SiteNo, Scan.IdempotencyKey);

    /// <summary>The scan with its asset; null where it is to wait (<see cref="Waiting"/>).</summary>
    public ResolvedScan? Resolved { get; init; }

    /// <summary>What is kept of a scan whose asset could not be resolved yet.</summary>
    public Waiting? Waiting { get; init; }

    /// <summary>Set where a client orders the work outright.</summary>
    public OrderedWork? Ordered { get; init; }

    /// <summary>The scan's id where it has been stored before, as one that waits.</summary>
    public long? StoredScanId { get; init; }

    /// <summary>The scan's id, given by the desk: the stored one, or a new one.</summary>
    public long ScanId { get; set; }

    /// <summary>The dead letter that this scan replays, settled in the same commit.</summary>
    public DeadLetterReplay? Replays { get; init; }

    public DeskAnswer? Answer { get; set; }

    /// <summary>What was decided now; null for a repeat, and for a scan that waits.</summary>
    public RoutingDecision? Decision { get; set; }

    /// <summary>How the decision repeats what was known; null where it does not.</summary>
    public Repeat? Repeat { get; set; }

    /// <summary>The time stamp at which the scan had been read.</summary>
    public long ReadAt { get; init; }

    /// <summary>The time stamp at which it was queued.</summary>
    public long QueuedAt { get; set; }

    /// <summary>The time stamp at which its batch had been decided.</summary>
    public long RoutedAt { get; set; }

    public Task<DeskAnswer> Answered => waiter.Task;

    public override void Complete() => waiter.TrySetResult(Answer!);

    public override void Fail(Exception reason) => waiter.TrySetException(reason);
}

/// <summary>A dead letter that is replayed, and by whom.</summary>
internal sealed record DeadLetterReplay(long DeadLetterId, AuditActor By)
{
    /// <summary>What a person has sent instead of what had come; null where it is replayed as it came.</summary>
    public string? Corrected { get; init; }
}

/// <param name="Payload">The request's body, from which the scan is read again.</param>
/// <param name="Why">Why the asset could not be resolved.</param>
internal sealed record Waiting(byte[] Payload, string Why, Instant DueAt);
