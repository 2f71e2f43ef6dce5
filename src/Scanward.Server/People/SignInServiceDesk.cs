using System.Globalization;
using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>
/// Lets in whom the sign-in service vouches for. It says anew each time what they may, and who is known only by it gets an account when they first come with a role. It never lends them an
/// account that was made here: an e-mail address or a name proves nothing.
/// </summary>
/// <param name="numberOfSite">The site's number by its id; null where there is none.</param>
/// <param name="siteId">The site's id by its number; null where there is none.</param>
internal sealed class SignInServiceDesk(SignInService service, Writer writer, Accounts accounts, Sessions sessions, SignInDesk desk, Func<string, int?> numberOfSite, Func<int, string?> siteId, ServerClock clock)
{
    public async Task<SignInOutcome> Enter(Claimant claimant, Origin origin, string? oldToken, CancellationToken ct)
    {
        var now = clock.Now();
        var roles = service.RolesOf(claimant.Values, numberOfSite).Select(r => new PersonRoleRow(r.SiteNo, (int)r.Role)).ToArray();
        var by = new AuditActor(null, "sign-in service");
        var found = await writer.Change<long?>(session =>
        {
            if (session.FindSubject(claimant.Issuer, claimant.Subject) is { } known)
            {
                Update(session, known, claimant, [.. roles], by, now);
                return roles.Length > 0 ? known : null;
            }

            if (roles.Length == 0) return null;
            var name = FreeName(session, SignInName.Of(claimant.UserName ?? claimant.Email ?? claimant.Name));
            var row = new PersonRow(name, SignInName.Skeleton(name), Shown(claimant) ?? name, null, Email(claimant), 1, [.. roles]) { Issuer = claimant.Issuer, Subject = claimant.Subject };
            var id = session.AddPerson(row, now, by.Name);
            session.Audit(PersonAudit.Entry(by, id, row, "person.created", now) with { After = PersonAudit.Json(row, siteId) });
            return id;
        });
        await accounts.Load(ct);
        if (found is null)
        {
            if (accounts.FindBySubject(claimant.Issuer, claimant.Subject) is { } lost) sessions.EndedAll(lost.PersonId, null);
            return SignInOutcome.NoRole;
        }

        return await desk.Enter(found.Value, SignedInBy.SignInService, origin, oldToken, row => row.Subject == claimant.Subject ? row : null, ct);
    }

    private void Update(IStoreSession session, long personId, Claimant claimant, PersonRoleRow[] roles, AuditActor by, Instant now)
    {
        var before = session.ReadPerson(personId)!;
        var after = before with { Name = Shown(claimant) ?? before.Name, Email = Email(claimant) ?? before.Email, Roles = [.. roles] };
        if (roles.Length == 0) session.EndSessions(personId, null);
        if (before.Name == after.Name && before.Email == after.Email && before.Roles.SequenceEqual(after.Roles)) return;
        session.SavePerson(personId, after);
        session.Audit(PersonAudit.Entry(by, personId, after, "person.changed", now) with { Before = PersonAudit.Json(before, siteId), After = PersonAudit.Json(after, siteId) });
    }

    /// <summary>What the person is called, without what cannot be seen; null where the service does not say.</summary>
    private static string? Shown(Claimant claimant)
    {
        var name = new string([.. (claimant.Name ?? claimant.UserName ?? "").Where(c => PersonDraft.WhyNotName(c.ToString()) is null)]).Trim();
        return name.Length == 0 ? null : name[..Math.Min(name.Length, PersonDraft.NameMost)];
    }

    private static string? Email(Claimant claimant) => claimant.Email is { } email && new PersonDraft(null, null, null, email, null).Faults(isNew: false).IsEmpty ? email : null;

    private static string FreeName(IStoreSession session, string wanted)
    {
        var name = wanted;
        for (var i = 2; session.FindLookalike(SignInName.Skeleton(name)) is not null; i++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}+{i}");
        return name;
    }
}
