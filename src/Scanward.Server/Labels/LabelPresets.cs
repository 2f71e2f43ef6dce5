using System.Collections.Immutable;

namespace Scanward.Server.Labels;

/// <summary>Stocks that are common, in their makers' dimensions.</summary>
/// <remarks>
/// The A4 sheets are those of LibreOffice's list of labels (extras/source/labels/labels.xml, "Avery A4"), in hundredths of a millimetre; L7636 is cut as L6009 is, L4731 as L6008. The
/// Letter sheets 5160, 5163 and 5167 are those of gLabels (templates/avery-us-templates.xml), in inches, but for the columns of 5160, which its maker has 2.75 in apart, 0.1875 in from the
/// edge. 22806 has three columns 2.625 in apart, as other sheets of twelve 2-inch squares (gLabels: OL2679), and its rows are taken as evenly spread between 0.625 in at either end.
/// </remarks>
internal static class LabelPresets
{
    public static readonly LabelSize A4 = new(210, 297), Letter = new(215.9, 279.4);

    /// <summary>The first is what is taken where nobody says.</summary>
    public static readonly ImmutableArray<LabelPreset> All =
    [
        OnA4("L7160", "21 labels, address", 63.5, 38.1, 3, 7, 7.20, 15.15, 66.04, 38.1),
        OnA4("L7163", "14 labels, large address", 99.06, 38.1, 2, 7, 4.67, 15.15, 101.6, 38.1),
        OnA4("L7162", "16 labels, address", 99.06, 33.87, 2, 8, 4.67, 13.02, 101.6, 33.87),
        OnA4("L7651", "65 labels, mini", 38.1, 21.17, 5, 13, 4.67, 10.90, 40.64, 21.17),
        OnA4("L7636", "48 labels, mini", 45.72, 21.17, 4, 12, 9.75, 21.41, 48.26, 21.17),
        OnA4("L4731", "189 labels, tiny: Data Matrix", 25.4, 10, 7, 27, 8.48, 13.43, 27.94, 10),
        OnA4("L6009", "48 labels, silver polyester for type plates", 45.72, 21.17, 4, 12, 9.75, 21.41, 48.26, 21.17),
        OnA4("L6008", "189 labels, silver polyester, tiny: Data Matrix", 25.4, 10, 7, 27, 8.48, 13.43, 27.94, 10),
        OnA4("L6011", "27 labels, silver polyester for type plates", 63.5, 29.63, 3, 9, 7.21, 15.10, 66.04, 29.63),
        OnA4("L6113", "48 labels, tamper-evident", 45.72, 21.17, 4, 12, 9.75, 21.41, 48.26, 21.17),
        OnLetter("5160", "30 labels, address", 2.625, 1, 3, 10, 0.1875, 0.5, 2.75, 1),
        OnLetter("5163", "10 labels, shipping", 4, 2, 2, 5, 0.15625, 0.5, 4.1875, 2),
        OnLetter("5167", "80 labels, return address", 1.75, 0.5, 4, 20, 0.28125, 0.5, 2.0625, 0.5),
        OnLetter("22806", "12 labels, square", 2, 2, 3, 4, 0.625, 0.625, 2.625, 2.5833),
        OnRoll("roll-38x25", 38, 25),
        OnRoll("roll-50x25", 50, 25),
        OnRoll("roll-51x25", 50.8, 25.4),
        OnRoll("roll-57x32", 57, 32),
        OnRoll("roll-70x32", 70, 32),
        OnRoll("roll-100x50", 100, 50),
    ];

    /// <summary>Also without its L, as 7160, and in lower case; null where there is none.</summary>
    public static LabelPreset? Find(string name) => All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? All.FirstOrDefault(p => p.Name.Equals($"L{name}", StringComparison.OrdinalIgnoreCase));

    private static LabelPreset OnA4(string name, string what, double width, double height, int columns, int rows, double left, double top, double pitchX, double pitchY) =>
        new(name, $"A4, {what}", new SheetStock(A4, new(width, height), columns, rows, left, top, pitchX - width, pitchY - height));

    private static LabelPreset OnLetter(string name, string what, double width, double height, int columns, int rows, double left, double top, double pitchX, double pitchY) => new(
        name, $"Letter, {what}",
        new SheetStock(Letter, new(width * 25.4, height * 25.4), columns, rows, left * 25.4, top * 25.4, (pitchX - width) * 25.4, (pitchY - height) * 25.4));

    private static LabelPreset OnRoll(string name, double width, double height) => new(name, "one label a page, for label printers", new RollStock(new(width, height)));
}
