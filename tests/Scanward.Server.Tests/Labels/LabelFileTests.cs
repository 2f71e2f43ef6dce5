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
        var table = int.Parse(Regex.Match(pdf, @"startxref\n(\d+)\n%%EOF\n$").Groups[1].Value);
        var trailer = pdf[table..];
        var root = Regex.Match(trailer, @"/Root (\d+) 0 R").Groups[1].Value;
        var entry = Regex.Match(trailer, $@"^xref\n{root} 1\n(\d{{10}}) 00000 n \n");
        Assert.True(entry.Success);
        var catalogue = pdf[int.Parse(entry.Groups[1].Value)..];
        Assert.StartsWith($"{root} 0 obj\n<</Type /Catalog", catalogue, StringComparison.Ordinal);
        Assert.Contains("/PrintScaling /None", catalogue[..catalogue.IndexOf("endobj", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.StartsWith("xref", pdf[int.Parse(Regex.Match(trailer, @"/Prev (\d+)").Groups[1].Value)..], StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(pdf, @"/Type /Page\b(?!s)"));
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
        Snapshot.Matches("labels-zpl", Regex.Replace(Encoding.UTF8.GetString(sheet.Files[0].Content), @"(\^GFA,\d+,\d+,\d+,.{20})[^\^]*", "$1…"));
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
}
