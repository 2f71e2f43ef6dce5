using System.Globalization;
using Scanward.Server.Labels;

namespace Scanward.Server.Tests.Labels;

/// <summary>Names in every script come out in the order that they are read in, and do no harm.</summary>
public sealed class LabelTextTests
{
    [Theory]
    [InlineData("  two \t words\r\n", "two words")]
    [InlineData("evil \u202egnp.exe\u202c end", "evil gnp.exe end")]
    [InlineData("a\u2066b\u2069c\u200ed\u061ce", "abcde")]
    [InlineData("zero\u200bwidth\ufeff", "zerowidth")]
    [InlineData("\u0644\u200d\u0627", "\u0644\u200d\u0627")] // joiners shape letters
    [InlineData("line\u2028sep", "line sep")]
    [InlineData(null, "")]
    public void Clean_TakesOutWhatSteersOrHides(string? text, string cleaned) => Assert.Equal(cleaned, LabelText.Clean(text));

    [Fact]
    public void Clean_BoundsMarksAndLength()
    {
        Assert.Equal(7, LabelText.Clean("a" + new string('\u0301', 50)).Length);
        Assert.True(LabelText.Clean(new string('x', 10_000)).Length <= 300);
        Assert.Equal("half \ufffd pair", LabelText.Clean("half \ud800 pair"));
    }

    /// <summary>Against the order that UAX #9 gives, run by run from left to right.</summary>
    [Theory]
    [InlineData("Pump 12", "Pump 12>")]
    [InlineData("\u05de\u05e9\u05d0\u05d1\u05d4 3", "3>|\u05de\u05e9\u05d0\u05d1\u05d4 <")]
    [InlineData("Pump \u05d0\u05d1 12 end", "Pump >|12>|\u05d0\u05d1 <| end>")]
    [InlineData("\u05d0\u05d1 (P-7)", ")<|P-7>|\u05d0\u05d1 (<")]
    [InlineData("\u0645\u0636\u062e\u0629 1.5 kW", "kW>| <|1.5>|\u0645\u0636\u062e\u0629 <")]
    [InlineData("\u0645 \u0661\u0662\u0663", "\u0661\u0662\u0663>|\u0645 <")]
    public void Bidi_PutsRunsInTheOrderOfReading(string text, string expected)
    {
        var runs = Bidi.Runs(text, Bidi.IsRightToLeft(text)).Select(r => text.Substring(r.Start, r.Length) + (r.IsRightToLeft ? '<' : '>'));
        Assert.Equal(expected, string.Join('|', runs));
    }

    [Fact]
    public void Wrap_KeepsToTheWidth_AndNeverCutsACluster()
    {
        var typesetter = new Typesetter(new LabelFonts());
        foreach (var name in LabelPlant.Names.Append("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301 👩‍🔧x").Select(LabelText.Clean))
        {
            for (var width = 3.0; width < 14; width += 0.7)
            {
                var lines = typesetter.Wrap(name, isBold: false, width, 2);
                Assert.InRange(lines.Length, 1, 2);
                Assert.All(lines, line => Assert.True(line.Width <= width + 0.001, line.Text));
                var shown = string.Concat(lines.Select(l => l.Text.TrimEnd('…')));
                Assert.StartsWith(shown.Replace(" ", "", StringComparison.Ordinal), name.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.All(lines, line => Assert.False(LabelText.IsMark(CharUnicodeInfo.GetUnicodeCategory(line.Text[0])), "A line begins with a mark."));
            }
        }
    }

    [Fact]
    public void CombiningMark_StandsOnItsLetter()
    {
        var typesetter = new Typesetter(new LabelFonts());
        var (composed, combined) = (typesetter.Line("\u00e9", false), typesetter.Line("e\u0301", false));
        Assert.Equal(composed.Width, combined.Width, 3);
        var stacked = typesetter.Line("x\u0301", false); // no such letter: the mark is placed over the x
        Assert.Equal(typesetter.Line("x", false).Width, stacked.Width, 3);
    }

    [Fact]
    public void ArabicLetters_AreJoined_AndRunFromRightToLeft()
    {
        var typesetter = new Typesetter(new LabelFonts());
        var joined = typesetter.Line("\u0628\u0628\u0628", false);
        var glyphs = Assert.Single(joined.Runs).Glyphs;
        Assert.Equal(3, glyphs.Distinct().Count()); // final, medial and initial form
        Assert.True(joined.IsRightToLeft);
        Assert.Equal(joined.Width, typesetter.Line("abc \u0628\u0628\u0628", false).Width - typesetter.Line("abc ", false).Width, 2);
    }

    [Fact]
    public void CharacterThatNoFontHas_IsNamed()
    {
        var typesetter = new Typesetter(new LabelFonts());
        typesetter.Line("ok \U000323AF", false);
        Assert.Equal([0x323AF], typesetter.Missing);
    }
}
