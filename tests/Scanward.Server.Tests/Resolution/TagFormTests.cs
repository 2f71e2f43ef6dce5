using System.Net;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Resolution;

/// <summary>One asset is found by every form that its tag may be scanned in.</summary>
public sealed class TagFormTests(TagFormTests.TaggedPlant tagged) : IClassFixture<TagFormTests.TaggedPlant>
{
    private const string Gs = "\u001d";

    [Theory]
    [InlineData("]C180049520614141234567")]
    [InlineData("]d280049520614141234567" + Gs + "10LOT7")]
    [InlineData("]Q380049520614141234567")]
    [InlineData(Gs + "80049520614141234567")]
    [InlineData("(8004)9520614141234567")]
    [InlineData("https://id.gs1.org/8004/9520614141234567")]
    [InlineData("HTTPS://ID.GS1.ORG/8004/9520614141234567?utm_source=label")]
    [InlineData("[)>\u001e05" + Gs + "80049520614141234567\u001e\u0004")]
    [InlineData("[)>{RS}05{GS}80049520614141234567{RS}{EOT}")]
    [InlineData("]C180049520614141234567\r\n")]
    public Task Giai_InAnyCarrier_FindsTheAsset(string tag) => AssertFinds("GIAI-00001", tag);

    [Theory]
    [InlineData("]d2800309520123456788ABC123")]
    [InlineData("(8003)09520123456788ABC123")]
    [InlineData("https://id.gs1.org/8003/09520123456788ABC123")]
    public Task Grai_InAnyCarrier_FindsTheAsset(string tag) => AssertFinds("GRAI-00001", tag);

    [Theory]
    [InlineData("]Q3010952012345678821X7" + Gs + "10LOT")]
    [InlineData("(01)09520123456788(21)X7")]
    [InlineData("https://id.gs1.org/01/9520123456788/21/X7")]
    public Task Sgtin_InAnyCarrier_FindsTheAsset(string tag) => AssertFinds("SGTIN-0001", tag);

    [Fact]
    public Task Iso15459_OfTheNameplate_FindsTheAsset() => AssertFinds("ISO-000001", "[)>\u001e06" + Gs + "25SUN043325711MH80312\u001e\u0004");

    [Theory]
    [InlineData("000000150")]
    [InlineData("000000i5o")]
    [InlineData("OOOOOOL5O")]
    [InlineData("HTTPS://TAGS.EXAMPLE.ORG/T/000000150")]
    [InlineData("https://old.example.org/t/000000i50?from=label")]
    public Task OwnId_AsTypedOrScanned_FindsTheAsset(string tag) => AssertFinds("OWN-000001", tag);

    [Theory]
    [InlineData("HVAC-OLD-77")]
    [InlineData("]C0HVAC-OLD-77")]
    [InlineData("  HVAC-OLD-77\r\n")]
    [InlineData("https://tags.example.org/t/HVAC-OLD-77")]
    public Task Alias_InAnyCarrier_FindsTheAsset(string tag) => AssertFinds("ALIAS-0001", tag);

    [Theory]
    [InlineData("PLAIN-0001")]
    [InlineData("]A0PLAIN-0001")]
    [InlineData("https://tags.example.org/t/PLAIN-0001")]
    public Task PlainBarcode_ThatHoldsTheAssetId_FindsTheAsset(string tag) => AssertFinds("PLAIN-0001", tag);

    [Fact]
    public async Task AssetId_ThatIsAnAlias_FindsTheAsset()
    {
        var answer = await tagged.Server.North.Scan(TestScans.Corrective("HVAC-OLD-77"));
        Assert.Equal("ALIAS-0001", await AssetOf(answer));
    }

    [Fact]
    public async Task Symbology_BesideTheTag_CountsAsInIt()
    {
        var answer = await tagged.Server.North.Scan(TestScans.Tagged("80049520614141234567", "]C1"));
        Assert.Equal("GIAI-00001", await AssetOf(answer));
        var story = await tagged.Server.North.Get($"/api/v1/scans/{(string)answer.Json["scan_id"]!}");
        Assert.Equal(("80049520614141234567", "giai:9520614141234567", "]C1"), ((string)story.Json["tag"]!, (string)story.Json["tag_key"]!, (string)story.Json["symbology"]!));
    }

    [Theory]
    [InlineData("hvac-old-77")]
    [InlineData("plain-0001")]
    [InlineData("(8004)9520614141234568")]
    [InlineData("000000161")]
    public async Task Tag_ThatIsNotQuiteIt_FindsNothing(string tag) => (await tagged.Server.North.Scan(TestScans.Tagged(tag))).Is(Problems.AssetUnknown);

    [Fact]
    public async Task Asset_WithASlashInItsId_IsFoundByItsAddress()
    {
        foreach (var address in new[] { "/api/v1/assets/PLANT%2F7%20%25A", "/api/v2/assets/PLANT%2F7%20%25A" })
        {
            var asset = await tagged.Server.North.Get(address);
            Assert.Equal((HttpStatusCode.OK, "PLANT/7 %A"), (asset.Status, (string)asset.Json["asset_id"]!));
        }
    }

    [Fact]
    public async Task Asset_OfTheRegistry_IsShownWhole()
    {
        await using var server = await RunningServer.Start();
        var asset = await server.North.Get("/api/v1/assets/AHU-000123");
        Assert.Equal(
            """
            {"asset_id":"AHU-000123","id":"AHU-000123","name":"Air handler, roof east","site":"north-clinic","class":"air_handler","criticality":5,"location":"Building A, roof east","geolocation":[41.89641,-87.62155],"tags":["]C180049520614141234567","HVAC-OLD-77"],"preventive":{"window":{"before":7,"after":7},"every":"90d","parts":{"filter_kit_v2":1},"minutes":75,"next":"2026-11-30"},"skills":["hvac"],"repairs":{"any":{"minutes":90},"bearing_noise":{"parts":{"bearing_6205":2},"minutes":150}},"next_pm_date":"2026-11-30","revision":1,"retired_at":null}
            """, asset.Text);
    }

    private async Task AssertFinds(string assetId, string tag) => Assert.Equal(assetId, await AssetOf(await tagged.Server.North.Scan(TestScans.Tagged(tag))));

    private async Task<string> AssetOf(HttpAnswer answer)
    {
        Assert.True((int)answer.Status < 300, answer.Text);
        return (string)(await tagged.Server.North.Get($"/api/v1/scans/{(string)answer.Json["scan_id"]!}")).Json["asset_id"]!;
    }

    public sealed class TaggedPlant : IAsyncLifetime
    {
        private static readonly TagReaderOptions options = TagReaderOptions.Default with { OwnHosts = ["tags.example.org"], RetiredHosts = ["old.example.org"] };

        private RunningServer? server;

        internal RunningServer Server => server!;

        private static Plant Plant => TestPlants.Read(
            """
            sites: [{ id: north-clinic, name: North Clinic, code: NC, time_zone: America/Chicago }]
            classes: [{ id: thing }]
            assets:
              - { id: GIAI-00001, name: Tagged by GIAI, class: thing, criticality: 2, tags: ["]C180049520614141234567"] }
              - { id: GRAI-00001, name: Tagged by GRAI, class: thing, criticality: 2, tags: ["]C1800309520123456788ABC123"] }
              - { id: SGTIN-0001, name: Tagged by SGTIN, class: thing, criticality: 2, tags: ["]d2010952012345678821X7"] }
              - { id: ISO-000001, name: Tagged by its nameplate, class: thing, criticality: 2, tags: ["[)>{RS}06{GS}25SUN043325711MH80312{RS}{EOT}"] }
              - { id: OWN-000001, name: Tagged by us, class: thing, criticality: 2, tags: ["000000150"] }
              - { id: ALIAS-0001, name: Tagged by another system, class: thing, criticality: 2, tags: [HVAC-OLD-77] }
              - { id: PLAIN-0001, name: Without a tag, class: thing, criticality: 2 }
              - { id: "PLANT/7 %A", name: With an odd id, class: thing, criticality: 2 }
            """);

        public async ValueTask InitializeAsync() => server = await RunningServer.Start(o => o with { Plant = Plant, Tags = options });

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
