using Scanward.Server.Labels;

namespace Scanward.Server.Tests.Labels;

/// <summary>What holds for every label that is laid out, whatever its size.</summary>
public sealed class LabelLayoutTests
{
    private static LabelLayout Layout(LabelSize size, int dpi, SymbolKind symbol, double? logo = null) => new(size, dpi, new Typesetter(new LabelFonts()), logo) { SymbolOf = symbol };

    private static LabelContent Content(Random random) => new($"HTTPS://TAGS.EXAMPLE.ORG/T/AHU-{random.Next(1_000_000):D6}", $"AHU-{random.Next(1_000_000):D6}", "")
    {
        Name = LabelText.Clean(LabelPlant.Names[random.Next(LabelPlant.Names.Length)]),
        Location = random.Next(2) == 0 ? "" : "Basement, plant room 2, behind the second chiller on the left",
        SiteText = random.Next(2) == 0 ? "" : "North Clinic",
    };

    [Fact]
    public void Layouts_KeepQuietZonesClear_AndEverythingOnTheLabel()
    {
        var random = new Random(3);
        var (fitted, refused) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var size = new LabelSize(8 + (random.NextDouble() * 100), 8 + (random.NextDouble() * 60));
            var dpi = LabelOrderCheck.Dpis[random.Next(3)];
            var symbol = (SymbolKind)random.Next(1, 4);
            var content = Content(random);
            if (symbol != SymbolKind.Qr) content = content with { Content = content.Id };
            var (drawing, fault) = Layout(size, dpi, symbol, random.Next(3) == 0 ? 2.5 : null).Compose(content, "assets/0");
            if (fault is not null)
            {
                refused++;
                Assert.Null(drawing);
                // What it asks for does.
                Assert.NotNull(Layout(fault.Needs, dpi, symbol).Compose(content, "assets/0").Drawing);
                continue;
            }

            fitted++;
            Check(drawing!, dpi);
            Assert.Contains(content.Id, string.Concat(drawing!.Texts.Where(t => t.IsBold).Select(t => t.Line.Text)), StringComparison.Ordinal);
        }

        Assert.True(fitted > 100 && refused > 20, $"{fitted} fitted, {refused} were refused");
    }

    private static void Check(LabelDrawing drawing, int dpi)
    {
        var placed = drawing.Symbol;
        Assert.True(placed.Module >= Symbol.LeastDots(dpi));
        var quiet = placed.Module * placed.Symbol.Quiet;
        var (left, right) = (placed.X - quiet, placed.X + (placed.Symbol.Dark.Width * placed.Module) + quiet);
        var (top, bottom) = placed.Symbol.IsLinear ? (placed.Y, placed.Y + placed.BarHeight) : (placed.Y - quiet, placed.Y + (placed.Symbol.Dark.Height * placed.Module) + quiet);
        Assert.True(left >= 0 && top >= 0 && right <= drawing.Width + 0.5 && bottom <= drawing.Height + 0.5, "The symbol leaves the label.");
        if (placed.Symbol.IsLinear) Assert.True(placed.BarHeight >= Math.Floor(5 / 25.4 * dpi), "The bars are too low for a scanner held by hand.");
        foreach (var text in drawing.Texts)
        {
            var (from, to) = (text.X, text.X + (text.Line.Width * text.Em));
            Assert.True(from >= -0.5 && to <= drawing.Width + 0.5 && text.Baseline <= drawing.Height, $"'{text.Line.Text}' leaves the label.");
            var (above, below) = (text.Baseline - (0.75 * text.Em), text.Baseline);
            Assert.False(from < right - 0.5 && to > left + 0.5 && above < bottom - 0.5 && below > top + 0.5, $"'{text.Line.Text}' lies on the symbol or in its quiet zone.");
        }

        foreach (var (first, second) in drawing.Texts.Zip(drawing.Texts.Skip(1))) Assert.True(second.Baseline - first.Baseline >= 0.9 * Math.Min(first.Em, second.Em), "Lines are cramped.");
    }

    [Fact]
    public void TooSmall_SaysWhatWouldDo()
    {
        var (drawing, fault) = Layout(new(20, 8), 203, SymbolKind.Qr).Compose(new("HTTPS://TAGS.EXAMPLE.ORG/T/AHU-000001", "AHU-000001", "AHU-000001"), "assets/0");
        Assert.Null(drawing);
        Assert.Equal(("assets/0", "label_too_small"), (fault!.Member, fault.Code));
        Assert.Matches("^The qr symbol of AHU-000001 does not fit on a label of 20 × 8 mm: it needs [0-9.]+ × [0-9.]+ mm\\. .*A Data Matrix takes the least room\\.$", fault.Detail);
        Assert.NotNull(Layout(new(20, 8), 203, SymbolKind.DataMatrix).Compose(new("AHU-000001", "AHU-000001", "AHU-000001"), "assets/0").Drawing);
    }
}
