using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>What was decided of a device; the number is what the store holds.</summary>
internal enum DeviceApproval
{
    /// <summary>It has claimed its key, and opens nothing but its own state.</summary>
    Awaiting = 1,

    Approved = 2,

    Refused = 3,
}

/// <summary>A code with which one device may claim a key, as it is made.</summary>
internal sealed record EnrolmentRow(int SiteNo, byte[] CodeHash, string? Name, string? OperatorId, Instant ExpiresAt);

/// <summary>A code as the writer finds it.</summary>
internal sealed record StoredEnrolment(long EnrolmentId, int SiteNo, string? Name, string? OperatorId, Instant ExpiresAt, Instant? UsedAt);

/// <summary>A device that comes to be by a claim.</summary>
/// <param name="Confirm">What both screens show; null where nobody is asked.</param>
/// <param name="EnrolmentId">Null where a signed-in person made it.</param>
internal sealed record DeviceRow(DeviceApproval State, string? Confirm, string? OperatorId, string? Model, string? Platform, string? Firmware, string? AppVersion, long? EnrolmentId);

/// <summary>A device as the writer finds it, with its key.</summary>
internal sealed record StoredDevice(StoredKey Key, DeviceApproval State, string? Confirm, string? OperatorId);

/// <summary>What devices say of themselves, as it is noted now and then.</summary>
/// <param name="SeenMs">When any request of it came last.</param>
/// <param name="StaleSinceMs">Null while it is not silent.</param>
internal sealed record DeviceNote(
    long KeyId, string? Model, string? Firmware, string? AppVersion, int? BatteryPercent, int? Pending, long? OldestPendingMs, long? ReportedMs, long? SeenMs, long? StaleSinceMs);

/// <param name="Model">In lower case; a <c>*</c> at its end stands for whatever follows.</param>
/// <param name="RefuseFrom">Null where it only warns.</param>
internal sealed record FirmwareRuleRow(string Model, string Minimum, Instant? RefuseFrom);

/// <summary>A device as it is read.</summary>
internal sealed class DeviceRecord
{
    public long KeyId { get; init; }

    public int SiteNo { get; init; }

    public string SiteId { get; init; } = "";

    public string Name { get; init; } = "";

    public int State { get; init; }

    public string? Confirm { get; init; }

    public string? OperatorId { get; init; }

    public string? Model { get; init; }

    public string? Platform { get; init; }

    public string? Firmware { get; init; }

    public string? AppVersion { get; init; }

    public int? BatteryPercent { get; init; }

    public int? Pending { get; init; }

    public long? OldestPendingAt { get; init; }

    public long? ReportedAt { get; init; }

    public long? SeenAt { get; init; }

    public long? StaleSince { get; init; }

    public long? ClaimedAt { get; init; }

    public long? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }

    public long CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public int Quarantined { get; init; }

    /// <summary>When its newest secret was made.</summary>
    public long SecretMadeAt { get; init; }
}

/// <summary>A site's rule as it is read.</summary>
internal sealed class FirmwareRuleRecord
{
    public int SiteNo { get; init; }

    public string Model { get; init; } = "";

    public string Minimum { get; init; } = "";

    public long? RefuseFrom { get; init; }
}

/// <summary>The devices of a site, counted.</summary>
internal sealed class DeviceCountRecord
{
    public string SiteId { get; init; } = "";

    public long Active { get; init; }

    public long Awaiting { get; init; }

    public long Silent { get; init; }

    public long Pending { get; init; }
}
