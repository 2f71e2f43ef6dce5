using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class Iso15434Tests
{
    private const string Rs = "\u001E";
    private const string End = "\u001E\u0004";

    [Theory]
    [InlineData("06~25SUN043325711MH80312", "iso15459:25SUN043325711MH80312")]
    [InlineData("06~25PUN12345PART-1~S0007", "iso15459:25PUN12345PART-1 S0007")]
    [InlineData("06~S0007~25PUN12345PART-1~30PX", "iso15459:25PUN12345PART-1 S0007")]
    [InlineData("06~1PPN1~S7~", "iso15459:1PPN1 S7")]
    [InlineData("06~25SUN1~1PPN1~S7", "iso15459:25SUN1")] // the whole identifier comes first
    [InlineData("06~25SUN1~25SUN1", "iso15459:25SUN1")]
    [InlineData("05~80049520614141234567", "giai:9520614141234567")]
    [InlineData("05~80049520614141234567~10AB", "giai:9520614141234567")]
    [InlineData("06~1PPN1\u001E05~80049520614141234567", "giai:9520614141234567")]
    [InlineData("06~25SUN1\u001E05~0109520123456788", "iso15459:25SUN1")]
    public void Reads_Formats(string formats, string key) => IsTag(key, $"[)>{Rs}{formats}{End}");

    [Fact]
    public void Reads_UnderAPlainSymbologyAndWithSpelledSeparators() => IsTag("iso15459:25SUN1", "]d1[)>{RS}06{GS}25SUN1{RS}{EOT}\r\n");

    [Fact]
    public void Tells_AllElements()
    {
        var tag = TagOf($"[)>{Rs}06~25SUN1~4L NL~Q5{Rs}05~10AB{End}");
        Assert.Equal(["10:AB", "25S:UN1", "4L: NL", "Q:5"], tag.Elements.Select(element => $"{element.Key}:{element.Value}"));
    }

    [Theory]
    [InlineData("[)>", "bad_envelope", 3)]
    [InlineData("[)>06~25SUN1", "bad_envelope", 3)]
    [InlineData("[)>\u001E06~25SUN1", "bad_envelope", 13)]
    [InlineData("[)>\u001E06~25SUN1\u001E", "bad_envelope", 14)]
    [InlineData("[)>\u001E06~25SUN1\u001E\u0004X", "bad_envelope", 15)]
    [InlineData("[)>\u001E0625SUN1\u001E\u0004", "bad_envelope", 6)]
    [InlineData("[)>\u001E12~SER 1\u001E\u0004", "unsupported_format", 4)]
    [InlineData("[)>\u001E\u001E\u0004", "unsupported_format", 4)]
    [InlineData("[)>\u001E06~25SUN1~~S1\u001E\u0004", "empty_element", 14)]
    [InlineData("[)>\u001E06~25sUN1\u001E\u0004", "unknown_di", 7)]
    [InlineData("[)>\u001E06~1234S1\u001E\u0004", "unknown_di", 7)]
    [InlineData("[)>\u001E06~25S\u001E\u0004", "wrong_length", 10)]
    [InlineData("[)>\u001E06~25S12345678901234567890123456789012345678901234567890X\u001E\u0004", "wrong_length", 60)]
    [InlineData("[)>\u001E06~25SUN 1\u001E\u0004", "wrong_character", 12)]
    [InlineData("[)>\u001E06~25SUN\u00041\u001E\u0004", "control_character", 12)]
    [InlineData("[)>\u001E06~25SUN1~25SUN2\u001E\u0004", "two_keys", 14)]
    [InlineData("[)>\u001E06~25SUN1\u001E05~8004952061414\u001E\u0004", "two_keys", 0)]
    [InlineData("[)>\u001E06~25SUN1~Q1~Q2\u001E\u0004", "repeated_element", 17)]
    [InlineData("[)>\u001E06~1PPN1\u001E\u0004", "not_an_asset", 0)]
    [InlineData("[)>\u001E06~S1\u001E\u0004", "no_key", 0)]
    [InlineData("[)>\u001E05~8004ABCD5\u001E\u0004", "prefix_not_numeric", 11)]
    public void Refuses_WithCodeAndPosition(string raw, string code, int position) => IsFault(code, position, raw);
}
