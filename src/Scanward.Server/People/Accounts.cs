using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>All accounts, in memory; replaced as a whole when one changes.</summary>
internal sealed class Accounts(StoreReads reads) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private Snapshot known = new(FrozenDictionary<long, Account>.Empty, FrozenDictionary<string, Account>.Empty, FrozenDictionary<(string, string), Account>.Empty);

    public IEnumerable<Person> All => Volatile.Read(ref known).ById.Values.Select(a => a.Person).OrderBy(p => p.PersonId);

    /// <summary>Whether somebody can sign in who may do everything everywhere.</summary>
    public bool HasAdmin => Volatile.Read(ref known).ById.Values.Any(a => a.Person is { CanSignIn: true, EverywhereRole: PersonRole.Admin });

    public Person? Find(long personId) => Volatile.Read(ref known).ById.GetValueOrDefault(personId)?.Person;

    /// <param name="folded">As <see cref="SignInName.Fold"/> gives it.</param>
    public Person? FindByName(string folded) => Volatile.Read(ref known).ByName.GetValueOrDefault(folded)?.Person;

    public Person? FindBySubject(string issuer, string subject) => Volatile.Read(ref known).BySubject.GetValueOrDefault((issuer, subject))?.Person;

    /// <summary>The hash of the person's password; null where there is none.</summary>
    public string? PasswordHashOf(long personId) => Volatile.Read(ref known).ById.GetValueOrDefault(personId)?.PasswordHash;

    /// <summary>To be called after every durable change; when it returns the change holds for the next request. One at a time, so that the last one has seen all changes.</summary>
    public async Task Load(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            var roles = (await reads.PersonRoles(ct)).ToLookup(r => r.PersonId, r => new SiteRole(r.SiteNo, r.SiteId ?? Caller.AllSites, (PersonRole)r.Role));
            Account[] accounts = [.. (await reads.People(ct)).Select(p => new Account(Read(p, [.. roles[p.PersonId]]), p.PasswordHash, p.Issuer, p.Subject))];
            Volatile.Write(ref known, new(
                accounts.ToFrozenDictionary(a => a.Person.PersonId), accounts.ToFrozenDictionary(a => a.Person.SignInName, StringComparer.Ordinal),
                accounts.Where(a => a.Subject is not null).ToFrozenDictionary(a => (a.Issuer!, a.Subject!))));
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose() => loading.Dispose();

    private static Person Read(PersonRecord row, ImmutableArray<SiteRole> roles) => new(row.PersonId, row.SignInName, row.Name, row.OperatorId, row.Email, row.State == 1, roles)
    {
        HasPassword = row.PasswordHash is not null,
        Passkeys = row.Passkeys,
        IsExternal = row.Subject is not null,
        IsDemo = row.IsDemo,
        CreatedAt = Instant.FromUnixTimeMilliseconds(row.CreatedAt),
        CreatedBy = row.CreatedBy,
        SignedInAt = row.SignedInAt.ToInstant(),
        LinkEndsAt = row.LinkEndsAt.ToInstant(),
    };

    /// <remarks>No record, whose text would show the hash.</remarks>
    private sealed class Account(Person person, string? passwordHash, string? issuer, string? subject)
    {
        public Person Person => person;

        public string? PasswordHash => passwordHash;

        public string? Issuer => issuer;

        public string? Subject => subject;
    }

    private sealed class Snapshot(FrozenDictionary<long, Account> byId, FrozenDictionary<string, Account> byName, FrozenDictionary<(string Issuer, string Subject), Account> bySubject)
    {
        public FrozenDictionary<long, Account> ById => byId;

        public FrozenDictionary<string, Account> ByName => byName;

        public FrozenDictionary<(string Issuer, string Subject), Account> BySubject => bySubject;
    }
}
