using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>What became of a change of a key.</summary>
internal enum KeyOutcome
{
    Done = 1,

    /// <summary>There is no such key where the caller may look.</summary>
    NotFound = 2,

    /// <summary>It was revoked before; nothing was done.</summary>
    Revoked = 3,

    /// <summary>It has expired; nothing was done.</summary>
    Expired = 4,
}

/// <param name="Secret">The key itself, which nobody can be shown again; null where none was made.</param>
internal sealed record KeyChange(KeyOutcome Outcome, long KeyId, string? Secret = null);

/// <summary>Makes, rotates and revokes keys. A change holds for the next request, and is in the audit log; secrets are in neither.</summary>
internal sealed class KeyDesk(Writer writer, Callers callers, ServerClock clock)
{
    public const int OverlapMinutesDefault = 24 * 60, OverlapMinutesMax = 7 * 24 * 60, NameMost = 64;

    /// <summary>How stale the store's word of a key's last use may be.</summary>
    private static readonly Duration useNotedEvery = Duration.FromHours(1);

    private static readonly TimeSpan lookEvery = TimeSpan.FromMinutes(1);

    public async Task<KeyChange> Create(KeyRow key, AuditActor by, CancellationToken ct)
    {
        var secret = Make();
        var now = clock.Now();
        var id = await writer.Change(session =>
        {
            var id = session.SaveKey(key, now, by.Name);
            session.SaveSecret(id, DeviceKey.Hash(secret), now, now);
            session.Audit(Entry(by, key.SiteNo, "key.created", id, now) with { After = Json(key.Role, key.Name, key.ExpiresAt) });
            return id;
        });
        await callers.Load(ct);
        return new(KeyOutcome.Done, id, secret);
    }

    /// <summary>Gives the key a new secret; the older ones go on for the overlap, or as long as they would have anyway where that is shorter.</summary>
    /// <param name="siteNo">Of whose keys; 0 for all.</param>
    public async Task<KeyChange> Rotate(int siteNo, long keyId, int overlapMinutes, AuditActor by, CancellationToken ct)
    {
        var secret = Make();
        var now = clock.Now();
        var end = now + Duration.FromMinutes(overlapMinutes);
        var outcome = await writer.Change(session =>
        {
            if (Find(session, siteNo, keyId) is not { } key) return KeyOutcome.NotFound;
            if (key.RevokedAt is not null) return KeyOutcome.Revoked;
            if (key.ExpiresAt <= now) return KeyOutcome.Expired;
            session.SaveSecret(keyId, DeviceKey.Hash(secret), now, end);
            session.Audit(Entry(by, key.SiteNo, "key.rotated", keyId, now) with { After = Json(json => json.WriteTime("older_end_at", end.Ms())) });
            return KeyOutcome.Done;
        });
        if (outcome == KeyOutcome.Done) await callers.Load(ct);
        return new(outcome, keyId, outcome == KeyOutcome.Done ? secret : null);
    }

    /// <summary>Ends a key at once, with all its secrets; when this returns no request passes with it any more.</summary>
    /// <param name="siteNo">Of whose keys; 0 for all.</param>
    public async Task<KeyChange> Revoke(int siteNo, long keyId, string? reason, AuditActor by, CancellationToken ct)
    {
        var now = clock.Now();
        var outcome = await writer.Change(session =>
        {
            if (Find(session, siteNo, keyId) is not { } key) return KeyOutcome.NotFound;
            if (!session.RevokeKey(keyId, now, by.Name)) return KeyOutcome.Revoked;
            session.Audit(Entry(by, key.SiteNo, "key.revoked", keyId, now) with
            {
                Before = Json(key.Role, key.Name, key.ExpiresAt),
                After = reason is null ? null : Json(json => json.WriteString("reason", reason)),
            });
            return KeyOutcome.Done;
        });
        if (outcome == KeyOutcome.Done) await callers.Load(ct);
        return new(outcome, keyId);
    }

    /// <summary>Stores when keys were last used, each once an hour at most, until cancelled.</summary>
    public async Task Run(Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await NoteUse();
            }
            catch (Exception e) when (e is StoreException or DbException)
            {
                tell(e);
            }
        }
    }

    /// <summary>Stores what is due; returns how many keys that were.</summary>
    public async Task<int> NoteUse()
    {
        var due = callers.Meters.Where(m => m.Value.UsedMs - m.Value.StoredMs >= (long)useNotedEvery.TotalMilliseconds).Select(m => (KeyId: m.Key, Meter: m.Value, m.Value.UsedMs)).ToList();
        if (due.Count == 0) return 0;
        await writer.Change(session =>
        {
            foreach (var (keyId, _, usedMs) in due) session.NoteKeyUse(keyId, Instant.FromUnixTimeMilliseconds(usedMs));
            return true;
        });
        foreach (var (_, meter, usedMs) in due) meter.StoredMs = usedMs;
        return due.Count;
    }

    private static StoredKey? Find(IStoreSession session, int siteNo, long keyId) => session.ReadKey(keyId) is { } key && (siteNo == 0 || key.SiteNo == siteNo) ? key : null;

    private static string Make()
    {
        using var random = RandomNumberGenerator.Create();
        return DeviceKey.Make(random);
    }

    private static AuditEntry Entry(AuditActor by, int siteNo, string action, long keyId, Instant at) => new(by, siteNo, action, "key", KeyEndpoints.IdOf(keyId), at);

    private static string Json(int role, string name, Instant? expiresAt) => Json(json =>
    {
        json.WriteString("name", name);
        json.WriteString("role", Wire.Name((Role)role));
        json.WriteTime("expires_at", expiresAt.Ms());
    });

    private static string Json(Action<Utf8JsonWriter> members) => AuditJson.Of(members);
}
