using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>What became of a change of an account.</summary>
internal abstract record PersonOutcome
{
    private PersonOutcome()
    {
    }

    /// <param name="Link">The link that was made; null where none was.</param>
    internal sealed record Done(long PersonId, MadeLink? Link = null) : PersonOutcome;

    /// <summary>There is nobody of this number where the caller may look.</summary>
    internal sealed record NotFound : PersonOutcome;

    internal sealed record NotPermitted(string Why) : PersonOutcome;

    internal sealed record Invalid(ImmutableArray<ScanFault> Faults) : PersonOutcome;

    internal sealed record NameTaken(string Why) : PersonOutcome;

    /// <summary>The account is not in a state for that.</summary>
    internal sealed record WrongState(string Why) : PersonOutcome;
}

/// <summary>
/// Adds people, changes what they may, invites, disables. A change holds for the next request, and is in the audit log. Who sees to one site sees to those who may do something there alone: a
/// link for an admin of all sites would be the keys to everything.
/// </summary>
/// <param name="siteId">The site's id by its number; null where there is none.</param>
internal sealed class PersonDesk(Writer writer, Accounts accounts, Sessions sessions, Passwords passwords, SignInThrottle throttle, Func<int, string?> siteId, ServerClock clock)
{
    /// <summary>Those whom the admin of a site, or of all (0), may see: whoever has a role there or everywhere.</summary>
    public IEnumerable<Person> Visible(int scope) => accounts.All.Where(p => IsVisible(p, scope));

    public Person? Find(int scope, long personId) => accounts.Find(personId) is { } person && IsVisible(person, scope) ? person : null;

    /// <summary>Adds somebody, and makes the link with which they set their password.</summary>
    /// <param name="scope">The site whose admin asks; 0 for all.</param>
    public async Task<PersonOutcome> Add(int scope, PersonDraft draft, AuditActor by, CancellationToken ct)
    {
        if (draft.Faults(isNew: true) is { IsEmpty: false } faults) return new PersonOutcome.Invalid(faults);
        var roles = draft.Roles ?? [];
        if (scope != 0 && (roles.IsEmpty || roles.Any(r => r.SiteNo != scope))) return OwnSiteOnly;
        var now = clock.Now();
        var name = SignInName.Fold(draft.SignInName!);
        var row = new PersonRow(name, SignInName.Skeleton(name), draft.Name!, NullIfEmpty(draft.OperatorId), NullIfEmpty(draft.Email), 1, Rows(roles));
        var (token, ends) = (PersonToken.Make(), now + PersonLinks.InviteLife);
        var outcome = await writer.Change<PersonOutcome>(session =>
        {
            if (session.FindLookalike(row.Skeleton) is { } other) return Taken(session, other, name);
            var id = session.AddPerson(row, now, by.Name);
            session.SaveLink(PersonToken.Hash(token), id, now, ends);
            session.Audit(PersonAudit.Entry(by, id, row, "person.created", now) with { After = PersonAudit.Json(row, siteId) });
            return new PersonOutcome.Done(id, PersonLinks.Of(token, ends));
        });
        await accounts.Load(ct);
        return outcome;
    }

    public Task<PersonOutcome> Change(int scope, long personId, PersonDraft draft, AuditActor by, CancellationToken ct)
    {
        if (draft.Faults(isNew: false) is { IsEmpty: false } faults) return Task.FromResult<PersonOutcome>(new PersonOutcome.Invalid(faults));
        return Write(scope, personId, by, "person.changed", wholeAccount: draft is not { SignInName: null, Name: null, OperatorId: null, Email: null }, (session, row, now) =>
        {
            var name = draft.SignInName is { } given ? SignInName.Fold(given) : row.SignInName;
            var skeleton = SignInName.Skeleton(name);
            if (skeleton != row.Skeleton && session.FindLookalike(skeleton) is { } other) return (null, Taken(session, other, name));
            var roles = row.Roles;
            if (draft.Roles is { } wanted)
            {
                if (row.Subject is not null) return (null, new PersonOutcome.WrongState("The sign-in service says what this person may; change it there."));
                if (scope != 0 && wanted.Any(r => r.SiteNo != scope)) return (null, OwnSiteOnly);
                roles = scope == 0 ? Rows(wanted) : [.. row.Roles.Where(r => r.SiteNo != scope), .. Rows(wanted)];
            }

            return (row with
            {
                SignInName = name, Skeleton = skeleton, Name = draft.Name ?? row.Name, Roles = roles,
                OperatorId = draft.OperatorId is { } operatorId ? NullIfEmpty(operatorId) : row.OperatorId, Email = draft.Email is { } email ? NullIfEmpty(email) : row.Email,
            }, null);
        }, ct);
    }

    /// <summary>A new link, with which the person sets a password and comes in; one from before ends. The old password goes on until then.</summary>
    public async Task<PersonOutcome> Link(int scope, long personId, AuditActor by, CancellationToken ct)
    {
        var token = PersonToken.Make();
        MadeLink? link = null;
        var outcome = await Write(scope, personId, by, "person.linked", wholeAccount: true, (session, row, now) =>
        {
            if (row.State != 1) return (null, new PersonOutcome.WrongState("The account is disabled; enable it first."));
            if (row.Subject is not null) return (null, new PersonOutcome.WrongState("This person signs in with the sign-in service and has no password here."));
            var ends = now + (row.PasswordHash is null ? PersonLinks.InviteLife : PersonLinks.Life);
            session.SaveLink(PersonToken.Hash(token), personId, now, ends);
            link = PersonLinks.Of(token, ends);
            return (row, null);
        }, ct);
        return outcome is PersonOutcome.Done done ? done with { Link = link } : outcome;
    }

    /// <summary>Ends all sessions and links at once. Twice is harmless.</summary>
    public async Task<PersonOutcome> Disable(int scope, long personId, AuditActor by, CancellationToken ct)
    {
        var outcome = await Write(scope, personId, by, "person.disabled", wholeAccount: true, (session, row, _) =>
        {
            session.EndSessions(personId, null);
            session.EndLinks(personId);
            return (row with { State = 2 }, null);
        }, ct);
        if (outcome is PersonOutcome.Done) sessions.EndedAll(personId, null);
        return outcome;
    }

    public Task<PersonOutcome> Enable(int scope, long personId, AuditActor by, CancellationToken ct) =>
        Write(scope, personId, by, "person.enabled", wholeAccount: true, (_, row, _) => (row with { State = 1 }, null), ct);

    /// <summary>Makes or renews an account of the demo, with this password.</summary>
    public async Task<long> SaveDemo(PersonDraft draft, string password, CancellationToken ct)
    {
        var now = clock.Now();
        var hash = await passwords.Hash(password, ct);
        var name = SignInName.Fold(draft.SignInName!);
        var row = new PersonRow(name, SignInName.Skeleton(name), draft.Name!, draft.OperatorId, null, 1, Rows(draft.Roles ?? [])) { IsDemo = true, PasswordHash = hash, PasswordSetAt = now };
        var by = AuditActor.CommandLine;
        var id = await writer.Change(session =>
        {
            if (session.FindLookalike(row.Skeleton) is not { } known)
            {
                var added = session.AddPerson(row, now, by.Name);
                session.Audit(PersonAudit.Entry(by, added, row, "person.created", now) with { After = PersonAudit.Json(row, siteId) });
                return added;
            }

            if (session.ReadPerson(known) is not { IsDemo: true } before) return 0;
            session.SavePerson(known, row with { SignedInAt = before.SignedInAt });
            session.EndSessions(known, null);
            session.Audit(PersonAudit.Entry(by, known, row, "person.password_set", now) with { After = PersonAudit.Json("by", "demo") });
            return known;
        });
        if (id != 0) sessions.EndedAll(id, null);
        throttle.Right(name);
        await accounts.Load(ct);
        return id;
    }

    /// <summary>Lets in nobody of the demo any more, not even its admin.</summary>
    public async Task DisableDemo(CancellationToken ct)
    {
        var now = clock.Now();
        foreach (var person in accounts.All.Where(p => p is { IsDemo: true, IsActive: true }))
        {
            await writer.Change(session =>
            {
                var row = session.ReadPerson(person.PersonId)!;
                session.SavePerson(person.PersonId, row with { State = 2 });
                session.EndSessions(person.PersonId, null);
                session.Audit(PersonAudit.Entry(AuditActor.CommandLine, person.PersonId, row, "person.disabled", now) with { After = PersonAudit.Json("sign_in_name", row.SignInName) });
                return true;
            });
            sessions.EndedAll(person.PersonId, null);
        }

        await accounts.Load(ct);
    }

    private static PersonOutcome.NotPermitted OwnSiteOnly { get; } = new("An admin of one site gives roles at that site only; an admin of all sites gives others.");

    private async Task<PersonOutcome> Write(
        int scope, long personId, AuditActor by, string action, bool wholeAccount, Func<IStoreSession, PersonRow, Instant, (PersonRow? Row, PersonOutcome? Refused)> change, CancellationToken ct)
    {
        var now = clock.Now();
        var outcome = await writer.Change<PersonOutcome>(session =>
        {
            if (session.ReadPerson(personId) is not { } before || !IsVisible(before, scope)) return new PersonOutcome.NotFound();
            if (wholeAccount && scope != 0 && before.Roles.Any(r => r.SiteNo != scope)) return new PersonOutcome.NotPermitted("This person has roles at other sites too, so that only an admin of all sites may do this.");
            var (after, refused) = change(session, before, now);
            if (refused is not null) return refused;
            if (IsAdmin(before) && !IsAdmin(after!) && session.CountAdmins((int)PersonRole.Admin, personId) == 0)
                return new PersonOutcome.WrongState("Nobody else may do everything at all sites and can sign in. Make somebody else an admin of all sites first.");
            session.SavePerson(personId, after!);
            session.Audit(PersonAudit.Entry(by, personId, before.Roles.Length >= after!.Roles.Length ? before : after, action, now) with
            {
                Before = action == "person.changed" ? PersonAudit.Json(before, siteId) : null,
                After = action == "person.changed" ? PersonAudit.Json(after, siteId) : PersonAudit.Json("sign_in_name", after.SignInName),
            });
            return new PersonOutcome.Done(personId);
        });
        await accounts.Load(ct);
        return outcome;
    }

    private static bool IsAdmin(PersonRow row) => row.State == 1 && row.Roles.Any(r => r is { SiteNo: 0, Role: (int)PersonRole.Admin });

    private static bool IsVisible(Person person, int scope) => scope == 0 || person.Roles.Any(r => r.SiteNo == scope || r.SiteNo == 0);

    private static bool IsVisible(PersonRow row, int scope) => scope == 0 || row.Roles.Any(r => r.SiteNo == scope || r.SiteNo == 0);

    private static PersonOutcome.NameTaken Taken(IStoreSession session, long other, string name)
    {
        var theirs = session.ReadPerson(other)!.SignInName;
        return new(theirs == name ? $"Somebody is called {name} already. Take another sign-in name." : $"Somebody is called {theirs}, which looks like {name}. Take another sign-in name.");
    }

    private static ImmutableArray<PersonRoleRow> Rows(ImmutableArray<SiteRole> roles) => [.. roles.Select(r => new PersonRoleRow(r.SiteNo, (int)r.Role)).OrderBy(r => r.SiteNo)];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
