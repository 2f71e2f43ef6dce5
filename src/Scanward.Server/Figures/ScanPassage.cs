using Scanward.Routing;

namespace Scanward.Server.Figures;

/// <summary>A part of a scan's way, in order.</summary>
internal enum ScanPhase
{
    /// <summary>From the endpoint to a scan that has been read: the body's coming in, the schema, the tag.</summary>
    Ingestion,

    /// <summary>Until its asset is known and it is queued.</summary>
    Resolution,

    /// <summary>The queue, and the decisions of its batch.</summary>
    Routing,

    /// <summary>Until the commit is on the disk: COMMIT and the fsync behind it.</summary>
    Commit,

    /// <summary>Until its answer is ready. The embedded maintenance system takes the work order over within the commit.</summary>
    Dispatch,
}

/// <summary>When a scan came to the end of each phase, as time stamps; those of a scan that was answered by the routing desk are all set.</summary>
internal readonly record struct PhaseTimes(long StartedAt, long ReadAt, long QueuedAt, long RoutedAt, long DurableAt, long AnsweredAt)
{
    public const int Count = 5;

    /// <summary>Whether the scan went through all phases.</summary>
    public bool Complete => DurableAt != 0;

    public (long From, long To) Of(ScanPhase phase) => phase switch
    {
        ScanPhase.Ingestion => (StartedAt, ReadAt),
        ScanPhase.Resolution => (ReadAt, QueuedAt),
        ScanPhase.Routing => (QueuedAt, RoutedAt),
        ScanPhase.Commit => (RoutedAt, DurableAt),
        _ => (DurableAt, AnsweredAt),
    };
}

/// <summary>What is known of a scan when it is answered: what figures, the log and traces tell of it. No secrets and no places.</summary>
internal readonly record struct ScanPassage
{
    public required int SiteNo { get; init; }

    public required string SiteId { get; init; }

    /// <summary>Name of the device key.</summary>
    public required string KeyName { get; init; }

    /// <summary>The HTTP status, also of an item of a batch.</summary>
    public required int Status { get; init; }

    public required PhaseTimes Times { get; init; }

    /// <summary>Why the scan was refused: a problem's code; null where it was taken.</summary>
    public string? Code { get; init; }

    public bool Replayed { get; init; }

    public long? ScanId { get; init; }

    public long? WorkOrderId { get; init; }

    public long? DeadLetterId { get; init; }

    /// <summary>What was looked up: an id or a tag, as sent by the client.</summary>
    public string? Asset { get; init; }

    /// <summary>Null where nothing was decided now: a repeat, a refusal, a scan whose asset is still being looked up.</summary>
    public RoutingDecision? Decision { get; init; }

    /// <summary>How the decision repeats what was known; null where it does not.</summary>
    public Repeat? Repeat { get; init; }
}

/// <summary>Told of every scan that was answered; it must neither block nor throw.</summary>
internal delegate void ScanObserver(in ScanPassage passage);
