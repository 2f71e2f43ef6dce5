using System.Globalization;
using SkiaSharp;

namespace Scanward.Server.Tests.Labels;

/// <summary>Burns the graphics of ZPL as a printer would: an own reading of <c>^FO</c>, <c>^GFA</c> and its packing, from the ZPL II guide. Text in the printer's font is left out.</summary>
internal static class ZplPrinter
{
    public sealed record Label(int Width, int Height, bool[,] Dark);

    public static IReadOnlyList<Label> Burn(string zpl)
    {
        var labels = new List<Label>();
        foreach (var format in zpl.Split("^XA", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.EndsWith("^XZ\n", format, StringComparison.Ordinal);
            var (width, height) = (Number(format, "^PW"), Number(format, "^LL"));
            var label = new Label(width, height, new bool[width, height]);
            var (left, top) = (0, 0);
            foreach (var command in format.Split('^', StringSplitOptions.RemoveEmptyEntries))
            {
                if (command.StartsWith("FO", StringComparison.Ordinal))
                {
                    var place = command[2..].TrimEnd('\n').Split(',');
                    (left, top) = (int.Parse(place[0], CultureInfo.InvariantCulture), int.Parse(place[1], CultureInfo.InvariantCulture));
                }
                else if (command.StartsWith("GFA,", StringComparison.Ordinal)) Graphic(label, left, top, command[4..]);
            }

            labels.Add(label);
        }

        return labels;
    }

    public static string Save(Label label, string path)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(label.Width, label.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.White);
        for (var y = 0; y < label.Height; y++)
        {
            for (var x = 0; x < label.Width; x++)
            {
                if (label.Dark[x, y]) bitmap.SetPixel(x, y, SKColors.Black);
            }
        }

        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return path;
    }

    private static void Graphic(Label label, int left, int top, string graphic)
    {
        var parts = graphic.Split(',', 4);
        var (total, rowDigits) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture) * 2);
        var digits = new List<char>();
        foreach (var (c, count) in Counted(parts[3]))
        {
            switch (c)
            {
                case ',': Fill('0'); break;
                case '!': Fill('F'); break;
                case ':': digits.AddRange(digits[^rowDigits..]); break;
                case '\n': break;
                default: digits.AddRange(Enumerable.Repeat(c, count)); break;
            }
        }

        Assert.Equal(total * 2, digits.Count);
        for (var i = 0; i < digits.Count; i++)
        {
            var nibble = Convert.ToInt32(digits[i].ToString(), 16);
            for (var bit = 0; bit < 4; bit++)
            {
                var (x, y) = (left + (i % rowDigits * 4) + bit, top + (i / rowDigits));
                if ((nibble & (8 >> bit)) == 0) continue;
                Assert.True(x < label.Width && y < label.Height, "A graphic leaves the label.");
                label.Dark[x, y] = true;
            }
        }

        void Fill(char digit)
        {
            do digits.Add(digit);
            while (digits.Count % rowDigits != 0);
        }
    }

    private static IEnumerable<(char C, int Count)> Counted(string packed)
    {
        var count = 0;
        foreach (var c in packed)
        {
            if (c is >= 'G' and <= 'Y') count += c - 'G' + 1;
            else if (c is >= 'g' and <= 'z') count += (c - 'g' + 1) * 20;
            else
            {
                yield return (c, Math.Max(1, count));
                count = 0;
            }
        }
    }

    private static int Number(string format, string command)
    {
        var at = format.IndexOf(command, StringComparison.Ordinal) + command.Length;
        return int.Parse(format.AsSpan(at, format.IndexOf('\n', at) - at), CultureInfo.InvariantCulture);
    }
}
