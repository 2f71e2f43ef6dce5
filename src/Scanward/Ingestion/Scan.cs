using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>
/// What <see cref="ScanReader"/> makes of a payload: a <see cref="Scan"/>, or a <see cref="Refused"/> with everything that is wrong.
/// </summary>
public abstract record ScanReading
{
    private protected ScanReading()
    {
    }
}

/// <summary>One scan, as the client sent it and as the schema allows it. Nothing in it has been looked up yet.</summary>
public sealed record Scan : ScanReading
{
    /// <summary>The id that the client read or typed, 8 to 64 characters; null where <see cref="Tag"/> is given instead.</summary>
    public string? AssetId { get; init; }

    /// <summary>What the scanner read, classified; null where <see cref="AssetId"/> is given instead.</summary>
    public Tag? Tag { get; init; }

    public required ScanType Type { get; init; }

    /// <summary>The device's clock when the tag was scanned, uncorrected.</summary>
    public required Instant ScannedAt { get; init; }

    /// <summary>The device's clock when the request was sent; with it a wrong device clock is corrected.</summary>
    public Instant? SentAt { get; init; }

    public required string OperatorId { get; init; }

    public GeoPoint? Geolocation { get; init; }

    /// <summary>UUID, version 4 or 7, from the body or the <c>Idempotency-Key</c> header.</summary>
    public required Guid IdempotencyKey { get; init; }

    public string? FailureMode { get; init; }

    public string? Note { get; init; }

    public ImmutableArray<MeterReading> Readings { get; init; } = [];

    /// <summary>AIM symbology identifier given beside the tag, such as <c>]Q1</c>.</summary>
    public string? Symbology { get; init; }

    public DeviceReport? Device { get; init; }

    /// <summary>What brings the asset into the registry: the key of the tag, or the alias that an id alone would be.</summary>
    public string TagKey => Tag?.Key ?? TagKind.Alias.KeyOf(AssetId ?? "");

    /// <summary>
    /// SHA-256 (32 bytes) over the parsed members without <c>device</c> and <c>sent_at</c>; two requests with one key are the same request when these
    /// are equal.
    /// </summary>
    public required ImmutableArray<byte> Fingerprint { get; init; }
}

/// <summary>A payload that is not a scan, with every fault found in it.</summary>
/// <param name="Malformed">True when it is not JSON at all (400), false when the JSON does not fit the schema or the tag cannot be read
/// (422).</param>
/// <param name="Faults">At least one.</param>
/// <param name="Key">The idempotency key where one could still be read.</param>
public sealed record Refused(bool Malformed, ImmutableArray<ScanFault> Faults, Guid? Key = null) : ScanReading;

/// <summary>One thing wrong with a payload.</summary>
/// <param name="Pointer">RFC 6901 JSON pointer to the member; empty for the whole document.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">One sentence for people that says what to do.</param>
public sealed record ScanFault(string Pointer, string Code, string Detail);

/// <summary>What the technician says the scan is about; on the wire in lower case.</summary>
public enum ScanType
{
    Corrective = 1,
    Preventive = 2,
    Inspection = 3,
}

/// <summary>WGS 84, degrees: latitude -90..90, longitude -180..180.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude);

/// <summary>A meter's value as read by the technician, in the meter's own unit.</summary>
public sealed record MeterReading(string Meter, decimal Value);

/// <summary>What the device says of itself; never part of the fingerprint.</summary>
public sealed record DeviceReport(string? Id, int? BatteryPercent, string? Firmware);
