using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>How far a pull is.</summary>
/// <param name="Kind"><c>assets</c>, <c>stock</c> or <c>work_orders</c>.</param>
/// <param name="Pull">Counts full pulls.</param>
internal sealed record SyncRow(string Connector, string Kind, long Pull, bool IsFull, Instant BeganAt)
{
    /// <summary>Where to go on; null at the beginning, and when it is finished.</summary>
    public string? Cursor { get; init; }

    /// <summary>What an incremental pull asks for.</summary>
    public Instant? ChangedSince { get; init; }

    public Instant? FinishedAt { get; init; }

    public int Done { get; init; }

    public int Changed { get; init; }

    /// <summary>How many there are, where the target says it.</summary>
    public int? Total { get; init; }

    /// <summary>Why it stopped; null while it goes well.</summary>
    public string? Error { get; init; }

    /// <summary>Where the next incremental pull begins; null before one has finished.</summary>
    public Instant? Since { get; init; }
}

/// <summary>Something that a connector said that could not be taken over as it is.</summary>
/// <param name="Subject">Such as <c>asset:4711</c>.</param>
internal sealed record ConflictRow(string Connector, string Subject, int? SiteNo, string Code, string Detail);

// Rows as they are read. Times are Unix milliseconds.

internal sealed class SyncRecord
{
    public string Kind { get; init; } = "";

    public long Pull { get; init; }

    public bool IsFull { get; init; }

    public string? Cursor { get; init; }

    public long? ChangedSince { get; init; }

    public long BeganAt { get; init; }

    public long? FinishedAt { get; init; }

    public int Done { get; init; }

    public int Changed { get; init; }

    public int? Total { get; init; }

    public string? Error { get; init; }

    public long? Since { get; init; }
}

internal sealed class ConflictRecord
{
    public string Subject { get; init; } = "";

    public string Code { get; init; } = "";

    public string Detail { get; init; } = "";

    public long FirstAt { get; init; }

    public long LastAt { get; init; }
}

/// <summary>An asset that a connector may have said something of.</summary>
internal sealed class MirroredRecord
{
    public long AssetNo { get; init; }

    public int SiteNo { get; init; }

    public string AssetId { get; init; } = "";

    public int Revision { get; init; }

    public byte[] Profile { get; init; } = [];

    public string? Connector { get; init; }

    public string? ExternalId { get; init; }

    public long? RetiredAt { get; init; }
}

/// <summary>A work order that a connector knows.</summary>
internal sealed class DispatchedRecord
{
    public long WorkOrderId { get; init; }

    public int SiteNo { get; init; }

    public int State { get; init; }

    public string ExternalId { get; init; } = "";

    /// <summary>Whether a message of ours about it is still to be sent.</summary>
    public bool Pending { get; init; }
}
