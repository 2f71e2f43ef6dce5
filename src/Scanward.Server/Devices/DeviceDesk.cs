using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>A code for one device, as it is shown once.</summary>
internal sealed record Enrolment(long EnrolmentId, string Code, Instant ExpiresAt)
{
    /// <summary>What its QR code holds: the code stands behind '#', so that no server, proxy or log on the way sees it.</summary>
    public string UrlAt(string publicBase) => $"{publicBase}/scan#enrol={Code}";
}

/// <summary>What a device says of itself when it claims a key.</summary>
internal sealed record DeviceClaim(string? Name, string? Model, string? Platform, string? Firmware, string? AppVersion);

/// <summary>What became of a claim.</summary>
internal abstract record ClaimAnswer;

/// <param name="Secret">The key, which nobody can be shown again.</param>
/// <param name="Confirm">What both screens show.</param>
/// <param name="ExpiresAt">When the key ends, unless it is approved before.</param>
internal sealed record Claimed(long KeyId, string Secret, string Confirm, Instant ExpiresAt) : ClaimAnswer;

internal sealed record ClaimRefused(ProblemKind Problem, string Detail) : ClaimAnswer;

/// <summary>What became of a change of a device.</summary>
internal enum DeviceOutcome
{
    Done = 1,

    /// <summary>There is no such device where the caller may look.</summary>
    NotFound = 2,

    /// <summary>It stands otherwise than that takes; nothing was done.</summary>
    WrongState = 3,
}

/// <param name="Why">Why nothing was done; null where it was.</param>
internal sealed record DeviceChange(DeviceOutcome Outcome, string? Why = null)
{
    public static DeviceChange Done { get; } = new(DeviceOutcome.Done);

    public static DeviceChange NotFound { get; } = new(DeviceOutcome.NotFound);
}

/// <summary>
/// How devices come and go. A screen shows a code, one device claims a key with it, and a person who sees the same digits on both approves it; until then that key opens nothing. Every change
/// holds for the next request, and is in the audit log.
/// </summary>
internal sealed class DeviceDesk(Writer writer, Callers callers, KeyDesk keys, DeviceBook book, ServerClock clock)
{
    public const int NameMost = KeyDesk.NameMost, ModelMost = 64, PlatformMost = 64, AppVersionMost = 32;

    public static readonly Duration CodeLives = Duration.FromMinutes(10);

    /// <summary>How long a claim waits for its approval.</summary>
    public static readonly Duration ApprovalWithin = Duration.FromHours(1);

    /// <param name="name">What the device is to be called; null to take its own word.</param>
    /// <param name="operatorId">The technician who mostly carries it.</param>
    public async Task<Enrolment> Enrol(int siteNo, string? name, string? operatorId, AuditActor by)
    {
        var (code, now) = (EnrolmentCode.Make(), clock.Now());
        var expiresAt = now + CodeLives;
        var id = await writer.Change(session =>
        {
            var id = session.SaveEnrolment(new(siteNo, EnrolmentCode.Hash(code)!, name, operatorId, expiresAt), now, by.Name);
            session.Audit(new(by, siteNo, "enrolment.created", "enrolment", KeyEndpoints.IdOf(id), now) { After = Json(name, operatorId, json => json.WriteTime("expires_at", expiresAt.Ms())) });
            return id;
        });
        return new(id, code, expiresAt);
    }

    /// <summary>Gives a key to whoever has the code. Of two at once one gets it.</summary>
    public async Task<ClaimAnswer> Claim(string code, DeviceClaim claim, CancellationToken ct)
    {
        if (EnrolmentCode.Hash(code) is not { } hash) return NoCode();
        var (secret, confirm, now) = (NewSecret(), EnrolmentCode.MakeConfirm(), clock.Now());
        var expiresAt = now + ApprovalWithin;
        var answer = await writer.Change<ClaimAnswer>(session =>
        {
            if (session.FindEnrolment(hash) is not { } enrolment) return NoCode();
            if (enrolment.UsedAt is not null) return new ClaimRefused(Problems.EnrolmentUsed, "Another device has used this code. Show a new one; and if you do not know that device, refuse it.");
            if (enrolment.ExpiresAt <= now) return new ClaimRefused(Problems.EnrolmentExpired, "This code is older than ten minutes. Show a new one, and scan that.");
            session.UseEnrolment(enrolment.EnrolmentId, now);
            var by = new AuditActor(null, $"enrolment {enrolment.EnrolmentId}");
            var name = enrolment.Name ?? claim.Name ?? claim.Model ?? "device";
            var keyId = session.SaveKey(new(enrolment.SiteNo, (int)Role.Device, name, expiresAt), now, by.Name);
            session.SaveSecret(keyId, DeviceKey.Hash(secret), now, now);
            session.SaveDevice(keyId, new(DeviceApproval.Awaiting, confirm, enrolment.OperatorId, claim.Model, claim.Platform, claim.Firmware, claim.AppVersion, enrolment.EnrolmentId), now);
            session.Audit(Entry(by, enrolment.SiteNo, "device.claimed", keyId, now) with { After = Json(name, enrolment.OperatorId, json => json.WriteString("model", claim.Model)) });
            return new Claimed(keyId, secret, confirm, expiresAt);
        });
        if (answer is Claimed claimed) await Took(claimed.KeyId, claim, now, ct);
        return answer;
    }

    /// <summary>Gives a key to the device of a person who has signed in on it; nobody else is asked.</summary>
    public async Task<(long KeyId, string Secret)> MakeFor(int siteNo, string? operatorId, DeviceClaim claim, AuditActor by, CancellationToken ct)
    {
        var (secret, now) = (NewSecret(), clock.Now());
        var name = claim.Name ?? claim.Model ?? by.Name;
        var keyId = await writer.Change(session =>
        {
            var keyId = session.SaveKey(new(siteNo, (int)Role.Device, name, null), now, by.Name);
            session.SaveSecret(keyId, DeviceKey.Hash(secret), now, now);
            session.SaveDevice(keyId, new(DeviceApproval.Approved, null, operatorId, claim.Model, claim.Platform, claim.Firmware, claim.AppVersion, null), now);
            session.Audit(Entry(by, siteNo, "device.made", keyId, now) with { After = Json(name, operatorId, json => json.WriteString("model", claim.Model)) });
            return keyId;
        });
        await Took(keyId, claim, now, ct);
        return (keyId, secret);
    }

    /// <param name="siteNo">Of whose devices, here and below; 0 for all.</param>
    public Task<DeviceChange> Approve(int siteNo, long keyId, AuditActor by, CancellationToken ct) => Decide(siteNo, keyId, DeviceApproval.Approved, by, ct);

    /// <summary>Ends a claim; nothing that the device sends is taken.</summary>
    public Task<DeviceChange> Refuse(int siteNo, long keyId, AuditActor by, CancellationToken ct) => Decide(siteNo, keyId, DeviceApproval.Refused, by, ct);

    /// <summary>Ends a device at once; what it has scanned before can still come in, and is quarantined.</summary>
    public async Task<DeviceChange> Revoke(int siteNo, long keyId, string? reason, AuditActor by, CancellationToken ct)
    {
        if (await writer.Change(session => Find(session, siteNo, keyId) is null)) return DeviceChange.NotFound;
        await keys.Revoke(siteNo, keyId, reason, by, ct); // twice is harmless
        return DeviceChange.Done;
    }

    /// <summary>Gives the device a new secret beside its old ones, which go on for the overlap.</summary>
    public async Task<(DeviceChange Change, string? Secret, Instant OldEndsAt)> Rotate(int siteNo, long keyId, int overlapMinutes, AuditActor by, CancellationToken ct)
    {
        if (await writer.Change(session => Find(session, siteNo, keyId)) is not { } device) return (DeviceChange.NotFound, null, default);
        if (device.State == DeviceApproval.Awaiting) return (Wrong("The device awaits approval; its key is new."), null, default);
        var change = await keys.Rotate(siteNo, keyId, overlapMinutes, by, ct);
        return change.Outcome == KeyOutcome.Done ? (DeviceChange.Done, change.Secret, clock.Now() + Duration.FromMinutes(overlapMinutes))
            : (Wrong($"Its key {(change.Outcome == KeyOutcome.Expired ? "has expired" : "was revoked")}; enrol it anew."), null, default);
    }

    /// <summary>Renames a device, or says who carries it.</summary>
    /// <param name="change">From what is to what shall be.</param>
    public async Task<DeviceChange> Change(int siteNo, long keyId, Func<(string Name, string? OperatorId), (string Name, string? OperatorId)> change, AuditActor by, CancellationToken ct)
    {
        var now = clock.Now();
        var outcome = await writer.Change(session =>
        {
            if (Find(session, siteNo, keyId) is not { } device) return DeviceChange.NotFound;
            var (name, operatorId) = change((device.Key.Name, device.OperatorId));
            if ((name, operatorId) == (device.Key.Name, device.OperatorId)) return DeviceChange.Done;
            session.ChangeDevice(keyId, name, operatorId);
            session.Audit(Entry(by, device.Key.SiteNo, "device.changed", keyId, now) with { Before = Json(device.Key.Name, device.OperatorId), After = Json(name, operatorId) });
            return DeviceChange.Done;
        });
        if (outcome == DeviceChange.Done) await callers.Load(ct);
        return outcome;
    }

    private async Task<DeviceChange> Decide(int siteNo, long keyId, DeviceApproval decision, AuditActor by, CancellationToken ct)
    {
        var now = clock.Now();
        var outcome = await writer.Change(session =>
        {
            if (Find(session, siteNo, keyId) is not { } device) return DeviceChange.NotFound;
            if (device.State == decision) return DeviceChange.Done; // twice is harmless
            if (device.State != DeviceApproval.Awaiting) return Wrong(device.State == DeviceApproval.Approved ? "The device was approved before. Revoke it to end it." : "The device was refused, and stays so. Enrol it anew.");
            if (device.Key.RevokedAt is not null) return Wrong("Its key was revoked. Enrol it anew.");
            if (device.Key.ExpiresAt <= now) return Wrong("Nobody decided within an hour, so its key has ended. Enrol it anew.");
            session.DecideDevice(keyId, decision, now, by.Name);
            if (decision == DeviceApproval.Refused) session.RevokeKey(keyId, now, by.Name);
            session.Audit(Entry(by, device.Key.SiteNo, decision == DeviceApproval.Approved ? "device.approved" : "device.refused", keyId, now) with { After = Json(device.Key.Name, device.OperatorId, json => json.WriteString("confirm", device.Confirm)) });
            return DeviceChange.Done;
        });
        if (outcome == DeviceChange.Done) await callers.Load(ct);
        return outcome;
    }

    private async Task Took(long keyId, DeviceClaim claim, Instant now, CancellationToken ct)
    {
        await callers.Load(ct);
        book.Meter(keyId).Note(new(now.ToUnixTimeMilliseconds()) { Model = claim.Model, Firmware = claim.Firmware, AppVersion = claim.AppVersion });
    }

    private static StoredDevice? Find(IStoreSession session, int siteNo, long keyId) => session.ReadDevice(keyId) is { } device && (siteNo == 0 || device.Key.SiteNo == siteNo) ? device : null;

    private static DeviceChange Wrong(string why) => new(DeviceOutcome.WrongState, why);

    private static ClaimRefused NoCode() => new(Problems.EnrolmentUnknown, "There is no such code. Scan the one that the screen shows now, or copy all 13 characters of it.");

    private static string NewSecret()
    {
        using var random = RandomNumberGenerator.Create();
        return DeviceKey.Make(random);
    }

    private static AuditEntry Entry(AuditActor by, int siteNo, string action, long keyId, Instant at) => new(by, siteNo, action, "device", KeyEndpoints.IdOf(keyId), at);

    private static string Json(string? name, string? operatorId, Action<Utf8JsonWriter>? more = null) => AuditJson.Of(json =>
    {
        json.WriteString("name", name);
        json.WriteString("operator_id", operatorId);
        more?.Invoke(json);
    });
}
