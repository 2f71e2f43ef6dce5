using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>A key as it is made.</summary>
/// <param name="SiteNo">0 for all sites.</param>
/// <param name="Role">The number of its role.</param>
/// <param name="ExpiresAt">Null where it does not end by itself.</param>
internal sealed record KeyRow(int SiteNo, int Role, string Name, Instant? ExpiresAt);

/// <summary>A key as the writer finds it.</summary>
internal sealed record StoredKey(long KeyId, int SiteNo, int Role, string Name, Instant? ExpiresAt, Instant? RevokedAt);

/// <summary>A key as it is read: never its secrets.</summary>
internal sealed class KeyRecord
{
    public long KeyId { get; init; }

    public int SiteNo { get; init; }

    /// <summary>Null for all sites.</summary>
    public string? SiteId { get; init; }

    public int Role { get; init; }

    public string Name { get; init; } = "";

    public long CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public long? UsedAt { get; init; }

    public int Quarantined { get; init; }

    /// <summary>When its newest secret was made.</summary>
    public long SecretMadeAt { get; init; }

    /// <summary>When the last of its older secrets ends, or ended; null where it was never rotated.</summary>
    public long? OlderEndsAt { get; init; }
}

/// <summary>A secret's hash with the key that it opens.</summary>
internal sealed class KeySecretRecord
{
    public byte[] KeyHash { get; init; } = [];

    public long? EndsAt { get; init; }

    public long KeyId { get; init; }

    public int SiteNo { get; init; }

    public string? SiteId { get; init; }

    public int Role { get; init; }

    public string Name { get; init; } = "";

    public long? ExpiresAt { get; init; }

    public long? RevokedAt { get; init; }

    public long? UsedAt { get; init; }

    /// <summary>What was decided of the device that holds it; null where it is no device's.</summary>
    public int? DeviceState { get; init; }
}
