using System.Globalization;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// ServiceNow's Table API: a condition on a field that it does not know is ignored, so that unrelated rows come back; text is compared without regard to case; a member that it does not
/// know is dropped; what is empty is <c>""</c>; 429 says when to come back.
/// </summary>
internal sealed class FakeServiceNow : FakeSystem
{
    public const string Key = "servicenow-key";

    /// <summary>A configuration item that a business rule of this instance does not take.</summary>
    public const string NoAsset = "retired-ci";

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["wm_order"] =
        [
            "short_description", "description", "priority", "cmdb_ci", "assignment_group", "correlation_id", "correlation_display", "due_date", "work_notes", "state",
        ],
        ["cmdb_ci"] = ["asset_tag", "name", "serial_number", "location", "install_status"],
    };

    private readonly Dictionary<string, List<JsonObject>> tables = [];
    private int next = 1;

    private FakeServiceNow()
    {
        tables["wm_order"] = WorkOrders;
        tables["cmdb_ci"] = Assets;
    }

    public List<JsonObject> Assets { get; } = [];

    /// <summary>Fields of work orders that this instance does not have.</summary>
    public HashSet<string> Without { get; } = [];

    public static Task<FakeServiceNow> Start() => Listen(new FakeServiceNow());

    public JsonObject AddAsset(string tag, string name, string updatedOn) =>
        Kept("cmdb_ci", New("cmdb_ci", new() { ["asset_tag"] = tag, ["name"] = name, ["serial_number"] = "", ["location"] = "Hall A", ["install_status"] = "1", ["sys_updated_on"] = updatedOn }));

    /// <summary>Its rate limit, with the time that it takes in seconds.</summary>
    public void LimitNext(int seconds) => AnswerNext(
        429, Refusal("Rate limit exceeded"), ("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)), ("X-RateLimit-Limit", "500"), ("X-RateLimit-Rule", "scanward"));

    protected override JsonNode Refusal(string text) => new JsonObject { ["error"] = new JsonObject { ["message"] = text, ["detail"] = null }, ["status"] = "failure" };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("x-sn-apikey") != Key) throw new FakeRefusal(401, "User Not Authenticated");
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (steps is not ["api", "now", "table", var table, ..]) throw new FakeRefusal(400, "Requested URI does not represent any resource");
        var rows = tables.GetValueOrDefault(table) ?? throw new FakeRefusal(400, $"Invalid table {table}");
        return (request.Method, steps.Skip(4).ToArray()) switch
        {
            ("GET", []) => Query(rows, table, request),
            ("GET", [var id]) => new(200, Result(Shown(Get(rows, id), request))),
            ("POST", []) => Create(table, request),
            ("PATCH", [var id]) => Change(Get(rows, id), table, request),
            _ => throw new FakeRefusal(405, "Method not supported"),
        };
    }

    private static JsonObject Get(List<JsonObject> rows, string id) => rows.Find(r => (string?)r["sys_id"] == id) ?? throw new FakeRefusal(404, "No Record found");

    private static JsonObject Result(JsonNode value) => new() { ["result"] = value };

    /// <summary>Values as the request wants them: plain, or each with what people see.</summary>
    private static JsonObject Shown(JsonObject row, FakeRequest request)
    {
        var fields = request.Parameter("sysparm_fields")?.Split(',');
        var both = request.Parameter("sysparm_display_value") == "all";
        return new(
            from member in row
            where fields?.Contains(member.Key) != false
            select KeyValuePair.Create(
                member.Key,
                both ? new JsonObject { ["display_value"] = member.Value?.DeepClone(), ["value"] = member.Value?.DeepClone() } : member.Value?.DeepClone()));
    }

    private FakeAnswer Create(string table, FakeRequest request)
    {
        var row = New(table, []);
        Set(row, table, request.Body);
        Kept(table, row);
        return new(201, Result(Shown(row, request))) { Headers = [("Location", $"{Url}/api/now/table/{table}/{row["sys_id"]}")] };
    }

    private FakeAnswer Change(JsonObject row, string table, FakeRequest request)
    {
        Set(row, table, request.Body);
        return new(200, Result(Shown(row, request)));
    }

    private JsonObject New(string table, JsonObject row)
    {
        var number = next++;
        foreach (var field in Known[table].Where(f => !Without.Contains(f))) row.TryAdd(field, "");
        row["sys_id"] = $"{number:x32}";
        row["number"] = $"WO{number:0000000}";
        row.TryAdd("sys_updated_on", "2026-11-22 07:00:00");
        if (table == "wm_order") row["state"] = "Draft";
        return row;
    }

    private JsonObject Kept(string table, JsonObject row)
    {
        tables[table].Add(row);
        return row;
    }

    /// <summary>The trap: what it does not know is dropped without a word.</summary>
    private void Set(JsonObject row, string table, JsonObject body)
    {
        foreach (var (name, value) in body)
        {
            if (!Known[table].Contains(name) || Without.Contains(name)) continue;
            if (name == "cmdb_ci" && (string?)value == NoAsset) throw new FakeRefusal(403, $"Operation against file 'wm_order' was aborted by Business Rule 'Not for retired-ci'");
            if (value is not JsonValue) throw new FakeRefusal(400, $"Exception while reading request: {name} is no plain value");
            row[name] = value.ToString();
        }
    }

    private FakeAnswer Query(List<JsonObject> rows, string table, FakeRequest request)
    {
        var conditions = (request.Parameter("sysparm_query") ?? "").Split('^', StringSplitOptions.RemoveEmptyEntries).Where(c => !c.StartsWith("ORDERBY", StringComparison.Ordinal));
        var found = rows.Where(r => conditions.All(c => Holds(r, table, c))).ToList();
        var page = found.Skip(request.Number("sysparm_offset", 0)).Take(request.Number("sysparm_limit", 10_000));
        return new(200, Result(new JsonArray([.. page.Select(r => Shown(r, request))]))) { Headers = [("X-Total-Count", found.Count.ToString(CultureInfo.InvariantCulture))] };
    }

    /// <summary>The trap: a condition that it cannot read holds for every row.</summary>
    private bool Holds(JsonObject row, string table, string condition)
    {
        var at = condition.AsSpan().IndexOfAny('=', '>');
        if (at < 0) return true;
        var field = condition[..at];
        if (Without.Contains(field) || !(Known[table].Contains(field) || field is "sys_id" or "number" or "sys_updated_on")) return true;
        var later = condition[at] == '>';
        var value = condition[(at + 1)..].TrimStart('=');
        var has = (string?)row[field] ?? "";
        return later ? string.CompareOrdinal(has, value) >= 0 : string.Equals(has, value, StringComparison.OrdinalIgnoreCase);
    }
}
