using System.Text.Json;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.Access;

using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>The registry's assets over HTTP, each site its own.</summary>
internal static class AssetEndpoints
{
    private const string ListName = "assets";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["asset_id"] = ("asset_id", text => text),
        ["class"] = ("class", text => text),
        ["name"] = ("name", text => text),
        ["q"] = (StoreReads.AssetWords, text => text.Length is > 0 and <= 100 ? text : null),
        ["state"] = ("(retired_at is not null)", text => text switch { "in_use" => 0, "retired" => 1, _ => null }),
        ["criticality"] = ("criticality", text => int.TryParse(text, out var criticality) && criticality is >= 1 and <= 5 ? criticality : null),
    };

    public static void MapAssets(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/assets", GetList);
        app.MapGet("/api/v1/assets/{id}", GetOne);
    }

    private static Task<IResult> GetList(HttpContext context, StoreReads reads, RegistryPool pool) =>
        Listing.Of(context, ListName, filters, reads.Assets, r => r.AssetNo, (json, row) => Write(json, RegistryJson.ReadProfile(row.Profile, pool), row.RetiredAt));

    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        await reads.Asset(context.Caller().SiteNo, id, ct) is { } row
            ? Show(context, row)
            : new ProblemResult(Problems.NotFound, "This site has no such asset.");

    /// <summary>One asset as the registry has it (docs/plant-file.md), with what the registry knows beside.</summary>
    /// <param name="replayed">Scans that a change has set free; null where nothing was changed.</param>
    public static JsonResult Show(HttpContext context, AssetRecord row, int? replayed = null)
    {
        var asset = RegistryJson.ReadProfile(row.Profile, new RegistryPool());
        var entry = RegistryForm.Of(asset);
        context.Response.Headers.ETag = RegistryDesk.ETag(entry);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("asset_id", asset.AssetId);
            foreach (var (name, value) in entry)
            {
                json.WritePropertyName(name);
                value!.WriteTo(json);
            }

            json.WriteString("next_pm_date", asset.Preventive is { } plan ? LocalDatePattern.Iso.Format(plan.Next) : null);
            json.WriteNumber("revision", asset.Revision);
            json.WriteTime("retired_at", row.RetiredAt);
            if (replayed is { } count) json.WriteNumber("replayed", count);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, AssetProfile asset, long? retiredAt)
    {
        json.WriteStartObject();
        json.WriteString("asset_id", asset.AssetId);
        json.WriteString("name", asset.Name);
        json.WriteString("site", asset.SiteId);
        json.WriteString("class", asset.Class);
        json.WriteNumber("criticality", asset.Criticality);
        json.WriteString("location", asset.Location);
        if (asset.Geolocation is { } at)
        {
            json.WriteStartArray("geolocation");
            json.WriteNumberValue(at.Latitude);
            json.WriteNumberValue(at.Longitude);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("geolocation");
        }

        WriteTexts(json, "tags", asset.Tags);
        WriteTexts(json, "skills", asset.Skills);
        json.WriteString("warranty_until", asset.WarrantyUntil is { } until ? LocalDatePattern.Iso.Format(until) : null);
        json.WriteString("vendor", asset.Vendor);
        json.WriteString("next_pm_date", asset.Preventive is { } plan ? LocalDatePattern.Iso.Format(plan.Next) : null);
        WriteTexts(json, "failure_modes", asset.Repairs.Keys.Where(mode => mode != "*"));
        json.WriteNumber("revision", asset.Revision);
        json.WriteTime("retired_at", retiredAt);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
