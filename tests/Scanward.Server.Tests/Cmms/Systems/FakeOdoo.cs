using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// Odoo 19's <c>/json/2</c> with its module maintenance: methods by POST; a create answers with the list of ids and nothing else; what is empty is <c>false</c>; a reference to another
/// record is <c>[id, name]</c>; a field that there is not is 500; the field for our reference has to be made first.
/// </summary>
internal sealed class FakeOdoo : FakeSystem
{
    public const string Key = "odoo-key", Database = "plant";

    private static readonly string[] Stages = ["", "New Request", "In Progress", "Repaired", "Scrap"];

    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["maintenance.request"] =
        [
            "id", "name", "description", "equipment_id", "maintenance_type", "priority", "stage_id", "kanban_state", "archive", "schedule_date", "duration", "maintenance_team_id",
            "write_date", "x_idem_key",
        ],
        ["maintenance.equipment"] = ["id", "name", "serial_no", "location", "category_id", "active", "scrap_date", "warranty_date", "write_date"],
    };

    private int next = 11;

    public List<JsonObject> Assets { get; } = [];

    /// <summary>Equipment that no search finds, for requests to name.</summary>
    public JsonObject? Seed { get; set; }

    /// <summary>Whether somebody has made the field <c>x_idem_key</c>.</summary>
    public bool HasReferenceField { get; init; } = true;

    public static Task<FakeOdoo> Start(bool hasReferenceField = true) => Listen(new FakeOdoo { HasReferenceField = hasReferenceField });

    public JsonObject AddAsset(string serialNo, string name, string writeDate)
    {
        var asset = new JsonObject
        {
            ["id"] = next++, ["name"] = name, ["serial_no"] = serialNo, ["location"] = false, ["category_id"] = new JsonArray(4, "Pumps"), ["active"] = true, ["scrap_date"] = false,
            ["warranty_date"] = "2027-06-30", ["write_date"] = writeDate,
        };
        Assets.Add(asset);
        return asset;
    }

    protected override JsonNode Refusal(string text) => new JsonObject
    {
        ["name"] = "builtins.ValueError", ["message"] = text, ["arguments"] = new JsonArray(text), ["context"] = new JsonObject(), ["debug"] = "Traceback (most recent call last): …",
    };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("X-Odoo-Database") != Database) throw new FakeRefusal(404, "404: Not Found");
        if (!string.Equals(request.Header("Authorization"), $"bearer {Key}", StringComparison.OrdinalIgnoreCase)) throw new FakeRefusal(401, "Invalid apikey");
        if (request.Method != "POST" || request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["json", "2", var model, var method])
            throw new FakeRefusal(404, "Did you mean POST /json/2/<model>/<method>?");
        if (!Fields.ContainsKey(model)) throw new FakeRefusal(404, $"the model '{model}' does not exist");
        var body = request.Body;
        var rows = model == "maintenance.request" ? WorkOrders : Assets;
        return method switch
        {
            "create" when model == "maintenance.request" => Create(Only(body, "vals_list")),
            "search_read" => SearchRead(model, rows, Only(body, "domain", "fields", "offset", "limit", "order")),
            "write" when model == "maintenance.request" => Write(Only(body, "ids", "vals")),
            _ => throw new FakeRefusal(404, $"the method '{model}.{method}' does not exist"),
        };
    }

    /// <summary>Arguments go by name and others are refused.</summary>
    private static JsonObject Only(JsonObject body, params string[] names) =>
        body.FirstOrDefault(m => m.Key != "context" && !names.Contains(m.Key)) is { Key: { } other } ? throw new FakeRefusal(422, $"got an unexpected keyword argument '{other}'") : body;

    private FakeAnswer Create(JsonObject body)
    {
        var ids = new JsonArray();
        foreach (var vals in body["vals_list"] as JsonArray ?? throw new FakeRefusal(422, "missing a required argument: 'vals_list'"))
        {
            var row = new JsonObject(Fields["maintenance.request"].Select(f => KeyValuePair.Create(f, (JsonNode?)JsonValue.Create(false))))
            {
                ["id"] = next++, ["stage_id"] = new JsonArray(1, Stages[1]), ["kanban_state"] = "normal", ["maintenance_type"] = "corrective", ["duration"] = 0.0,
                ["maintenance_team_id"] = new JsonArray(1, "Internal Maintenance"), ["write_date"] = "2026-11-22 07:00:00",
            };
            Set(row, (JsonObject)vals!);
            if (row["name"] is not JsonValue name || name.GetValueKind() is not JsonValueKind.String) throw new FakeRefusal(422, "The operation cannot be completed: missing required field 'Subjects' (name)");
            WorkOrders.Add(row);
            ids.Add(row["id"]!.DeepClone());
        }

        return new(200, ids);
    }

    private FakeAnswer Write(JsonObject body)
    {
        foreach (var id in body["ids"] as JsonArray ?? [])
        {
            var row = WorkOrders.Find(r => (int)r["id"]! == (int)id!) ?? throw new FakeRefusal(404, $"Record does not exist or has been deleted. (Record: maintenance.request({id},))");
            Set(row, body["vals"] as JsonObject ?? throw new FakeRefusal(422, "missing a required argument: 'vals'"));
        }

        return new(200, true);
    }

    private void Set(JsonObject row, JsonObject vals)
    {
        foreach (var (name, value) in vals)
        {
            Known("maintenance.request", name);
            row[name] = name switch
            {
                "equipment_id" => Reference(name, value, id => (string)(Assets.Append(Seed).FirstOrDefault(a => (int?)a?["id"] == id) ?? throw new FakeRefusal(422, "The operation cannot be completed: equipment_id"))["name"]!),
                "stage_id" => Reference(name, value, id => Stages[id]),
                "maintenance_team_id" => Reference(name, value, _ => "Internal Maintenance"),
                "priority" => OneOf(name, value, "0", "1", "2", "3"),
                "maintenance_type" => OneOf(name, value, "corrective", "preventive"),
                "kanban_state" => OneOf(name, value, "normal", "blocked", "done"),
                "schedule_date" when !DateTime.TryParseExact((string?)value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) =>
                    throw new FakeRefusal(500, $"time data {value?.ToJsonString()} does not match format '%Y-%m-%d %H:%M:%S'"),
                _ => value?.DeepClone(),
            };
        }
    }

    private static JsonArray Reference(string name, JsonNode? value, Func<int, string> nameOf) =>
        value?.GetValueKind() is JsonValueKind.Number ? new JsonArray((int)value, nameOf((int)value)) : throw new FakeRefusal(500, $"Invalid value {value?.ToJsonString()} for maintenance.request.{name}");

    private static JsonNode OneOf(string name, JsonNode? value, params string[] all) =>
        value?.GetValueKind() is JsonValueKind.String && all.Contains((string?)value) ? value.DeepClone() : throw new FakeRefusal(500, $"Wrong value for maintenance.request.{name}: {value?.ToJsonString()}");

    private FakeAnswer SearchRead(string model, List<JsonObject> rows, JsonObject body)
    {
        var fields = (body["fields"] as JsonArray)?.Select(f => (string)f!).ToArray() ?? Fields[model];
        foreach (var field in fields) Known(model, field);
        var found = rows.Where(r => (body["domain"] as JsonArray ?? []).All(c => Holds(model, r, (JsonArray)c!)));
        var page = found.Skip((int?)body["offset"] ?? 0).Take((int?)body["limit"] ?? int.MaxValue);
        return new(200, new JsonArray([.. page.Select(r => new JsonObject(fields.Append("id").Distinct().Select(f => KeyValuePair.Create(f, r[f]?.DeepClone()))))]));
    }

    private bool Holds(string model, JsonObject row, JsonArray condition)
    {
        var field = (string)condition[0]!;
        Known(model, field);
        return (string?)condition[1] switch
        {
            "=" => JsonNode.DeepEquals(row[field], condition[2]),
            ">=" => string.CompareOrdinal((string?)row[field], (string?)condition[2]) >= 0,
            "in" => ((JsonArray)condition[2]!).Any(v => JsonNode.DeepEquals(row[field], v)),
            var other => throw new FakeRefusal(500, $"Invalid operator {other}"),
        };
    }

    private void Known(string model, string field)
    {
        if (!Fields[model].Contains(field) || (field == "x_idem_key" && !HasReferenceField)) throw new FakeRefusal(500, $"Invalid field '{field}' in '{model}'");
    }
}
