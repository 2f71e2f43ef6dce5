using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>One cell as a clause: <c>the scan is not corrective</c>, <c>the PM is more than 7 days late</c>.</summary>
internal static class CellSentence
{
    /// <summary>What is measured, with <c>{q}</c> for how much.</summary>
    private static readonly FrozenDictionary<Fact, string> frames = new Dictionary<Fact, string>
    {
        [Fact.Criticality] = "criticality is {q}",
        [Fact.LastScanAgo] = "the last such scan was {q} ago",
        [Fact.SameFaultOpenAge] = "the same fault has been open for {q}",
        [Fact.SameFaultClosedAgo] = "the same fault was closed {q} ago",
        [Fact.Failures90d] = "it failed {q} in 90 days",
        [Fact.MtbfUsed] = "{q} of the time between failures is used up",
        [Fact.PartsEta] = "the missing parts are expected in {q}",
        [Fact.CrewLoad] = "the crew's load is {q}",
    }.ToFrozenDictionary();

    /// <summary>What is said where the fact is not known.</summary>
    private static readonly FrozenDictionary<Fact, string> unknown = new Dictionary<Fact, string>
    {
        [Fact.LastScanAgo] = "there is no such scan before it",
        [Fact.SameFaultOpenAge] = "the same fault is not open",
        [Fact.SameFaultClosedAgo] = "the same fault was never closed",
        [Fact.WarrantyLeft] = "no warranty is known",
        [Fact.PmDueIn] = "no date of the PM is known",
        [Fact.MeterDueIn] = "it is not known when the meter makes the PM due",
        [Fact.MtbfUsed] = "its time between failures is not known",
        [Fact.PartsEta] = "nobody has said when the missing parts come",
        [Fact.CrewLoad] = "the crew's load is not known",
        [Fact.Criticality] = "its criticality is not known",
        [Fact.Failures90d] = "its failures are not known",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Fact, string> subjects = new Dictionary<Fact, string>
    {
        [Fact.Scan] = "the scan",
        [Fact.Site] = "the site",
        [Fact.AssetClass] = "the asset's class",
        [Fact.Asset] = "the asset",
        [Fact.FailureMode] = "the failure mode",
        [Fact.Location] = "the scan was made",
        [Fact.OpenCorrective] = "a corrective work order",
        [Fact.OpenPm] = "a PM",
        [Fact.OpenInspection] = "an inspection",
        [Fact.Parts] = "the parts",
        [Fact.Crew] = "who could come",
        [Fact.Time] = "the time",
        [Fact.OperatorRole] = "the role of who scans",
    }.ToFrozenDictionary();

    public static string Of(PolicyCell cell)
    {
        var column = FactColumn.Of(cell);
        return column.Kind switch
        {
            FactKind.Name => Name(cell),
            FactKind.Words when IsYesNo(column) => YesNo(column, cell.Values),
            FactKind.Words => Words(column, cell.Values),
            _ => Numbers(column, cell.Values),
        };
    }

    private static string Name(PolicyCell cell)
    {
        var subject = subjects[cell.Fact];
        var names = cell.Names.IsDefaultOrEmpty ? [] : cell.Names;
        if (names.IsEmpty) return cell.NamesNegated ? cell.NamesUnknown ? $"{subject} is anything" : $"{subject} is known" : $"{subject} is not known";
        if (cell.NamesNegated) return $"{subject} is {(cell.NamesUnknown ? "" : "known and ")}{Neither(names)}";
        return $"{subject} is {PolicyWords.Or(names)}{(cell.NamesUnknown ? " or not known" : "")}";
    }

    private static bool IsYesNo(FactColumn column) => column.Fact is Fact.OpenCorrective or Fact.OpenPm or Fact.OpenInspection;

    private static string YesNo(FactColumn column, IntervalSet values)
    {
        var subject = subjects[column.Fact];
        var none = subject.StartsWith("an ", StringComparison.Ordinal) ? "no " + subject[3..] : "no " + subject[2..];
        return (values.Contains(1), values.Contains(0), values.Contains(Facts.Unknown)) switch
        {
            (true, false, false) => $"{subject} is open",
            (false, true, false) => $"{none} is open",
            (false, true, true) => $"{none} is known to be open",
            (true, false, true) => $"{subject} is open, or may be",
            (true, true, false) => $"it is known whether {subject} is open",
            (false, false, true) => $"it is not known whether {subject} is open",
            _ => $"{subject} is open or not",
        };
    }

    private static string Words(FactColumn column, IntervalSet values)
    {
        var isUnknown = values.Contains(Facts.Unknown);
        var taken = column.Words.Where(w => values.Contains(w.Value)).Select(w => Said(column.Fact, w.Word)).ToImmutableArray();
        var left = column.Words.Where(w => !values.Contains(w.Value)).Select(w => Said(column.Fact, w.Word)).ToImmutableArray();
        var verb = column.Fact == Fact.Location ? "" : column.Fact == Fact.Parts ? " are" : " is";
        var subject = subjects[column.Fact] + verb;
        if (column.Fact == Fact.Crew && !isUnknown && taken is ["nobody"]) return "nobody can come";
        if (taken.IsEmpty) return column.Fact == Fact.Location ? "it is not known where the scan was made" : $"{subject} not known";
        if (left.IsEmpty) return column.Fact == Fact.Location ? "it is known where the scan was made" : $"{subject} known";
        if (isUnknown && left.Length < taken.Length + 1) return column.Fact == Fact.Location && left is [var where] ? $"the scan was not made {where}" : $"{subject} {Neither(left)}";
        return $"{subject} {PolicyWords.Or(taken)}{(isUnknown ? column.Fact == Fact.Location ? ", or it is not known where" : " or not known" : "")}";
    }

    private static string Neither(ImmutableArray<string> words) => words.Length == 1 ? $"not {words[0]}" : $"neither {string.Join(" nor ", words)}";

    private static string Said(Fact fact, string word) => (fact, word) switch
    {
        (Fact.Crew, "none") => "nobody",
        (Fact.Crew, _) => word.Replace('_', ' '),
        (Fact.Parts, "none_needed") => "not needed",
        (Fact.Parts, "below_safety") => "there only by dipping into safety stock",
        (Fact.Parts, "available") => "there",
        (Fact.Location, "at_asset") => "at the asset",
        (Fact.Time, "working") => "working time",
        (Fact.Time, "off_hours") => "outside of working hours",
        _ => word.Replace('_', ' '),
    };

    private static string Numbers(FactColumn column, IntervalSet values)
    {
        var whole = IntervalSet.Of(new Interval(column.Least, column.Most));
        var known = values.Intersect(whole);
        var notKnown = column.Meter is { } meter ? $"no reading of {meter} comes with it" : unknown[column.Fact];
        if (known.IsEmpty) return notKnown;
        if (known.Equals(whole)) return column.Meter is null ? $"{column.Name.Replace('_', ' ')} is known" : $"a reading of {column.Meter} comes with it";
        var rest = whole.Except(known);
        var isHole = rest.Intervals is [var hole] && hole.From > column.Least && hole.To < column.Most;
        var said = isHole
            ? $"it is not so that {NumberSentence.Of(column, Frame(column), rest.Intervals[0])}"
            : PolicyWords.Or([.. known.Intervals.Select(i => NumberSentence.Of(column, Frame(column), i))]);
        return values.Contains(Facts.Unknown) ? $"{said}, or {notKnown}" : said;
    }

    private static string? Frame(FactColumn column) => column.Meter is { } meter ? $"the reading of {meter} is {{q}}" : frames.GetValueOrDefault(column.Fact);
}
