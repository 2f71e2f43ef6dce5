using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

/// <summary>Every way to be refused, each with its pointer and code.</summary>
public sealed class ScanReaderFaultTests
{
    [Theory]
    [InlineData("asset_id", "17", "a number")]
    [InlineData("asset_id", "null", "null")]
    [InlineData("operator_id", "[]", "an array")]
    [InlineData("scan_timestamp", "1763794800", "a number")]
    [InlineData("scan_type", "true", "a boolean")]
    [InlineData("idempotency_key", "{}", "an object")]
    [InlineData("failure_mode", "1", "a number")]
    [InlineData("note", "null", "null")]
    [InlineData("symbology", "false", "a boolean")]
    [InlineData("sent_at", "null", "null")]
    [InlineData("geolocation", "null", "null")]
    [InlineData("geolocation", "{\"lat\": 1, \"lon\": 2}", "an object")]
    [InlineData("geolocation", "\"52.1,5.1\"", "a string")]
    [InlineData("readings", "[1]", "an array")]
    [InlineData("readings", "null", "null")]
    [InlineData("device", "\"dev-1\"", "a string")]
    [InlineData("device", "null", "null")]
    public void WrongType_NamesWhatWasFoundAndWhatIsExpected(string member, string json, string found)
    {
        var fault = Payload.Full.With(member, json).Fault($"/{member}", "wrong_type");
        Assert.Contains($"\"{member}\" is {found}; it must be", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_ForAnOptionalMember_SaysToLeaveItOut() =>
        Assert.Contains("Leave an optional member out", Payload.Full.With("note", "null").Fault("/note", "wrong_type").Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("assetId", "asset_id")]
    [InlineData("asset-id", "asset_id")]
    [InlineData("asett_id", "asset_id")]
    [InlineData("Operator_ID", "operator_id")]
    [InlineData("timestamp", "scan_timestamp")]
    [InlineData("geo_location", "geolocation")]
    [InlineData("failuremode", "failure_mode")]
    [InlineData("reading", "readings")]
    public void UnknownMember_NearAKnownOne_AsksWhetherThatWasMeant(string name, string meant)
    {
        var fault = Payload.Full.And(name, "1").Fault($"/{name}", "unknown_member");
        Assert.EndsWith($"Did you mean \"{meant}\"?", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("colour", "\"red\"")]
    [InlineData("x", "{\"a\":[1,{\"b\":null}]}")]
    [InlineData("", "1")]
    public void UnknownMember_FarFromAll_IsNamedOnly(string name, string json) =>
        Assert.DoesNotContain("Did you mean", Payload.Full.And(name, json).Fault($"/{name}", "unknown_member").Detail, StringComparison.Ordinal);

    [Fact]
    public void UnknownMember_OfTheDevice_IsSentThere()
    {
        Assert.Contains("inside \"device\"", Payload.Full.And("battery_percent", "3").Fault("/battery_percent", "unknown_member").Detail, StringComparison.Ordinal);
        Assert.Contains("Did you mean \"firmware\"?", Payload.Full.With("device", "{\"firmwear\": \"1\"}").Fault("/device/firmwear", "unknown_member").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownMember_PointerIsEscapedAndDetailIsHarmless()
    {
        var fault = Payload.Full.And("a~/b\\n\\u202e<b>", "1").Fault("/a~0~1b\n\u202e<b>", "unknown_member");
        Assert.Contains("\"a~/b\\u000A\\u202E<b>\"", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void DuplicateMember_IsNamedAtEveryLevel()
    {
        Payload.Full.And("operator_id", "\"op-18\"").Fault("/operator_id", "duplicate_member");
        Payload.Full.And("operator\\u005fid", "\"op-17\"").Fault("/operator_id", "duplicate_member");
        Payload.Full.With("device", "{\"id\": \"a\", \"id\": \"a\"}").Fault("/device/id", "duplicate_member");
        Payload.Full.With("readings", "{\"h\": 1, \"h\": 1}").Fault("/readings/h", "duplicate_member");
        Payload.Full.With("readings", "{\"h\": 1, \"s\": 2, \"\\u0068\": 1}").Fault("/readings/h", "duplicate_member");
    }

    [Fact]
    public void DuplicateMember_OfAnUnknownOne_IsListedToo()
    {
        var faults = Payload.Full.And("x", "1").And("x", "1").Refused().Faults;
        Assert.Equal(["unknown_member", "duplicate_member"], faults.Select(f => f.Code));
    }

    [Fact]
    public void Asset_BothOrNeither()
    {
        Payload.Least.And("tag", "\"PUMP-0001\"").Fault("/tag", "both_asset_id_and_tag");
        Payload.Least.Without("asset_id").Fault("", "neither_asset_id_nor_tag");
    }

    [Theory]
    [InlineData("scan_timestamp")]
    [InlineData("operator_id")]
    [InlineData("scan_type")]
    [InlineData("idempotency_key")]
    public void MissingMember_IsPointedTo(string member) => Payload.Full.Without(member).Fault($"/{member}", "missing_member");

    [Fact]
    public void EmptyObject_ListsAllThatIsMissing()
    {
        var refused = Assert.IsType<Refused>(Payload.Reader.Read("{}"u8));
        Assert.Equal(
            [("", "neither_asset_id_nor_tag"), ("/scan_timestamp", "missing_member"), ("/operator_id", "missing_member"), ("/scan_type", "missing_member"), ("/idempotency_key", "missing_member")],
            refused.Faults.Select(f => (f.Pointer, f.Code)));
    }

    [Theory]
    [InlineData("asset_id", "\"AHU-0001Ä\"", "bad_format")]
    [InlineData("asset_id", "\" AHU-00001\"", "bad_format")]
    [InlineData("asset_id", "\"AHU-00001 \"", "bad_format")]
    [InlineData("asset_id", "\"AHU\\u000000001\"", "control_character")]
    [InlineData("asset_id", "\"AHU-\\u202e0001\"", "control_character")]
    [InlineData("operator_id", "\"op\\n17\"", "control_character")]
    [InlineData("operator_id", "\"op\\u202e17\"", "control_character")]
    [InlineData("operator_id", "\"op \"", "bad_format")]
    [InlineData("operator_id", "\"\\ud800\"", "unpaired_surrogate")]
    [InlineData("failure_mode", "\"Bearing Noise\"", "bad_format")]
    [InlineData("failure_mode", "\"bearing/noise\"", "bad_format")]
    [InlineData("note", "\"a\\u0000b\"", "control_character")]
    [InlineData("note", "\"a\\u001bb\"", "control_character")]
    [InlineData("note", "\"a\u0085b\"", "control_character")]
    [InlineData("note", "\"a\\u202eb\"", "control_character")]
    [InlineData("note", "\"a\u2066b\"", "control_character")]
    [InlineData("note", "\"a\\udc00\"", "unpaired_surrogate")]
    [InlineData("note", "\"\\udc00\\ud800\"", "unpaired_surrogate")]
    [InlineData("symbology", "\"]Q\"", "too_short")]
    [InlineData("symbology", "\"]Q10\"", "too_long")]
    [InlineData("symbology", "\"Q1]\"", "bad_format")]
    [InlineData("symbology", "\"]1Q\"", "bad_format")]
    [InlineData("scan_type", "\"Corrective\"", "unknown_value")]
    [InlineData("scan_type", "\"\"", "unknown_value")]
    [InlineData("scan_timestamp", "\"2026-11-22T07:00:00\"", "timestamp_without_offset")]
    [InlineData("sent_at", "\"2026-11-22T07:00:00.123\"", "timestamp_without_offset")]
    [InlineData("scan_timestamp", "\"2026-02-29T07:00:00Z\"", "bad_timestamp")]
    [InlineData("scan_timestamp", "\"yesterday\"", "bad_timestamp")]
    [InlineData("sent_at", "\"9999-12-31T23:59:59-01:00\"", "out_of_range")]
    [InlineData("idempotency_key", "\"6f1c0c5e\"", "bad_uuid")]
    [InlineData("idempotency_key", "\"{6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d}\"", "bad_uuid")]
    [InlineData("idempotency_key", "\"00000000-0000-0000-0000-000000000000\"", "bad_uuid")]
    [InlineData("idempotency_key", "\"6f1c0c5e-3b0a-1d7e-9a51-0d6a2f3b4c5d\"", "bad_uuid")]
    [InlineData("device", "{\"id\": \"\"}", "too_short", "/id")]
    [InlineData("device", "{\"id\": 7}", "wrong_type", "/id")]
    [InlineData("device", "{\"firmware\": \"1\\n2\"}", "control_character", "/firmware")]
    [InlineData("device", "{\"battery_percent\": 101}", "out_of_range", "/battery_percent")]
    [InlineData("device", "{\"battery_percent\": -1}", "out_of_range", "/battery_percent")]
    [InlineData("device", "{\"battery_percent\": 1e99}", "out_of_range", "/battery_percent")]
    [InlineData("device", "{\"battery_percent\": 70.5}", "wrong_type", "/battery_percent")]
    [InlineData("device", "{\"battery_percent\": \"70\"}", "wrong_type", "/battery_percent")]
    [InlineData("geolocation", "[91, 5]", "out_of_range", "/0")]
    [InlineData("geolocation", "[-90.000001, 5]", "out_of_range", "/0")]
    [InlineData("geolocation", "[52, 180.1]", "out_of_range", "/1")]
    [InlineData("geolocation", "[52, 1e400]", "out_of_range", "/1")]
    [InlineData("geolocation", "[\"52\", 5]", "wrong_type", "/0")]
    [InlineData("geolocation", "[52]", "bad_format")]
    [InlineData("geolocation", "[]", "bad_format")]
    [InlineData("geolocation", "[52, 5, 11]", "bad_format")]
    [InlineData("readings", "{\"h\": \"8123.5\"}", "wrong_type", "/h")]
    [InlineData("readings", "{\"h\": null}", "wrong_type", "/h")]
    [InlineData("readings", "{\"h\": 1000000000001}", "out_of_range", "/h")]
    [InlineData("readings", "{\"h\": 0.0000000001}", "out_of_range", "/h")]
    [InlineData("readings", "{\"Run Hours\": 1}", "bad_format", "/Run Hours")]
    [InlineData("readings", "{\"\": 1}", "too_short", "/")]
    public void BadValue_HasItsCode(string member, string json, string code, string below = "") =>
        Payload.Full.With(member, json).Fault($"/{member}{below}", code);

    [Theory]
    [InlineData("AB\\u0000CD", "U+0000 (NUL", 2)]
    [InlineData("AB\\r\\nX-Evil: 1", "U+000D (carriage return", 2)]
    [InlineData("ÄAB\\nCD", "U+000A (line feed", 3)]
    [InlineData("AHU\\u202e321", "U+202E (bidirectional control", 3)]
    [InlineData("AHU\\u2066321", "U+2066 (bidirectional control", 3)]
    [InlineData("AHU\\u001b[2J", "U+001B (escape", 3)]
    public void ControlCharacterInATag_IsNamedWithItsPlace(string tag, string character, int position)
    {
        var fault = Payload.Tagged.With("tag", $"\"{tag}\"").Fault("/tag", "control_character");
        Assert.Contains($"{character}", fault.Detail, StringComparison.Ordinal);
        Assert.Contains($"at character {position} (from 0)", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_WithHalfASurrogatePair_IsRefused() => Payload.Tagged.With("tag", "\"AB\\ud83dCD\"").Fault("/tag", "unpaired_surrogate");

    [Fact]
    public void Tag_BesideAnUnreadableSymbology_HasNoFaultsOfItsMaking() => Payload.Tagged.With("symbology", "\"C1\"").Fault("/symbology", "too_short");

    [Fact]
    public void Readings_33_AreTooMany() =>
        Payload.Full.With("readings", "{" + string.Join(",", Enumerable.Range(0, 33).Select(i => $"\"m{i}\":1")) + "}").Fault("/readings", "too_many_readings");

    [Fact]
    public void Hints_SayWhatWasProbablyMeant()
    {
        Assert.Contains("Did you mean \"preventive\"?", Payload.Full.With("scan_type", "\"preventative\"").Fault("/scan_type", "unknown_value").Detail, StringComparison.Ordinal);
        Assert.Contains("Did you mean \"bearing_noise\"?", Payload.Full.With("failure_mode", "\"Bearing noise\"").Fault("/failure_mode", "bad_format").Detail, StringComparison.Ordinal);
        Assert.Contains("[latitude, longitude]", Payload.Full.With("geolocation", "[105.1, 52]").Fault("/geolocation/0", "out_of_range").Detail, StringComparison.Ordinal);
        Assert.Contains("send second 59", Payload.Full.With("sent_at", "\"2016-12-31T23:59:60Z\"").Fault("/sent_at", "bad_timestamp").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_ThatDiffersInHeaderAndBody_IsRefusedAndNeitherCounts()
    {
        var fault = Payload.Least.Fault("/idempotency_key", "idempotency_key_mismatch", Payload.OtherKey);
        Assert.Contains(Payload.Key, fault.Detail, StringComparison.Ordinal);
        Assert.Contains(Payload.OtherKey, fault.Detail, StringComparison.Ordinal);
        Assert.Null(Payload.Least.Refused(Payload.OtherKey).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData($"{Payload.Key}, {Payload.OtherKey}")]
    [InlineData($"'{Payload.Key}'")]
    [InlineData("6f1c0c5e-3b0a-1d7e-9a51-0d6a2f3b4c5d")]
    [InlineData("\"\r\n\"")]
    public void Key_UnreadableInTheHeader_IsRefused(string header)
    {
        var fault = Payload.Least.Fault("/idempotency_key", "bad_uuid", header);
        Assert.Contains("header Idempotency-Key", fault.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Detail);
    }

    [Fact]
    public void Refused_HoldsTheKey_WhereOneCanBeRead()
    {
        var key = Guid.Parse(Payload.Key);
        Assert.Equal(key, Payload.Least.With("operator_id", "1").Refused().Key);
        Assert.Equal(key, Payload.Least.Without("idempotency_key").With("operator_id", "1").Refused(Payload.Key).Key);
        Assert.Equal(key, ((Refused)Payload.Reader.Read("[]"u8, Payload.Key)).Key);
        Assert.Equal(key, ((Refused)Payload.Reader.Read("{"u8, Payload.Key)).Key);
        Assert.Equal(key, ((Refused)Payload.Reader.Read(Payload.Full.Bytes().AsSpan()[..^40])).Key);
        Assert.Null(Payload.Least.With("idempotency_key", "\"abc\"").Refused().Key);
        Assert.Null(Payload.Least.Without("idempotency_key").Refused().Key);
    }

    [Fact]
    public void Faults_AreAllListedInTheOrderOfTheDocument()
    {
        var refused = Payload.Full.With("asset_id", "\"A\"").With("operator_id", "7").With("geolocation", "[91, -181]").Without("scan_type")
            .With("device", "{\"colour\": 1, \"battery_percent\": 200}").And("note", "\"again\"").Refused("abc");

        Assert.Equal(
            [
                ("/asset_id", "too_short"), ("/operator_id", "wrong_type"), ("/geolocation/0", "out_of_range"), ("/geolocation/1", "out_of_range"),
                ("/device/colour", "unknown_member"), ("/device/battery_percent", "out_of_range"), ("/note", "duplicate_member"),
                ("/scan_type", "missing_member"), ("/idempotency_key", "bad_uuid"),
            ],
            refused.Faults.Select(f => (f.Pointer, f.Code)));
        Assert.Equal(Guid.Parse(Payload.Key), refused.Key);
    }

    [Fact]
    public void Faults_BeyondTheLimit_EndTheList()
    {
        var payload = Enumerable.Range(0, 60).Aggregate(Payload.Full, (p, i) => p.And($"x{i}", "1"));

        var faults = payload.Refused().Faults;
        Assert.Equal(51, faults.Length);
        Assert.Equal("too_many_faults", faults[^1].Code);
        Assert.All(faults[..^1], f => Assert.Equal("unknown_member", f.Code));
        var few = (Refused)new ScanReader(Payload.Reader.Tags, new ScanLimits { FaultsMax = 2 }).Read(payload.Bytes());
        Assert.Equal(["unknown_member", "unknown_member", "too_many_faults"], few.Faults.Select(f => f.Code));
    }

    [Theory]
    [InlineData("[{}]", "an array")]
    [InlineData("\"x\"", "a string")]
    [InlineData("null", "null")]
    [InlineData("17", "a number")]
    public void NotAnObject_SaysWhatItIs(string body, string shape)
    {
        var refused = Assert.IsType<Refused>(Payload.Reader.Read(Encoding.UTF8.GetBytes(body)));
        var fault = Assert.Single(refused.Faults);
        Assert.Equal(("", "not_an_object"), (fault.Pointer, fault.Code));
        Assert.Contains($"The body is {shape};", fault.Detail, StringComparison.Ordinal);
        Assert.False(refused.Malformed);
    }

    [Fact]
    public void TooDeep_IsPointedTo()
    {
        Assert.Equal(
            [("/note", "wrong_type"), ("/note", "too_deep")],
            Payload.Full.With("note", new string('[', 8) + new string(']', 8)).Refused().Faults.Select(f => (f.Pointer, f.Code)));
        Payload.Full.With("note", new string('[', 7) + new string(']', 7)).Fault("/note", "wrong_type");
    }
}
