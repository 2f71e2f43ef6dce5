using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>Whose credential a request carries. The site comes from here, never from the body.</summary>
/// <param name="DeviceKey">Id of the key; 0 where the program itself acts.</param>
/// <param name="SiteNo">0 where the key is for all sites and the request names none.</param>
internal sealed record Caller(long DeviceKey, int SiteNo, string SiteId, string Name)
{
    /// <summary>Id of the site of keys that are for all.</summary>
    public const string AllSites = "*";

    public Role Role { get; init; } = Role.Device;

    /// <summary>Whether the key was revoked; such a caller comes only as far as to hand in scans, which are quarantined.</summary>
    public bool Revoked { get; init; }

    /// <summary>What was decided of the device that holds the key; approved where it is no device's.</summary>
    public DeviceApproval Approval { get; init; } = DeviceApproval.Approved;

    /// <summary>How much the key is used; null where the program itself acts.</summary>
    public KeyMeter? Meter { get; init; }

    /// <summary>The number of the account of whoever is signed in; null where a key is used.</summary>
    public long? PersonId { get; init; }

    /// <summary>The key, or the person, as the audit log names it.</summary>
    public AuditActor By => PersonId is { } person ? new(null, Name) { PersonId = person } : new(DeviceKey, Name);
}
