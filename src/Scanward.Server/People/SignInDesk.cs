using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>
/// Lets people in and out. Whatever is wrong, the answer is the same for names that there are and names that there are not, and takes as long; a session begins with a new token, and the one
/// that the browser brought ends.
/// </summary>
internal sealed class SignInDesk(Writer writer, Accounts accounts, Sessions sessions, Passwords passwords, SignInThrottle throttle, PersonLinks links, ServerClock clock)
{
    private const int TypedMost = 1_024;

    public async Task<SignInOutcome> WithPassword(string typedName, string password, Origin origin, string? oldToken, CancellationToken ct)
    {
        if (throttle.TakeFrom(origin.Address) is { } wait) return SignInOutcome.TooMany(wait);
        var name = SignInName.Fold(typedName.Length > TypedMost ? typedName[..TypedMost] : typedName);
        var person = accounts.FindByName(name);
        if (throttle.Try(name, person?.PersonId) is { } locked) return SignInOutcome.Locked(locked, clock.Now());
        var hash = person is null ? null : accounts.PasswordHashOf(person.PersonId);
        var check = await passwords.Verify(hash, password.Length > TypedMost ? "" : password, ct);
        if (!check.IsRight) return throttle.Wrong(name, person?.PersonId) is { } until ? SignInOutcome.Locked(until, clock.Now()) : SignInOutcome.WrongNameOrPassword;
        throttle.Right(name);
        throttle.GiveBack(origin.Address);
        return await Enter(person!.PersonId, SignedInBy.Password, origin, oldToken, row => row.PasswordHash == hash ? row with { PasswordHash = check.NewHash ?? hash } : null, ct);
    }

    /// <summary>Sets a password with a link, and lets in whoever brings it. Where it is the first one, it makes the account of the first admin.</summary>
    /// <param name="account">The sign-in name and the name of the first admin; null where the link is somebody's.</param>
    public async Task<SignInOutcome> ByLink(string? token, (string SignInName, string Name)? account, string password, Origin origin, string? oldToken, CancellationToken ct)
    {
        if (throttle.TakeFrom(origin.Address) is { } wait) return SignInOutcome.TooMany(wait);
        if (await links.Find(token, ct) is not { } link) return SignInOutcome.LinkGone;
        throttle.GiveBack(origin.Address);
        var now = clock.Now();
        var person = link.Person;
        if (person is { IsActive: false }) return SignInOutcome.Disabled;
        var (signInName, name) = person is not null ? (person.SignInName, person.Name) : (SignInName.Fold(account?.SignInName ?? ""), (account?.Name ?? "").Trim());
        if (Faults(person is null, signInName, name, password) is { IsEmpty: false } faults) return new SignInOutcome.Invalid(faults);
        var hash = await passwords.Hash(password, ct);
        var (how, tokenHash) = (SignedInBy.Link, PersonToken.Hash(token!));
        if (person is null)
        {
            var made = await writer.Change<long?>(session =>
            {
                if (session.ReadLink(tokenHash) is not { PersonId: null } stored || stored.EndsAt <= now || session.CountAdmins((int)PersonRole.Admin, 0) > 0) return null;
                if (session.FindLookalike(SignInName.Skeleton(signInName)) is not null) return 0;
                var row = new PersonRow(signInName, SignInName.Skeleton(signInName), name, null, null, 1, [new(0, (int)PersonRole.Admin)]) { PasswordHash = hash, PasswordSetAt = now };
                var id = session.AddPerson(row, now, "welcome link");
                session.EndLinks(null);
                session.Audit(PersonAudit.Own(id, row, "person.created", now) with { After = PersonAudit.Json(row, _ => null) });
                return id;
            });
            if (made is null) return SignInOutcome.LinkGone;
            if (made == 0) return new SignInOutcome.Invalid([new("/sign_in_name", "name_taken", "Somebody has this sign-in name, or one that looks like it. Take another.")]);
            await accounts.Load(ct);
            return await Enter(made.Value, how, origin, oldToken, row => row.PasswordHash == hash ? row : null, ct);
        }

        throttle.Right(person.SignInName);
        var set = await writer.Change(session =>
        {
            if (session.ReadLink(tokenHash)?.PersonId != person.PersonId || session.ReadPerson(person.PersonId) is not { State: 1 } row) return false;
            session.SavePerson(person.PersonId, row with { PasswordHash = hash, PasswordSetAt = now });
            session.EndLinks(person.PersonId);
            session.EndSessions(person.PersonId, null);
            session.Audit(PersonAudit.Own(person.PersonId, row, "person.password_set", now) with { After = PersonAudit.Json("by", "link") });
            return true;
        });
        if (!set) return SignInOutcome.LinkGone;
        sessions.EndedAll(person.PersonId, null);
        await accounts.Load(ct);
        return await Enter(person.PersonId, how, origin, oldToken, row => row.PasswordHash == hash ? row : null, ct);
    }

    /// <summary>Changes the own password: all other sessions of the person end, and this one gets a new token.</summary>
    public async Task<SignInOutcome> ChangePassword(PersonContext who, string current, string next, Origin origin, string? oldToken, CancellationToken ct)
    {
        var (person, now) = (who.Person, clock.Now());
        var hash = accounts.PasswordHashOf(person.PersonId);
        if (await Confirm(who, current.Length > TypedMost ? "" : current, ct) is { } refused) return refused == SignInOutcome.WrongOwnPassword ? new SignInOutcome.Invalid([new("/current", "wrong_password", refused.Why)]) : refused;
        if (PasswordRules.WhyNot(next, person.SignInName, person.Name) is { } why) return new SignInOutcome.Invalid([new("/password", "weak_password", why)]);
        var nextHash = await passwords.Hash(next, ct);
        var set = await writer.Change(session =>
        {
            if (session.ReadPerson(person.PersonId) is not { State: 1 } row || row.PasswordHash != hash) return false;
            session.SavePerson(person.PersonId, row with { PasswordHash = nextHash, PasswordSetAt = now });
            session.EndLinks(person.PersonId);
            session.EndSessions(person.PersonId, null);
            session.Audit(PersonAudit.Own(person.PersonId, row, "person.password_set", now) with { After = PersonAudit.Json("by", "password") });
            return true;
        });
        if (!set) return SignInOutcome.WrongNameOrPassword;
        sessions.EndedAll(person.PersonId, null);
        await accounts.Load(ct);
        return await Enter(person.PersonId, SignedInBy.Password, origin, oldToken, row => row.PasswordHash == nextHash ? row : null, ct);
    }

    /// <summary>Whether whoever is signed in knows the password too; why not where not. Null says that they do.</summary>
    public async Task<SignInOutcome.Refused?> Confirm(PersonContext who, string password, CancellationToken ct)
    {
        var (name, personId) = (who.Person.SignInName, who.Person.PersonId);
        if (throttle.Try(name, personId) is { } locked) return SignInOutcome.Locked(locked, clock.Now());
        var check = await passwords.Verify(accounts.PasswordHashOf(personId), password, ct);
        if (!check.IsRight) return throttle.Wrong(name, personId) is { } until ? SignInOutcome.Locked(until, clock.Now()) : SignInOutcome.WrongOwnPassword;
        throttle.Right(name);
        return null;
    }

    /// <summary>Begins a session for somebody who has shown who they are.</summary>
    /// <param name="check">Looks at the account once more as it is stored, and changes it; null where it is not what was looked at before.</param>
    public async Task<SignInOutcome> Enter(long personId, SignedInBy how, Origin origin, string? oldToken, Func<PersonRow, PersonRow?> check, CancellationToken ct)
    {
        var now = clock.Now();
        var (begun, token) = Sessions.Begin(personId, how, origin, now);
        var old = sessions.Find(oldToken);
        var entered = await writer.Change<(SignInOutcome? Refused, long SessionId)>(session =>
        {
            if (session.ReadPerson(personId) is not { } row || check(row) is not { } checkedRow) return (SignInOutcome.WrongNameOrPassword, 0);
            if (row.State != 1) return (SignInOutcome.Disabled, 0);
            if (old is not null) session.EndSession(old.SessionId, old.PersonId);
            session.SavePerson(personId, checkedRow with { SignedInAt = now });
            session.Audit(PersonAudit.Own(personId, row, "person.signed_in", now) with { After = PersonAudit.Json("by", Wire.Name(how)) });
            return (null, session.BeginSession(begun));
        });
        if (entered.Refused is { } refused) return refused;
        if (old is not null) sessions.Ended(old.SessionId);
        sessions.Began(entered.SessionId, begun);
        await accounts.Load(ct);
        return new SignInOutcome.SignedIn(accounts.Find(personId)!, token);
    }

    /// <summary>Ends one of the person's own sessions; false where there is none such.</summary>
    public async Task<bool> End(PersonContext who, long sessionId)
    {
        var now = clock.Now();
        var ended = await writer.Change(session =>
        {
            if (!session.EndSession(sessionId, who.Person.PersonId) || session.ReadPerson(who.Person.PersonId) is not { } row) return false;
            session.Audit(PersonAudit.Own(who.Person.PersonId, row, "person.signed_out", now));
            return true;
        });
        if (ended) sessions.Ended(sessionId);
        return ended;
    }

    /// <summary>Ends all of the person's own sessions but this one.</summary>
    public async Task EndOthers(PersonContext who)
    {
        var now = clock.Now();
        await writer.Change(session =>
        {
            session.EndSessions(who.Person.PersonId, who.Session.SessionId);
            if (session.ReadPerson(who.Person.PersonId) is { } row) session.Audit(PersonAudit.Own(who.Person.PersonId, row, "person.signed_out_elsewhere", now));
            return true;
        });
        sessions.EndedAll(who.Person.PersonId, who.Session.SessionId);
    }

    /// <summary>Puts into the audit log whose names have been locked since it was last called. Not while the attempt is answered: names that there are not would be answered sooner.</summary>
    public async Task NoteLocks()
    {
        while (throttle.NewLocks.TryDequeue(out var locked))
        {
            await writer.Change(session =>
            {
                if (session.ReadPerson(locked.PersonId) is { } row)
                    session.Audit(PersonAudit.Entry(new(null, "sign-in"), locked.PersonId, row, "person.locked", clock.Now()) with { After = AuditOf(locked.Until) });
                return true;
            });
        }
    }

    /// <summary>Sessions' housekeeping and <see cref="NoteLocks"/>, until cancelled.</summary>
    public Task Run(Action<Exception> tell, CancellationToken ct) => sessions.Run(NoteLocks, tell, ct);

    private static string AuditOf(Instant until) => Access.AuditJson.Of(json => json.WriteTime("until", until.Ms()));

    private static ImmutableArray<ScanFault> Faults(bool withName, string signInName, string name, string password)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        if (withName && SignInName.WhyNot(signInName) is { } badName) faults.Add(new("/sign_in_name", "bad_name", badName));
        if (withName && PersonDraft.WhyNotName(name) is { } badShown) faults.Add(new("/name", "bad_name", badShown));
        if (PasswordRules.WhyNot(password, signInName, name) is { } weak) faults.Add(new("/password", "weak_password", weak));
        return faults.ToImmutable();
    }
}
