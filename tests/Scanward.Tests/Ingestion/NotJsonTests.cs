using System.Text;
using Scanward.Ingestion;

namespace Scanward.Tests.Ingestion;

/// <summary>Bodies that are no JSON, or JSON meant to hurt.</summary>
public sealed class NotJsonTests
{
    [Theory]
    [InlineData("", "line 1, column 1 (byte 0)", "it is empty")]
    [InlineData(" \n ", "line 2, column 2 (byte 3)", "it is empty")]
    [InlineData("{\"a\": 1", "line 1, column 8 (byte 7)", "cut off")]
    [InlineData("{\"a\": \"b", null, "cut off")]
    [InlineData("{\"a\": 1,}", "line 1, column 9 (byte 8)", "a comma after the last member")]
    [InlineData("{\n  'a': 1}", "line 2, column 3 (byte 4)", "double quotes")]
    [InlineData("{\"a\": 1} // x", "line 1, column 10 (byte 9)", "no comments")]
    [InlineData("{\"a\": True}", "line 1, column 7 (byte 6)", "true and false")]
    [InlineData("{\"a\": NaN}", "line 1, column 7 (byte 6)", "no NaN")]
    [InlineData("{\"ä\": undefined}", "line 1, column 7 (byte 7)", "undefined")]
    [InlineData("{\"a\": \"x\ny\"}", null, "raw line break")]
    [InlineData("{\"a\": 1}{\"a\": 2}", "line 1, column 9 (byte 8)", "/api/v1/scans/batch")]
    [InlineData("{\"a\": 1 \"b\": 2}", "line 1, column 9 (byte 8)", "a comma is missing")]
    [InlineData("{\"a\": 012}", null, "leading zero")]
    [InlineData("{\"a\": }", "line 1, column 7 (byte 6)", "no value")]
    [InlineData("<html>", "line 1, column 1 (byte 0)", "HTML")]
    [InlineData("asset_id=AHU-1", "line 1, column 1 (byte 0)", "\"a\" cannot stand there")]
    [InlineData("{} x", "line 1, column 4 (byte 3)", "after the end")]
    public void NotJson_HasItsPlaceAndAHint(string body, string? place, string hint)
    {
        var refused = Assert.IsType<Refused>(Payload.Reader.Read(Encoding.UTF8.GetBytes(body)));

        var fault = Assert.Single(refused.Faults);
        Assert.True(refused.Malformed);
        Assert.Equal(("", "not_json"), (fault.Pointer, fault.Code));
        if (place is not null) Assert.Contains(place, fault.Detail, StringComparison.Ordinal);
        Assert.Contains(hint, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void NotJson_CountsTheByteOrderMarkAsBytesOfTheBody()
    {
        var refused = (Refused)Payload.Reader.Read([0xEF, 0xBB, 0xBF, .. "{]"u8]);
        Assert.Contains("(byte 4)", refused.Faults[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void NotUtf8_SaysWhichByte()
    {
        byte[] latin1 = [.. "{\"note\": \""u8, 0xE4, .. "\"}"u8];
        var fault = Assert.Single(Assert.IsType<Refused>(Payload.Reader.Read(latin1)).Faults);
        Assert.Equal("not_json", fault.Code);
        Assert.Contains("(byte 10)", fault.Detail, StringComparison.Ordinal);
        Assert.Contains("UTF-8", fault.Detail, StringComparison.Ordinal);

        var utf16 = Assert.IsType<Refused>(Payload.Reader.Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]));
        Assert.Contains("UTF-16", utf16.Faults[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void SyntaxFault_IsToldAlone_ThoughTheSchemaIsBrokenBeforeIt()
    {
        var refused = (Refused)Payload.Reader.Read("{\"x\": 1, \"y\": 2, \"z\": }"u8);
        Assert.Equal("not_json", Assert.Single(refused.Faults).Code);
    }

    [Fact]
    public void TenThousandNestedArrays_AreRefusedWithoutDepthOfOurOwn()
    {
        var nested = new string('[', 10_000) + new string(']', 10_000);

        var root = (Refused)Payload.Reader.Read(Encoding.UTF8.GetBytes(nested));
        Assert.Equal(["not_an_object", "too_deep"], root.Faults.Select(f => f.Code));
        var inside = Payload.Full.With("note", nested).Refused();
        Assert.Equal([("/note", "wrong_type"), ("/note", "too_deep")], inside.Faults.Select(f => (f.Pointer, f.Code)));
        var open = (Refused)Payload.Reader.Read(Encoding.UTF8.GetBytes(new string('[', 10_000)));
        Assert.True(open.Malformed);
        Assert.Equal("not_json", Assert.Single(open.Faults).Code);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        Assert.Contains(((Refused)Payload.Reader.Read(Encoding.UTF8.GetBytes(objects))).Faults, f => f.Code == "too_deep");
    }

    [Fact]
    public void TwoMegabytes_OfWhatever_AreRefusedWithLittleSaid()
    {
        var huge = new string('a', 2_000_000);
        string[] bodies =
        [
            huge, $"\"{huge}\"", $"{{\"{huge}\": 1}}", Payload.Full.With("note", $"\"{huge}\"").ToString(), Payload.Full.With("asset_id", $"\"{huge}\"").ToString(),
            Payload.Full.With("note", "\"" + string.Concat(Enumerable.Repeat("\\u0041", 333_000)) + "\"").ToString(),
            Payload.Full.With("readings", $"{{\"{huge}\": 1}}").ToString(), Payload.Full.With("readings", $"{{\"h\": 1{new string('0', 2_000_000)}}}").ToString(),
            Payload.Full.With("readings", $"{{\"h\": 0.{new string('0', 2_000_000)}1}}").ToString(), Payload.Full.With("geolocation", $"[1{new string('0', 2_000_000)}, 1]").ToString(),
            Payload.Full.With("geolocation", "[" + string.Concat(Enumerable.Repeat("1,", 1_000_000)) + "1]").ToString(), new('[', 2_000_000), new('\n', 2_000_000),
            Payload.Full.With("idempotency_key", $"\"{huge}\"").ToString(), Payload.Full.With("scan_timestamp", $"\"{huge}\"").ToString(), Payload.Full.With("scan_type", $"\"{huge}\"").ToString(),
        ];
        foreach (var body in bodies)
        {
            var refused = Assert.IsType<Refused>(Payload.Reader.Read(Encoding.UTF8.GetBytes(body)));
            Assert.True(refused.Faults.Sum(f => f.Pointer.Length + f.Detail.Length) < 2_000, body[..80]);
        }
    }

    [Fact]
    public void AMillionMembers_AreRefusedInOnePass()
    {
        var many = new StringBuilder("{");
        for (var i = 0; i < 1_000_000; i++) many.Append('"').Append(i).Append("\":0,");
        many.Length--;
        var members = many.Append('}').ToString();

        Assert.Equal(51, ((Refused)Payload.Reader.Read(Encoding.UTF8.GetBytes(members))).Faults.Length);
        Payload.Full.With("readings", members).Fault("/readings", "too_many_readings");
        Assert.Equal(51, Payload.Full.With("device", members).Refused().Faults.Length);
    }
}
