using System.Collections.Immutable;
using System.Globalization;
using HarfBuzzSharp;

namespace Scanward.Server.Labels;

/// <summary>Glyphs of one font, from left to right.</summary>
/// <param name="Places">Where each glyph stands, in ems from the beginning of the line; y upwards.</param>
internal sealed record GlyphRun(LabelFont Font, ushort[] Glyphs, (float X, float Y)[] Places);

/// <summary>A line that is ready to be drawn at any size.</summary>
/// <param name="Width">In ems.</param>
internal sealed record TextLine(string Text, ImmutableArray<GlyphRun> Runs, double Width, bool IsRightToLeft);

/// <summary>Makes lines of text: shaped by HarfBuzz, in the order that its scripts are read in, with fonts that have its characters; wrapped and cut by measured width. Remembers what it made; for one order.</summary>
internal sealed class Typesetter(LabelFonts fonts)
{
    private const int RememberedMost = 50_000;

    private readonly Dictionary<(string Text, bool IsBold, bool IsRightToLeft), TextLine> lines = [];

    /// <summary>Characters that no font has, in the order in which they were met.</summary>
    public List<int> Missing { get; } = [];

    public TextLine Line(string text, bool isBold) => Line(text, isBold, Bidi.IsRightToLeft(text));

    /// <param name="isRightToLeft">Where the paragraph begins that it is a line of.</param>
    private TextLine Line(string text, bool isBold, bool isRightToLeft)
    {
        if (lines.TryGetValue((text, isBold, isRightToLeft), out var known)) return known;
        if (lines.Count >= RememberedMost) lines.Clear();
        var (runs, x) = (ImmutableArray.CreateBuilder<GlyphRun>(), 0d);
        foreach (var run in Bidi.Runs(text, isRightToLeft))
        {
            var pieces = Pieces(text, run, isBold);
            if (run.IsRightToLeft) pieces.Reverse();
            foreach (var piece in pieces) runs.Add(Shape(text, piece, run.IsRightToLeft, ref x));
        }

        return lines[(text, isBold, isRightToLeft)] = new(text, runs.ToImmutable(), x, isRightToLeft);
    }

    /// <summary>Wraps at spaces, and where a word is too long inside of it; what is over the last line is cut and ends in an ellipsis.</summary>
    /// <param name="width">In ems.</param>
    public ImmutableArray<TextLine> Wrap(string text, bool isBold, double width, int most)
    {
        var wrapped = ImmutableArray.CreateBuilder<TextLine>();
        var rest = text;
        var isRightToLeft = Bidi.IsRightToLeft(text);
        while (rest.Length > 0)
        {
            if (Line(rest, isBold, isRightToLeft) is { } whole && whole.Width <= width)
            {
                wrapped.Add(whole);
                break;
            }

            if (wrapped.Count == most - 1)
            {
                wrapped.Add(Cut(rest, isBold, isRightToLeft, width));
                break;
            }

            var end = BreakOf(rest, isBold, isRightToLeft, width);
            wrapped.Add(Line(rest[..end].TrimEnd(), isBold, isRightToLeft));
            rest = rest[end..].TrimStart();
        }

        return wrapped.ToImmutable();
    }

    /// <summary>Broken anywhere, into as few lines as hold all of it: an id must be there to its last character.</summary>
    public ImmutableArray<TextLine> Break(string text, bool isBold, double width)
    {
        var broken = ImmutableArray.CreateBuilder<TextLine>();
        for (var rest = text; rest.Length > 0;)
        {
            var end = Math.Max(Fitting(rest, isBold, isRightToLeft: false, width, ""), StringInfo.GetNextTextElementLength(rest));
            broken.Add(Line(rest[..end], isBold));
            rest = rest[end..];
        }

        return broken.ToImmutable();
    }

    private TextLine Cut(string text, bool isBold, bool isRightToLeft, double width)
    {
        const string ellipsis = "…";
        return Line(text[..Fitting(text, isBold, isRightToLeft, width, ellipsis)].TrimEnd() + ellipsis, isBold, isRightToLeft);
    }

    /// <summary>Where a line of this width ends: behind the last space or hyphen in it, else behind the last character.</summary>
    private int BreakOf(string text, bool isBold, bool isRightToLeft, double width)
    {
        var fits = Math.Max(Fitting(text, isBold, isRightToLeft, width, ""), StringInfo.GetNextTextElementLength(text));
        if (text[fits] == ' ') return fits;
        var at = text.AsSpan(0, fits).LastIndexOfAny(' ', '-', '/');
        return at > 0 ? at + 1 : fits;
    }

    /// <summary>How many characters from the beginning, in whole clusters, fit with what comes behind them.</summary>
    private int Fitting(string text, bool isBold, bool isRightToLeft, double width, string behind)
    {
        var ends = StringInfo.ParseCombiningCharacters(text).Skip(1).Append(text.Length).ToArray();
        var (least, most) = (0, ends.Length);
        while (least < most)
        {
            var middle = (least + most + 1) / 2;
            if (Line(text[..ends[middle - 1]].TrimEnd() + behind, isBold, isRightToLeft).Width <= width) least = middle;
            else most = middle - 1;
        }

        return least == 0 ? 0 : ends[least - 1];
    }

    /// <summary>The run cut where font or script changes, in the order of reading.</summary>
    private List<(int Start, int Length, LabelFont Font, Script Script)> Pieces(string text, BidiRun run, bool isBold)
    {
        var pieces = new List<(int Start, int Length, LabelFont Font, Script Script)>();
        Span<int> cluster = stackalloc int[64];
        for (var at = run.Start; at < run.Start + run.Length;)
        {
            var length = Math.Min(StringInfo.GetNextTextElementLength(text, at), run.Start + run.Length - at);
            var count = 0;
            foreach (var rune in text.AsSpan(at, length).EnumerateRunes())
            {
                if (count < cluster.Length) cluster[count++] = rune.Value;
            }

            var font = fonts.For(cluster[..count], isBold) ?? Lacking(cluster[..count], isBold);
            var script = UnicodeFunctions.Default.GetScript(cluster[0]);
            var last = pieces.Count > 0 ? pieces[^1] : default;
            var isNeutral = script == Script.Common || script == Script.Inherited;
            if (last.Font == font && (isNeutral || last.Script == script || last.Script == Script.Common))
                pieces[^1] = last with { Length = last.Length + length, Script = isNeutral ? last.Script : script };
            else pieces.Add((at, length, font, isNeutral ? Script.Common : script));
            at += length;
        }

        return pieces;
    }

    private LabelFont Lacking(ReadOnlySpan<int> cluster, bool isBold)
    {
        foreach (var codePoint in cluster)
        {
            if (fonts.For([codePoint], isBold) is null && !Missing.Contains(codePoint)) Missing.Add(codePoint);
        }

        return fonts.For([cluster[0]], isBold) ?? fonts.For(['?'], isBold)!; // what is missing is told; nothing is printed with it
    }

    private static GlyphRun Shape(string text, (int Start, int Length, LabelFont Font, Script Script) piece, bool isRightToLeft, ref double x)
    {
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16(text.AsSpan(piece.Start, piece.Length));
        buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        buffer.Script = piece.Script;
        buffer.Language = Language.Default;
        piece.Font.Shaping.Shape(buffer);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var (glyphs, places) = (new ushort[infos.Length], new (float, float)[infos.Length]);
        for (var i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            places[i] = ((float)(x + ((double)positions[i].XOffset / LabelFont.Em)), (float)positions[i].YOffset / LabelFont.Em);
            x += (double)positions[i].XAdvance / LabelFont.Em;
        }

        return new(piece.Font, glyphs, places);
    }
}
