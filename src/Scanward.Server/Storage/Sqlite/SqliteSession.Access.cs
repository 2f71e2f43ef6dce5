using NodaTime;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Keys with their secrets, and the audit log.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement insertKey = null!, readKey = null!, endSecrets = null!, insertSecret = null!, trimSecrets = null!, revokeKey = null!, noteKeyUse = null!, countQuarantined = null!,
        readAuditHead = null!, insertAudit = null!, lastAudited = null!;

    /// <summary>The last row of the log, as of this transaction; null until it is read again.</summary>
    private (long Id, byte[] Hash)? auditHead;

    public long SaveKey(KeyRow key, Instant at, string by)
    {
        insertKey.Bind(key.SiteNo).Bind(key.Role).Bind(key.Name).Bind(at.Ms()).Bind(by).Bind(key.ExpiresAt.Ms());
        insertKey.Step();
        var keyId = insertKey.Long(0);
        insertKey.Reset();
        if (key.Role == DeviceRole) insertDevice.Bind(keyId).Run(); // made by hand, and so approved
        return keyId;
    }

    public StoredKey? ReadKey(long keyId)
    {
        readKey.Bind(keyId);
        var key = readKey.Step()
            ? new StoredKey(keyId, readKey.Int(0), readKey.Int(1), readKey.Text(2), readKey.LongOrNull(3).ToInstant(), readKey.LongOrNull(4).ToInstant()) : null;
        readKey.Reset();
        return key;
    }

    public void SaveSecret(long keyId, byte[] hash, Instant at, Instant olderEndAt)
    {
        endSecrets.Bind(keyId).Bind(olderEndAt.Ms()).Run();
        insertSecret.Bind(hash).Bind(keyId).Bind(at.Ms()).Run();
        trimSecrets.Bind(keyId).Bind(KeySecretsKept).Run();
    }

    public bool RevokeKey(long keyId, Instant at, string by)
    {
        revokeKey.Bind(at.Ms()).Bind(by).Bind(keyId).Run();
        return database.Changes > 0;
    }

    public void NoteKeyUse(long keyId, Instant at) => noteKeyUse.Bind(at.Ms()).Bind(keyId).Run();

    public bool CountQuarantined(long keyId, int most)
    {
        countQuarantined.Bind(keyId).Bind(most).Run();
        return database.Changes > 0;
    }

    public long Audit(AuditEntry entry)
    {
        var (last, head) = auditHead ?? ReadAuditHead();
        var hash = AuditChain.Hash(head, last + 1, entry);
        insertAudit.Bind(last + 1).Bind(entry.At.Ms()).Bind(entry.SiteNo).Bind(entry.By.KeyId).Bind(entry.By.PersonId).Bind(entry.By.Name).Bind(entry.Action).Bind(entry.Entity).Bind(entry.EntityId)
            .Bind(entry.Before).Bind(entry.After).Bind(hash).Run();
        auditHead = (last + 1, hash);
        return last + 1;
    }

    public string? LastAudited(string entity)
    {
        lastAudited.Bind(entity);
        var id = lastAudited.Step() ? lastAudited.Text(0) : null;
        lastAudited.Reset();
        return id;
    }

    private const int KeySecretsKept = 16, DeviceRole = 1;

    private (long Id, byte[] Hash) ReadAuditHead()
    {
        var head = readAuditHead.Step() ? (readAuditHead.Long(0), readAuditHead.Blob(1).ToArray()) : (0, AuditChain.Beginning);
        readAuditHead.Reset();
        return head;
    }

    private void PrepareAccess()
    {
        insertKey = database.Prepare("insert into access_key (site_no, role, name, created_at, created_by, expires_at) values (?, ?, ?, ?, ?, ?) returning key_id");
        readKey = database.Prepare("select site_no, role, name, expires_at, revoked_at from access_key where key_id = ?");
        endSecrets = database.Prepare("update key_secret set ends_at = min(coalesce(ends_at, ?2), ?2) where key_id = ?1");
        insertSecret = database.Prepare("insert into key_secret (key_hash, key_id, made_at) values (?, ?, ?)");
        trimSecrets = database.Prepare(
            "delete from key_secret where key_id = ?1 and key_hash in (select key_hash from key_secret where key_id = ?1 order by ends_at is not null, ends_at desc limit -1 offset ?2)");
        revokeKey = database.Prepare("update access_key set revoked_at = ?, revoked_by = ? where key_id = ? and revoked_at is null");
        noteKeyUse = database.Prepare("update access_key set used_at = ? where key_id = ?");
        countQuarantined = database.Prepare("update access_key set quarantined = quarantined + 1 where key_id = ?1 and quarantined < ?2");
        readAuditHead = database.Prepare("select audit_id, hash from audit order by audit_id desc limit 1");
        insertAudit = database.Prepare(
            "insert into audit (audit_id, at, site_no, key_id, person_id, actor, action, entity, entity_id, before, after, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        lastAudited = database.Prepare("select entity_id from audit where entity = ? order by audit_id desc limit 1");
    }
}
