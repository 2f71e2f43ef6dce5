using System.Collections.Immutable;

namespace Scanward.Server.Labels;

internal enum SymbolKind
{
    /// <summary>QR Code with the label's address in upper case, so that a phone's own camera opens it; the bare tag where no host of our own is configured.</summary>
    Qr = 1,

    /// <summary>Data Matrix ECC 200 with the bare tag: the smallest.</summary>
    DataMatrix = 2,

    /// <summary>Code 128 with the bare tag, for scanners that read bars only.</summary>
    Code128 = 3,
}

internal enum LabelFormat
{
    Pdf = 1,
    Svg = 2,
    Png = 3,
    Zpl = 4,
}

/// <summary>Millimetres.</summary>
internal readonly record struct LabelSize(double Width, double Height)
{
    public override string ToString() => $"{LabelWords.Mm(Width)} × {LabelWords.Mm(Height)} mm";
}

/// <summary>Labels of one site to be printed, as somebody wants them. What is wrong with it, and with the labels, the <see cref="LabelDesk"/> says all at once.</summary>
internal sealed record LabelOrder
{
    /// <summary>Ids of assets, in the order in which they are printed.</summary>
    public ImmutableArray<string> Assets { get; init; } = [];

    /// <summary>Instead of <see cref="Assets"/>: those of the registry that match; null for none.</summary>
    public LabelPick? Pick { get; init; }

    /// <summary>Instead of both: so many new tags that belong to nothing yet.</summary>
    public int Blank { get; init; }

    public SymbolKind Symbol { get; init; } = SymbolKind.Qr;

    public LabelFormat Format { get; init; } = LabelFormat.Pdf;

    /// <summary>Name of one of the <see cref="LabelPresets"/>; null where <see cref="Stock"/> says it, or for the first one.</summary>
    public string? Preset { get; init; }

    /// <summary>What is printed on, where no preset fits; null for the preset.</summary>
    public LabelStock? Stock { get; init; }

    /// <summary>Dots an inch of the printer; null for 203 with ZPL and 300 otherwise.</summary>
    public int? Dpi { get; init; }

    /// <summary>The first label of the first sheet that is printed, from 1, row by row; those before it are used already.</summary>
    public int Start { get; init; } = 1;

    public int Copies { get; init; } = 1;

    /// <summary>Millimetres to the right, by which everything is moved.</summary>
    public double NudgeX { get; init; }

    /// <summary>Millimetres downwards.</summary>
    public double NudgeY { get; init; }

    /// <summary>What stands above the id; null for the site's name, empty for nothing.</summary>
    public string? SiteText { get; init; }

    /// <summary>A PNG beside or above the text; empty for none.</summary>
    public ReadOnlyMemory<byte> Logo { get; init; }

    /// <summary>A TrueType or OpenType font that is used before the one that comes with Scanward; empty for none.</summary>
    public ReadOnlyMemory<byte> Font { get; init; }

    public bool WithName { get; init; } = true;

    public bool WithLocation { get; init; } = true;

    /// <summary>Whether each label's edge is drawn, for plain paper and scissors.</summary>
    public bool Outline { get; init; }

    /// <summary>The host in the address of a QR label; null for the first of <c>tags.own_hosts</c>.</summary>
    public string? Host { get; init; }
}

/// <summary>Assets in use.</summary>
/// <param name="Class">Only of this class; null for all.</param>
/// <param name="Words">Only those with these words in their id or name; null for all.</param>
internal sealed record LabelPick(string? Class = null, string? Words = null);

/// <summary>How sizes and kinds are written.</summary>
internal static class LabelWords
{
    public static readonly ImmutableArray<(string Word, SymbolKind Value)> Symbols = [("qr", SymbolKind.Qr), ("datamatrix", SymbolKind.DataMatrix), ("code128", SymbolKind.Code128)];

    public static readonly ImmutableArray<(string Word, LabelFormat Value)> Formats = [("pdf", LabelFormat.Pdf), ("svg", LabelFormat.Svg), ("png", LabelFormat.Png), ("zpl", LabelFormat.Zpl)];

    public static string Of(SymbolKind symbol) => Symbols.Single(s => s.Value == symbol).Word;

    public static string Of(LabelFormat format) => Formats.Single(f => f.Value == format).Word;

    /// <summary>Millimetres with at most two decimals.</summary>
    public static string Mm(double mm) => mm.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Two lengths such as <c>50x25</c>, in millimetres, or in inches with <c>in</c> behind them; null where it is none.</summary>
    public static (double X, double Y)? Pair(string? text)
    {
        var given = text?.Trim().ToLowerInvariant() ?? "";
        var factor = given.EndsWith("in", StringComparison.Ordinal) ? 25.4 : 1;
        given = given.EndsWith("in", StringComparison.Ordinal) || given.EndsWith("mm", StringComparison.Ordinal) ? given[..^2] : given;
        var parts = given.Split(['x', '×', ',']);
        return parts.Length == 2 && Length(parts[0]) is { } x && Length(parts[1]) is { } y ? (x * factor, y * factor) : null;
    }

    private static double? Length(string text) =>
        double.TryParse(text.Trim(), System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var length)
        && double.IsFinite(length) ? length : null;
}
