using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Server.Storage;

/// <param name="SiteNo">0 for all sites.</param>
/// <param name="Role">The number of the role.</param>
internal readonly record struct PersonRoleRow(int SiteNo, int Role);

/// <summary>A person as the writer keeps it.</summary>
/// <param name="SignInName">As it is folded; nobody else has it.</param>
/// <param name="Skeleton">What names that look alike have in common; nobody else has it.</param>
/// <param name="State">1 active, 2 disabled.</param>
internal sealed record PersonRow(string SignInName, string Skeleton, string Name, string? OperatorId, string? Email, int State, ImmutableArray<PersonRoleRow> Roles)
{
    /// <summary>Null where nobody can sign in with a password.</summary>
    public string? PasswordHash { get; init; }

    public Instant? PasswordSetAt { get; init; }

    /// <summary>The sign-in service that knows the person, with <see cref="Subject"/>; both or none.</summary>
    public string? Issuer { get; init; }

    public string? Subject { get; init; }

    public bool IsDemo { get; init; }

    public Instant? SignedInAt { get; init; }

    /// <summary>Without the password's hash.</summary>
    public override string ToString() => SignInName;
}

/// <summary>A link as the writer finds it.</summary>
/// <param name="PersonId">Null for the one that makes the first admin.</param>
internal sealed record StoredLink(long? PersonId, Instant EndsAt);

/// <summary>A session as it begins.</summary>
/// <param name="How">1 password, 2 passkey, 3 sign-in service, 4 link.</param>
internal sealed record SessionRow(long PersonId, byte[] TokenHash, Instant MadeAt, Instant EndsAt, int How, string Address, string Agent);

/// <summary>A passkey as it is added, and after each use.</summary>
internal sealed record PasskeyRow(byte[] CredentialId, long PersonId, string Name, byte[] PublicKey, long SignCount, string Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp)
{
    public Instant MadeAt { get; init; }

    public Instant? UsedAt { get; init; }
}

/// <summary>A person as it is read, for the index of all.</summary>
internal sealed class PersonRecord
{
    public long PersonId { get; init; }

    public string SignInName { get; init; } = "";

    public string Name { get; init; } = "";

    public string? OperatorId { get; init; }

    public string? Email { get; init; }

    public int State { get; init; }

    public string? PasswordHash { get; init; }

    public string? Issuer { get; init; }

    public string? Subject { get; init; }

    public bool IsDemo { get; init; }

    public long CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public long? SignedInAt { get; init; }

    public int Passkeys { get; init; }

    /// <summary>When the link ends that the person can still use; null where there is none.</summary>
    public long? LinkEndsAt { get; init; }
}

internal sealed class PersonRoleRecord
{
    public long PersonId { get; init; }

    public int SiteNo { get; init; }

    /// <summary>Null for all sites.</summary>
    public string? SiteId { get; init; }

    public int Role { get; init; }
}

internal sealed class SessionRecord
{
    public long SessionId { get; init; }

    public byte[] TokenHash { get; init; } = [];

    public long PersonId { get; init; }

    public long MadeAt { get; init; }

    public long SeenAt { get; init; }

    public long EndsAt { get; init; }

    public int How { get; init; }

    public string Address { get; init; } = "";

    public string Agent { get; init; } = "";
}

internal sealed class PasskeyRecord
{
    public byte[] CredentialId { get; init; } = [];

    public long PersonId { get; init; }

    public string Name { get; init; } = "";

    public byte[] PublicKey { get; init; } = [];

    public long SignCount { get; init; }

    public string Transports { get; init; } = "";

    public bool IsUserVerified { get; init; }

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; init; }

    public long MadeAt { get; init; }

    public long? UsedAt { get; init; }
}
