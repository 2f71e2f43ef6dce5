using System.Collections.Immutable;

namespace Scanward.Ingestion;

/// <summary>The members of a scan on the wire, as a set.</summary>
[Flags]
internal enum ScanMembers
{
    None = 0,
    AssetId = 1 << 0,
    Tag = 1 << 1,
    ScanTimestamp = 1 << 2,
    OperatorId = 1 << 3,
    ScanType = 1 << 4,
    IdempotencyKey = 1 << 5,
    Geolocation = 1 << 6,
    FailureMode = 1 << 7,
    Note = 1 << 8,
    Readings = 1 << 9,
    Symbology = 1 << 10,
    SentAt = 1 << 11,
    Device = 1 << 12,

    /// <summary>Always in the body. The asset (id or tag) and the key (body or header) have rules of their own.</summary>
    Required = ScanTimestamp | OperatorId | ScanType,
}

/// <summary>A string with a name, as the contract bounds it.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="CharactersMin">Unicode code points, as JSON Schema counts them.</param>
/// <param name="CharactersMax">Unicode code points.</param>
/// <param name="Expected">What it must be, to end the sentence "… must be".</param>
internal sealed record TextMember(string Name, int CharactersMin, int CharactersMax, string Expected);

/// <summary>Names and bounds of the members. Both passes of the reader take them from here.</summary>
internal static class ScanSchema
{
    public const int ReadingsMax = 32;

    public static readonly TextMember AssetId = new("asset_id", 8, 64, "a string of 8 to 64 printable ASCII characters, such as \"AHU-000123\"");
    public static readonly TextMember Tag = new("tag", 1, 2048, "a string of 1 to 2048 characters, exactly what the scanner read");
    public static readonly TextMember ScanTimestamp = new("scan_timestamp", 20, 35, "an RFC 3339 time with offset, such as \"2026-11-22T07:00:00Z\"");
    public static readonly TextMember OperatorId = new("operator_id", 1, 64, "a string of 1 to 64 characters on one line, such as \"op-17\"");
    public static readonly TextMember ScanType = new("scan_type", 1, 16, "one of \"corrective\", \"preventive\" and \"inspection\"");
    public static readonly TextMember IdempotencyKey =
        new("idempotency_key", 36, 36, "a UUID of version 4 or 7, such as \"6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d\"");
    public static readonly TextMember FailureMode = new("failure_mode", 1, 64, "1 to 64 of the characters a-z 0-9 _ . -, such as \"bearing_noise\"");
    public static readonly TextMember Note = new("note", 0, 2000, "a string of at most 2000 characters");
    public static readonly TextMember Symbology =
        new("symbology", 3, 3, "an AIM symbology identifier: \"]\", a letter, and a letter or digit, such as \"]Q1\"");
    public static readonly TextMember SentAt = new("sent_at", 20, 35, "an RFC 3339 time with offset, such as \"2026-11-22T07:00:02Z\"");
    public static readonly TextMember Meter = new("meter", 1, 64, "1 to 64 of the characters a-z 0-9 _ . -, such as \"run_hours\"");
    public static readonly TextMember DeviceId = new("id", 1, 64, "a string of 1 to 64 characters on one line, such as \"dev-1\"");
    public static readonly TextMember Firmware = new("firmware", 1, 64, "a string of 1 to 64 characters on one line, such as \"4.2.0\"");

    public const string GeolocationExpected = "[latitude, longitude], two numbers in degrees, such as [52.0907, 5.1214]";
    public const string ReadingsExpected = "an object from meter to number, such as {\"run_hours\": 8123.5}";
    public const string ReadingExpected = "a number, such as 8123.5";
    public const string DeviceExpected = "an object with \"id\", \"battery_percent\" and \"firmware\", each optional";
    public const string BatteryExpected = "a whole number from 0 to 100";

    public static readonly ImmutableArray<string> Names =
    [
        "asset_id", "tag", "scan_timestamp", "operator_id", "scan_type", "idempotency_key", "geolocation", "failure_mode", "note", "readings",
        "symbology", "sent_at", "device",
    ];

    public static readonly ImmutableArray<string> DeviceNames = ["id", "battery_percent", "firmware"];

    /// <summary>The member with this name (unescaped), or None. Length first, so that a name is compared at most twice.</summary>
    public static ScanMembers Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("tag"u8) ? ScanMembers.Tag : ScanMembers.None,
        4 => name.SequenceEqual("note"u8) ? ScanMembers.Note : ScanMembers.None,
        6 => name.SequenceEqual("device"u8) ? ScanMembers.Device : ScanMembers.None,
        7 => name.SequenceEqual("sent_at"u8) ? ScanMembers.SentAt : ScanMembers.None,
        8 => name.SequenceEqual("asset_id"u8) ? ScanMembers.AssetId : name.SequenceEqual("readings"u8) ? ScanMembers.Readings : ScanMembers.None,
        9 => name.SequenceEqual("scan_type"u8) ? ScanMembers.ScanType : name.SequenceEqual("symbology"u8) ? ScanMembers.Symbology : ScanMembers.None,
        11 => name.SequenceEqual("operator_id"u8) ? ScanMembers.OperatorId
            : name.SequenceEqual("geolocation"u8) ? ScanMembers.Geolocation : ScanMembers.None,
        12 => name.SequenceEqual("failure_mode"u8) ? ScanMembers.FailureMode : ScanMembers.None,
        14 => name.SequenceEqual("scan_timestamp"u8) ? ScanMembers.ScanTimestamp : ScanMembers.None,
        15 => name.SequenceEqual("idempotency_key"u8) ? ScanMembers.IdempotencyKey : ScanMembers.None,
        _ => ScanMembers.None,
    };

    /// <summary>The bounds of a member that is a string; null for those that are not.</summary>
    public static TextMember? Text(ScanMembers member) => member switch
    {
        ScanMembers.AssetId => AssetId,
        ScanMembers.Tag => Tag,
        ScanMembers.ScanTimestamp => ScanTimestamp,
        ScanMembers.OperatorId => OperatorId,
        ScanMembers.ScanType => ScanType,
        ScanMembers.IdempotencyKey => IdempotencyKey,
        ScanMembers.FailureMode => FailureMode,
        ScanMembers.Note => Note,
        ScanMembers.Symbology => Symbology,
        ScanMembers.SentAt => SentAt,
        _ => null,
    };
}
