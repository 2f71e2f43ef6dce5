namespace Scanward.Server.Telemetry;

/// <summary>How many devices there are, and what they have not sent, for Prometheus.</summary>
internal static class DeviceMetrics
{
    /// <param name="siteNo">Only of this site; null for all.</param>
    public static async Task Write(MetricsText text, Installation installation, int? siteNo, CancellationToken ct)
    {
        var sites = await installation.Reads.CountDevices(siteNo, installation.Clock.Now().ToUnixTimeMilliseconds(), ct);
        text.Gauge("scanward_devices", "Devices that are approved, and those that await it.");
        foreach (var site in sites)
        {
            text.Sample(site.Active, ("site", site.SiteId), ("state", "active"));
            text.Sample(site.Awaiting, ("site", site.SiteId), ("state", "awaiting_approval"));
        }

        text.Gauge("scanward_devices_silent", "Devices that have fallen silent with scans that they have not sent.");
        foreach (var site in sites) text.Sample(site.Silent, ("site", site.SiteId));
        text.Gauge("scanward_device_scans_pending", "Scans that devices have not sent, as they last said.");
        foreach (var site in sites) text.Sample(site.Pending, ("site", site.SiteId));
    }
}
