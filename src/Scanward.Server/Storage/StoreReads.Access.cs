namespace Scanward.Server.Storage;

/// <content>Keys, and the audit log. Where a site's number is asked for, 0 means all sites.</content>
internal sealed partial class StoreReads
{
    private const string KeyTable =
        """
        select k.*, s.site_id,
          (select max(made_at) from key_secret h where h.key_id = k.key_id) as secret_made_at, (select max(ends_at) from key_secret h where h.key_id = k.key_id) as older_ends_at
        from access_key k left join site s on s.site_no = k.site_no
        """;

    /// <summary>Every secret that a request may bring, with its key: also those that have ended, so that their holders can be told.</summary>
    public Task<IReadOnlyList<KeySecretRecord>> KeySecrets(CancellationToken ct) => List<KeySecretRecord>(
        """
        select h.key_hash, h.ends_at, k.key_id, k.site_no, s.site_id, k.role, k.name, k.expires_at, k.revoked_at, k.used_at, d.state as device_state
        from key_secret h join access_key k on k.key_id = h.key_id left join site s on s.site_no = k.site_no left join device d on d.key_id = k.key_id
        """, null, ct);

    public Task<IReadOnlyList<KeyRecord>> Keys(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct) =>
        Page<KeyRecord>(KeyTable, "(@siteNo = 0 or k.site_no = @siteNo) and @siteNo", "k.key_id", siteNo, filters, before, most, ct);

    public Task<KeyRecord?> Key(int siteNo, long keyId, CancellationToken ct) =>
        First<KeyRecord>($"{KeyTable} where k.key_id = @keyId and (@siteNo = 0 or k.site_no = @siteNo)", new { siteNo, keyId }, ct);

    /// <summary>What was changed at the site, and what concerns all sites.</summary>
    /// <remarks>The site's rows and those of all sites are each read in the order of an index, and merged.</remarks>
    public Task<IReadOnlyList<AuditRecord>> Audit(int siteNo, IReadOnlyList<Filter> filters, long? before, int most, CancellationToken ct)
    {
        var (conditions, parameters) = Conditions(filters);
        parameters.AddDynamicParams(new { siteNo, before = before ?? long.MaxValue, most });
        var ofOne = filters.Any(f => f.Column == "a.entity_id") ? "+" : ""; // one thing has few rows at any site: not by the site's index
        string Some(string where) => $"select * from (select a.* from audit a where {where}a.audit_id < @before{conditions} order by a.audit_id desc limit @most)";
        var rows = siteNo == 0 ? Some("") : $"{Some($"{ofOne}a.site_no = @siteNo and ")} union all {Some($"{ofOne}a.site_no = 0 and ")}";
        return List<AuditRecord>($"select a.*, s.site_id from ({rows}) a left join site s on s.site_no = a.site_no order by a.audit_id desc limit @most", parameters, ct);
    }

    /// <summary>The rows after the given one, in order; for going through all of them.</summary>
    public Task<IReadOnlyList<AuditRecord>> AuditAfter(long auditId, int most, CancellationToken ct) =>
        List<AuditRecord>("select * from audit where audit_id > @auditId order by audit_id limit @most", new { auditId, most }, ct);
}
