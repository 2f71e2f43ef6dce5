using System.Collections.Immutable;

namespace Scanward.Server.Labels;

/// <summary>What an order says about paper and printer, once it is sound.</summary>
internal sealed record LabelPrint(LabelStock Stock, int Dpi)
{
    public double Dots(double mm) => mm / 25.4 * Dpi;
}

/// <summary>Finds everything that is wrong with an order before anything is looked up.</summary>
internal static class LabelOrderCheck
{
    /// <summary>Labels of one order, without copies.</summary>
    public const int LabelsMost = 5_000;

    public const int CopiesMost = 100;

    /// <summary>Labels with copies.</summary>
    public const int PrintedMost = 20_000;

    /// <summary>Files of a format that has no pages.</summary>
    public const int FilesMost = 200;

    public const double NudgeMost = 20;

    public const double LeastMm = 6, MostMm = 420;

    public static readonly ImmutableArray<int> Dpis = [203, 300, 600];

    public static (LabelPrint? Print, ImmutableArray<LabelFault> Faults) Check(LabelOrder order)
    {
        var faults = ImmutableArray.CreateBuilder<LabelFault>();
        CheckWhat(order, faults);
        var stock = StockOf(order, faults);
        var dpi = order.Dpi ?? (order.Format == LabelFormat.Zpl ? 203 : 300);
        if (!Dpis.Contains(dpi)) faults.Add(new NoSuchDpi(dpi));
        if (stock is not null && (order.Start < 1 || order.Start > stock.Count)) faults.Add(new StartBeyondSheet(order.Start, stock.Count));
        if (order.Copies is < 1 or > CopiesMost) faults.Add(new OutOfRange("copies", order.Copies, 1, CopiesMost));
        if (Math.Abs(order.NudgeX) > NudgeMost || Math.Abs(order.NudgeY) > NudgeMost)
            faults.Add(new OutOfRange("nudge", Math.Abs(order.NudgeX) > NudgeMost ? order.NudgeX : order.NudgeY, -NudgeMost, NudgeMost, " mm"));
        if (LabelLogo.WhyNot(order.Logo) is { } why) faults.Add(new LogoRefused(why));
        return faults.Count > 0 ? (null, faults.ToImmutable()) : (new(stock!, dpi), []);
    }

    private static void CheckWhat(LabelOrder order, ImmutableArray<LabelFault>.Builder faults)
    {
        if (order.Blank < 0) faults.Add(new OutOfRange("blank", order.Blank, 1, LabelsMost));
        else if (order.Blank > LabelsMost) faults.Add(new TooManyLabels("blank", LabelsMost));
        if (order.Assets.Length > LabelsMost) faults.Add(new TooManyLabels("assets", LabelsMost));
        if (order.Blank > 0 && (!order.Assets.IsEmpty || order.Pick is not null)) faults.Add(new NotTogether("blank", "assets"));
        if (order.Pick is not null && !order.Assets.IsEmpty) faults.Add(new NotTogether("assets", "all"));
        if (order.Blank == 0 && order.Assets.IsEmpty && order.Pick is null) faults.Add(new NothingToPrint("assets", "Say which assets to print labels of, all of them, or how many blank ones."));
    }

    private static LabelStock? StockOf(LabelOrder order, ImmutableArray<LabelFault>.Builder faults)
    {
        if (order.Stock is { } stock)
        {
            if (order.Preset is not null) faults.Add(new NotTogether("preset", "size or sheet"));
            var before = faults.Count;
            CheckStock(stock, faults);
            return faults.Count == before ? stock : null;
        }

        var preset = LabelPresets.Find(order.Preset ?? LabelPresets.All[0].Name);
        if (preset is null) faults.Add(new UnknownPreset(order.Preset!));
        return preset?.Stock;
    }

    private static void CheckStock(LabelStock stock, ImmutableArray<LabelFault>.Builder faults)
    {
        foreach (var length in (ReadOnlySpan<double>)[stock.Label.Width, stock.Label.Height])
        {
            if (length is < LeastMm or > MostMm) faults.Add(new OutOfRange("size", length, LeastMm, MostMm, " mm"));
        }

        if (stock is not SheetStock sheet) return;
        foreach (var length in (ReadOnlySpan<double>)[sheet.Sheet.Width, sheet.Sheet.Height])
        {
            if (length is < 40 or > 900) faults.Add(new OutOfRange("sheet/page", length, 40, 900, " mm"));
        }

        if (sheet.Columns is < 1 or > 100) faults.Add(new OutOfRange("sheet/columns", sheet.Columns, 1, 100));
        if (sheet.Rows is < 1 or > 100) faults.Add(new OutOfRange("sheet/rows", sheet.Rows, 1, 100));
        if (sheet.Left is < 0 or > 200 || sheet.Top is < 0 or > 200) faults.Add(new OutOfRange("sheet/margin", sheet.Left is < 0 or > 200 ? sheet.Left : sheet.Top, 0, 200, " mm"));
        if (sheet.GapX is < 0 or > 200 || sheet.GapY is < 0 or > 200) faults.Add(new OutOfRange("sheet/gap", sheet.GapX is < 0 or > 200 ? sheet.GapX : sheet.GapY, 0, 200, " mm"));
        if (faults.Count > 0) return;
        Overrun("sheet/columns", sheet.Columns, sheet.Label.Width, sheet.GapX, sheet.Left, sheet.Sheet.Width, faults);
        Overrun("sheet/rows", sheet.Rows, sheet.Label.Height, sheet.GapY, sheet.Top, sheet.Sheet.Height, faults);
    }

    private static void Overrun(string member, int count, double size, double gap, double margin, double there, ImmutableArray<LabelFault>.Builder faults)
    {
        const double tolerance = 0.05;
        var needed = margin + (count * size) + ((count - 1) * gap);
        if (needed > there + tolerance) faults.Add(new SheetOverrun(member, needed, there, Math.Max(0, (int)Math.Floor((there + tolerance - margin + gap) / (size + gap)))));
    }
}
