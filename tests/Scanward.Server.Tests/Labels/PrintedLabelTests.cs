using System.Globalization;
using Scanward.Server.Labels;
using Scanward.Server.Tests.Processes;
using SkiaSharp;

namespace Scanward.Server.Tests.Labels;

/// <summary>Labels as they come off the page: rendered by Poppler, or burnt as ZPL says, and read by two readers that share no code with us.</summary>
public sealed class PrintedLabelTests
{
    private static void NeedReaders() => Assert.SkipWhen(LabelReaders.Missing.Count > 0, $"not here: {string.Join(", ", LabelReaders.Missing)}");

    private static string[] Contents(LabelSheet sheet, SymbolKind symbol) => [.. sheet.Tags.Select(tag => symbol == SymbolKind.Qr ? $"HTTPS://TAGS.EXAMPLE.ORG/T/{tag}" : tag)];

    [Theory]
    [InlineData("qr", "L7160", 300)]
    [InlineData("qr", "L7651", 203)]
    [InlineData("qr", "22806", 600)]
    [InlineData("datamatrix", "L4731", 300)]
    [InlineData("datamatrix", "L6009", 203)]
    [InlineData("code128", "L7651", 203)]
    [InlineData("code128", "5167", 300)]
    [InlineData("qr", "roll-50x25", 203)]
    public async Task Sheet_IsReadByBothReaders_AtBothResolutions(string word, string preset, int dpi)
    {
        NeedReaders();
        await using var server = await LabelPlant.Start();
        using var folder = new TempFolder();
        var symbol = LabelWords.Symbols.Single(s => s.Word == word).Value;
        var stock = LabelPresets.Find(preset)!.Stock;
        var start = Math.Min(4, stock.Count);
        var sheet = await server.Print(new LabelOrder { Pick = new(), Symbol = symbol, Preset = preset, Dpi = dpi, Start = start });
        Assert.Equal(24, sheet.Tags.Length);
        var pdf = Path.Combine(folder.Path, "labels.pdf");
        await File.WriteAllBytesAsync(pdf, sheet.Files[0].Content, TestContext.Current.CancellationToken);
        foreach (var rendered in new[] { 203, 300 })
        {
            var into = Path.Combine(folder.Path, rendered.ToString(CultureInfo.InvariantCulture));
            var pages = LabelReaders.Render(pdf, rendered, into);
            Assert.Equal(sheet.Pages, pages.Count);
            var labels = LabelReaders.Cut(pages, stock, sheet.Tags.Length, rendered, Path.Combine(into, "labels"), start);
            foreach (var (reader, read) in LabelReaders.Read(symbol, labels)) Assert.Equal(Contents(sheet, symbol), read);
        }
    }

    [Theory]
    [InlineData("qr", 203)]
    [InlineData("datamatrix", 300)]
    [InlineData("code128", 203)]
    public async Task Zpl_BurnsWhatBothReadersRead(string word, int dpi)
    {
        NeedReaders();
        await using var server = await LabelPlant.Start(12);
        using var folder = new TempFolder();
        var symbol = LabelWords.Symbols.Single(s => s.Word == word).Value;
        var sheet = await server.Print(new LabelOrder { Pick = new(), Symbol = symbol, Format = LabelFormat.Zpl, Preset = "roll-57x32", Dpi = dpi });
        var burnt = ZplPrinter.Burn(System.Text.Encoding.UTF8.GetString(sheet.Files[0].Content));
        Assert.Equal(12, burnt.Count);
        Assert.All(burnt, label => Assert.Equal(((int)Math.Round(57 / 25.4 * dpi), (int)Math.Round(32 / 25.4 * dpi)), (label.Width, label.Height)));
        var paths = burnt.Select((label, i) => ZplPrinter.Save(label, Path.Combine(folder.Path, $"{i + 1:D5}.png"))).ToList();
        foreach (var (reader, read) in LabelReaders.Read(symbol, paths)) Assert.Equal(Contents(sheet, symbol), read);
    }

    [Fact]
    public async Task Png_HasADotForAPixel_AndSaysSo()
    {
        NeedReaders();
        await using var server = await LabelPlant.Start(3);
        using var folder = new TempFolder();
        var sheet = await server.Print(new LabelOrder { Pick = new(), Format = LabelFormat.Png, Preset = "roll-50x25", Dpi = 203 });
        Assert.Equal(["labels-1.png", "labels-2.png", "labels-3.png"], sheet.Files.Select(f => f.Name));
        var paths = sheet.Files.Select((file, i) =>
        {
            using var picture = SKBitmap.Decode(file.Content);
            Assert.Equal((400, 200), (picture.Width, picture.Height));
            Assert.Equal("pHYs", System.Text.Encoding.ASCII.GetString(file.Content, 37, 4));
            Assert.Equal(7992, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.Content.AsSpan(41))); // 203 an inch, by the metre
            var path = Path.Combine(folder.Path, $"{i + 1:D5}.png");
            File.WriteAllBytes(path, file.Content);
            return path;
        }).ToList();
        foreach (var (reader, read) in LabelReaders.Read(SymbolKind.Qr, paths)) Assert.Equal(Contents(sheet, SymbolKind.Qr), read);
    }
}
