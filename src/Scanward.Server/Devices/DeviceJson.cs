using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>How a device stands, in one word.</summary>
internal enum DeviceState
{
    AwaitingApproval = 1,
    Active = 2,
    Refused = 3,
    Revoked = 4,
    Expired = 5,
}

/// <summary>A device as HTTP shows it: what the store has, with what is known since.</summary>
internal sealed class DeviceJson(DeviceBook book, Sites sites, ServerClock clock)
{
    /// <summary>As <see cref="StateOf"/> in SQL, by the wire's names.</summary>
    public static string StateInSql(long nowMs) => FormattableString.Invariant(
        $"case when d.state = 3 then 'refused' when k.revoked_at is not null then 'revoked' when k.expires_at <= {nowMs} then 'expired' when d.state = 1 then 'awaiting_approval' else 'active' end");

    public DeviceState StateOf(DeviceRecord device) => (DeviceApproval)device.State == DeviceApproval.Refused ? DeviceState.Refused
        : device.RevokedAt is not null ? DeviceState.Revoked
        : device.ExpiresAt <= clock.Now().ToUnixTimeMilliseconds() ? DeviceState.Expired
        : (DeviceApproval)device.State == DeviceApproval.Awaiting ? DeviceState.AwaitingApproval : DeviceState.Active;

    /// <summary>For those who see to devices.</summary>
    public void Write(Utf8JsonWriter json, DeviceRecord device)
    {
        var last = Last(device);
        json.WriteStartObject();
        json.WriteString("device_id", KeyEndpoints.IdOf(device.KeyId));
        json.WriteString("site", device.SiteId);
        json.WriteString("name", device.Name);
        json.WriteString("state", Wire.Name(StateOf(device)));
        json.WriteString("confirm", device.Confirm);
        WriteOperator(json, device);
        json.WriteString("model", last.Model);
        json.WriteString("platform", device.Platform);
        json.WriteString("app_version", last.AppVersion);
        WriteFirmware(json, device.SiteNo, last);
        json.WriteNumber("battery_percent", last.BatteryPercent);
        json.WriteNumber("pending", last.Pending);
        json.WriteTime("oldest_pending_at", last.OldestPendingMs);
        json.WriteTime("reported_at", last.ReportedMs);
        json.WriteTime("last_seen_at", book.SeenMs(last));
        json.WriteTime("stale_since", last.StaleSinceMs);
        json.WriteTime("created_at", device.CreatedAt);
        json.WriteString("created_by", device.CreatedBy);
        json.WriteTime("decided_at", device.DecidedAt);
        json.WriteString("decided_by", device.DecidedBy);
        json.WriteTime("rotated_at", device.SecretMadeAt > device.CreatedAt ? device.SecretMadeAt : null);
        json.WriteTime("expires_at", device.ExpiresAt);
        json.WriteTime("revoked_at", device.RevokedAt);
        json.WriteString("revoked_by", device.RevokedBy);
        json.WriteNumber("quarantined", device.Quarantined);
        json.WriteEndObject();
    }

    /// <summary>For the device itself.</summary>
    public void WriteSelf(Utf8JsonWriter json, DeviceRecord device)
    {
        json.WriteStartObject();
        json.WriteString("device_id", KeyEndpoints.IdOf(device.KeyId));
        json.WriteString("state", Wire.Name(StateOf(device)));
        json.WriteString("confirm", device.Confirm);
        json.WriteString("site", device.SiteId);
        json.WriteString("site_name", sites[device.SiteNo].Site.Name);
        json.WriteString("name", device.Name);
        WriteOperator(json, device);
        WriteFirmware(json, device.SiteNo, Last(device));
        json.WriteEndObject();
    }

    public DeviceNote Last(DeviceRecord device) => StateOf(device) is DeviceState.Active or DeviceState.AwaitingApproval
        ? book.Meter(device.KeyId).Last
        : new DeviceMeter(device).Last;

    private void WriteOperator(Utf8JsonWriter json, DeviceRecord device)
    {
        json.WriteString("operator_id", device.OperatorId);
        json.WriteString("operator_name", device.OperatorId is { } id ? sites[device.SiteNo].Roster.Technicians.FirstOrDefault(t => t.TechnicianId == id)?.Name : null);
    }

    private void WriteFirmware(Utf8JsonWriter json, int siteNo, DeviceNote last)
    {
        var standing = book.Standing(siteNo, last);
        json.WriteStartObject("firmware");
        json.WriteString("version", last.Firmware);
        json.WriteString("state", Wire.Name(standing.State));
        json.WriteString("minimum", standing.Minimum);
        json.WriteTime("refuse_from", standing.RefuseFrom.Ms());
        json.WriteString("detail", standing.Detail);
        json.WriteEndObject();
    }
}
