using System.Collections.Immutable;
using NodaTime;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>One order on its way to files.</summary>
internal sealed class LabelRun(LabelPrint print, LabelOrder order, SKImage? logo, Typesetter typesetter, Instant at)
{
    private const string Title = "Labels";

    private ImmutableArray<LabelDrawing> drawings = [];

    /// <summary>Lays all of them out. What does not fit, and characters that no font has, are told; nothing where all is well.</summary>
    public ImmutableArray<LabelFault> Compose(ImmutableArray<LabelContent> contents)
    {
        var layout = new LabelLayout(print.Stock.Label, print.Dpi, typesetter, logo is null ? null : (double)logo.Width / logo.Height) { SymbolOf = order.Symbol };
        var faults = ImmutableArray.CreateBuilder<LabelFault>();
        var drawn = ImmutableArray.CreateBuilder<LabelDrawing>(contents.Length);
        for (var i = 0; i < contents.Length && faults.Count < AssetLabels.FaultsMost; i++)
        {
            var known = typesetter.Missing.Count;
            var (drawing, fault) = layout.Compose(contents[i], Member(i));
            if (fault is not null) faults.Add(fault);
            if (drawing is not null) drawn.Add(drawing);
            foreach (var missing in typesetter.Missing.Skip(known)) faults.Add(new NoGlyph(Member(i), missing, contents[i].Id));
        }

        drawings = drawn.ToImmutable();
        return faults.ToImmutable();
    }

    public LabelSheet Make(ImmutableArray<LabelContent> contents, IEnumerable<string> notes)
    {
        var pages = LabelPages.Of(print, order, drawings);
        using var painter = new LabelPainter(logo, order.Outline, asOutlines: order.Format is LabelFormat.Svg);
        ImmutableArray<LabelFile> files = order.Format switch
        {
            LabelFormat.Pdf => [new("labels.pdf", "application/pdf", PdfSheet.Write(print, pages.Pages.Length, Title, at, (canvas, page) => painter.Paint(canvas, pages.Pages[page])))],
            LabelFormat.Zpl => [new("labels.zpl", "application/vnd.zebra-zpl", new ZplSheet(painter, logo).Write(pages))],
            LabelFormat.Png => Pictures(pages, "png", "image/png", page => RasterSheet.Png(print, canvas => painter.Paint(canvas, page))),
            LabelFormat.Svg => Pictures(pages, "svg", "image/svg+xml", page => SvgSheet.Write(print, canvas => painter.Paint(canvas, page))),
            _ => throw new InvalidOperationException($"No labels are made as {order.Format}."),
        };
        return new(files, drawings.Length * order.Copies, pages.Pages.Length, [.. contents.Select(c => c.Tag)], [.. notes, .. LeftOut()]);
    }

    /// <summary>The page that shows whether the printer scales, and by how much it is off; of the order only the stock counts.</summary>
    public static LabelAnswer Ruler(LabelOrder order, Instant at)
    {
        var (print, faults) = LabelOrderCheck.Check(order with { Blank = 1, Assets = [], Pick = null, Start = 1, Format = LabelFormat.Pdf });
        if (print is null) return new LabelsRefused(faults);
        var typesetter = new Typesetter(new LabelFonts());
        using var painter = new LabelPainter(null, outline: false, asOutlines: false);
        var content = PdfSheet.Write(print, 1, "Ruler", at, (canvas, _) => RulerPage.Paint(canvas, print, painter, typesetter));
        return new LabelSheet([new("ruler.pdf", "application/pdf", content)], 0, 1, [], ["Print at 100 %, “actual size”, on plain paper."]);
    }

    private static ImmutableArray<LabelFile> Pictures(LabelPages pages, string extension, string mediaType, Func<ImmutableArray<PlacedLabel>, byte[]> make) =>
        [.. pages.Pages.Select((page, i) => new LabelFile(pages.Pages.Length == 1 ? $"labels.{extension}" : $"labels-{i + 1}.{extension}", mediaType, make(page)))];

    private IEnumerable<string> LeftOut() =>
        from drawing in drawings
        from what in drawing.LeftOut
        group what by what into parts
        select $"There was no room for {parts.Key} on {(parts.Count() == drawings.Length ? "these labels" : parts.Count() == 1 ? "one label" : $"{parts.Count()} of {drawings.Length} labels")}.";

    private string Member(int index) => order.Blank > 0 ? "size" : order.Pick is null ? $"assets/{index}" : "all";
}
