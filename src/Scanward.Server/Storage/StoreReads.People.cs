namespace Scanward.Server.Storage;

/// <content>People, for the index that every request asks.</content>
internal sealed partial class StoreReads
{
    public Task<IReadOnlyList<PersonRecord>> People(CancellationToken ct) => List<PersonRecord>(
        """
        select p.person_id, p.sign_in_name, p.name, p.operator_id, p.email, p.state, p.password_hash, p.issuer, p.subject, p.is_demo, p.created_at, p.created_by, p.signed_in_at,
          (select count(*) from passkey k where k.person_id = p.person_id) as passkeys, (select ends_at from person_link l where l.person_id = p.person_id) as link_ends_at
        from person p order by p.person_id
        """, null, ct);

    public Task<IReadOnlyList<PersonRoleRecord>> PersonRoles(CancellationToken ct) => List<PersonRoleRecord>(
        "select r.person_id, r.site_no, s.site_id, r.role from person_role r left join site s on s.site_no = r.site_no order by r.person_id, r.site_no", null, ct);

    public Task<IReadOnlyList<SessionRecord>> PersonSessions(CancellationToken ct) => List<SessionRecord>("select * from person_session order by session_id", null, ct);

    public Task<IReadOnlyList<PasskeyRecord>> Passkeys(long personId, CancellationToken ct) => List<PasskeyRecord>(
        "select * from passkey where person_id = @personId order by made_at, credential_id", new { personId }, ct);

    public Task<long?> PersonOfPasskey(byte[] credentialId, CancellationToken ct) => First<long?>("select person_id from passkey where credential_id = @credentialId", new { credentialId }, ct);

    /// <summary>Whose link it is and until when; null where it was used, has been replaced or never was.</summary>
    public Task<LinkRecord?> PersonLink(byte[] tokenHash, CancellationToken ct) => First<LinkRecord>("select person_id, ends_at from person_link where token_hash = @tokenHash", new { tokenHash }, ct);
}

internal sealed class LinkRecord
{
    /// <summary>Null for the one that makes the first admin.</summary>
    public long? PersonId { get; init; }

    public long EndsAt { get; init; }
}
