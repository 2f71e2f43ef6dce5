using System.Globalization;
using System.Text;
using NodaTime;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>Labels as a PDF: symbols as vectors, text with its fonts, pages of the stock's size.</summary>
internal static class PdfSheet
{
    private const double PointsAnInch = 72;

    /// <param name="paint">Draws a page by its number from 0, on a canvas whose unit is a dot.</param>
    public static byte[] Write(LabelPrint print, int pages, string title, Instant at, Action<SKCanvas, int> paint)
    {
        using var content = new MemoryStream();
        using (var stream = new SKManagedWStream(content))
        {
            var metadata = new SKDocumentPdfMetadata { Title = title, Creator = "Scanward", Creation = at.ToDateTimeUtc(), RasterDpi = print.Dpi, EncodingQuality = 101 };
            using var document = SKDocument.CreatePdf(stream, metadata);
            var scale = (float)(PointsAnInch / print.Dpi);
            for (var page = 0; page < pages; page++)
            {
                var canvas = document.BeginPage(Points(print.Stock.Page.Width), Points(print.Stock.Page.Height));
                canvas.Scale(scale);
                paint(canvas, page);
                document.EndPage();
            }

            document.Close();
        }

        return WithoutScaling(content.ToArray());
    }

    /// <summary>
    /// Has the print dialogue begin with no scaling, which would shrink labels off their places (ISO 32000, 12.2). Skia cannot say it, so the catalogue is written again behind the file, as an
    /// incremental update (7.5.6) of its one object.
    /// </summary>
    private static byte[] WithoutScaling(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var trailer = text.LastIndexOf("trailer", StringComparison.Ordinal);
        var rest = text[trailer..];
        var (root, size) = (Number(rest, "/Root "), Number(rest, "/Size "));
        var before = Number(rest, "startxref\n");
        var at = text.LastIndexOf($"\n{root} 0 obj\n", StringComparison.Ordinal) + 1;
        var end = text.IndexOf("endobj", at, StringComparison.Ordinal);
        var close = text.LastIndexOf(">>", end, StringComparison.Ordinal);
        if (trailer < 0 || at == 0 || end < 0 || close < at) throw new InvalidOperationException("The PDF's catalogue is not where it is expected.");

        var catalogue = $"{text[at..close]}\n/ViewerPreferences <</PrintScaling /None /PickTrayByPDFSize true>>>>\nendobj\n";
        var trailed = rest[rest.IndexOf("<<", StringComparison.Ordinal)..rest.LastIndexOf(">>", StringComparison.Ordinal)];
        var update = new StringBuilder(catalogue);
        update.Append(CultureInfo.InvariantCulture, $"xref\n{root} 1\n{pdf.Length:D10} 00000 n \ntrailer\n{trailed.Replace($"/Size {size}", $"/Size {size}\n/Prev {before}", StringComparison.Ordinal)}>>\n");
        update.Append(CultureInfo.InvariantCulture, $"startxref\n{pdf.Length + Encoding.Latin1.GetByteCount(catalogue)}\n%%EOF\n");
        return [.. pdf, .. Encoding.Latin1.GetBytes(update.ToString())];
    }

    private static float Points(double mm) => (float)(mm / 25.4 * PointsAnInch);

    private static int Number(string text, string after)
    {
        var at = text.IndexOf(after, StringComparison.Ordinal) + after.Length;
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return int.Parse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
