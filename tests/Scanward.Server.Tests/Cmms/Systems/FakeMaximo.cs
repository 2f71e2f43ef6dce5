using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// IBM Maximo's REST API over object structures, lean: a repeated <c>transactionid</c> is 409; a create answers nothing unless <c>properties</c> asks for it; <c>%</c> in a condition stands
/// for anything and case is ignored; an attribute that there is not is 400; changes are a POST with <c>x-method-override</c>.
/// </summary>
internal sealed partial class FakeMaximo : FakeSystem
{
    public const string Key = "maximo-key", Site = "BEDFORD";

    private static readonly string[] WorkOrderFields =
    [
        "siteid", "description", "description_longdescription", "assetnum", "worktype", "wopriority", "externalrefid", "status", "targcompdate", "persongroup", "wonum", "changedate",
        "href", "np_statusmemo",
    ];

    private static readonly string[] AssetFields = ["siteid", "assetnum", "description", "location", "status", "serialnum", "changedate", "href"];

    private static readonly string[] Statuses = ["WAPPR", "APPR", "WMATL", "WSCH", "INPRG", "COMP", "CLOSE", "CAN"];

    private readonly HashSet<string> transactions = [];
    private int next = 1001;

    public List<JsonObject> Assets { get; } = [];

    public override string Url => base.Url + "/maximo";

    public static Task<FakeMaximo> Start() => Listen(new FakeMaximo());

    public JsonObject AddAsset(string assetnum, string description, string changedate, string status = "OPERATING")
    {
        var asset = new JsonObject
        {
            ["siteid"] = Site, ["assetnum"] = assetnum, ["description"] = description, ["location"] = "HALL-A", ["status"] = status, ["changedate"] = changedate,
            ["href"] = Href("mxapiasset", assetnum),
        };
        Assets.Add(asset);
        return asset;
    }

    /// <summary>Transaction ids live five minutes there.</summary>
    public void ForgetTransactions() => transactions.Clear();

    protected override JsonNode Refusal(string text) => new JsonObject
    {
        ["Error"] = new JsonObject { ["extendedError"] = new JsonObject { ["moreInfo"] = new JsonObject { ["href"] = "" } }, ["reasonCode"] = "BMXAA0000E", ["message"] = text },
    };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("apikey") != Key) throw new FakeRefusal(401, "BMXAA7901E - You cannot log in at this time.");
        if (request.Parameter("lean") != "1") throw new FakeRefusal(400, "BMXAA8743E - members have no namespace; say lean=1");
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, steps) switch
        {
            ("POST", ["maximo", "api", "os", "mxapiwodetail"]) => Create(request),
            ("GET", ["maximo", "api", "os", "mxapiwodetail"]) => Query(WorkOrders, WorkOrderFields, request),
            ("GET", ["maximo", "api", "os", "mxapiwodetail", var id]) => new(200, Get(id).DeepClone()),
            ("POST", ["maximo", "api", "os", "mxapiwodetail", var id]) => Change(Get(id), request),
            ("GET", ["maximo", "api", "os", "mxapiasset"]) => Query(Assets, AssetFields, request),
            _ => throw new FakeRefusal(404, "BMXAA8727E - The OSLC resource was not found."),
        };
    }

    private JsonObject Get(string id) => WorkOrders.Find(w => ((string)w["href"]!).EndsWith($"/{id}", StringComparison.Ordinal)) ?? throw new FakeRefusal(404, $"BMXAA8727E - The OSLC resource {id} was not found.");

    private string Href(string structure, string key) =>
        $"{Url}/api/os/{structure}/_{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Site}/{key}")).Replace('=', '-')}";

    private FakeAnswer Create(FakeRequest request)
    {
        if (request.Header("x-method-override") is { } other) throw new FakeRefusal(400, $"a create has no x-method-override: {other}");
        Begin(request);
        var body = request.Body;
        if ((string?)body["siteid"] != Site) throw new FakeRefusal(400, $"BMXAA4153E - {body["siteid"]} is not a valid site.");
        if ((string?)body["assetnum"] is { } asset && !Assets.Exists(a => (string?)a["assetnum"] == asset)) throw new FakeRefusal(400, $"BMXAA4191E - The asset {asset} is not valid.");
        var workOrder = new JsonObject { ["wonum"] = next++.ToString(CultureInfo.InvariantCulture), ["status"] = "WAPPR", ["changedate"] = "2026-11-22T07:00:00+00:00" };
        Set(workOrder, body);
        workOrder["href"] = Href("mxapiwodetail", (string)workOrder["wonum"]!);
        WorkOrders.Add(workOrder);
        return new(201, Properties(workOrder, request)) { Headers = [("Location", (string)workOrder["href"]!)] };
    }

    private FakeAnswer Change(JsonObject workOrder, FakeRequest request)
    {
        if (request.Header("x-method-override") != "PATCH" || request.Header("patchtype") != "MERGE") throw new FakeRefusal(400, "BMXAA8726E - say x-method-override: PATCH and patchtype: MERGE");
        Begin(request);
        var body = request.Body;
        if ((string?)workOrder["status"] is "CLOSE" or "CAN" && body.ContainsKey("status")) throw new FakeRefusal(400, $"BMXAA4590E - {workOrder["wonum"]} is in history.");
        Set(workOrder, body);
        return Properties(workOrder, request) is { } shown ? new(200, shown) : new(204);
    }

    /// <summary>The trap, which is a good one: a transaction that was done is not done again.</summary>
    private void Begin(FakeRequest request)
    {
        if (request.Header("transactionid") is { } id && !transactions.Add(id)) throw new FakeRefusal(409, $"BMXAA9373E - The transaction {id} is a duplicate.");
    }

    private static void Set(JsonObject workOrder, JsonObject body)
    {
        foreach (var (name, value) in body)
        {
            if (!WorkOrderFields.Contains(name)) throw new FakeRefusal(400, $"BMXAA1691E - {name} is not an attribute of WORKORDER.");
            if (name == "status" && !Statuses.Contains((string?)value)) throw new FakeRefusal(400, $"BMXAA4156E - {value} is not a valid status.");
            if (name == "wopriority" && value!.GetValueKind() is not System.Text.Json.JsonValueKind.Number) throw new FakeRefusal(400, "BMXAA4193E - wopriority is a number.");
            if (name == "description" && ((string)value!).Length > 100) throw new FakeRefusal(400, "BMXAA4049E - The value of Description exceeds its maximum length of 100.");
            workOrder[name] = value?.DeepClone();
        }
    }

    /// <summary>Nothing, unless the request asks for it.</summary>
    private static JsonObject? Properties(JsonObject row, FakeRequest request) =>
        request.Header("properties") is not { } names ? null : Select(row, names);

    private static JsonObject Select(JsonObject row, string names) =>
        names == "*" ? (JsonObject)row.DeepClone() : new(row.Where(m => names.Split(',').Contains(m.Key) || m.Key == "href").Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

    private static FakeAnswer Query(List<JsonObject> rows, string[] fields, FakeRequest request)
    {
        var where = request.Parameter("oslc.where") ?? "";
        var conditions = Condition().Matches(where);
        if (Condition().Replace(where, "").Replace("and ", "", StringComparison.Ordinal).Length > 0) throw new FakeRefusal(400, $"BMXAA8742E - The condition cannot be read: {where}");
        if (conditions.FirstOrDefault(c => !fields.Contains(c.Groups["field"].Value)) is { } unknown)
            throw new FakeRefusal(400, $"BMXAA8744E - The attribute {unknown.Groups["field"].Value} is not found.");
        var found = rows.Where(r => conditions.All(c => Holds((string?)r[c.Groups["field"].Value] ?? "", c.Groups["is"].Value, c.Groups["value"].Value))).ToList();
        int size = request.Number("oslc.pageSize", found.Count), page = request.Number("pageno", 1);
        var members = found.Skip((page - 1) * size).Take(size).Select(r => Select(r, request.Parameter("oslc.select") ?? "href"));
        return new(200, new JsonObject { ["member"] = new JsonArray([.. members]), ["responseInfo"] = new JsonObject { ["pagenum"] = page, ["totalCount"] = found.Count } });
    }

    private static bool Holds(string has, string operation, string value) => operation == ">="
        ? string.CompareOrdinal(has, value) >= 0
        : value.Contains('%') ? has.Contains(value.Trim('%'), StringComparison.OrdinalIgnoreCase) : string.Equals(has, value, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""(?<field>[a-z_]+)(?<is>>=|=)"(?<value>[^"]*)" ?(?=and |$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Condition();
}
