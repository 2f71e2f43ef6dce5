using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>A link that is good once, right after it was made: nobody is shown it again.</summary>
/// <param name="Path">Path and query on this server.</param>
internal sealed record MadeLink(string Path, Instant EndsAt)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => "link";
}

/// <summary>Whose a link is.</summary>
/// <param name="Person">Null for the one that makes the first admin.</param>
internal sealed record OpenLink(Person? Person, Instant EndsAt);

/// <summary>Links with which somebody sets a password: the first admin, whoever was invited, and whoever does not know theirs any more.</summary>
internal sealed class PersonLinks(Writer writer, StoreReads reads, Accounts accounts, ServerClock clock)
{
    public const string PagePath = "/welcome";

    /// <summary>For the first admin and for a new password.</summary>
    public static readonly Duration Life = Duration.FromHours(24);

    /// <summary>For whoever is invited, and may be away over a weekend.</summary>
    public static readonly Duration InviteLife = Duration.FromDays(7);

    /// <summary>The link that makes the first admin; any before it ends. Null where somebody can do everything already.</summary>
    public async Task<MadeLink?> Welcome()
    {
        var now = clock.Now();
        var (token, ends) = (PersonToken.Make(), now + Life);
        var isMade = await writer.Change(session =>
        {
            if (session.CountAdmins((int)PersonRole.Admin, 0) > 0) return false;
            session.SaveLink(PersonToken.Hash(token), null, now, ends);
            return true;
        });
        return isMade ? Of(token, ends) : null;
    }

    public static MadeLink Of(string token, Instant endsAt) => new($"{PagePath}?token={token}", endsAt);

    /// <summary>Null where the link was used, replaced, is too old, or never was.</summary>
    public async Task<OpenLink?> Find(string? token, CancellationToken ct)
    {
        var hash = new byte[32];
        if (!PersonToken.TryHash(token, hash) || await reads.PersonLink(hash, ct) is not { } link) return null;
        var ends = Instant.FromUnixTimeMilliseconds(link.EndsAt);
        if (ends <= clock.Now()) return null;
        if (link.PersonId is not { } personId) return accounts.HasAdmin ? null : new(null, ends);
        return accounts.Find(personId) is { } person ? new(person, ends) : null;
    }
}
