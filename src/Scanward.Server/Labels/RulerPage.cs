using System.Globalization;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>A page to print on plain paper before a sheet of labels is used: rulers in millimetres that show whether the printer scaled, and the labels' edges that show by how much it is off.</summary>
internal static class RulerPage
{
    private const double LeastEm = 1.9;

    public static void Paint(SKCanvas canvas, LabelPrint print, LabelPainter painter, Typesetter typesetter)
    {
        using var line = new SKPaint { Color = SKColors.Black, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = (float)print.Dots(0.12) };
        using var pale = new SKPaint { Color = new SKColor(0x90, 0x90, 0x90), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = (float)print.Dots(0.12) };
        var (page, label) = (print.Stock.Page, print.Stock.Label);
        for (var i = 0; i < print.Stock.Count; i++)
        {
            var (x, y) = print.Stock.Place(i);
            canvas.DrawRect(F(x), F(y), F(label.Width), F(label.Height), pale);
        }

        Ruler(canvas, print, painter, typesetter, line, page.Width, isAcross: true);
        Ruler(canvas, print, painter, typesetter, line, page.Height, isAcross: false);
        Explain(canvas, print, painter, typesetter);

        float F(double mm) => (float)print.Dots(mm);
    }

    /// <summary>Through the middle of the page, from edge to edge, a stroke each millimetre.</summary>
    private static void Ruler(SKCanvas canvas, LabelPrint print, LabelPainter painter, Typesetter typesetter, SKPaint line, double length, bool isAcross)
    {
        var page = print.Stock.Page;
        var middle = print.Dots((isAcross ? page.Height : page.Width) / 2);
        for (var mm = 0; mm <= length; mm++)
        {
            var (at, tall) = (print.Dots(mm), print.Dots(mm % 10 == 0 ? 3.5 : mm % 5 == 0 ? 2.4 : 1.4));
            if (isAcross) canvas.DrawLine((float)at, (float)middle, (float)at, (float)(middle - tall), line);
            else canvas.DrawLine((float)middle, (float)at, (float)(middle + tall), (float)at, line);
            if (mm % 10 != 0 || mm == 0 || mm + 4 > length) continue;
            var number = typesetter.Line(mm.ToString(CultureInfo.InvariantCulture), isBold: false);
            var em = print.Dots(LeastEm);
            if (isAcross) painter.Paint(canvas, number, at - (number.Width * em / 2), middle - print.Dots(4.1), em);
            else painter.Paint(canvas, number, middle + print.Dots(4.1), at + (em * 0.36), em);
        }

        if (isAcross) canvas.DrawLine(0, (float)middle, (float)print.Dots(length), (float)middle, line);
        else canvas.DrawLine((float)middle, 0, (float)middle, (float)print.Dots(length), line);
    }

    private static void Explain(SKCanvas canvas, LabelPrint print, LabelPainter painter, Typesetter typesetter)
    {
        var page = print.Stock.Page;
        var em = Math.Clamp(page.Width / 55, 1.6, 3.4);
        string[] said =
        [
            "1. Print this page at 100 %, “actual size”, on plain paper.",
            "2. Lay a ruler on it: 100 mm here must be 100 mm. If not, the printer scaled; switch that off.",
            "3. Hold it with a sheet of labels against the light. Where the edges lie to the right of the labels by 0.5 mm,",
            "    print with a nudge of -0.5,0; where they lie 0.5 mm too low, with 0,-0.5.",
        ];
        var (left, width) = (page.Width * 0.06, (page.Width * 0.44) - 6);
        var y = (page.Height / 2) + (em * 2.2);
        using var white = new SKPaint { Color = SKColors.White };
        var lines = said.SelectMany(s => typesetter.Wrap(s, isBold: false, width / em, 6)).ToList();
        if (lines.Count * em * 1.3 > (page.Height / 2) - (em * 3)) return; // a label of a roll is too small for words
        canvas.DrawRect((float)print.Dots(left - 2), (float)print.Dots(y - (em * 1.2)), (float)print.Dots(width + 4), (float)print.Dots((lines.Count * em * 1.3) + em), white);
        foreach (var line in lines)
        {
            painter.Paint(canvas, line, print.Dots(left), print.Dots(y), print.Dots(em));
            y += em * 1.3;
        }
    }
}
