using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Scanward.Server.Labels;
using SkiaSharp;

namespace Scanward.Server.Tests.Labels;

/// <summary>Reads labels back off the rendered page, with readers that share no code with us: zxing-cpp, zbar and libdmtx. Pages are rendered by Poppler.</summary>
internal static partial class LabelReaders
{
    public static readonly IReadOnlyList<string> Tools = ["pdftoppm", "ZXingReader", "zbarimg", "dmtxread"];

    /// <summary>The tools that are not there; the tests that need them say so.</summary>
    public static IReadOnlyList<string> Missing { get; } =
        [.. Tools.Where(tool => !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, tool))))];

    /// <summary>The pages of a PDF as pictures, in order.</summary>
    public static IReadOnlyList<string> Render(string pdf, int dpi, string folder)
    {
        Directory.CreateDirectory(folder);
        Run("pdftoppm", folder, "-r", dpi.ToString(CultureInfo.InvariantCulture), "-gray", "-png", Path.GetFullPath(pdf), "page");
        return [.. Directory.GetFiles(folder, "page*.png").Order(StringComparer.Ordinal)];
    }

    /// <summary>Each label cut out of its page along its edges, in order; named by number.</summary>
    public static IReadOnlyList<string> Cut(IReadOnlyList<string> pages, LabelStock stock, int count, int dpi, string folder, int start = 1)
    {
        Directory.CreateDirectory(folder);
        var cut = new List<string>();
        for (var page = 0; cut.Count < count; page++)
        {
            using var whole = SKBitmap.Decode(pages[page]);
            for (var at = page == 0 ? start - 1 : 0; at < stock.Count && cut.Count < count; at++)
            {
                var (x, y) = stock.Place(at);
                var (left, top) = ((int)Math.Round(x / 25.4 * dpi), (int)Math.Round(y / 25.4 * dpi));
                var (right, bottom) = ((int)Math.Round((x + stock.Label.Width) / 25.4 * dpi), (int)Math.Round((y + stock.Label.Height) / 25.4 * dpi));
                using var label = new SKBitmap();
                if (!whole.ExtractSubset(label, SKRectI.Intersect(whole.Info.Rect, new SKRectI(left, top, right, bottom)))) throw new InvalidOperationException($"Label {at} is not on its page.");
                var path = Path.Combine(folder, $"{cut.Count + 1:D5}.png");
                using var file = File.Create(path);
                label.Encode(file, SKEncodedImageFormat.Png, 100);
                cut.Add(path);
            }
        }

        return cut;
    }

    /// <summary>What each reader makes of the pictures, in their order; an empty text where it reads nothing.</summary>
    public static IReadOnlyList<(string Reader, IReadOnlyList<string> Read)> Read(SymbolKind symbol, IReadOnlyList<string> pictures) => symbol switch
    {
        SymbolKind.Qr => [("zxing-cpp", Zxing("QRCode", pictures)), ("zbar", Zbar(pictures))],
        SymbolKind.Code128 => [("zxing-cpp", Zxing("Code128", pictures)), ("zbar", Zbar(pictures))],
        _ => [("zxing-cpp", Zxing("DataMatrix", pictures)), ("libdmtx", Dmtx(pictures))],
    };

    private static IReadOnlyList<string> Zxing(string format, IReadOnlyList<string> pictures)
    {
        var output = Run("ZXingReader", Folder(pictures), ["-1", "-format", format, .. pictures.Select(p => Path.GetFileName(p)!)]);
        var read = ZxingLine().Matches(output).GroupBy(m => m.Groups["file"].Value).ToDictionary(g => g.Key, g => string.Join('|', g.Select(m => m.Groups["text"].Value)));
        return [.. pictures.Select(p => read.GetValueOrDefault(Path.GetFileName(p), ""))];
    }

    private static IReadOnlyList<string> Zbar(IReadOnlyList<string> pictures)
    {
        var output = Run("zbarimg", Folder(pictures), ["-q", "--xml", .. pictures.Select(p => Path.GetFileName(p)!)]);
        var read = ZbarSource().Matches(output).ToDictionary(m => m.Groups["file"].Value, m => string.Join('|', ZbarData().Matches(m.Groups["content"].Value).Select(d => d.Groups["text"].Value)));
        return [.. pictures.Select(p => read.GetValueOrDefault(Path.GetFileName(p), ""))];
    }

    /// <summary>It does not say which picture a line is of, so each is read by itself.</summary>
    private static IReadOnlyList<string> Dmtx(IReadOnlyList<string> pictures)
    {
        var all = Run("dmtxread", Folder(pictures), ["-n", "-N1", .. pictures.Select(p => Path.GetFileName(p)!)]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return all.Length == pictures.Count ? all : [.. pictures.Select(p => Run("dmtxread", Folder(pictures), "-n", "-N1", Path.GetFileName(p)).TrimEnd('\n'))];
    }

    private static string Folder(IReadOnlyList<string> pictures) => Path.GetDirectoryName(Path.GetFullPath(pictures[0]))!;

    private static string Run(string command, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"; // zbarimg would look for one
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        return output;
    }

    [GeneratedRegex("^(?<file>\\S+\\.png) \\S+ \"(?<text>.*)\"$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ZxingLine();

    [GeneratedRegex("<source href='(?<file>[^']+)'>(?<content>.*?)</source>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ZbarSource();

    [GeneratedRegex("<!\\[CDATA\\[(?<text>.*?)\\]\\]>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ZbarData();
}
