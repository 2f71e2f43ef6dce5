using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>Labels as SVG in millimetres. Text is outlines, so that it looks the same wherever it is opened.</summary>
internal static partial class SvgSheet
{
    public static byte[] Write(LabelPrint print, Action<SKCanvas> paint)
    {
        var page = print.Stock.Page;
        var (width, height) = (print.Dots(page.Width), print.Dots(page.Height));
        using var content = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, (float)width, (float)height), content)) paint(canvas);
        var text = Encoding.UTF8.GetString(content.ToArray());
        var open = text.IndexOf("<svg", StringComparison.Ordinal);
        var end = text.IndexOf('>', open);
        var header = string.Create(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{page.Width:0.###}mm" height="{page.Height:0.###}mm" viewBox="0 0 {width:0.###} {height:0.###}" shape-rendering="geometricPrecision">""");
        text = Numbered(text);
        return Encoding.UTF8.GetBytes($"{text[..open]}{header}<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{text[(end + 1)..]}");
    }

    /// <summary>Skia counts what it names for as long as the process lives; here it is counted from the file's beginning, so that the same labels are the same file.</summary>
    private static string Numbered(string svg)
    {
        var numbers = new Dictionary<string, string>();
        return Named().Replace(svg, m => numbers.TryGetValue(m.Value, out var known) ? known : numbers[m.Value] = string.Create(CultureInfo.InvariantCulture, $"{m.Groups["kind"].Value}_{numbers.Count:x}"));
    }

    [GeneratedRegex(@"\b(?<kind>cl|img|gradient)_[0-9a-f]+\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Named();
}
