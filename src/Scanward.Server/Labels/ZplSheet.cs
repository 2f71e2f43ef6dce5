using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>
/// Labels as ZPL II, a format a label. Symbols are graphics (<c>^GFA</c>), so that the printer burns exactly the modules that were laid out, and not what its own encoder would make of the
/// text. Text in ASCII is printed with the printer's font; what that may lack is a graphic too.
/// </summary>
internal sealed class ZplSheet(LabelPainter painter, SKImage? logo)
{
    /// <summary>A grey that is at least as dark is burnt.</summary>
    private const byte Threshold = 128;

    public byte[] Write(LabelPages pages)
    {
        var zpl = new StringBuilder();
        foreach (var label in pages.Pages.SelectMany(p => p)) Write(zpl, label);
        return Encoding.UTF8.GetBytes(zpl.ToString());
    }

    private void Write(StringBuilder zpl, PlacedLabel label)
    {
        var drawing = label.Drawing;
        zpl.Append(CultureInfo.InvariantCulture, $"^XA\n^CI28\n^PW{(int)Math.Round(drawing.Width)}\n^LL{(int)Math.Round(drawing.Height)}\n^LH0,0\n^LS0\n");
        var symbol = drawing.Symbol;
        var dark = symbol.Symbol.Dark;
        var height = symbol.BarHeight > 0 ? symbol.BarHeight : dark.Height * symbol.Module;
        Graphic(zpl, label.X + symbol.X, label.Y + symbol.Y, dark.Width * symbol.Module, height, (x, y) => dark[x / symbol.Module, symbol.BarHeight > 0 ? 0 : y / symbol.Module]);
        if (logo is not null && drawing.Logo is { } at) Picture(zpl, label, at);
        foreach (var text in drawing.Texts) Text(zpl, label, text);
        zpl.Append("^XZ\n");
    }

    private void Text(StringBuilder zpl, PlacedLabel label, PlacedText text)
    {
        var (x, em) = (label.X + text.X, text.Em);
        if (!text.Line.Text.All(c => c is >= ' ' and <= '~'))
        {
            // Marks may stand above and below the em.
            var (left, top) = ((int)Math.Floor(x) - 2, (int)Math.Floor(label.Y + text.Baseline - (1.25 * em)));
            var (width, height) = ((int)Math.Ceiling(text.Line.Width * em) + 4, (int)Math.Ceiling(1.7 * em));
            (left, top) = (Math.Max(0, left), Math.Max(0, top));
            using var line = RasterSheet.Draw(width, height, canvas => painter.Paint(canvas, text.Line, x - left, label.Y + text.Baseline - top, em));
            Graphic(zpl, left, top, width, height, (px, py) => line.GetPixel(px, py).Red < Threshold);
            return;
        }

        // The printer's font 0 is narrower than ours at the same height, so what was measured holds.
        var size = (int)Math.Round(em * 0.98);
        if (text.Align == TextAlign.Left)
        {
            zpl.Append(CultureInfo.InvariantCulture, $"^FT{(int)Math.Round(x)},{(int)Math.Round(label.Y + text.Baseline)}^A0N,{size},{size}^FH^FD{Escaped(text.Line.Text)}^FS\n");
            return;
        }

        var spread = (int)Math.Ceiling(text.Line.Width * em);
        zpl.Append(CultureInfo.InvariantCulture, $"^FO{(int)Math.Round(x)},{(int)Math.Round(label.Y + text.Baseline - (0.8 * em))}^FB{spread},1,0,{(text.Align == TextAlign.Center ? 'C' : 'R')}^A0N,{size},{size}^FH^FD{Escaped(text.Line.Text)}^FS\n");
    }

    private void Picture(StringBuilder zpl, PlacedLabel label, PlacedLogo at)
    {
        var (width, height) = ((int)Math.Round(at.Width), (int)Math.Round(at.Height));
        if (width == 0 || height == 0) return;
        using var picture = RasterSheet.Draw(width, height, canvas => canvas.DrawImage(logo, new SKRect(0, 0, width, height), new SKSamplingOptions(SKCubicResampler.Mitchell)));
        Graphic(zpl, label.X + (int)Math.Round(at.X), label.Y + (int)Math.Round(at.Y), width, height, (x, y) => picture.GetPixel(x, y).Red < Threshold);
    }

    /// <summary>A hexadecimal graphic, packed as the ZPL II guide has it ("alternative data compression scheme"): counts as letters, <c>,</c> for white to the row's end, <c>:</c> for the same row again.</summary>
    private static void Graphic(StringBuilder zpl, int left, int top, int width, int height, Func<int, int, bool> isDark)
    {
        var rowBytes = (width + 7) / 8;
        zpl.Append(CultureInfo.InvariantCulture, $"^FO{left},{top}^GFA,{rowBytes * height},{rowBytes * height},{rowBytes},");
        string? before = null;
        var digits = new char[rowBytes * 2];
        for (var y = 0; y < height; y++)
        {
            for (var digit = 0; digit < digits.Length; digit++)
            {
                var value = 0;
                for (var bit = 0; bit < 4; bit++)
                {
                    var x = (digit * 4) + bit;
                    value = (value << 1) | (x < width && isDark(x, y) ? 1 : 0);
                }

                digits[digit] = "0123456789ABCDEF"[value];
            }

            var row = new string(digits);
            if (row == before) zpl.Append(':');
            else Pack(zpl, row);
            before = row;
        }

        zpl.Append("^FS\n");
    }

    private static void Pack(StringBuilder zpl, string row)
    {
        var content = row.TrimEnd('0');
        for (var i = 0; i < content.Length;)
        {
            var end = i;
            while (end < content.Length && content[end] == content[i]) end++;
            for (var count = end - i; count > 0;)
            {
                var taken = Math.Min(count, 419);
                if (taken >= 20) zpl.Append((char)('g' + (taken / 20) - 1));
                if (taken % 20 > 0 && taken > 1) zpl.Append((char)('G' + (taken % 20) - 1));
                zpl.Append(content[i]);
                count -= taken;
            }

            i = end;
        }

        if (content.Length < row.Length) zpl.Append(',');
    }

    /// <summary>With <c>^FH</c>, an underscore and two digits stand for a character that ZPL would act on.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '^' or '~' or '_' or '\\') escaped.Append('_').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
