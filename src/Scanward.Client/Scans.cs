using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Scanward.Client;

/// <summary>The scan of an asset's tag. Either <see cref="AssetId"/> or <see cref="Tag"/> is set.</summary>
public sealed record Scan
{
    public string? AssetId { get; init; }

    /// <summary>Exactly what the scanner sent.</summary>
    public string? Tag { get; init; }

    /// <summary>By the device's clock.</summary>
    public required DateTimeOffset ScanTimestamp { get; init; }

    public required string OperatorId { get; init; }

    /// <summary><c>corrective</c>, <c>preventive</c> or <c>inspection</c>.</summary>
    public required string ScanType { get; init; }

    /// <summary>Says which scan it is, so that it may be sent again. The client makes one where it is null; keep it with the scan where that must survive the process.</summary>
    public Guid? IdempotencyKey { get; init; }

    /// <summary>Latitude and longitude in degrees.</summary>
    public IReadOnlyList<double>? Geolocation { get; init; }

    public string? FailureMode { get; init; }

    public string? Note { get; init; }

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, decimal>? Readings { get; init; }

    /// <summary>AIM identifier, such as <c>]Q1</c>.</summary>
    public string? Symbology { get; init; }

    /// <summary>When the device sent it, by the clock that <see cref="ScanTimestamp"/> is by: a clock that is wrong is put right by it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public DeviceReport? Device { get; init; }
}

/// <summary>What a device says of itself.</summary>
public sealed record DeviceReport
{
    public string? Id { get; init; }

    public int? BatteryPercent { get; init; }

    public string? Firmware { get; init; }
}

/// <summary>A work order's id and number.</summary>
public sealed record WorkOrderRef
{
    public string Id { get; init; } = "";

    /// <summary>Such as <c>WO-NC-000123</c>.</summary>
    public string Number { get; init; } = "";
}

/// <summary>The work order that whoever scans holds herself, and its next step.</summary>
public sealed record Yours
{
    public string WorkOrderId { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>The state that comes next.</summary>
    public string? Next { get; init; }

    /// <summary>Where to send the change.</summary>
    public string Change { get; init; } = "";

    public int Revision { get; init; }
}

/// <summary>What a scan is answered with.</summary>
public sealed record ScanAck
{
    public required string ScanId { get; init; }

    /// <summary><c>routed</c>, <c>duplicate</c>, <c>waiting_parts</c>, <c>review</c>, <c>resolving</c>, <c>dead_letter</c> or <c>quarantined</c>.</summary>
    public required string Status { get; init; }

    public string? Outcome { get; init; }

    /// <summary>1 (the most urgent) to 4.</summary>
    public int? Priority { get; init; }

    public WorkOrderRef? WorkOrder { get; init; }

    /// <summary>Crew, technician and why.</summary>
    public JsonObject? Assigned { get; init; }

    /// <summary>Until when somebody answers, is there, and is done.</summary>
    public JsonObject? Response { get; init; }

    public IReadOnlyList<JsonObject> Parts { get; init; } = [];

    /// <summary><c>same_scan</c>, <c>same_fault</c>, <c>recall</c>; null where it repeats nothing.</summary>
    public string? Repeat { get; init; }

    /// <summary>Of the preventive maintenance that a repair does as well.</summary>
    public DateOnly? PmDue { get; init; }

    public Yours? Yours { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the whole explanation is.</summary>
    public string? Explanation { get; init; }

    public string? DeadLetterId { get; init; }

    /// <summary>The answer's HTTP status: 201 where a work order was made.</summary>
    [JsonIgnore]
    public int HttpStatus { get; init; }

    /// <summary>Whether this answer was given before.</summary>
    [JsonIgnore]
    public bool Replayed { get; init; }
}

/// <summary>What became of one scan of a batch: an answer, or a problem.</summary>
public sealed record BatchItem
{
    public int Status { get; init; }

    public ScanAck? Ack { get; init; }

    public Problem? Problem { get; init; }

    public bool Replayed { get; init; }

    /// <summary>Seconds after which it may be sent again.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>The answer to a batch, an item for each scan, in order.</summary>
public sealed record BatchAnswer
{
    public IReadOnlyList<BatchItem> Items { get; init; } = [];
}

/// <summary>A scan as it was taken.</summary>
public sealed record ScanStory
{
    public required string ScanId { get; init; }

    public required string Status { get; init; }

    public required ScanAck Ack { get; init; }
}
