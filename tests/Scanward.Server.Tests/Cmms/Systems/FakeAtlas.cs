using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// Atlas CMMS, read from its controllers (Grashjs/cmms): a create is answered with 200; an unknown barcode is 500 on GET and an empty page of a search; search compares text exactly and
/// refuses fields that it does not know; a change takes away what it does not name; 429 comes without Retry-After; webhooks are signed over the body only.
/// </summary>
internal sealed class FakeAtlas : FakeSystem
{
    public const string Key = "atlas-key";

    /// <summary>Custom field of work orders that holds our reference, and one that holds something else.</summary>
    public const int ReferenceField = 7, OtherField = 8;

    private static readonly string[] Statuses = ["OPEN", "IN_PROGRESS", "ON_HOLD", "COMPLETE"];
    private static readonly string[] Priorities = ["NONE", "LOW", "MEDIUM", "HIGH"];

    private int nextId = 100;

    public List<JsonObject> Assets { get; } = [];

    /// <summary>An asset that no search finds, for work orders to name.</summary>
    public JsonObject? Seed { get; set; }

    public static Task<FakeAtlas> Start() => Listen(new FakeAtlas());

    public JsonObject AddAsset(string customId, string name, string barCode, string updatedAt)
    {
        var asset = new JsonObject
        {
            ["id"] = nextId++, ["customId"] = customId, ["name"] = name, ["barCode"] = barCode, ["nfcId"] = null, ["archived"] = false, ["status"] = "OPERATIONAL",
            ["location"] = new JsonObject { ["id"] = 3, ["name"] = "Hall A" }, ["category"] = null, ["updatedAt"] = updatedAt, ["customFieldValues"] = new JsonArray(),
        };
        Assets.Add(asset);
        return asset;
    }

    /// <summary>What its webhook sends of a work order, and the headers it sends with it.</summary>
    public static (string Body, Dictionary<string, string> Headers) StatusPush(JsonObject workOrder, string secret, string id = "6d7f0a53-9f64-4a2b-b8a2-4f6e54a6c001")
    {
        var body = new JsonObject
        {
            ["workOrderId"] = workOrder["id"]!.DeepClone(), ["workOrderTitle"] = workOrder["title"]!.DeepClone(), ["previousStatus"] = "OPEN",
            ["newStatus"] = workOrder["status"]!.DeepClone(), ["occurredAt"] = 1_796_000_000_000L, ["companyId"] = 1, ["changedWorkOrder"] = workOrder.DeepClone(),
        }.ToJsonString();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
        return (body, new(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Webhook-Signature"] = signature, ["X-Webhook-Timestamp"] = "1796000000000", ["X-Webhook-Id"] = id, ["X-Webhook-Event"] = "WORK_ORDER_STATUS_CHANGE",
        });
    }

    /// <summary>Its rate limit, whose answer does not say how long.</summary>
    public void LimitNext() => AnswerNext(429, JsonNode.Parse("""{"error":"Rate limit exceeded","message":"Too many requests. Please try again later."}"""));

    protected override JsonNode Refusal(string text) => new JsonObject { ["success"] = false, ["message"] = text };

    protected override FakeAnswer Answer(FakeRequest request)
    {
        if (request.Header("x-api-key") != Key) throw new FakeRefusal(403, "Access Denied");
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, steps) switch
        {
            ("POST", ["assets", "search"]) => Search(Assets, request.Body),
            ("GET", ["assets", "barcode"]) => ByBarcode(request.Parameter("data") ?? throw new FakeRefusal(500, "Required request parameter 'data' is not present")),
            ("GET", ["assets", var id]) => new(200, Get(Assets, id, "Asset not found").DeepClone()),
            ("POST", ["work-orders"]) => Create(request.Body),
            ("POST", ["work-orders", "search"]) => Search(WorkOrders, request.Body),
            ("GET", ["work-orders", var id]) => new(200, Get(WorkOrders, id, "Work Order not found").DeepClone()),
            ("PATCH", ["work-orders", var id]) => Patch(Get(WorkOrders, id, "WorkOrder not found"), request.Body),
            ("PATCH", ["work-orders", var id, "change-status"]) => ChangeStatus(Get(WorkOrders, id, "No value present", 500), request.Body),
            _ => throw new FakeRefusal(500, $"No static resource {request.Path.TrimStart('/')}."),
        };
    }

    private static JsonObject Get(List<JsonObject> rows, string id, string otherwise, int status = 404) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? rows.Find(r => (int)r["id"]! == number) ?? throw new FakeRefusal(status, otherwise)
            : throw new FakeRefusal(500, $"Failed to convert value of type 'java.lang.String' to required type 'java.lang.Long'; For input string: \"{id}\"");

    /// <summary>The trap: an Optional without a value.</summary>
    private FakeAnswer ByBarcode(string data) => new(200, (Assets.Find(a => (string?)a["barCode"] == data) ?? throw new FakeRefusal(500, "No value present")).DeepClone());

    private FakeAnswer Create(JsonObject body)
    {
        var workOrder = new JsonObject
        {
            ["id"] = nextId++, ["customId"] = $"WO{WorkOrders.Count + 1:000000}", ["status"] = "OPEN", ["archived"] = false, ["feedback"] = null,
        };
        Set(workOrder, body);
        WorkOrders.Add(workOrder);
        return new(200, workOrder.DeepClone());
    }

    /// <summary>The trap: what the body does not name is set to nothing; without a title it fails.</summary>
    private FakeAnswer Patch(JsonObject workOrder, JsonObject body)
    {
        Set(workOrder, body);
        workOrder["archived"] = (bool?)body["archived"] ?? false;
        return new(200, workOrder.DeepClone());
    }

    private static FakeAnswer ChangeStatus(JsonObject workOrder, JsonObject body)
    {
        var status = (string?)body["status"] ?? throw new FakeRefusal(406, "Status can't be null");
        if (!Statuses.Contains(status)) throw new FakeRefusal(500, $"JSON parse error: Cannot deserialize value of type `com.grash.model.enums.Status` from String \"{status}\"");
        workOrder["status"] = status;
        workOrder["feedback"] = body["feedback"]?.DeepClone();
        return new(200, workOrder.DeepClone());
    }

    private void Set(JsonObject workOrder, JsonObject body)
    {
        if (string.IsNullOrEmpty((string?)body["title"])) throw new FakeRefusal(500, "not-null property references a null or transient value: com.grash.model.WorkOrder.title");
        var priority = (string?)body["priority"] ?? "NONE";
        if (!Priorities.Contains(priority)) throw new FakeRefusal(500, $"JSON parse error: Cannot deserialize value of type `com.grash.model.enums.Priority` from String \"{priority}\"");
        foreach (var reference in new[] { "asset", "team", "primaryUser", "location", "category" })
        {
            if (body[reference] is { } value && value["id"]?.GetValueKind() is not System.Text.Json.JsonValueKind.Number) throw new FakeRefusal(500, $"{reference} has no id that is a number");
            workOrder[reference] = body[reference]?.DeepClone();
        }

        if (body["asset"] is { } asset && !Assets.Append(Seed).Any(a => (int?)a?["id"] == (int)asset["id"]!)) throw new FakeRefusal(500, $"Unable to find com.grash.model.Asset with id {asset["id"]}");
        if ((string?)body["dueDate"] is { } due && !DateTimeOffset.TryParse(due, CultureInfo.InvariantCulture, out _)) throw new FakeRefusal(500, $"JSON parse error: no java.util.Date: {due}");
        foreach (var member in new[] { "title", "description", "dueDate" }) workOrder[member] = body[member]?.DeepClone();
        workOrder["priority"] = priority;
        workOrder["customFieldValues"] = new JsonArray([.. (body["customFields"] as JsonArray ?? []).Select(Value)]);
    }

    private static JsonNode Value(JsonNode? field) => (int?)field?["id"] is ReferenceField or OtherField
        ? new JsonObject { ["customField"] = new JsonObject { ["id"] = field!["id"]!.DeepClone(), ["label"] = "Reference", ["fieldType"] = "TEXT" }, ["value"] = field["value"]?.DeepClone() }
        : throw new FakeRefusal(404, "Custom field not found");

    private static FakeAnswer Search(List<JsonObject> rows, JsonObject body)
    {
        var filters = body["filterFields"] as JsonArray ?? [];
        var found = rows.Where(r => filters.All(f => Matches(r, (JsonObject)f!))).ToList();
        int page = (int?)body["pageNum"] ?? 0, size = (int?)body["pageSize"] ?? 10;
        return new(200, new JsonObject
        {
            ["content"] = new JsonArray([.. found.Skip(page * size).Take(size).Select(r => r.DeepClone())]), ["totalElements"] = found.Count, ["number"] = page, ["size"] = size,
            ["totalPages"] = (found.Count + size - 1) / size, ["last"] = (page + 1) * size >= found.Count,
        });
    }

    private static bool Matches(JsonObject row, JsonObject filter)
    {
        var value = filter["value"];
        return ((string?)filter["field"], (string?)filter["operation"]) switch
        {
            ("barCode" or "customId" or "name" or "serialNumber" or "nfcId", "eq") => (string?)row[(string)filter["field"]!] == (string?)value,
            ("id", "eq") => (int?)row["id"] == (int?)value,
            ("archived", "eq") => (bool?)row["archived"] == (bool?)value,
            ("customFieldValues.value", "eq") => ((JsonArray)row["customFieldValues"]!).Any(v => (string?)v!["value"] == (string?)value),
            ("updatedAt", "ge") when (string?)filter["enumName"] == "JS_DATE" => string.CompareOrdinal((string?)row["updatedAt"], Date((string?)value)) >= 0,
            _ => throw new FakeRefusal(400, "Invalid search field"),
        };
    }

    /// <summary>It parses one form and takes others for nothing, which its database then refuses.</summary>
    private static string Date(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text! : throw new FakeRefusal(500, $"no JS date: {text}");
}
