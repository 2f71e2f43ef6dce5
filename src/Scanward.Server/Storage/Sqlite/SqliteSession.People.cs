using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Accounts, their sessions, links and passkeys.</content>
internal sealed partial class SqliteSession
{
    private const int SessionsKept = 50;

    private SqliteStatement insertPerson = null!, readPerson = null!, updatePerson = null!, findLookalike = null!, findSubject = null!, countAdmins = null!,
        readPersonRoles = null!, deletePersonRoles = null!, insertPersonRole = null!, insertLink = null!, readLink = null!, endLinks = null!,
        insertSession = null!, trimSessions = null!, endSession = null!, endSessions = null!, noteSeen = null!, forgetSessions = null!, forgetLinks = null!,
        savePasskey = null!, findPasskey = null!, renamePasskey = null!, deletePasskey = null!;

    public long AddPerson(PersonRow person, Instant at, string by)
    {
        Bind(insertPerson, person).Bind(at.Ms()).Bind(by);
        insertPerson.Step();
        var personId = insertPerson.Long(0);
        insertPerson.Reset();
        SaveRoles(personId, person.Roles);
        return personId;
    }

    public PersonRow? ReadPerson(long personId)
    {
        readPerson.Bind(personId);
        var person = readPerson.Step()
            ? new PersonRow(readPerson.Text(0), readPerson.Text(1), readPerson.Text(2), readPerson.TextOrNull(3), readPerson.TextOrNull(4), readPerson.Int(5), [])
            {
                PasswordHash = readPerson.TextOrNull(6),
                PasswordSetAt = readPerson.LongOrNull(7).ToInstant(),
                Issuer = readPerson.TextOrNull(8),
                Subject = readPerson.TextOrNull(9),
                IsDemo = readPerson.Int(10) == 1,
                SignedInAt = readPerson.LongOrNull(11).ToInstant(),
            }
            : null;
        readPerson.Reset();
        if (person is null) return null;
        var roles = ImmutableArray.CreateBuilder<PersonRoleRow>();
        readPersonRoles.Bind(personId);
        while (readPersonRoles.Step()) roles.Add(new(readPersonRoles.Int(0), readPersonRoles.Int(1)));
        return person with { Roles = roles.DrainToImmutable() };
    }

    public void SavePerson(long personId, PersonRow person)
    {
        Bind(updatePerson, person).Bind(personId).Run();
        deletePersonRoles.Bind(personId).Run();
        SaveRoles(personId, person.Roles);
    }

    public long? FindLookalike(string skeleton) => One(findLookalike.Bind(skeleton));

    public long? FindSubject(string issuer, string subject) => One(findSubject.Bind(issuer).Bind(subject));

    public int CountAdmins(int role, long except) => (int)One(countAdmins.Bind(role).Bind(except))!.Value;

    public void SaveLink(byte[] tokenHash, long? personId, Instant madeAt, Instant endsAt)
    {
        EndLinks(personId);
        insertLink.Bind(tokenHash).Bind(personId).Bind(madeAt.Ms()).Bind(endsAt.Ms()).Run();
    }

    public StoredLink? ReadLink(byte[] tokenHash)
    {
        readLink.Bind(tokenHash);
        var link = readLink.Step() ? new StoredLink(readLink.LongOrNull(0), Instant.FromUnixTimeMilliseconds(readLink.Long(1))) : null;
        readLink.Reset();
        return link;
    }

    public void EndLinks(long? personId) => endLinks.Bind(personId).Run();

    public long BeginSession(SessionRow row)
    {
        insertSession.Bind(row.TokenHash).Bind(row.PersonId).Bind(row.MadeAt.Ms()).Bind(row.MadeAt.Ms()).Bind(row.EndsAt.Ms()).Bind(row.How).Bind(row.Address).Bind(row.Agent);
        insertSession.Step();
        var sessionId = insertSession.Long(0);
        insertSession.Reset();
        trimSessions.Bind(row.PersonId).Bind(SessionsKept).Run();
        return sessionId;
    }

    public bool EndSession(long sessionId, long personId)
    {
        endSession.Bind(sessionId).Bind(personId).Run();
        return database.Changes > 0;
    }

    public void EndSessions(long personId, long? except) => endSessions.Bind(personId).Bind(except).Run();

    public void NoteSeen(long sessionId, Instant at) => noteSeen.Bind(at.Ms()).Bind(sessionId).Run();

    public void ForgetEnded(Instant now, Instant seenBefore)
    {
        forgetSessions.Bind(now.Ms()).Bind(seenBefore.Ms()).Run();
        forgetLinks.Bind(now.Ms()).Run();
    }

    public void SavePasskey(PasskeyRow passkey) => savePasskey.Bind(passkey.CredentialId).Bind(passkey.PersonId).Bind(passkey.Name).Bind(passkey.PublicKey).Bind(passkey.SignCount).Bind(passkey.Transports)
        .Bind(passkey.IsUserVerified ? 1 : 0).Bind(passkey.IsBackupEligible ? 1 : 0).Bind(passkey.IsBackedUp ? 1 : 0).Bind(passkey.MadeAt.Ms()).Bind(passkey.UsedAt.Ms()).Run();

    public long? FindPasskey(byte[] credentialId) => One(findPasskey.Bind(credentialId));

    public bool RenamePasskey(byte[] credentialId, long personId, string name)
    {
        renamePasskey.Bind(name).Bind(credentialId).Bind(personId).Run();
        return database.Changes > 0;
    }

    public bool DeletePasskey(byte[] credentialId, long personId)
    {
        deletePasskey.Bind(credentialId).Bind(personId).Run();
        return database.Changes > 0;
    }

    private static SqliteStatement Bind(SqliteStatement statement, PersonRow person) => statement.Bind(person.SignInName).Bind(person.Skeleton).Bind(person.Name).Bind(person.OperatorId).Bind(person.Email)
        .Bind(person.State).Bind(person.PasswordHash).Bind(person.PasswordSetAt.Ms()).Bind(person.Issuer).Bind(person.Subject).Bind(person.IsDemo ? 1 : 0).Bind(person.SignedInAt.Ms());

    private static long? One(SqliteStatement statement)
    {
        var found = statement.Step() ? statement.LongOrNull(0) : null;
        statement.Reset();
        return found;
    }

    private void SaveRoles(long personId, ImmutableArray<PersonRoleRow> roles)
    {
        foreach (var (siteNo, role) in roles) insertPersonRole.Bind(personId).Bind(siteNo).Bind(role).Run();
    }

    private void PreparePeople()
    {
        insertPerson = database.Prepare(
            """
            insert into person (sign_in_name, skeleton, name, operator_id, email, state, password_hash, password_set_at, issuer, subject, is_demo, signed_in_at, created_at, created_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning person_id
            """);
        readPerson = database.Prepare(
            "select sign_in_name, skeleton, name, operator_id, email, state, password_hash, password_set_at, issuer, subject, is_demo, signed_in_at from person where person_id = ?");
        updatePerson = database.Prepare(
            """
            update person set sign_in_name = ?, skeleton = ?, name = ?, operator_id = ?, email = ?, state = ?, password_hash = ?, password_set_at = ?, issuer = ?, subject = ?, is_demo = ?, signed_in_at = ?
            where person_id = ?
            """);
        findLookalike = database.Prepare("select person_id from person where skeleton = ?");
        findSubject = database.Prepare("select person_id from person where issuer = ? and subject = ?");
        countAdmins = database.Prepare(
            """
            select count(*) from person p join person_role r on r.person_id = p.person_id
            where r.site_no = 0 and r.role = ?1 and p.state = 1 and p.person_id <> ?2
              and (p.password_hash is not null or p.subject is not null or exists (select 1 from passkey k where k.person_id = p.person_id))
            """);
        readPersonRoles = database.Prepare("select site_no, role from person_role where person_id = ? order by site_no");
        deletePersonRoles = database.Prepare("delete from person_role where person_id = ?");
        insertPersonRole = database.Prepare("insert into person_role (person_id, site_no, role) values (?, ?, ?)");
        insertLink = database.Prepare("insert into person_link (token_hash, person_id, made_at, ends_at) values (?, ?, ?, ?)");
        readLink = database.Prepare("select person_id, ends_at from person_link where token_hash = ?");
        endLinks = database.Prepare("delete from person_link where person_id is ?");
        PrepareSessions();
        savePasskey = database.Prepare(
            """
            insert into passkey (credential_id, person_id, name, public_key, sign_count, transports, is_user_verified, is_backup_eligible, is_backed_up, made_at, used_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (credential_id) do update set sign_count = excluded.sign_count, is_user_verified = excluded.is_user_verified, is_backed_up = excluded.is_backed_up, used_at = excluded.used_at
            """);
        findPasskey = database.Prepare("select person_id from passkey where credential_id = ?");
        renamePasskey = database.Prepare("update passkey set name = ? where credential_id = ? and person_id = ?");
        deletePasskey = database.Prepare("delete from passkey where credential_id = ? and person_id = ?");
    }

    private void PrepareSessions()
    {
        insertSession = database.Prepare(
            "insert into person_session (token_hash, person_id, made_at, seen_at, ends_at, how, address, agent) values (?, ?, ?, ?, ?, ?, ?, ?) returning session_id");
        trimSessions = database.Prepare(
            "delete from person_session where person_id = ?1 and session_id in (select session_id from person_session where person_id = ?1 order by session_id desc limit -1 offset ?2)");
        endSession = database.Prepare("delete from person_session where session_id = ? and person_id = ?");
        endSessions = database.Prepare("delete from person_session where person_id = ?1 and session_id is not ?2");
        noteSeen = database.Prepare("update person_session set seen_at = ? where session_id = ?");
        forgetSessions = database.Prepare("delete from person_session where ends_at <= ? or seen_at <= ?");
        forgetLinks = database.Prepare("delete from person_link where ends_at <= ?");
    }
}
