using System.Collections.Immutable;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <param name="X">Of the label on its page, in dots; whole, so that symbols on whole dots of the label are on whole dots of the page.</param>
internal readonly record struct PlacedLabel(LabelDrawing Drawing, int X, int Y);

/// <summary>Labels on the pages of their stock.</summary>
internal sealed record LabelPages(LabelPrint Print, ImmutableArray<ImmutableArray<PlacedLabel>> Pages)
{
    /// <summary>Fills the pages row by row, from the order's start on, each label as often as it wants copies.</summary>
    public static LabelPages Of(LabelPrint print, LabelOrder order, IEnumerable<LabelDrawing> drawings)
    {
        var pages = ImmutableArray.CreateBuilder<ImmutableArray<PlacedLabel>>();
        var page = ImmutableArray.CreateBuilder<PlacedLabel>();
        var at = order.Start - 1;
        foreach (var drawing in drawings)
        {
            for (var copy = 0; copy < order.Copies; copy++)
            {
                var (x, y) = print.Stock.Place(at);
                page.Add(new(drawing, (int)Math.Round(print.Dots(x + order.NudgeX)), (int)Math.Round(print.Dots(y + order.NudgeY))));
                if (++at < print.Stock.Count) continue;
                pages.Add(page.DrainToImmutable());
                at = 0;
            }
        }

        if (page.Count > 0) pages.Add(page.DrainToImmutable());
        return new(print, pages.ToImmutable());
    }
}

/// <summary>Draws labels with Skia, on a canvas whose unit is a dot.</summary>
/// <param name="logo">Null where there is none.</param>
/// <param name="asOutlines">Whether text becomes outlines, for formats that do not carry their fonts.</param>
internal sealed class LabelPainter(SKImage? logo, bool outline, bool asOutlines) : IDisposable
{
    private readonly SKPaint ink = new() { Color = SKColors.Black, IsAntialias = true };

    /// <summary>For what lies on whole dots.</summary>
    private readonly SKPaint sharp = new() { Color = SKColors.Black, IsAntialias = false };

    private readonly SKPaint edge = new() { Color = new SKColor(0xB0, 0xB0, 0xB0), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1 };

    private readonly Dictionary<(LabelFont, float), SKFont> fonts = [];

    public void Dispose()
    {
        ink.Dispose();
        sharp.Dispose();
        edge.Dispose();
        foreach (var font in fonts.Values) font.Dispose();
    }

    public void Paint(SKCanvas canvas, IEnumerable<PlacedLabel> labels)
    {
        foreach (var (drawing, x, y) in labels)
        {
            canvas.Save();
            canvas.Translate(x, y);
            canvas.ClipRect(new SKRect(0, 0, (float)drawing.Width, (float)drawing.Height));
            using (var path = PathOf(drawing.Symbol)) canvas.DrawPath(path, sharp);
            if (logo is not null && drawing.Logo is { } at)
                canvas.DrawImage(logo, new SKRect((float)at.X, (float)at.Y, (float)(at.X + at.Width), (float)(at.Y + at.Height)), new SKSamplingOptions(SKCubicResampler.Mitchell));
            foreach (var text in drawing.Texts) Paint(canvas, text.Line, text.X, text.Baseline, text.Em);
            if (outline) canvas.DrawRect(0.5f, 0.5f, (float)drawing.Width - 1, (float)drawing.Height - 1, edge);
            canvas.Restore();
        }
    }

    /// <param name="em">The font's size, in dots.</param>
    public void Paint(SKCanvas canvas, TextLine line, double x, double baseline, double em)
    {
        foreach (var run in line.Runs)
        {
            if (run.Glyphs.Length == 0) continue;
            var font = FontOf(run.Font, (float)em);
            var places = Array.ConvertAll(run.Places, p => new SKPoint((float)(x + (p.X * em)), (float)(baseline - (p.Y * em))));
            if (asOutlines)
            {
                using var outlines = OutlinesOf(font, run.Glyphs, places);
                canvas.DrawPath(outlines, ink);
                continue;
            }

            using var builder = new SKTextBlobBuilder();
            builder.AddPositionedRun(run.Glyphs, font, places);
            using var blob = builder.Build();
            if (blob is not null) canvas.DrawText(blob, 0, 0, ink);
        }
    }

    private static SKPath OutlinesOf(SKFont font, ushort[] glyphs, SKPoint[] places)
    {
        using var builder = new SKPathBuilder();
        for (var i = 0; i < glyphs.Length; i++)
        {
            using var glyph = font.GetGlyphPath(glyphs[i]);
            if (glyph is not null) builder.AddPath(glyph, places[i].X, places[i].Y);
        }

        return builder.Detach();
    }

    /// <summary>One path, so that no reader of the file draws seams between modules that touch.</summary>
    private static SKPath PathOf(PlacedSymbol placed)
    {
        using var builder = new SKPathBuilder();
        var dark = placed.Symbol.Dark;
        for (var y = 0; y < dark.Height; y++)
        {
            for (var x = 0; x < dark.Width;)
            {
                if (!dark[x, y])
                {
                    x++;
                    continue;
                }

                var end = x;
                while (end < dark.Width && dark[end, y]) end++;
                var top = placed.Y + (y * placed.Module);
                builder.AddRect(new SKRect(placed.X + (x * placed.Module), top, placed.X + (end * placed.Module), top + (placed.BarHeight > 0 ? placed.BarHeight : placed.Module)));
                x = end;
            }
        }

        return builder.Detach();
    }

    private SKFont FontOf(LabelFont font, float em)
    {
        if (fonts.TryGetValue((font, em), out var known)) return known;
        return fonts[(font, em)] = new SKFont(font.Typeface, em) { Subpixel = true, LinearMetrics = true, Hinting = SKFontHinting.None, Edging = SKFontEdging.Antialias };
    }
}
