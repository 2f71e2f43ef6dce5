namespace Scanward.Client;

/// <content>Devices: how they come, stand and go.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Devices, newest first.</summary>
    public IAsyncEnumerable<Device> ListDevices(string? state = null, string? site = null, string? stale = null, string? operatorId = null, CancellationToken ct = default) =>
        List("/api/v1/devices", Query(("state", state), ("site", site), ("stale", stale), ("operator_id", operatorId)), Types.PageDevice, ct);

    /// <summary>A code with which one device can claim a key, within ten minutes.</summary>
    public async Task<Enrolment> EnrolDevice(NewEnrolment enrolment, CancellationToken ct = default) => (await Post("/api/v1/devices/enrolments", Bytes(enrolment, Types.NewEnrolment), ct).ConfigureAwait(false)).As(Types.Enrolment);

    /// <summary>A device claims its key with a code; it opens nothing before it is approved.</summary>
    public async Task<ClaimedDevice> ClaimDevice(DeviceClaim claim, CancellationToken ct = default) => (await Post("/api/v1/devices/claim", Bytes(claim, Types.DeviceClaim), ct).ConfigureAwait(false)).As(Types.ClaimedDevice);

    /// <summary>How the device stands whose key it is, also where it was refused or revoked.</summary>
    public Task<OwnDevice> GetOwnDevice(CancellationToken ct = default) => Get("/api/v1/devices/self", Types.OwnDevice, ct);

    /// <summary>What a device says of itself.</summary>
    public async Task<OwnDevice> ReportDevice(OwnReport report, CancellationToken ct = default) => (await Post("/api/v1/devices/self/report", Bytes(report, Types.OwnReport), ct).ConfigureAwait(false)).As(Types.OwnDevice);

    /// <summary>A new key for the device's own; the old one goes on for a while.</summary>
    public async Task<RotatedDevice> RotateOwnDevice(Rotation how, CancellationToken ct = default) => (await Post("/api/v1/devices/self/rotate", Bytes(how, Types.Rotation), ct).ConfigureAwait(false)).As(Types.RotatedDevice);

    /// <summary>One device.</summary>
    public Task<Device> GetDevice(string id, CancellationToken ct = default) => Get($"/api/v1/devices/{Id(id)}", Types.Device, ct);

    /// <summary>Renames a device, or says who carries it.</summary>
    public async Task<Device> ChangeDevice(string id, DeviceChange change, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Patch, $"/api/v1/devices/{Id(id)}") { Body = Bytes(change, Types.DeviceChange), IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.Device);

    /// <summary>Lets a device in that awaits it.</summary>
    public Task<Device> ApproveDevice(string id, NoMembers? nothing = null, CancellationToken ct = default) => Decide(id, "approve", nothing, ct);

    /// <summary>Keeps a device out that awaits approval.</summary>
    public Task<Device> RefuseDevice(string id, NoMembers? nothing = null, CancellationToken ct = default) => Decide(id, "refuse", nothing, ct);

    /// <summary>Ends a device at once; what it still hands in is quarantined.</summary>
    public async Task<Device> RevokeDevice(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/devices/{Id(id)}/revoke", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Device);

    /// <summary>A new key for a device that is set up by hand.</summary>
    public async Task<RotatedDevice> RotateDevice(string id, Rotation how, CancellationToken ct = default) =>
        (await Post($"/api/v1/devices/{Id(id)}/rotate", Bytes(how, Types.Rotation), ct).ConfigureAwait(false)).As(Types.RotatedDevice);

    /// <summary>The least firmware that the site wants, by model.</summary>
    public Task<Versioned<FirmwareRules>> GetFirmwareRules(CancellationToken ct = default) => GetVersioned("/api/v1/firmware-rules", Types.FirmwareRules, ct);

    /// <summary>Replaces all of them.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<FirmwareRules>> SetFirmwareRules(string etag, FirmwareRules rules, CancellationToken ct = default) => Put("/api/v1/firmware-rules", Bytes(rules, Types.FirmwareRules), etag, Types.FirmwareRules, ct);

    /// <summary>A picture of what was scanned.</summary>
    /// <param name="idempotencyKey">A UUID, the same one with each try.</param>
    public async Task<AddedPhoto> AddPhoto(string id, PhotoFile photo, string idempotencyKey, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var call = new Call(HttpMethod.Post, $"/api/v1/scans/{Id(id)}/photos") { Body = photo.Bytes, MediaType = photo.MediaType, IdempotencyKey = idempotencyKey, IsRepeatable = true };
        return (await transport.Send(call, ct).ConfigureAwait(false)).As(Types.AddedPhoto);
    }

    /// <summary>A picture's bytes.</summary>
    public async Task<byte[]> GetPhoto(string id, CancellationToken ct = default) => (await Get($"/api/v1/photos/{Id(id)}", ct).ConfigureAwait(false)).AsBytes();

    /// <summary>What somebody should look at now.</summary>
    public Task<AlertList> ListAlerts(CancellationToken ct = default) => Get("/api/v1/alerts", Types.AlertList, ct);

    private async Task<Device> Decide(string id, string how, NoMembers? nothing, CancellationToken ct) =>
        (await transport.Send(new(HttpMethod.Post, $"/api/v1/devices/{Id(id)}/{how}") { Body = Bytes(nothing ?? new(), Types.NoMembers), IsRepeatable = true }, ct).ConfigureAwait(false)).As(Types.Device);
}
