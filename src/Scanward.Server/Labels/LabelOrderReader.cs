using System.Collections.Immutable;
using Scanward.Ingestion;

namespace Scanward.Server.Labels;

/// <summary>Reads an order out of JSON, for the API and the command line. Faults of form are the body's; what the order says is judged by the <see cref="LabelDesk"/>.</summary>
internal static class LabelOrderReader
{
    /// <summary>Of a body with its logo in Base64.</summary>
    public const int BodyBytesMost = 4 * 1024 * 1024;

    private const int AssetIdMost = 64, LogoTextMost = ((LabelLogo.BytesMost + 2) / 3 * 4) + 4;

    /// <summary>An order of labels of assets.</summary>
    public static (LabelOrder Order, ImmutableArray<ScanFault> Faults) Assets(BodyReader body)
    {
        var sheet = body.Object("sheet");
        var (all, @class, words) = (body.Flag("all") ?? false, body.Text("class", 64), body.Text("q", 100));
        var order = Common(body, sheet) with
        {
            Assets = body.Texts("assets", LabelOrderCheck.LabelsMost, AssetIdMost),
            Pick = all || @class is not null || words is not null ? new(@class, words) : null,
            WithName = body.Flag("name") ?? true,
            WithLocation = body.Flag("location") ?? true,
        };
        return (order, Faults(body, sheet));
    }

    /// <summary>An order of blank labels.</summary>
    public static (LabelOrder Order, ImmutableArray<ScanFault> Faults) Blank(BodyReader body)
    {
        var sheet = body.Object("sheet");
        var order = Common(body, sheet) with { Blank = body.Whole("count", 1, LabelOrderCheck.LabelsMost, required: true) ?? 1 };
        return (order, Faults(body, sheet));
    }

    private static ImmutableArray<ScanFault> Faults(BodyReader body, BodyReader? sheet) => sheet is null ? body.Faults() : body.Faults(sheet);

    private static LabelOrder Common(BodyReader body, BodyReader? sheet) => new()
    {
        Symbol = Word(body, "symbol", LabelWords.Symbols) ?? SymbolKind.Qr,
        Format = Word(body, "format", LabelWords.Formats) ?? LabelFormat.Pdf,
        Preset = body.Text("preset", 32),
        Stock = Stock(body, sheet),
        Dpi = body.Whole("dpi", 1, 10_000),
        Start = body.Whole("start", 1, 10_000) ?? 1,
        Copies = body.Whole("copies", 1, LabelOrderCheck.CopiesMost) ?? 1,
        NudgeX = Pair(body, "nudge")?.X ?? 0,
        NudgeY = Pair(body, "nudge")?.Y ?? 0,
        SiteText = body.Text("site_text", 60, empty: true),
        Logo = Logo(body),
        Outline = body.Flag("outline") ?? false,
        Host = body.Text("host", 253),
    };

    /// <summary>A roll of labels of <c>size</c>, or with <c>sheet</c> a sheet of them.</summary>
    private static LabelStock? Stock(BodyReader body, BodyReader? sheet)
    {
        var size = Pair(body, "size");
        if (sheet is null) return size is { } roll ? new RollStock(new(roll.X, roll.Y)) : null;
        var page = sheet.Text("page", 32)?.ToLowerInvariant() switch
        {
            null or "a4" => LabelPresets.A4,
            "letter" => LabelPresets.Letter,
            var given when LabelWords.Pair(given) is { } paper => new LabelSize(paper.X, paper.Y),
            _ => Faulty(sheet),
        };
        var (columns, rows) = (sheet.Whole("columns", 1, 100, required: true) ?? 1, sheet.Whole("rows", 1, 100, required: true) ?? 1);
        var (margin, gap) = (Pair(sheet, "margin") ?? (0, 0), Pair(sheet, "gap") ?? (0, 0));
        if (size is { } label) return new SheetStock(page, new(label.X, label.Y), columns, rows, margin.X, margin.Y, gap.X, gap.Y);
        if (!body.Has("size")) body.Fault("size", "missing_member", "A sheet of your own needs size, that of one label, such as 50x25.");
        return null;
    }

    private static LabelSize Faulty(BodyReader sheet)
    {
        sheet.Fault("page", "bad_format", "page is a4, letter, or a size in millimetres such as 210x297.");
        return LabelPresets.A4;
    }

    private static (double X, double Y)? Pair(BodyReader body, string name)
    {
        if (body.Text(name, 32) is not { } text) return null;
        if (LabelWords.Pair(text) is { } pair) return pair;
        body.Fault(name, "bad_format", $"{name} is two lengths in millimetres, such as {(name is "nudge" ? "0.5,-0.3" : name is "size" ? "50x25" : "10,12")}.");
        return null;
    }

    private static T? Word<T>(BodyReader body, string name, ImmutableArray<(string Word, T Value)> words)
        where T : struct
    {
        if (body.Text(name, 32) is not { } text) return null;
        foreach (var (word, value) in words)
        {
            if (word == text) return value;
        }

        body.Fault(name, "unknown_value", $"{name} is one of {string.Join(", ", words.Select(w => w.Word))}.");
        return null;
    }

    private static ReadOnlyMemory<byte> Logo(BodyReader body)
    {
        if (body.Text("logo", LogoTextMost) is not { } text) return default;
        var logo = new byte[(text.Length / 4 * 3) + 3];
        if (Convert.TryFromBase64String(text, logo, out var length)) return logo.AsMemory(0, length);
        body.Fault("logo", "bad_format", "logo is a PNG in Base64.");
        return default;
    }
}
