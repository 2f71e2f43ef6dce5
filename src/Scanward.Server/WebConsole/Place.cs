namespace Scanward.Server.WebConsole;

/// <summary>Addresses of what has an id of any characters.</summary>
internal static class Place
{
    public static string Asset(string assetId) => $"/assets/{Uri.EscapeDataString(assetId)}";

    public static string Part(string partId) => $"/parts/{Uri.EscapeDataString(partId)}";

    public static string Technician(string technicianId) => $"/crews/technicians/{Uri.EscapeDataString(technicianId)}";

    public static string Site(string siteId) => $"/sites/{Uri.EscapeDataString(siteId)}";

    /// <summary>The id that stands in an address. A slash of it is the one character that routing leaves encoded.</summary>
    public static string IdOf(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
