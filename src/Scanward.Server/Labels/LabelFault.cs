using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scanward.Server.Labels;

/// <summary>Why labels cannot be printed as ordered.</summary>
/// <param name="Member">Which member of the order is at fault, as the API spells it: <c>dpi</c>, <c>assets/3</c>.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">What is wrong, and what to do, in plain words.</param>
internal abstract record LabelFault(string Member, string Code, string Detail);

internal sealed record NothingToPrint(string Member, string Detail) : LabelFault(Member, "nothing_to_print", Detail);

internal sealed record TooManyLabels(string Member, int Most) : LabelFault(Member, "too_many", $"At most {Most} are printed at once; order them in several runs.");

internal sealed record NotTogether(string Member, string Others) : LabelFault(Member, "not_together", $"Say either {Member} or {Others}, not both.");

internal sealed record UnknownPreset(string Given) : LabelFault("preset", "unknown_value", $"There is no preset '{LabelFaults.Shown(Given)}'; there are {string.Join(", ", LabelPresets.All.Select(p => p.Name))}.");

internal sealed record OutOfRange(string Member, double Given, double Least, double Most, string Unit = "")
    : LabelFault(Member, "out_of_range", $"{LabelFaults.Name(Member)} is from {LabelWords.Mm(Least)} to {LabelWords.Mm(Most)}{Unit}; this is {LabelWords.Mm(Given)}.");

internal sealed record NoSuchDpi(int Given) : LabelFault("dpi", "unknown_value", $"Label printers have {string.Join(", ", LabelOrderCheck.Dpis)} dots an inch, not {Given}.");

/// <param name="Fits">How many rows or columns there is room for.</param>
internal sealed record SheetOverrun(string Member, double Needed, double There, int Fits)
    : LabelFault(Member, "sheet_overrun", $"The {LabelFaults.Name(Member)} take {LabelWords.Mm(Needed)} mm with the margin, and the sheet has {LabelWords.Mm(There)} mm: {(Fits > 0 ? $"{Fits} fit" : "not one label fits")}.");

internal sealed record StartBeyondSheet(int Given, int Count)
    : LabelFault("start", "beyond_sheet", Count == 1 ? "On a roll there is nothing to skip: leave start at 1." : $"The sheet has {Count} labels: start is from 1 to {Count}, not {Given}.");

internal sealed record NoSuchAsset(string Member, string AssetId) : LabelFault(Member, "not_found", $"This site has no asset '{LabelFaults.Shown(AssetId)}'.");

internal sealed record AssetIsRetired(string Member, string AssetId) : LabelFault(Member, "retired", $"{LabelFaults.Shown(AssetId)} was retired, and a label for it would lead to nothing.");

/// <summary>The label would not lead to its asset; it would be worse than none.</summary>
internal sealed record LeadsElsewhere(string Member, string AssetId, string Why)
    : LabelFault(Member, "leads_elsewhere", $"A label with the id of {LabelFaults.Shown(AssetId)} would not lead to it: {Why} Give the asset a tag of its own, from blank labels.");

internal sealed record UnknownHost(string Host, IEnumerable<string> Known)
    : LabelFault("host", "unknown_host", $"'{LabelFaults.Shown(Host)}' is none of your own hosts, so that its labels could not be read back. {(Known.Any() ? $"Yours are {string.Join(", ", Known)}" : "There are none yet")}; add it to the setting tags.own_hosts.");

/// <param name="Needs">The smallest label that would do.</param>
/// <param name="Hint">How it would do on this one; empty where nothing helps.</param>
internal sealed record LabelTooSmall(string Member, string What, LabelSize Has, LabelSize Needs, string Hint)
    : LabelFault(Member, "label_too_small", $"{What} does not fit on a label of {Has}: it needs {Needs}.{(Hint.Length > 0 ? $" {Hint}" : "")}");

internal sealed record NoGlyph(string Member, int CodePoint, string Where)
    : LabelFault(Member, "no_glyph", $"No font here has the character '{char.ConvertFromUtf32(CodePoint)}' (U+{CodePoint.ToString("X4", CultureInfo.InvariantCulture)}) of {Where}. Name a font that has it with --font, or install one for the server.");

internal sealed record LogoRefused(string Detail) : LabelFault("logo", "logo_refused", Detail);

internal sealed record FontRefused(string Detail) : LabelFault("font", "font_refused", Detail);

internal static class LabelFaults
{
    /// <summary>The last part of a member.</summary>
    public static string Name(string member) => member[(member.LastIndexOf('/') + 1)..];

    /// <summary>What somebody gave, short and without what a terminal would act on.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 64))) shown.Append(char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c);
        return text.Length > 64 ? $"{shown}…" : shown.ToString();
    }
}

/// <summary>What comes of an order: a <see cref="LabelSheet"/> or <see cref="LabelsRefused"/>.</summary>
internal abstract record LabelAnswer;

/// <summary>Labels ready to print.</summary>
/// <param name="Files">One, or where the format has no pages one a page.</param>
/// <param name="Labels">How many labels there are, with copies.</param>
/// <param name="Pages">Sheets, or labels of a roll.</param>
/// <param name="Tags">What each different label leads to, in order: of blank labels the new tags.</param>
/// <param name="Notes">What whoever prints ought to know, a sentence each.</param>
internal sealed record LabelSheet(ImmutableArray<LabelFile> Files, int Labels, int Pages, ImmutableArray<string> Tags, ImmutableArray<string> Notes) : LabelAnswer;

internal sealed record LabelsRefused(ImmutableArray<LabelFault> Faults) : LabelAnswer;

/// <param name="Name">Such as <c>labels.pdf</c>, or <c>labels-2.png</c>.</param>
internal sealed record LabelFile(string Name, string MediaType, byte[] Content);
