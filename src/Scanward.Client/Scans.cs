using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Scanward.Client;

/// <summary>The scan of an asset's tag. Either <see cref="AssetId"/> or <see cref="Tag"/> is set.</summary>
public sealed record Scan
{
    /// <summary>8 to 64 characters.</summary>
    public string? AssetId { get; init; }

    /// <summary>Exactly what the scanner read, in any format.</summary>
    public string? Tag { get; init; }

    /// <summary>The device's clock when the tag was scanned.</summary>
    public required DateTimeOffset ScanTimestamp { get; init; }

    public required string OperatorId { get; init; }

    /// <summary><c>corrective</c>, <c>preventive</c> or <c>inspection</c>.</summary>
    public required string ScanType { get; init; }

    /// <summary>Says which scan it is, so that it may be sent again. The client makes one where it is null; keep one with the scan where that must survive the process.</summary>
    public Guid? IdempotencyKey { get; init; }

    /// <summary>Latitude and longitude in degrees.</summary>
    public IReadOnlyList<double>? Geolocation { get; init; }

    public string? FailureMode { get; init; }

    /// <summary>For people.</summary>
    public string? Note { get; init; }

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, decimal>? Readings { get; init; }

    /// <summary>The AIM identifier where the tag does not begin with it: <c>]Q1</c>.</summary>
    public string? Symbology { get; init; }

    /// <summary>The device's clock when it sends; with it a wrong clock is corrected.</summary>
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

/// <summary>What a scan is answered with: what was decided, which never changes.</summary>
public sealed record ScanAck
{
    /// <summary>Null where it is <c>quarantined</c>.</summary>
    public required string? ScanId { get; init; }

    /// <summary><c>routed</c>, <c>duplicate</c>, <c>waiting_parts</c>, <c>review</c>, <c>resolving</c>, <c>dead_letter</c> or <c>quarantined</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>corrective_wo</c>, <c>preventive_pm</c>, <c>inspection_wo</c>, <c>tier_2_engineer</c>, <c>parts_pending</c>, <c>warranty_claim</c>, <c>duplicate</c> or <c>review</c>; null where nothing is decided yet.</summary>
    public string? Outcome { get; init; }

    /// <summary>1 (most urgent) to 4.</summary>
    public int? Priority { get; init; }

    /// <summary>The one made, or the one that a duplicate points to.</summary>
    public WorkOrderRef? WorkOrder { get; init; }

    public Assigned? Assigned { get; init; }

    public ResponseTimes? Response { get; init; }

    /// <summary>All parts of a job are reserved, or none.</summary>
    public IReadOnlyList<PartNeed> Parts { get => field ?? []; init; }

    /// <summary><c>same_scan</c>, <c>same_fault</c> or <c>recall</c>; null where it repeats nothing.</summary>
    public string? Repeat { get; init; }

    /// <summary>Date of the preventive maintenance that the repair does as well.</summary>
    public DateOnly? PmDue { get; init; }

    /// <summary>The work order of the asset that the person who scans holds.</summary>
    public Yours? Yours { get; init; }

    /// <summary>In one plain sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Where <see cref="ScanwardClient.ExplainScan"/> looks.</summary>
    public string? Explanation { get; init; }

    public string? DeadLetterId { get; init; }

    /// <summary>201 where a work order was made, 200 where none was, 202 where it is not decided yet; 0 in a batch and in a <see cref="ScanStory"/>.</summary>
    [JsonIgnore]
    public int HttpStatus { get; init; }

    /// <summary>Whether this answer was given before.</summary>
    [JsonIgnore]
    public bool Replayed { get; init; }
}

/// <summary>A work order's id and number.</summary>
/// <param name="Number">Such as <c>WO-NC-000123</c>.</param>
public sealed record WorkOrderRef(string Id, string Number);

/// <summary>Who comes; each may be null.</summary>
public sealed record Assigned(string? Crew, string? Technician, string? Name, bool OnCall = false);

/// <summary>By when, of what the policy gives.</summary>
/// <param name="WindowMinutes">Until somebody must be on site.</param>
public sealed record ResponseTimes(DateTimeOffset? AcknowledgeBy, DateTimeOffset? OnSiteBy, DateTimeOffset? DoneBy, int? WindowMinutes);

/// <summary>A part that a job needs.</summary>
/// <param name="State"><c>reserved</c>, <c>short</c> or <c>on_order</c>.</param>
public sealed record PartNeed(string Part, int Quantity, string State, DateTimeOffset? Eta);

/// <summary>The work order that the person who scans holds, and the state to set it to next.</summary>
/// <param name="Change">Where the change goes; <see cref="ScanwardClient.ChangeWorkOrder"/> sends it.</param>
public sealed record Yours(string WorkOrderId, string State, string Next, string Change, int Revision);

/// <summary>The answer to a batch: an item for each scan, in order.</summary>
public sealed record BatchAnswer(IReadOnlyList<BatchItem> Items);

/// <summary>What became of one scan of a batch: an ack, or a problem.</summary>
/// <param name="RetryAfter">Seconds after which it may be sent again.</param>
public sealed record BatchItem(int Status, string? Location, bool Replayed, int? RetryAfter, ScanAck? Ack, Problem? Problem);

/// <summary>A scan as it was taken.</summary>
public sealed record ScanStory
{
    public required string ScanId { get; init; }

    public required string Status { get; init; }

    public required string Site { get; init; }

    public required string ScanType { get; init; }

    public string? AssetId { get; init; }

    public string? Tag { get; init; }

    /// <summary>What the tag was read as.</summary>
    public string? TagKey { get; init; }

    public string? Symbology { get; init; }

    public string? FailureMode { get; init; }

    public required string OperatorId { get; init; }

    public string? Note { get; init; }

    /// <summary>By meter.</summary>
    public IReadOnlyDictionary<string, decimal> Readings { get => field ?? new Dictionary<string, decimal>(); init; }

    public DeviceReport? Device { get; init; }

    public Guid? IdempotencyKey { get; init; }

    public required DateTimeOffset ScanTimestamp { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>By the server's clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The scan's own time, on the server's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required ScanAck Ack { get; init; }

    /// <summary>Null where it made no work order and points to none.</summary>
    public ScanDispatch? Dispatch { get; init; }

    public IReadOnlyList<ScanPhoto> Photos { get => field ?? []; init; }
}

/// <summary>Why a scan went where it went; docs/policy.md says how to read it.</summary>
public sealed record Explanation
{
    public required string Decision { get; init; }

    public required string Policy { get; init; }

    public required int Version { get; init; }

    /// <summary>Of the policy.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset Now { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset? ProfileAsOf { get; init; }

    public int ProfileRevision { get; init; }

    /// <summary>By name, as the policy saw them.</summary>
    public required JsonObject Facts { get; init; }

    /// <summary>The policy's row that matched.</summary>
    public required string Row { get; init; }

    /// <summary>The cells that set the row apart from the next that matches.</summary>
    public IReadOnlyList<JsonObject> Because { get => field ?? []; init; }

    /// <summary>The row's other cells.</summary>
    public IReadOnlyList<JsonObject> Given { get => field ?? []; init; }

    public IReadOnlyList<string> AlsoMatched { get => field ?? []; init; }

    public IReadOnlyList<JsonObject> NearestMiss { get => field ?? []; init; }

    public required string Outcome { get; init; }

    public int? Priority { get; init; }

    /// <summary>Who comes, and who was rejected and why.</summary>
    public JsonObject? Assignment { get; init; }

    public IReadOnlyList<PartNeed> Parts { get => field ?? []; init; }

    public ResponseTimes? Response { get; init; }

    public required string Reason { get; init; }
}
