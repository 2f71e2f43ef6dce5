using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class SnipeItConformanceTests : AssetOnlyConformance
{
    private protected override AssetTarget Target => new SnipeItTarget();
}

/// <summary>Snipe-IT: what is not there is 200 with an error in it, and so is every other error, with its own status.</summary>
internal sealed class SnipeItTarget : AssetTarget
{
    public override string Mapping => "snipe-it";

    public override string Settings => "secrets: { token: { env: CMMS_KEY } }\noptions: { site: north-clinic }\n";

    public override string AssetId => "41";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById($"snipe-it-{Tag}")];

    public override TrapAnswer Asset(string externalId) => new(200, $$$"""{"id":{{{externalId}}},"name":"Air handler","asset_tag":"{{{Tag}}}","serial":"","status_label":{"status_meta":"deployable"},"location":{"name":"Roof"}}""");

    public override TrapAnswer NoAsset(TrapRequest request) => new(200, """{"status":"error","messages":"Asset does not exist.","payload":null}""");
}
