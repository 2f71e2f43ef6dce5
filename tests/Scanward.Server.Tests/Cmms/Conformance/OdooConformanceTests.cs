using System.Text.Json.Nodes;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class OdooConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new OdooTarget();
}

/// <summary>Odoo over /json/2: everything is a POST, a create answers with a list of ids and nothing else, and what is empty is false.</summary>
internal sealed class OdooTarget : ConformanceTarget
{
    private const string Model = "/json/2/maintenance.request";

    public override string Mapping => "odoo";

    public override string Settings => "secrets: { api_key: { env: CMMS_KEY } }\noptions: { database: plant, site: north-clinic }\n";

    public override string AssetId => "41";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById("odoo-equipment-41")];

    public override IEnumerable<string> WrongTypes => ["[]", "{}", "[null]", "[true]", """[{"id":7}]""", "[[7]]", """[""]""", "7", "true", """{"id":7}"""];

    public override bool IsCreate(TrapRequest request) => request is { Method: "POST", Path: $"{Model}/create" };

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(200, $"[{id}]");

    /// <summary>Its answer shows no reference; <see cref="Otherwise"/> does when it is read back.</summary>
    public override TrapAnswer Stranger(WorkOrderMessage message) => new(200, "[8]");

    public override TrapAnswer? Found(params (string Id, string? Reference)[] orders) => new(200, new JsonArray([.. orders.Select(o => Order(o.Id, o.Reference))]).ToJsonString());

    public override TrapAnswer Asset(string externalId) => new(200, new JsonArray(new JsonObject
    {
        ["id"] = Number(externalId), ["name"] = "Air handler", ["serial_no"] = Tag, ["location"] = false, ["active"] = true, ["warranty_date"] = false,
    }).ToJsonString());

    public override TrapAnswer NoAsset(TrapRequest request) => new(200, "[]");

    /// <summary>Request 8 is another's.</summary>
    public override TrapAnswer Otherwise(TrapRequest request, string id, WorkOrderMessage message) => request.Path != $"{Model}/search_read" ? base.Otherwise(request, id, message)
        : (string?)JsonNode.Parse(request.Body)!["domain"]![0]![0] == "id" ? Found(("8", Another))! : Found((id, message.Reference))!;

    private static JsonObject Order(string id, string? reference) => new()
    {
        ["id"] = Number(id), ["name"] = "Bearing noise", ["stage_id"] = new JsonArray(1, "New Request"), ["x_idem_key"] = reference is null ? JsonValue.Create(false) : JsonValue.Create(reference),
    };
}
