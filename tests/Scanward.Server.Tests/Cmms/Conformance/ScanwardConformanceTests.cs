using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>The default mapping: Scanward's own small contract.</summary>
public sealed class ScanwardConformanceTests : CmmsConformance
{
    private protected override ConformanceTarget Target => new ScanwardTarget();
}

internal sealed class ScanwardTarget : ConformanceTarget
{
    public override string Mapping => "scanward";

    /// <summary>Its assets go by their ids.</summary>
    public override IEnumerable<AssetQuery> Queries => [ById(Tag)];

    public override string Settings => "secrets: { api_key: { env: CMMS_KEY } }\n";

    public override IEnumerable<string> WrongTypes => ["[]", "{}", """{"wo_id":null}""", """{"wo_id":{"id":7}}""", """{"wo_id":true}""", """{"wo_id":""}""", """{"wo_id":["7"]}"""];

    public override TrapAnswer NoAsset(TrapRequest request) => new(404, """{"title":"There is no such thing","detail":"This site has no such asset."}""", "application/problem+json");

    public override TrapAnswer Made(string id, WorkOrderMessage message) => new(201, Order(id, "AHU-000123"));

    public override TrapAnswer Exists(string id, WorkOrderMessage message) => new(409, Order(id, "AHU-000123"), "application/problem+json");

    public override TrapAnswer Stranger(WorkOrderMessage message) => new(409, Order("8", "PMP-000101"), "application/problem+json");

    public override TrapAnswer Asset(string externalId) => new(200, $$"""{"asset_id":"{{externalId}}","name":"Air handler, roof east","class":"air_handler","criticality_score":5,"next_pm_date":"2026-11-30","warranty_until":null,"spare_parts_inventory":{"belt":2} }""");

    private static string Order(string id, string asset) => $$"""{"status":"assigned","wo_id":"{{id}}","asset_id":"{{asset}}","priority":2,"url":"/api/v1/work-orders/{{id}}"}""";
}
