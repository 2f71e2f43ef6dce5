using Scanward.Ingestion.Tags;
using Scanward.Server.Labels;
using ZXing;
using ZXing.Common;

namespace Scanward.Server.Tests.Labels;

/// <summary>Symbols hold what they are given, and a tag that goes into one comes out as the same tag.</summary>
public sealed class SymbolTests
{
    private const string Printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./_ $%*+:";

    private static string Read(Symbol symbol)
    {
        var hints = new Dictionary<DecodeHintType, object> { [DecodeHintType.PURE_BARCODE] = true };
        var image = Drawn(symbol);
        Reader reader = symbol.Kind switch
        {
            SymbolKind.Qr => new ZXing.QrCode.QRCodeReader(),
            SymbolKind.DataMatrix => new ZXing.Datamatrix.DataMatrixReader(),
            _ => new ZXing.OneD.Code128Reader(),
        };
        var result = reader.decode(new BinaryBitmap(new GlobalHistogramBinarizer(image)), hints) ?? reader.decode(new BinaryBitmap(new HybridBinarizer(image)));
        return result?.Text ?? "";
    }

    private static RGBLuminanceSource Drawn(Symbol symbol)
    {
        const int module = 3;
        var (width, height) = (symbol.Width * module, symbol.IsLinear ? 60 : symbol.Width * module);
        var grey = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (mx, my) = ((x / module) - symbol.Quiet, symbol.IsLinear ? 0 : (y / module) - symbol.Quiet);
                var isDark = mx >= 0 && my >= 0 && mx < symbol.Dark.Width && my < symbol.Dark.Height && symbol.Dark[mx, my];
                grey[(y * width) + x] = isDark ? (byte)0 : (byte)255;
            }
        }

        return new RGBLuminanceSource(grey, width, height, RGBLuminanceSource.BitmapFormat.Gray8);
    }

    [Fact]
    public void OwnIds_ComeBackAsTheSameTag_FromEverySymbol()
    {
        var random = new Random(7);
        var addresses = new LabelAddresses(LabelPlant.Tags);
        var reader = new TagReader(LabelPlant.Tags);
        var bytes = new byte[OwnId.BytesPerDraw * 4];
        for (var i = 0; i < 300; i++)
        {
            random.NextBytes(bytes);
            var id = OwnId.Make(bytes);
            var address = addresses.Of(id, null)!;
            Assert.Equal($"HTTPS://TAGS.EXAMPLE.ORG/T/{id}", address);
            foreach (var (kind, content) in new[] { (SymbolKind.Qr, address), (SymbolKind.Qr, id), (SymbolKind.DataMatrix, id), (SymbolKind.Code128, id) })
            {
                var read = Read(Symbol.Encode(kind, content));
                Assert.Equal(content, read);
                Assert.Equal(TagKind.Own.KeyOf(id), Assert.IsType<Tag>(reader.Read(read)).Key);
            }
        }
    }

    /// <summary>Whatever the reader takes as an alias, such as ids of assets in either case and with signs in them.</summary>
    [Fact]
    public void Aliases_ComeBackAsTheSameTag_FromEverySymbol()
    {
        var random = new Random(11);
        var addresses = new LabelAddresses(LabelPlant.Tags);
        var reader = new TagReader(LabelPlant.Tags);
        var taken = 0;
        while (taken < 300)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Printable[random.Next(Printable.Length)])]);
            if (reader.Read(text) is not Tag { Kind: TagKind.Alias } tag || tag.Canonical != text) continue;
            taken++;
            var address = addresses.Of(text, null)!;
            Assert.Equal(tag.Key, Assert.IsType<Tag>(reader.Read(address)).Key);
            foreach (var (kind, content) in new[] { (SymbolKind.Qr, address), (SymbolKind.DataMatrix, text), (SymbolKind.Code128, text) }) Assert.Equal(content, Read(Symbol.Encode(kind, content)));
        }
    }

    /// <summary>Counted here, encoded there: a higher level never costs size, and none that would fit is left.</summary>
    [Fact]
    public void QrCode_HasTheHighestLevelThatMakesItNoLarger()
    {
        var random = new Random(5);
        foreach (var signs in new[] { "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.-", Printable })
        {
            for (var length = 1; length < 150; length += 7)
            {
                var content = new string([.. Enumerable.Range(0, length).Select(_ => signs[random.Next(signs.Length)])]);
                var least = ZXing.QrCode.Internal.Encoder.encode(content, ZXing.QrCode.Internal.ErrorCorrectionLevel.M).Matrix.Width;
                var levels = new[] { ZXing.QrCode.Internal.ErrorCorrectionLevel.H, ZXing.QrCode.Internal.ErrorCorrectionLevel.Q, ZXing.QrCode.Internal.ErrorCorrectionLevel.M };
                var best = levels.Select(l => ZXing.QrCode.Internal.Encoder.encode(content, l)).First(c => c.Matrix.Width == least);
                var made = Symbol.Encode(SymbolKind.Qr, content).Dark;
                Assert.Equal(least, made.Width);
                Assert.Equal(Enumerable.Range(0, least * least).Select(i => best.Matrix[i % least, i / least] == 1), Enumerable.Range(0, least * least).Select(i => made[i % least, i / least]));
            }
        }
    }

    [Fact]
    public void AnAddressInUpperCase_TakesASmallerQrCode_ThanInLowerCase() =>
        Assert.True(Symbol.Encode(SymbolKind.Qr, "HTTPS://TAGS.EXAMPLE.ORG/T/4Q7K9M2TC").Dark.Width < Symbol.Encode(SymbolKind.Qr, "https://tags.example.org/t/4Q7K9M2TC").Dark.Width);

    [Theory]
    [InlineData("qr", 29)]
    [InlineData("qr", 33)]
    [InlineData("qr", 45)]
    [InlineData("datamatrix", 14)]
    [InlineData("datamatrix", 18)]
    [InlineData("datamatrix", 26)]
    [InlineData("code128", 200)]
    public void Capacity_IsWhatTheEncoderTakes(string word, int modules)
    {
        var kind = LabelWords.Symbols.Single(s => s.Word == word).Value;
        var capacity = Symbol.Capacity(kind, modules);
        Assert.True(capacity > 0);
        Assert.True(Symbol.Encode(kind, Letters(capacity)).Width <= modules);
        Assert.True(Symbol.Encode(kind, Letters(capacity + 1)).Width > modules);

        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(i => kind == SymbolKind.Qr ? (char)('A' + (i % 26)) : i % 2 == 0 ? (char)('A' + (i % 26)) : (char)('a' + (i % 26))));
    }

    [Theory]
    [InlineData(203, 2)]
    [InlineData(300, 3)]
    [InlineData(600, 6)]
    public void LeastModule_IsAQuarterOfAMillimetre_InWholeDots(int dpi, int dots) => Assert.Equal(dots, Symbol.LeastDots(dpi));
}
