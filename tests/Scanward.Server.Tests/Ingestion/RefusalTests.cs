using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Ingestion;

/// <summary>Bad input: every one gets a clear problem document, and nothing is lost.</summary>
public sealed class RefusalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] unusual = ["\u0000", "\r\n", "\u202e", "\u2066", "\u0085", "\u2028", "\u001b", "\u007f"];

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{\"asset_id\":\"AHU-000123\",}")]
    [InlineData("{} {}")]
    [InlineData("{'asset_id':'AHU-000123'}")]
    [InlineData("<scan/>")]
    public async Task NotJson_Is400AndKept(string body) => (await Refused(body, Problems.MalformedJson)).Says("", "not_json");

    [Fact]
    public async Task NotUtf8_Is400AndKeptByteByByte()
    {
        var body = Encoding.Latin1.GetBytes("{\"asset_id\":\"AHU-\xe9\xff\"}");
        var answer = (await fixture.North.Post("/api/v1/scans", new ByteArrayContent(body))).Is(Problems.MalformedJson);
        Assert.Equal(body, await Raw(answer));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"AHU-000123\"")]
    [InlineData("17")]
    public async Task NotAnObject_Is422AndKept(string body) => (await Refused(body, Problems.InvalidScan)).Says("", "not_an_object");

    [Fact]
    public async Task UnknownMember_IsNamedWithWhatWasMeant()
    {
        var answer = await Refused(TestScans.Corrective("AHU-000123").With("asset", "x").With("failuremode", "y"), Problems.InvalidScan);
        answer.Says("/asset", "unknown_member").Says("/failuremode", "unknown_member");
        Assert.Contains("failure_mode", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DuplicateMember_IsNamed()
    {
        var body = TestScans.Corrective("AHU-000123").ToJsonString().Replace("{", "{\"operator_id\":\"op-1\",", StringComparison.Ordinal);
        (await Refused(body, Problems.InvalidScan)).Says("/operator_id", "duplicate_member");
    }

    [Theory]
    [InlineData("asset_id", "17")]
    [InlineData("scan_timestamp", "1732464000")]
    [InlineData("operator_id", "null")]
    [InlineData("scan_type", "1")]
    [InlineData("idempotency_key", "[]")]
    [InlineData("failure_mode", "true")]
    [InlineData("geolocation", "{\"lat\":1,\"lon\":2}")]
    [InlineData("readings", "[1]")]
    [InlineData("device", "\"dev-1\"")]
    [InlineData("note", "7")]
    [InlineData("symbology", "{}")]
    [InlineData("sent_at", "0")]
    public async Task WrongType_IsNamed(string member, string json) =>
        (await Refused(TestScans.Corrective("AHU-000123").With(member, JsonNode.Parse(json)), Problems.InvalidScan)).Says("/" + member, "wrong_type");

    [Theory]
    [InlineData("scan_timestamp", "/scan_timestamp")]
    [InlineData("operator_id", "/operator_id")]
    [InlineData("scan_type", "/scan_type")]
    [InlineData("idempotency_key", "/idempotency_key")]
    public async Task MissingMember_IsNamed(string member, string pointer) =>
        (await Refused(TestScans.Corrective("AHU-000123").Without(member), Problems.InvalidScan)).Says(pointer, "missing_member");

    [Fact]
    public async Task BothAssetIdAndTag_IsRefused() =>
        (await Refused(TestScans.Corrective("AHU-000123").With("tag", "AHU-000123"), Problems.InvalidScan)).Says("/tag", "both_asset_id_and_tag");

    [Fact]
    public async Task NeitherAssetIdNorTag_IsRefused() =>
        (await Refused(TestScans.Corrective("AHU-000123").Without("asset_id"), Problems.InvalidScan)).Says("", "neither_asset_id_nor_tag");

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("{0195a3f4-0000-7000-8000-000000000001}")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0195a3f4-0000-1000-8000-000000000001")]
    public async Task BadUuid_IsRefusedInBodyAndHeader(string key)
    {
        (await Refused(TestScans.Corrective("AHU-000123", key: key), Problems.InvalidScan)).Says("/idempotency_key", "bad_uuid");
        (await fixture.North.Post("/api/v1/scans", TestScans.Corrective("AHU-000123").Without("idempotency_key").ToJsonString(), key)).Is(Problems.InvalidScan).Says("/idempotency_key", "bad_uuid");
    }

    [Fact]
    public async Task KeysInHeaderAndBodyThatDiffer_AreRefused()
    {
        var answer = await fixture.North.Post("/api/v1/scans", TestScans.Corrective("AHU-000123").ToJsonString(), TestScans.NewKey());
        answer.Is(Problems.InvalidScan).Says("/idempotency_key", "idempotency_key_mismatch");
        Assert.NotEmpty(await Raw(answer));
    }

    [Theory]
    [InlineData("[91, 0]", "/geolocation/0")]
    [InlineData("[-90.0001, 0]", "/geolocation/0")]
    [InlineData("[0, 180.5]", "/geolocation/1")]
    public async Task LatitudeOrLongitudeOutOfRange_IsNamed(string geolocation, string pointer) =>
        (await Refused(TestScans.Corrective("AHU-000123").With("geolocation", JsonNode.Parse(geolocation)), Problems.InvalidScan)).Says(pointer, "out_of_range");

    [Theory]
    [InlineData("2026-11-24T16:00:00", "timestamp_without_offset")]
    [InlineData("2026-11-24", "bad_timestamp")]
    [InlineData("2026-02-30T00:00:00Z", "bad_timestamp")]
    [InlineData("yesterday", "bad_timestamp")]
    public async Task Timestamp_ThatIsNone_IsRefused(string timestamp, string code) =>
        (await Refused(TestScans.Corrective("AHU-000123").With("scan_timestamp", timestamp), Problems.InvalidScan)).Says("/scan_timestamp", code);

    [Fact]
    public async Task TenThousandNestedArrays_AreRefusedAndKept()
    {
        var nested = new string('[', 10_000) + new string(']', 10_000);
        await Refused(nested, Problems.InvalidScan);
        (await Refused(TestScans.Corrective("AHU-000123").ToJsonString().Replace("\"bearing_noise\"", nested, StringComparison.Ordinal), Problems.InvalidScan))
            .Says("/failure_mode", "wrong_type");
        await Refused(new string('[', 10_000), Problems.MalformedJson);
    }

    [Fact]
    public async Task UnusualCharacterWithinATag_IsRefusedAndKeptByteByByte()
    {
        foreach (var odd in unusual)
        {
            var answer = await Refused(TestScans.Tagged($"AHU-{odd}000123"), Problems.InvalidScan);
            answer.Says("/tag", "control_character");
            Assert.All(answer.Text, c => Assert.False(char.IsControl(c) || c is '\u202e' or '\u2066' or '\u2028', $"the answer repeats U+{(int)c:X4}"));
        }
    }

    [Theory]
    [InlineData("AHU-000123\r\n")]
    [InlineData("AHU-000123\0")]
    [InlineData(" AHU-000123\t")]
    public async Task WhatScannersTrail_IsNoFault(string tag) => Assert.True((int)(await fixture.North.Scan(TestScans.Tagged(tag))).Status < 300);

    [Theory]
    [InlineData("]C1800302112345678901ABC", "tag_wrong_check_digit")]
    [InlineData("]E09520123456789", "tag_wrong_check_digit")]
    [InlineData("]C10109520123456788", "tag_not_an_asset")]
    [InlineData("]C100095201234567890122", "tag_not_an_asset")]
    [InlineData("]d210LOT7", "tag_no_key")]
    [InlineData("[)>\u001e12\u001dSER 1\u001e\u0004", "tag_unsupported_format")]
    [InlineData("https://id.gs1.org/01/09520123456788", "tag_not_an_asset")]
    [InlineData("https://user:secret@id.gs1.org/8004/9520614141234567", "tag_bad_url")]
    public async Task Tag_ThatNamesNoAsset_IsRefusedWithWhyAndWhatToDo(string tag, string code) =>
        (await Refused(TestScans.Tagged(tag), Problems.InvalidScan)).Says("/tag", code);

    [Fact]
    public async Task SeveralFaults_AreAllInOneAnswer()
    {
        var scan = TestScans.Corrective("AHU").With("scan_type", "repair").With("geolocation", new JsonArray(91, 181)).With("colour", "red").Without("operator_id");
        (await Refused(scan, Problems.InvalidScan))
            .Says("/asset_id", "too_short").Says("/scan_type", "unknown_value").Says("/geolocation/0", "out_of_range").Says("/geolocation/1", "out_of_range")
            .Says("/colour", "unknown_member").Says("/operator_id", "missing_member");
    }

    [Fact]
    public async Task UnknownAsset_Is422AndKept()
    {
        (await Refused(TestScans.Corrective("AHU-999999"), Problems.AssetUnknown)).Says("/asset_id", "asset_unknown");
        (await Refused(TestScans.Tagged("]C180049520614149999999"), Problems.AssetUnknown)).Says("/tag", "asset_unknown");
    }

    [Fact]
    public async Task AssetOfAnotherSite_Is403AndKept()
    {
        (await Refused(TestScans.Corrective("AHU-000201"), Problems.NotThisSite)).Says("/asset_id", "not_this_site");
        (await Refused(TestScans.Tagged("]C180049520614141299001"), Problems.NotThisSite)).Says("/tag", "not_this_site");
        (await Refused(TestScans.Tagged("AHU-000201"), Problems.NotThisSite)).Says("/tag", "not_this_site");
    }

    [Fact]
    public async Task SameRefusalTwice_IsOneDeadLetterThatCounts()
    {
        var scan = TestScans.Corrective("AHU-888888");
        var first = await Refused(scan, Problems.AssetUnknown);
        var again = await Refused(scan, Problems.AssetUnknown);
        Assert.Equal(first.DeadLetterId, again.DeadLetterId);
        var letter = (await fixture.North.Get($"/api/v1/dead-letters/{first.DeadLetterId}")).Json;
        Assert.Equal(2, (int)letter["times"]!);
        Assert.Equal((string)scan["idempotency_key"]!, (string)letter["idempotency_key"]!);
    }

    [Fact]
    public async Task KeptLetter_SaysAllThatTheAnswerSaid()
    {
        var answer = await Refused(TestScans.Corrective("AHU-000123").With("scan_type", "repair"), Problems.InvalidScan);
        var letter = (await fixture.North.Get($"/api/v1/dead-letters/{answer.DeadLetterId}")).Json;
        Assert.Equal("invalid_scan", (string)letter["code"]!);
        Assert.Equal((string)answer.Json["detail"]!, (string)letter["detail"]!);
        Assert.Equal("open", (string)letter["state"]!);
        Assert.Equal("http", (string)letter["transport"]!);
        Assert.Equal("/scan_type", (string)letter["errors"]![0]!["pointer"]!);
        Assert.Equal("2026-11-24T16:00:00Z", (string)letter["first_at"]!);
    }

    private Task<HttpAnswer> Refused(JsonObject scan, ProblemKind problem) => Refused(scan.ToJsonString(), problem);

    /// <summary>Sends the body, and finds it in the dead letter that the answer names.</summary>
    private async Task<HttpAnswer> Refused(string body, ProblemKind problem)
    {
        var answer = (await fixture.North.Post("/api/v1/scans", body)).Is(problem);
        Assert.Equal(body, Encoding.UTF8.GetString(await Raw(answer)));
        return answer;
    }

    private async Task<byte[]> Raw(HttpAnswer answer)
    {
        var letter = await fixture.North.Get($"/api/v1/dead-letters/{answer.DeadLetterId}");
        Assert.Equal(HttpStatusCode.OK, letter.Status);
        var raw = Convert.FromBase64String((string)letter.Json["raw_base64"]!);
        Assert.Equal(raw.Length, (long)letter.Json["raw_length"]!);
        return raw;
    }
}
