using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// InvenTree, read from its serializers: a barcode that matches nothing is 400; one may match a part or a place, which are no assets; a list without <c>limit</c> is no page; quantities are
/// numbers with a point.
/// </summary>
internal sealed class FakeInvenTree : FakeSystem
{
    public const string Token = "inventree-token";

    private readonly Dictionary<string, JsonObject> barcodes = [];
    private int next = 1;

    public List<JsonObject> Parts { get; } = [];

    public List<JsonObject> StockItems { get; } = [];

    public static Task<FakeInvenTree> Start() => Listen(new FakeInvenTree());

    public JsonObject AddPart(string ipn, string name, double unallocated, double minimum, double ordering)
    {
        var part = new JsonObject
        {
            ["pk"] = next++, ["name"] = name, ["IPN"] = ipn, ["active"] = true, ["in_stock"] = unallocated + 2.0, ["total_in_stock"] = unallocated + 2.0, ["unallocated_stock"] = unallocated,
            ["minimum_stock"] = minimum, ["ordering"] = ordering, ["units"] = null,
        };
        Parts.Add(part);
        barcodes[$"PART-{ipn}"] = Match("part", part);
        return part;
    }

    public JsonObject AddStockItem(string serial, string barcode, JsonObject part, string updated)
    {
        var item = new JsonObject
        {
            ["pk"] = next++, ["part"] = part["pk"]!.DeepClone(), ["quantity"] = 1.0, ["serial"] = serial, ["location"] = 9, ["status"] = 10, ["in_stock"] = true, ["updated"] = updated,
            ["part_detail"] = new JsonObject { ["pk"] = part["pk"]!.DeepClone(), ["name"] = part["name"]!.DeepClone(), ["IPN"] = part["IPN"]!.DeepClone() },
            ["location_detail"] = new JsonObject { ["pk"] = 9, ["name"] = "Hall A", ["pathstring"] = "Plant/Hall A" }, ["barcode_hash"] = "0",
        };
        StockItems.Add(item);
        barcodes[barcode] = Match("stockitem", item);
        return item;
    }

    protected override JsonNode Refusal(string text) => new JsonObject { ["detail"] = text };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("Authorization") != $"Token {Token}") throw new FakeRefusal(401, "Invalid token.");
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!request.Path.EndsWith('/')) throw new FakeRefusal(404, $"no such address; did you mean {request.Path}/?");
        return (request.Method, steps) switch
        {
            ("POST", ["api", "barcode"]) => Scan((string?)request.Body["barcode"] ?? throw new FakeRefusal(400, "This field is required.")),
            ("GET", ["api", "part"]) => List(Parts.Where(p => Is(request, "IPN", p) && (request.Parameter("has_ipn") != "true" || (string?)p["IPN"] != "")), request),
            ("GET", ["api", "stock"]) => List(
                StockItems.Where(s => Is(request, "serial", s) && (request.Parameter("updated_after") is not { } after || string.CompareOrdinal((string?)s["updated"], after) > 0)).Select(s => Detailed(s, request)), request),
            ("GET", ["api", "stock", var pk]) =>
                new(200, (StockItems.Find(s => s["pk"]!.ToString() == pk) ?? throw new FakeRefusal(404, "No StockItem matches the given query.")).DeepClone()),
            _ => throw new FakeRefusal(404, "API endpoint not found"),
        };
    }

    private static bool Is(FakeRequest request, string field, JsonObject row) => request.Parameter(field) is not { } value || (string?)row[field] == value;

    private static JsonObject Match(string kind, JsonObject row) => new()
    {
        [kind] = new JsonObject { ["pk"] = row["pk"]!.DeepClone(), ["api_url"] = $"/api/{(kind == "part" ? "part" : "stock")}/{row["pk"]}/", ["instance"] = row.DeepClone() },
    };

    /// <summary>Details come only if they are asked for.</summary>
    private static JsonObject Detailed(JsonObject item, FakeRequest request) => new(
        from member in item
        where !member.Key.EndsWith("_detail", StringComparison.Ordinal) || request.Parameter(member.Key) == "true"
        select KeyValuePair.Create(member.Key, member.Value?.DeepClone()));

    /// <summary>The trap: no match is 400, as if the request were wrong.</summary>
    private FakeAnswer Scan(string barcode)
    {
        var answer = (JsonObject?)barcodes.GetValueOrDefault(barcode.Trim())?.DeepClone();
        var status = answer is null ? 400 : 200;
        answer ??= [];
        answer["plugin"] = status == 200 ? "InvenTree Barcodes" : null;
        answer["barcode_data"] = barcode;
        answer["barcode_hash"] = "0";
        answer[status == 200 ? "success" : "error"] = status == 200 ? "Match found for barcode data" : "No match found for barcode data";
        return new(status, answer);
    }

    private FakeAnswer List(IEnumerable<JsonObject> rows, FakeRequest request)
    {
        var all = rows.ToList();
        if (request.Parameter("limit") is null) return new(200, new JsonArray([.. all.Select(r => r.DeepClone())]));
        int limit = request.Number("limit", 0), offset = request.Number("offset", 0);
        var more = offset + limit < all.Count;
        return new(200, new JsonObject
        {
            ["count"] = all.Count, ["next"] = more ? $"{Url}{request.Path}?limit={limit}&offset={offset + limit}" : null, ["previous"] = null,
            ["results"] = new JsonArray([.. all.Skip(offset).Take(limit).Select(r => r.DeepClone())]),
        });
    }
}
