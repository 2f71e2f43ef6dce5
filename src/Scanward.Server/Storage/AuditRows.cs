using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>Who did something: a person who is signed in, a key, under its name or that of the person who used it, or what acts without either.</summary>
/// <param name="KeyId">Null where no key was used.</param>
/// <param name="Name">Such as <c>command line</c>, an operator's id, or a person's sign-in name.</param>
internal readonly record struct AuditActor(long? KeyId, string Name)
{
    /// <summary>The number of the account; null where nobody was signed in.</summary>
    public long? PersonId { get; init; }

    public static AuditActor CommandLine => new(null, "command line");

    /// <summary>The registry, which learnt of a tag that dead letters waited for.</summary>
    public static AuditActor ClaimedTag => new(null, "claimed tag");

    /// <summary>Whoever may write the policy's file.</summary>
    public static AuditActor PolicyFile => new(null, "policy file");
}

/// <summary>One change, as the audit log keeps it. It is written in the transaction of the change (<see cref="IStoreSession.Audit"/>), so that neither is without the other.</summary>
/// <param name="SiteNo">0 for what concerns all sites; every site sees it.</param>
/// <param name="Action">Such as <c>asset.changed</c>.</param>
/// <param name="Entity">Kind of what was changed, such as <c>asset</c>.</param>
/// <param name="EntityId">Its id, as the API shows it.</param>
internal sealed record AuditEntry(AuditActor By, int SiteNo, string Action, string Entity, string EntityId, Instant At)
{
    /// <summary>JSON of what was; null where there was nothing. Never a secret.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what is now; null where nothing is left.</summary>
    public string? After { get; init; }
}

/// <summary>A row of the log as it is read.</summary>
internal sealed class AuditRecord
{
    public long AuditId { get; init; }

    public long At { get; init; }

    public int SiteNo { get; init; }

    public string? SiteId { get; init; }

    public long? KeyId { get; init; }

    /// <summary>Null where nobody was signed in.</summary>
    public long? PersonId { get; init; }

    public string Actor { get; init; } = "";

    public string Action { get; init; } = "";

    public string Entity { get; init; } = "";

    public string EntityId { get; init; } = "";

    public string? Before { get; init; }

    public string? After { get; init; }

    public byte[] Hash { get; init; } = [];
}
