using Scanward.Ingestion.Tags;
using static Scanward.Tests.Ingestion.Tags.Readings;

namespace Scanward.Tests.Ingestion.Tags;

public sealed class TagReaderTests
{
    [Theory]
    [InlineData("]C180049520614141234567", "giai:9520614141234567")]
    [InlineData("]d2800309520123456788ABC123", "grai:9520123456788ABC123")]
    [InlineData("]C180049520614141234567\r\n", "giai:9520614141234567")]
    [InlineData("]Q1https://id.gs1.org/8004/9520614141234567?utm_source=x", "giai:9520614141234567")]
    [InlineData("]Q1https://id.gs1.org/8004/95206141%2FA12", "giai:95206141/A12")]
    [InlineData("]d201095201234567882112345", "sgtin:0952012345678812345")]
    public void Reads_TheExamplesOfTheSpecification(string raw, string key) => IsTag(key, raw);

    [Theory]
    [InlineData("]C1800302112345678901ABC", "wrong_check_digit", 20)]
    [InlineData("]C18004ABC123456", "prefix_not_numeric", 7)]
    [InlineData("]d2800309520123456788ABC123~80049520614141234567", "two_keys", 28)]
    [InlineData("]Q1https://id.gs1.org/8003/9520123456788ABC123", "filler_not_zero", 27)]
    [InlineData("]Q1https://id.gs1.org/8004/9520614141234567/21/1", "wrong_qualifier", 44)]
    public void Refuses_TheExamplesOfTheSpecification(string raw, string code, int position) => IsFault(code, position, raw);

    [Theory]
    [InlineData("]C1")]
    [InlineData("]e0")]
    [InlineData("]d2")]
    [InlineData("]Q3")]
    [InlineData("]J1")]
    [InlineData("]d5")]
    [InlineData("]Q4")]
    [InlineData("]d8")]
    public void Reads_ElementStringUnderGs1Symbology(string symbology)
    {
        IsTag("giai:9520614141234567", symbology + "80049520614141234567");
        var beside = TagOf("80049520614141234567", symbology);
        Assert.Equal(("giai:9520614141234567", symbology), (beside.Key, beside.Symbology));
        Assert.Empty(beside.Warnings);
    }

    [Theory]
    [InlineData("]C0")]
    [InlineData("]A0")]
    [InlineData("]A1")]
    [InlineData("]A4")]
    [InlineData("]d1")]
    [InlineData("]d7")]
    [InlineData("]Q0")]
    [InlineData("]Q1")]
    [InlineData("]L0")]
    [InlineData("]z0")]
    public void Reads_PlainTextUnderPlainSymbology(string symbology)
    {
        IsTag("alias:80049520614141234567", symbology + "80049520614141234567");
        Assert.Equal(symbology, TagOf(symbology + "AHU-000123").Symbology);
        Assert.Empty(TagOf(symbology + "AHU-000123").Warnings);
    }

    [Theory]
    [InlineData("]c180049520614141234567", "]C1")]
    [InlineData("]D280049520614141234567", "]d2")]
    [InlineData("]q380049520614141234567", "]Q3")]
    public void Reads_SymbologyCaseSensitively(string raw, string meant)
    {
        var tag = TagOf(raw);
        Assert.Equal(TagKind.Alias, tag.Kind);
        Assert.Contains(meant, Assert.Single(tag.Warnings));
    }

    [Fact]
    public void Warns_WhenSymbologyBesideDisagrees()
    {
        var tag = TagOf("]C180049520614141234567", "]Q1");
        Assert.Equal(("giai:9520614141234567", "]C1"), (tag.Key, tag.Symbology));
        Assert.Contains("]Q1", Assert.Single(tag.Warnings));
        Assert.Empty(TagOf("]C180049520614141234567", "]C1").Warnings);
    }

    [Fact]
    public void Warns_WhenSymbologyBesideIsNone() => Assert.Contains("AIM", Assert.Single(TagOf("AHU-1", "QR_CODE").Warnings));

    [Theory]
    [InlineData("~80049520614141234567")]
    [InlineData("(8004)9520614141234567")]
    public void Warns_WhenGs1HasNoSymbology(string raw)
    {
        var tag = TagOf(raw);
        Assert.Equal("giai:9520614141234567", tag.Key);
        Assert.Contains("no symbology identifier", Assert.Single(tag.Warnings));
    }

    [Fact]
    public void Warns_WhenTextBeginsWithGsUnderAPlainSymbology()
    {
        var tag = TagOf("]d1~80049520614141234567");
        Assert.Equal("giai:9520614141234567", tag.Key);
        Assert.Contains("]d1 does not announce", Assert.Single(tag.Warnings));
    }

    [Theory]
    [InlineData("  AHU-000123  ", "AHU-000123")]
    [InlineData("AHU-000123\t\r\n\0", "AHU-000123")]
    [InlineData(" AHU 1\n ", "AHU 1")]
    [InlineData("]Q1 AHU", " AHU")]
    [InlineData("urn:epc:id:giai:9520614.1", "urn:epc:id:giai:9520614.1")]
    public void Trims_OuterSpacesAndTrailingControls(string raw, string canonical)
    {
        var tag = TagOf(raw);
        Assert.Equal((TagKind.Alias, canonical, raw), (tag.Kind, tag.Canonical, tag.Raw));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 0)]
    [InlineData("\r\n", 0)]
    [InlineData("]Q1", 3)]
    [InlineData(@"]Q2\000026", 3)]
    public void Refuses_Nothing(string raw, int position) => IsFault("empty", position, raw);

    [Theory]
    [InlineData(@"]Q2\000026AHU-1", "AHU-1")]
    [InlineData(@"]d4A\\B\\\\C", @"A\B\\C")]
    [InlineData(@"]Q1A\000026", @"A\000026")]
    public void Removes_EciProtocol(string raw, string canonical) => IsTag("alias:" + canonical, raw);

    [Fact]
    public void Removes_EciProtocolFromGs1() => IsTag("giai:9520614141234567", @"]Q4\00000380049520614141234567");

    [Theory]
    [InlineData(@"]Q2AB\C", 5)]
    [InlineData(@"]Q2\12345", 3)]
    [InlineData(@"]d5\", 3)]
    public void Refuses_LoneBackslashInEciProtocol(string raw, int position) => IsFault("bad_eci", position, raw);

    [Theory]
    [InlineData("]d28004952061414<GS>10AB")]
    [InlineData("]d28004952061414{GS}10AB")]
    [InlineData("]d28004952061414␝10AB")]
    [InlineData("]d28004952061414<FNC1>10AB")]
    [InlineData("]d2{FNC1}8004952061414~10AB")]
    [InlineData("]d28004952061414~10AB<GS>")]
    public void Maps_SpelledSeparators(string raw) => IsTag("giai:952061414", raw);

    [Fact]
    public void Maps_ConfiguredSpellingsLongestFirst()
    {
        var options = new TagReaderOptions { ControlSpellings = [new("|", '\u001D'), new("||", '\u001E')] };
        IsTag("iso15459:25SUN1", "[)>||06|25SUN1||\u0004", options);
    }

    [Fact]
    public void Tells_PositionsOfTheRawText_AcrossAllSteps() =>
        IsFault("wrong_check_digit", " ]Q4".Length + @"\000003".Length + "10ABC<GS>".Length + "80030211234567890".Length, @" ]Q4\00000310ABC<GS>800302112345678901 ");

    [Theory]
    [InlineData("AHU\u202E-1", "non_ascii", 3, "U+202E (writing direction control)")]
    [InlineData("АHU-1", "non_ascii", 0, "U+0410, which looks like 'A'")]
    [InlineData("AHU\u200B", "non_ascii", 3, "zero width space")]
    [InlineData("AHU-1\uFF11", "non_ascii", 5, "full-width form of '1'")]
    [InlineData("\uFEFFAHU", "non_ascii", 0, "byte order mark")]
    [InlineData("A\uD83D\uDE00", "non_ascii", 1, "U+1F600")]
    [InlineData("]Q1Käfer", "non_ascii", 4, "U+00E4")]
    [InlineData("A\u0007B", "control_character", 1, "U+0007")]
    [InlineData("A\u007F", "control_character", 1, "U+007F")]
    [InlineData("\u0002AHU", "control_character", 0, "U+0002")]
    [InlineData("A\nB", "control_character", 1, "LF (U+000A)")]
    [InlineData("80041234~10A", "control_character", 8, "GS (U+001D)")]
    public void Refuses_ForeignCharactersByName(string raw, string code, int position, string named)
    {
        var fault = FaultOf(raw);
        Assert.Equal((code, position), (fault.Code, fault.Position));
        Assert.Contains(named, fault.Detail);
    }

    [Fact]
    public void Refuses_HalfASurrogatePair()
    {
        var fault = FaultOf("A" + '\uD83D' + "B");
        Assert.Equal(("non_ascii", 1), (fault.Code, fault.Position));
        Assert.Contains("U+D83D (half of a surrogate pair)", fault.Detail);
    }

    [Theory]
    [InlineData("]E09520123456788", "alias:9520123456788")]
    [InlineData("]E0416000336108", "alias:416000336108")]
    [InlineData("]E402345673", "alias:02345673")]
    public void Reads_EanAsAliasWithWarning(string raw, string key)
    {
        IsTag(key, raw);
        Assert.Contains("product type", Assert.Single(TagOf(raw).Warnings));
    }

    [Theory]
    [InlineData("]E09520123456789", "wrong_check_digit", 15)]
    [InlineData("]E402345674", "wrong_check_digit", 10)]
    [InlineData("]E4023456731", "wrong_length", 12)]
    [InlineData("]E095201", "wrong_length", 8)]
    [InlineData("]E09520X23456788", "wrong_character", 7)]
    public void Refuses_WrongEan(string raw, string code, int position) => IsFault(code, position, raw);

    [Fact]
    public void Refuses_MoreThan2048Characters()
    {
        IsTag("alias:" + new string('x', 2048), new string('x', 2048));
        IsFault("too_long", 2048, new string('x', 2049));
    }

    [Fact]
    public void Keeps_TheRawText()
    {
        var tag = TagOf(" ]C180049520614141234567\r\n");
        Assert.Equal(" ]C180049520614141234567\r\n", tag.Raw);
        Assert.Equal("]C1", tag.Symbology);
        Assert.Equal("9520614141234567", tag.Elements["8004"]);
    }

    [Fact]
    public void Refuses_UnusableOptions_AllAtOnce()
    {
        var options = new TagReaderOptions { OwnHosts = ["https://x.org"], UrlTemplates = ["t/{tag}", "/t/{tag}x", "/{id}/{tag}"], ControlSpellings = [new("", 'A')] };
        Assert.Equal(6, options.Faults().Length);
        var thrown = Assert.Throws<ArgumentException>(() => new TagReader(options));
        Assert.All(options.Faults(), fault => Assert.Contains(fault, thrown.Message));
    }
}
