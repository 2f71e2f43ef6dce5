namespace Scanward.Server.WebConsole;

/// <summary>Addresses of what has an id of any characters.</summary>
internal static class Place
{
    public static string Asset(string assetId) => $"/assets/{Uri.EscapeDataString(assetId)}";

    public static string Part(string partId) => $"/parts/{Uri.EscapeDataString(partId)}";

    public static string Technician(string technicianId) => $"/crews/technicians/{Uri.EscapeDataString(technicianId)}";

    public static string Site(string siteId) => $"/sites/{Uri.EscapeDataString(siteId)}";
}
