using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Scanward.Server.Labels;
using Scanward.Tests.Routing;

namespace Scanward.Server.Tests.Labels;

/// <summary>What the files say beside what is seen.</summary>
public sealed class LabelFileTests
{
    [Fact]
    public async Task Pdf_AsksForNoScaling_AndIsSound()
    {
        await using var server = await LabelPlant.Start(25);
        var sheet = await server.Print(new LabelOrder { Pick = new() });
        var pdf = Encoding.Latin1.GetString(sheet.Files[0].Content);
        // As a reader goes: from the end to the last table, its trailer, the catalogue that it names.
        var trailer = pdf[Number(pdf, @"startxref\n(?<n>\d+)\n%%EOF\n$")..];
        var root = Number(trailer, @"/Root (?<n>\d+) 0 R");
        var catalogue = pdf[Number(trailer, $@"^xref\n{root} 1\n(?<n>\d{{10}}) 00000 n \n")..];
        Assert.StartsWith($"{root} 0 obj\n<</Type /Catalog", catalogue, StringComparison.Ordinal);
        Assert.Contains("/PrintScaling /None", catalogue[..catalogue.IndexOf("endobj", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.StartsWith("xref", pdf[Number(trailer, @"/Prev (?<n>\d+)")..], StringComparison.Ordinal);
        Assert.Equal(2, pdf.Split("/Type /Page\n").Length - 1);
        Assert.Contains("/FontFile2", pdf, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Svg_IsInMillimetres_WithTextAsOutlines_AndNothingActive()
    {
        await using var server = await LabelPlant.Start(10);
        var sheet = await server.Print(new LabelOrder { Pick = new(), Format = LabelFormat.Svg });
        var svg = XDocument.Parse(Encoding.UTF8.GetString(Assert.Single(sheet.Files).Content)).Root!;
        Assert.Equal(("210mm", "297mm"), (svg.Attribute("width")!.Value, svg.Attribute("height")!.Value));
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "text" or "script" or "image" or "foreignObject");
        Assert.True(svg.Descendants().Count(e => e.Name.LocalName == "path") > 30);
    }

    /// <summary>As people send it to a printer; the symbol's graphic is cut short, since <see cref="PrintedLabelTests"/> reads it.</summary>
    [Fact]
    public async Task Zpl_IsAsItWas()
    {
        await using var server = await LabelPlant.Start(4);
        var sheet = await server.Print(new LabelOrder { Pick = new(), Format = LabelFormat.Zpl, Preset = "roll-57x32", SiteText = "North ^ Clinic_~" });
        Snapshot.Matches("labels-zpl", Regex.Replace(Encoding.UTF8.GetString(sheet.Files[0].Content), @"(?<head>\^GFA,\d+,\d+,\d+,.{20})[^\^]*", "${head}…", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task SameOrder_MakesTheSameFile()
    {
        await using var server = await LabelPlant.Start(5);
        foreach (var (_, format) in LabelWords.Formats)
        {
            var order = new LabelOrder { Pick = new(), Format = format, Preset = "L7651" };
            Assert.Equal((await server.Print(order)).Files[0].Content, (await server.Print(order)).Files[0].Content);
        }
    }

    [Fact]
    public void Ruler_IsAPage()
    {
        foreach (var preset in LabelPresets.All)
        {
            var sheet = Assert.IsType<LabelSheet>(LabelRun.Ruler(new LabelOrder { Preset = preset.Name }, NodaTime.Instant.FromUnixTimeSeconds(0)));
            Assert.Equal(("ruler.pdf", 1), (sheet.Files[0].Name, sheet.Pages));
            Assert.Contains("/PrintScaling /None", Encoding.Latin1.GetString(sheet.Files[0].Content), StringComparison.Ordinal);
        }
    }

    private static int Number(string text, string pattern)
    {
        var found = Regex.Match(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.True(found.Success, pattern);
        return int.Parse(found.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
