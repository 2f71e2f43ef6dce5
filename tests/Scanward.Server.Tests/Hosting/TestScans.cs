using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Hosting;

/// <summary>Bodies of scans, as a device of <see cref="TestPlants.Small"/> would send them at <see cref="TestPlants.Start"/>.</summary>
internal static class TestScans
{
    private static int keys;

    /// <summary>A key that no other test of the run has.</summary>
    public static string NewKey() => $"0195a3f4-0000-7000-8000-{Interlocked.Increment(ref keys):x12}";

    public static JsonObject Corrective(string assetId, string? failureMode = "bearing_noise", string? key = null) => new()
    {
        ["asset_id"] = assetId,
        ["scan_timestamp"] = "2026-11-24T16:00:00Z",
        ["operator_id"] = "nc-t001",
        ["scan_type"] = "corrective",
        ["failure_mode"] = failureMode,
        ["idempotency_key"] = key ?? NewKey(),
    };

    public static JsonObject Tagged(string tag, string? symbology = null)
    {
        var scan = Corrective("").Without("asset_id").With("tag", tag);
        return symbology is null ? scan : scan.With("symbology", symbology);
    }

    /// <summary>The same, scanned then.</summary>
    public static JsonObject At(this JsonObject scan, DateTimeOffset at) => scan.With("scan_timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    public static JsonObject With(this JsonObject scan, string member, JsonNode? value)
    {
        var changed = (JsonObject)scan.DeepClone();
        changed[member] = value;
        return changed;
    }

    public static JsonObject Without(this JsonObject scan, string member)
    {
        var changed = (JsonObject)scan.DeepClone();
        changed.Remove(member);
        return changed;
    }
}
