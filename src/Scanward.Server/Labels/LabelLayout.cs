using System.Collections.Immutable;

namespace Scanward.Server.Labels;

/// <summary>
/// Lays out labels of one size: the symbol with its quiet zone on whole dots, as large as the label lets it be, and beside, above or below it as much text as can be read. The symbol and the id are
/// never left out; where they do not fit, the label is too small.
/// </summary>
/// <param name="logoAspect">Width by height of the logo; null where there is none.</param>
internal sealed partial class LabelLayout(LabelSize size, int dpi, Typesetter typesetter, double? logoAspect)
{
    /// <summary>The least em that is printed, 4.8 points; ids may shrink to <see cref="LeastIdEm"/>.</summary>
    private const double LeastEm = 1.7, LeastIdEm = 1.5;

    /// <summary>Between bars and the text above them.</summary>
    private const double BarGap = 0.9;

    private const double MostModuleMm = 1.0, MostBarMm = 0.55, LeastBarHeight = 5, MostBarHeight = 18, LeastTextWidth = 12;

    /// <summary>Line to line, and from the line's top to its baseline, in ems.</summary>
    private const double Leading = 1.2, Ascent = 0.93;

    private readonly double pad = Math.Min(size.Width, size.Height) switch { < 12 => 0.7, < 24 => 1.2, < 32 => 1.6, _ => 2.2 };

    private double Dots(double mm) => mm / 25.4 * dpi;

    private double Mm(double dots) => dots * 25.4 / dpi;

    /// <summary>The drawing, or null and what is too small.</summary>
    /// <param name="member">Of the order, for the fault.</param>
    public (LabelDrawing? Drawing, LabelTooSmall? Fault) Compose(LabelContent content, string member)
    {
        var symbol = Symbol.Encode(SymbolOf, content.Content);
        return Draw(symbol, content) is { } drawing ? (drawing, null) : (null, TooSmall(symbol, content, member));
    }

    public required SymbolKind SymbolOf { get; init; }

    private LabelDrawing? Draw(Symbol symbol, LabelContent content) => symbol.IsLinear ? Linear(symbol, content) : Beside(symbol, content) ?? Below(symbol, content);

    /// <summary>Dots of a module where the symbol may take so many millimetres; 0 where they would be too small to be read.</summary>
    private int ModuleIn(Symbol symbol, double mm)
    {
        var most = Math.Max(Symbol.LeastDots(dpi), (int)Math.Floor(Dots(symbol.IsLinear ? MostBarMm : MostModuleMm)));
        var module = Math.Min((int)Math.Floor((Dots(mm) + 0.001) / symbol.Width), most);
        return module >= Symbol.LeastDots(dpi) ? module : 0;
    }

    /// <summary>Symbol on the left, text on its right.</summary>
    private LabelDrawing? Beside(Symbol symbol, LabelContent content)
    {
        if (size.Width < size.Height * 1.3) return null;
        var most = ModuleIn(symbol, Math.Min(size.Height - (2 * SymbolPad), (size.Width * 0.56) - SymbolPad));
        if (most == 0) most = ModuleIn(symbol, Math.Min(size.Height - (2 * SymbolPad), size.Width - LeastTextWidth - SymbolPad - pad));
        for (var module = most; module >= Symbol.LeastDots(dpi); module--)
        {
            var side = Mm(module * symbol.Width);
            var left = SymbolPad + side + (Mm(module * symbol.Quiet) < 1 ? 0.6 : 0); // the quiet zone parts them already
            var width = size.Width - pad - left;
            if (width < LeastTextWidth) continue;
            var block = new TextBlock(this, content, width, size.Height - (2 * pad), Math.Clamp(Math.Min(size.Height * 0.1, width * 0.12), 1.8, 4.6), isCentered: false, nameLines: 3);
            if (block.Fit()) return block.Draw(Place(symbol, module, SymbolPad, (size.Height - side) / 2), left, (size.Height - block.Height) / 2);
        }

        return null;
    }

    /// <summary>Symbol above, text below it, all of it centred.</summary>
    private LabelDrawing? Below(Symbol symbol, LabelContent content)
    {
        var width = size.Width - (2 * pad);
        var em = Math.Clamp(Math.Min(size.Height * 0.062, width * 0.085), LeastEm, 4);
        foreach (var (share, lines) in (ReadOnlySpan<(double, int)>)[(0.36, 2), (0.28, 1), (0.20, 0)])
        {
            var block = new TextBlock(this, content, width, Math.Max(size.Height * share, LeastIdEm * Leading), em, isCentered: true, lines);
            if (!block.Fit()) continue;
            var gap = 0.2 * em;
            var module = ModuleIn(symbol, Math.Min(size.Width - (2 * SymbolPad), size.Height - SymbolPad - pad - gap - block.Height));
            if (module == 0) continue;
            var side = Mm(module * symbol.Width);
            var top = Math.Max(SymbolPad, (size.Height - side - gap - block.Height) / 2);
            return block.Draw(Place(symbol, module, (size.Width - side) / 2, top), pad, top + side + gap);
        }

        return null;
    }

    /// <summary>Bars over the whole width; name above them, id below.</summary>
    private LabelDrawing? Linear(Symbol symbol, LabelContent content)
    {
        var module = ModuleIn(symbol, size.Width - 0.8);
        if (module == 0) return null;
        var width = size.Width - (2 * pad);
        var em = Math.Clamp(size.Height * 0.1, LeastEm, 3.8);
        var idLines = Ids(content.Id, width, em * 1.15, out var idEm);
        if (idLines.Length != 1) return null;
        var foot = idEm * Leading;
        foreach (var (lines, bars) in (ReadOnlySpan<(int, double)>)[(2, Math.Max(LeastBarHeight, size.Height * 0.3)), (1, LeastBarHeight), (0, LeastBarHeight)])
        {
            var head = new TextBlock(this, content with { Id = "" }, width, size.Height - (2 * pad) - foot - bars - BarGap, em, isCentered: false, lines);
            if (!head.Fit()) continue;
            var above = head.Height > 0 ? BarGap : 0;
            var height = Math.Min(size.Height - (2 * pad) - foot - head.Height - above - (BarGap / 2), MostBarHeight);
            if (height < LeastBarHeight) continue;
            var top = (size.Height - head.Height - above - height - (BarGap / 2) - foot) / 2;
            var barTop = top + head.Height + above;
            var placed = Place(symbol, module, (size.Width - Mm(module * symbol.Width)) / 2, barTop) with { BarHeight = (int)Math.Floor(Dots(height)) };
            var drawing = head.Draw(placed, pad, top);
            var id = Line(idLines[0], idEm, true, TextAlign.Center, pad, width, barTop + height + (BarGap / 2) + (idEm * 0.82));
            return drawing with { Texts = drawing.Texts.Add(id) };
        }

        return null;
    }

    /// <summary>White before a symbol beside its quiet zone: what a printer may be off by.</summary>
    private double SymbolPad => Math.Min(size.Width, size.Height) < 12 ? 0.3 : Math.Min(pad, 1);

    /// <param name="x">Millimetres to its quiet zone.</param>
    private PlacedSymbol Place(Symbol symbol, int module, double x, double y) => new(
        symbol, (int)Math.Round(Dots(x)) + (module * symbol.Quiet), (int)Math.Round(Dots(y)) + (symbol.IsLinear ? 0 : module * symbol.Quiet), module, 0);

    /// <summary>An id on one line, or smaller, or broken into several; with none where even that does not do.</summary>
    private ImmutableArray<TextLine> Ids(string id, double width, double em, out double idEm)
    {
        idEm = em;
        if (id.Length == 0) return [];
        var line = typesetter.Line(id, isBold: true);
        idEm = Math.Min(em, width / line.Width);
        if (idEm >= Math.Min(em, LeastEm * 1.1)) return [line];
        idEm = LeastIdEm;
        if (line.Width * LeastIdEm <= width) return [line];
        var broken = typesetter.Break(id, isBold: true, width / LeastIdEm);
        return broken.Length <= 3 ? broken : [];
    }

    private PlacedText Line(TextLine line, double em, bool isBold, TextAlign align, double left, double width, double baseline)
    {
        var own = align == TextAlign.Center ? align : line.IsRightToLeft ? TextAlign.Right : TextAlign.Left;
        var free = width - (line.Width * em);
        return new(line, Dots(left + (own switch { TextAlign.Center => free / 2, TextAlign.Right => free, _ => 0 })), Dots(baseline), Dots(em), isBold, own);
    }
}
