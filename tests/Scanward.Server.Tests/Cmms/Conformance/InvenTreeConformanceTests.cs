using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

public sealed class InvenTreeConformanceTests : AssetOnlyConformance
{
    private protected override AssetTarget Target => new InvenTreeTarget();

    [Fact]
    public async Task Asset_OfATagOfAShelf_IsNone()
    {
        await using var server = new TrapServer { Script = static _ => InvenTreeTarget.Shelf };
        using var cmms = (IDisposable)Target.Open(server);
        var reply = await ((ICmms)cmms).FindAsset(Target.Queries.First(), ct);
        Assert.Equal((CmmsEnding.Done, null), (reply.Ending, reply.Value));
    }
}

/// <summary>InvenTree: a tag that matches nothing is 400, one that is a part's or a place's is a match, and a stock item that there is not is 404.</summary>
internal sealed class InvenTreeTarget : AssetTarget
{
    public override string Mapping => "inventree";

    public override string Settings => "secrets: { token: { env: CMMS_KEY } }\noptions: { site: north-clinic }\n";

    public override string AssetId => "41";

    public override IEnumerable<AssetQuery> Queries => [ByTag, ById("inventree-41")];

    public override TrapAnswer Asset(string externalId) => new(200, Item(externalId));

    public override TrapAnswer Asset(TrapRequest request) => request.Method == "POST" ? Match(200, $$"""{"pk":41,"api_url":"/api/stock/41/","instance":{{Item(AssetId)}}}""", "stockitem", "success", "Match found for barcode data") : Asset(AssetId);

    public override TrapAnswer NoAsset(TrapRequest request) => request.Method == "POST" ? Match(400, "null", "plugin", "error", "No match found for barcode data") : new(404, """{"detail":"No StockItem matches the given query."}""");

    /// <summary>A shelf has a tag as well, and is no asset.</summary>
    public static TrapAnswer Shelf => Match(200, """{"pk":9,"api_url":"/api/stock/location/9/","instance":{"pk":9,"name":"Hall A"}}""", "stocklocation", "success", "Match found for barcode data");

    private static TrapAnswer Match(int status, string what, string name, string word, string words) => new(status, $$"""{"{{name}}":{{what}},"barcode_data":"{{Tag}}","barcode_hash":"0","{{word}}":"{{words}}"}""");

    private static string Item(string externalId) => $$"""{"pk":{{externalId}},"serial":"17","in_stock":true,"part_detail":{"name":"Air handler"},"location_detail":{"pathstring":"Plant/Roof"} }""";
}
