using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>What somebody should look at now: devices that fell silent with scans, and devices that await approval.</summary>
internal static class AlertEndpoints
{
    private const int Most = 500;

    public static void MapAlerts(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/alerts", GetAll).RequireRole(Role.Operator).ForAllSites();

    private static async Task<IResult> GetAll(HttpContext context, StoreReads reads, DeviceJson shown, ServerClock clock, CancellationToken ct)
    {
        var devices = await reads.DevicesToSee(context.Caller().SiteNo, clock.Now().ToUnixTimeMilliseconds(), Most, ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var device in devices) Write(json, device, shown.Last(device));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, DeviceRecord device, DeviceNote last)
    {
        var awaits = (DeviceApproval)device.State == DeviceApproval.Awaiting;
        if (!awaits && last.StaleSinceMs is null) return; // heard of since
        json.WriteStartObject();
        json.WriteString("kind", awaits ? "device_awaits_approval" : "device_silent");
        json.WriteTime("since", awaits ? device.ClaimedAt ?? device.CreatedAt : last.StaleSinceMs);
        json.WriteString("site", device.SiteId);
        json.WriteString("device_id", KeyEndpoints.IdOf(device.KeyId));
        json.WriteString("name", device.Name);
        json.WriteString("detail", awaits ? $"It shows {device.Confirm}. Approve it only where its own screen shows the same."
            : $"It has {last.Pending} scans that it has not sent. Find it, and bring it where it has a network.");
        json.WriteEndObject();
    }
}
