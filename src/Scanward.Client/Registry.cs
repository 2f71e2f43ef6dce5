using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <summary>An asset in a list.</summary>
public sealed record AssetRow
{
    public required string AssetId { get; init; }

    public required string Name { get; init; }

    public required string Site { get; init; }

    public required string Class { get; init; }

    /// <summary>1 (least) to 5 (most).</summary>
    public required int Criticality { get; init; }

    public string? Location { get; init; }

    /// <summary>Latitude and longitude in degrees.</summary>
    public IReadOnlyList<double>? Geolocation { get; init; }

    public IReadOnlyList<string> Tags { get => field ?? []; init; }

    public IReadOnlyList<string> Skills { get => field ?? []; init; }

    public DateOnly? WarrantyUntil { get; init; }

    public string? Vendor { get; init; }

    public DateOnly? NextPmDate { get; init; }

    public IReadOnlyList<string> FailureModes { get => field ?? []; init; }

    public required int Revision { get; init; }

    /// <summary>Null while it is in use.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>An asset, with the members of the plant file. Of those that are null nothing is said.</summary>
public sealed record Asset
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }

    public string? Class { get; init; }

    /// <summary>1 (least) to 5 (most).</summary>
    public int? Criticality { get; init; }

    public string? Location { get; init; }

    /// <summary>Latitude and longitude in degrees.</summary>
    public IReadOnlyList<double>? Geolocation { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary><c>until</c> and <c>vendor</c>.</summary>
    public JsonObject? Warranty { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    public int? Minutes { get; init; }

    /// <summary>By failure mode: <c>parts</c> and <c>minutes</c>.</summary>
    public JsonObject? Repairs { get; init; }

    public JsonObject? Preventive { get; init; }

    public JsonObject? History { get; init; }

    /// <summary>The id, in answers.</summary>
    public string? AssetId { get; init; }

    /// <summary>In answers.</summary>
    public DateOnly? NextPmDate { get; init; }

    /// <summary>In answers.</summary>
    public int? Revision { get; init; }

    /// <summary>In answers; null while it is in use.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>In answers to changes: scans that it has set free.</summary>
    public int? Replayed { get; init; }
}

/// <summary>A tag that an asset is to wear.</summary>
public sealed record NewTag
{
    public required string Tag { get; init; }

    /// <summary>The tag that goes.</summary>
    public string? Replaces { get; init; }

    /// <summary>Whether it may come from the asset that wears it now.</summary>
    public bool? Claim { get; init; }

    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A tag that an asset wears no more.</summary>
public sealed record RetiredTag
{
    public required string Tag { get; init; }

    public string? Reason { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A tag that an asset wears, or has worn.</summary>
/// <param name="Key">What it is read as.</param>
/// <param name="Until">Null while it is worn.</param>
public sealed record TagPast(string Tag, string Key, DateTimeOffset Since, DateTimeOffset? Until, string? Reason, string? By);

internal sealed record TagList(IReadOnlyList<TagPast> Items);

/// <summary>Why something is done.</summary>
public sealed record Reason
{
    [System.Text.Json.Serialization.JsonPropertyName("reason")]
    public string? Text { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>What was taken out of use.</summary>
public sealed record Retired(string Id, [property: System.Text.Json.Serialization.JsonPropertyName("retired")] bool IsRetired);

/// <summary>A site, with the members of the plant file.</summary>
public sealed record Site
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Stands in work order numbers.</summary>
    public string? Code { get; init; }

    /// <summary>IANA id.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Working time by day or range of days.</summary>
    public JsonObject? Hours { get; init; }

    public IReadOnlyList<DateOnly>? Holidays { get; init; }

    /// <summary><c>center</c> and <c>radius_m</c>.</summary>
    public JsonObject? Geofence { get; init; }

    /// <summary><c>required</c> or <c>optional</c>.</summary>
    public string? Geolocation { get; init; }

    /// <summary><c>allowed</c> or <c>refused</c>: reports by people without an account.</summary>
    public string? GuestReports { get; init; }

    public string? Manager { get; init; }
}

/// <summary>A crew.</summary>
public sealed record Crew
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }
}

/// <summary>A technician, with the members of the plant file.</summary>
public sealed record Technician
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }

    /// <summary>The site where the technician is based.</summary>
    public string? Home { get; init; }

    public string? Crew { get; init; }

    public string? Role { get; init; }

    public IReadOnlyList<string>? Skills { get; init; }

    /// <summary>Each with <c>days</c> and <c>hours</c>.</summary>
    public IReadOnlyList<JsonObject>? Shifts { get; init; }

    /// <summary>Each with <c>days</c> and <c>hours</c>.</summary>
    public IReadOnlyList<JsonObject>? OnCall { get; init; }

    /// <summary>Each with its first and last day: <c>from</c> and <c>to</c>.</summary>
    public IReadOnlyList<JsonObject>? Absences { get; init; }

    /// <summary>Open work at which no more is assigned, such as <c>8h</c>.</summary>
    public string? LoadLimit { get; init; }
}
