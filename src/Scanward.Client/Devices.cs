namespace Scanward.Client;

/// <summary>How a device's firmware stands.</summary>
/// <param name="Version">What it says it has.</param>
/// <param name="State"><c>ok</c>, <c>warn</c> or <c>refuse_new</c>.</param>
/// <param name="Minimum">What the site wants.</param>
/// <param name="RefuseFrom">Scans from then on are refused.</param>
/// <param name="Detail">What to do.</param>
public sealed record FirmwareStanding(string? Version, string State, string? Minimum, DateTimeOffset? RefuseFrom, string? Detail);

/// <summary>A device: a key of that role, with what is known of the thing that holds it.</summary>
public sealed record Device
{
    /// <summary>The number of its key.</summary>
    public required string DeviceId { get; init; }

    public required string Site { get; init; }

    public required string Name { get; init; }

    /// <summary><c>awaiting_approval</c>, <c>active</c>, <c>refused</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>What its own screen shows too, while it awaits approval.</summary>
    public string? Confirm { get; init; }

    /// <summary>The technician who mostly carries it.</summary>
    public string? OperatorId { get; init; }

    public string? OperatorName { get; init; }

    public string? Model { get; init; }

    public string? Platform { get; init; }

    public string? AppVersion { get; init; }

    public required FirmwareStanding Firmware { get; init; }

    public int? BatteryPercent { get; init; }

    /// <summary>Scans that it has not sent, as it last said.</summary>
    public int? Pending { get; init; }

    public DateTimeOffset? OldestPendingAt { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Silent since then, with scans that it has not sent.</summary>
    public DateTimeOffset? StaleSince { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    /// <summary>Scans that came after it was revoked.</summary>
    public required int Quarantined { get; init; }
}

/// <summary>Who is to get a code.</summary>
public sealed record NewEnrolment
{
    /// <summary>What the device is to be called; its own word where it is left out.</summary>
    public string? Name { get; init; }

    public string? OperatorId { get; init; }

    public string? Site { get; init; }
}

/// <summary>A code for one device.</summary>
/// <param name="Url">What its QR code holds.</param>
public sealed record Enrolment(string EnrolmentId, string Code, string Url, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the code, which is not for logs.</summary>
    public override string ToString() => $"enrolment {EnrolmentId}";
}

/// <summary>What a device says when it claims its key.</summary>
public sealed record DeviceClaim
{
    public required string Code { get; init; }

    public string? Name { get; init; }

    public string? Model { get; init; }

    public string? Platform { get; init; }

    public string? Firmware { get; init; }

    public string? AppVersion { get; init; }
}

/// <summary>A device that has claimed its key, and awaits approval.</summary>
/// <param name="Key">The key itself, shown this once.</param>
/// <param name="Confirm">What both screens show.</param>
public sealed record ClaimedDevice(string DeviceId, string Key, string Confirm, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the key, which is not for logs.</summary>
    public override string ToString() => $"device {DeviceId}, {Confirm}";
}

/// <summary>How a device stands, for itself.</summary>
/// <param name="State"><c>awaiting_approval</c>, <c>active</c>, <c>refused</c> or <c>revoked</c>.</param>
public sealed record OwnDevice(string DeviceId, string State, string? Confirm, string Site, string SiteName, string Name, string? OperatorId, string? OperatorName, FirmwareStanding Firmware);

/// <summary>What a device says of itself.</summary>
public sealed record OwnReport
{
    public int? BatteryPercent { get; init; }

    public string? Model { get; init; }

    public string? Firmware { get; init; }

    public string? AppVersion { get; init; }

    /// <summary>Scans that it has not sent.</summary>
    public required int Pending { get; init; }

    public DateTimeOffset? OldestPendingAt { get; init; }
}

/// <summary>A device's new key.</summary>
/// <param name="Key">The key itself, shown this once.</param>
public sealed record RotatedDevice(string Key, DateTimeOffset OldEndsAt)
{
    /// <summary>Without the key, which is not for logs.</summary>
    public override string ToString() => $"a new key; the old one ends at {OldEndsAt:O}";
}

/// <summary>What is to be changed of a device; what is left out stays.</summary>
public sealed record DeviceChange
{
    public string? Name { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>The least firmware of a model.</summary>
/// <param name="Model">A <c>*</c> at its end stands for whatever follows.</param>
/// <param name="RefuseFrom">Null where it only warns.</param>
public sealed record FirmwareRule(string Model, string Minimum, DateTimeOffset? RefuseFrom = null);

/// <summary>All rules of a site.</summary>
public sealed record FirmwareRules(IReadOnlyList<FirmwareRule> Rules);

/// <summary>Something that somebody should look at.</summary>
/// <param name="Kind"><c>device_awaits_approval</c> or <c>device_silent</c>.</param>
public sealed record Alert(string Kind, DateTimeOffset Since, string Site, string DeviceId, string Name, string Detail);

/// <summary>What somebody should look at now.</summary>
public sealed record AlertList(IReadOnlyList<Alert> Items);

/// <summary>A picture of what was scanned: JPEG, PNG or WebP of at most 4 MiB.</summary>
/// <param name="bytes">Sent as they are; the server takes out what they tell of person and place.</param>
/// <param name="mediaType">Such as <c>image/jpeg</c>; the server looks for itself.</param>
public sealed class PhotoFile(byte[] bytes, string mediaType = "image/jpeg")
{
    internal byte[] Bytes { get; } = bytes;

    internal string MediaType { get; } = mediaType;
}

/// <summary>A picture that was kept.</summary>
public sealed record AddedPhoto(string PhotoId, string Url);

/// <summary>A picture of a scan.</summary>
/// <param name="Bytes">How many it has.</param>
public sealed record ScanPhoto(string PhotoId, string Url, string MediaType, long Bytes, DateTimeOffset At);
