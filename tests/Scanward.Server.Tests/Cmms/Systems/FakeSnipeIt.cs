using System.Net;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// Snipe-IT, read from its controllers and transformers: what is not found is 200 with <c>{"status":"error"}</c>; tags are compared without regard to case; names are escaped for HTML;
/// without <c>Accept: application/json</c> an error is a redirect.
/// </summary>
internal sealed class FakeSnipeIt : FakeSystem
{
    public const string Token = "snipe-token";

    /// <summary>However many a request asks for.</summary>
    private const int MostRows = 500;

    private int next = 1;

    public List<JsonObject> Assets { get; } = [];

    public List<JsonObject> Consumables { get; } = [];

    public List<JsonObject> Components { get; } = [];

    public static Task<FakeSnipeIt> Start() => Listen(new FakeSnipeIt());

    public JsonObject AddAsset(string tag, string name, bool archived = false)
    {
        var asset = new JsonObject
        {
            ["id"] = next++, ["name"] = WebUtility.HtmlEncode(name), ["asset_tag"] = tag, ["serial"] = "", ["model"] = new JsonObject { ["id"] = 2, ["name"] = "Pump P40" },
            ["status_label"] = new JsonObject { ["id"] = 1, ["name"] = archived ? "Archived" : "Ready", ["status_meta"] = archived ? "archived" : "deployable" },
            ["category"] = new JsonObject { ["id"] = 5, ["name"] = "Pumps" }, ["location"] = new JsonObject { ["id"] = 3, ["name"] = "Hall A" }, ["deleted_at"] = null,
            ["warranty_expires"] = new JsonObject { ["date"] = "2027-06-30", ["formatted"] = "2027-06-30" },
            ["updated_at"] = new JsonObject { ["datetime"] = "2026-11-22 07:00:00", ["formatted"] = "2026-11-22 07:00 AM" },
        };
        Assets.Add(asset);
        return asset;
    }

    public void AddConsumable(string itemNo, int quantity, int remaining, int minimum) => Consumables.Add(new()
    {
        ["id"] = next++, ["name"] = "Grease &amp; oil", ["item_no"] = itemNo, ["qty"] = quantity, ["remaining"] = remaining, ["min_amt"] = minimum,
    });

    public void AddComponent(string name, int quantity, int remaining, int minimum) => Components.Add(new()
    {
        ["id"] = next++, ["name"] = name, ["serial"] = null, ["qty"] = quantity, ["remaining"] = remaining, ["min_amt"] = minimum,
    });

    protected override JsonNode Refusal(string text) => new JsonObject { ["status"] = "error", ["messages"] = text, ["payload"] = null };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("Accept")?.Contains("application/json", StringComparison.Ordinal) != true) return new(302) { Headers = [("Location", $"{Url}/login")] };
        if (request.Header("Authorization") != $"Bearer {Token}") return new(401, new JsonObject { ["error"] = "Unauthorized or unauthenticated." });
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, steps) switch
        {
            ("GET", ["api", "v1", "hardware"]) => List([.. Assets.Where(a => (string?)a["status_label"]!["status_meta"] != "archived")], request),
            ("GET", ["api", "v1", "hardware", "bytag", var tag]) =>
                Found(Assets.Find(a => string.Equals((string?)a["asset_tag"], WebUtility.UrlDecode(tag).TrimEnd(), StringComparison.OrdinalIgnoreCase)), "Asset does not exist."),
            ("GET", ["api", "v1", "hardware", var id]) => Found(Assets.Find(a => a["id"]!.ToString() == id), "Asset does not exist."),
            ("GET", ["api", "v1", "consumables"]) => List(Consumables, request),
            ("GET", ["api", "v1", "components"]) => List(Components, request),
            _ => throw new FakeRefusal(404, "404 endpoint not found"),
        };
    }

    private static FakeAnswer List(List<JsonObject> rows, FakeRequest request)
    {
        var page = rows.Skip(request.Number("offset", 0)).Take(Math.Min(request.Number("limit", MostRows), MostRows));
        return new(200, new JsonObject { ["total"] = rows.Count, ["rows"] = new JsonArray([.. page.Select(r => r.DeepClone())]) });
    }

    /// <summary>The trap: there is no 404.</summary>
    private FakeAnswer Found(JsonObject? row, string otherwise) => new(200, row?.DeepClone() ?? Refusal(otherwise));
}
