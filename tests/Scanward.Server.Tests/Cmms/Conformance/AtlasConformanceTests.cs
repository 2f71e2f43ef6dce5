using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class AtlasConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new AtlasTarget();
}

/// <summary>Atlas CMMS: a create is answered with 200 and the whole work order; searches are POSTs; an asset that there is not is an empty page.</summary>
internal sealed class AtlasTarget : ConformanceTarget
{
    public override string Mapping => "atlas";

    public override string Settings => "secrets: { api_key: { env: CMMS_KEY } }\noptions: { web_url: https://cmms.example.org, reference_field: 7, site: north-clinic }\n";

    public override string AssetId => "41";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById("atlas-A000041")];

    public override IEnumerable<string> WrongTypes => ["[]", "{}", """{"id":null}""", """{"id":{"n":7}}""", """{"id":false}""", """{"id":" "}""", """{"customId":"WO000007"}""", """[{"id":7}]"""];

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: "/work-orders" };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(200, Order(id, message.Reference).ToJsonString());

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) => Page(orders.Select(o => Order(o.Id, o.Reference)));

    public override TrapAnswer Asset(string externalId) => Page([new()
    {
        ["id"] = Number(externalId), ["customId"] = $"A0000{externalId}", ["name"] = "Air handler", ["barCode"] = Tag, ["nfcId"] = null, ["archived"] = false, ["location"] = new JsonObject { ["name"] = "Roof" },
    }]);

    public override TrapAnswer NoAsset(TrapRequest request) => Page([]);

    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request is { Method: "POST", Path: "/work-orders/search" } ? Found((id, message.Reference))! : base.Otherwise(request, id, message);

    private static TrapAnswer Page(IEnumerable<JsonObject> rows) => new(200, new JsonObject { ["content"] = new JsonArray([.. rows]), ["totalElements"] = rows.Count() }.ToJsonString());

    private static JsonObject Order(string id, string? reference) => new()
    {
        ["id"] = Number(id), ["customId"] = $"WO00000{id}", ["status"] = "OPEN", ["title"] = "Bearing noise",
        ["customFieldValues"] = new JsonArray(Field(8, "other"), Field(7, reference)),
    };

    private static JsonObject Field(int id, string? value) => new() { ["customField"] = new JsonObject { ["id"] = id, ["fieldType"] = "TEXT" }, ["value"] = value };
}
