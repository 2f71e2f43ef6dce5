using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class MaximoConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new MaximoTarget();
}

/// <summary>Maximo: a create answers what its header properties asks for; a transaction that is repeated is 409, without the work order.</summary>
internal sealed class MaximoTarget : ConformanceTarget
{
    private const string Orders = "/api/os/mxapiwodetail";

    public override string Mapping => "maximo";

    public override string Settings => "secrets: { api_key: { env: CMMS_KEY } }\noptions: { maximo_site: BEDFORD, site: north-clinic }\n";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById($"maximo-{Tag}")];

    public override IEnumerable<string> WrongTypes =>
    [
        "[]", "{}", """{"href":null}""", """{"href":{"n":7}}""", """{"href":["a/7"]}""", """{"href":true}""", """{"href":7}""", """{"href":"https://cmms.example.org/api/os/mxapiwodetail/"}""", """{"wonum":"1007"}""",
    ];

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: Orders };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(201, Order(id, message.Reference).ToJsonString());

    public override TrapAnswer Exists(string id, WorkOrderMessage message) => new(409, """{"Error":{"reasonCode":"BMXAA9373E","message":"BMXAA9373E - The transaction is a duplicate."}}""");

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) => Members(orders.Select(o => Order(o.Id, o.Reference)));

    public override TrapAnswer Asset(string externalId) => Members([new() { ["assetnum"] = externalId, ["siteid"] = "BEDFORD", ["description"] = "Air handler", ["location"] = "ROOF", ["status"] = "OPERATING" }]);

    public override TrapAnswer NoAsset(TrapRequest request) => Members([]);

    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request is { Method: "GET", Path: Orders } ? Found((id, message.Reference))! : base.Otherwise(request, id, message);

    private static TrapAnswer Members(IEnumerable<JsonObject> rows) => new(200, new JsonObject { ["member"] = new JsonArray([.. rows]), ["responseInfo"] = new JsonObject { ["pagenum"] = 1 } }.ToJsonString());

    /// <summary>What is empty is left out.</summary>
    private static JsonObject Order(string id, string? reference)
    {
        var order = new JsonObject { ["wonum"] = $"100{id}", ["status"] = "WAPPR", ["siteid"] = "BEDFORD", ["href"] = $"https://cmms.example.org/maximo{Orders}/{id}" };
        if (reference is not null) order["externalrefid"] = reference;
        return order;
    }
}
