using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class ServiceNowConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new ServiceNowTarget();
}

/// <summary>ServiceNow's Table API: each value with what people see, what is empty is a text without characters, and a condition that it does not know is ignored.</summary>
internal sealed class ServiceNowTarget : ConformanceTarget
{
    private const string Orders = "/api/now/table/wm_order";

    public override string Mapping => "servicenow";

    public override string Settings => "secrets: { api_key: { env: CMMS_KEY } }\noptions: { site: north-clinic }\n";

    public override string AssetId => "d501454f1b1310002502fbcd2c071334";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById($"servicenow-{Tag}")];

    public override IEnumerable<string> WrongTypes =>
    [
        "[]", "{}", """{"result":null}""", """{"result":{}}""", """{"result":[]}""", """{"result":{"sys_id":"7"}}""", """{"result":{"sys_id":{"value":{"n":7}}}}""", """{"result":{"sys_id":{"value":""}}}""",
        """{"result":{"number":{"value":"WO7"}}}""",
    ];

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: Orders };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => Result(201, Order(id, message.Reference));

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) => Result(200, new JsonArray([.. orders.Select(o => Order(o.Id, o.Reference))]));

    public override TrapAnswer Asset(string externalId) => Result(200, new JsonArray(Row(("sys_id", externalId), ("asset_tag", Tag), ("name", "Air handler"), ("location", "Roof"), ("serial_number", ""), ("install_status", "1"))));

    public override TrapAnswer NoAsset(TrapRequest request) => Result(200, new JsonArray());

    /// <summary>It gave up, after the status was sent.</summary>
    public override TrapAnswer? ErrorInNone => new(200, """{"result":[],"error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"Check logs for error trace"},"status":"failure"}""");

    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request is { Method: "GET", Path: Orders } ? Found((id, message.Reference))! : base.Otherwise(request, id, message);

    private static TrapAnswer Result(int status, JsonNode result) => new(status, new JsonObject { ["result"] = result }.ToJsonString());

    private static JsonObject Order(string id, string? reference) => Row(("sys_id", id), ("number", $"WO000000{id}"), ("correlation_id", reference ?? ""), ("state", "Draft"));

    private static JsonObject Row(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)new JsonObject { ["display_value"] = f.Value, ["value"] = f.Value })));
}
