namespace Scanward.Routing.Policy;

/// <summary>
/// Types one cell by its column. A term is a value, <c>a..b</c> (both ends included), <c>under x</c>, <c>over x</c>, <c>at least x</c>,
/// <c>at most x</c> or <c>unknown</c>. A list without <c>unknown</c> does not match an unknown fact; a <c>not</c> list without it does.
/// </summary>
internal static class CellGrammar
{
    private const int LongestName = 128;

    /// <summary>Null after a fault.</summary>
    public static PolicyCell? Read(FactColumn column, YamlScalar scalar, FileFaults faults)
    {
        if (CellTerms.Split(scalar, column.Name, faults) is not { } terms) return null;
        return column.Kind == FactKind.Name ? ReadNames(column, scalar, terms, faults) : ReadNumbers(column, scalar, terms, faults);
    }

    private static PolicyCell? ReadNumbers(FactColumn column, YamlScalar scalar, CellTerms cell, FileFaults faults)
    {
        var intervals = new List<Interval>(cell.Terms.Length);
        var failed = false;
        foreach (var term in cell.Terms)
        {
            if (term.IsUnknown) intervals.Add(new(Facts.Unknown, Facts.Unknown));
            else if (ReadTerm(column, scalar, term, faults) is { } interval) intervals.Add(interval);
            else failed = true;
        }

        if (failed) return null;
        var listed = IntervalSet.Of(intervals);
        var values = cell.Negated ? column.Domain.Except(listed) : listed;
        if (!values.IsEmpty) return new(column.Fact, column.Meter, scalar.Text.Trim(), values);
        faults.Add(scalar, "matches_nothing", $"{column.Name} has no value for which '{scalar.Text.Trim()}' holds.");
        return null;
    }

    private static Interval? ReadTerm(FactColumn column, YamlScalar scalar, CellTerm term, FileFaults faults)
    {
        if (term.Words.Any(w => w.Quoted))
        {
            faults.Add(scalar, term.Offset, "bad_cell", $"Quotes are for names; {column.Name} is not one.");
            return null;
        }

        var words = term.Words;
        var comparison = words[0].Text switch
        {
            "under" or "over" => words[0].Text,
            "at" when words.Length > 1 && words[1].Text is "least" or "most" => "at " + words[1].Text,
            _ => null,
        };
        var range = term.Text.IndexOf("..", StringComparison.Ordinal);
        if (column.Kind == FactKind.Words && (comparison is not null || range >= 0))
        {
            faults.Add(scalar, term.Offset, "bad_cell", $"{column.Name} has no order: list its values with 'or'.");
            return null;
        }

        if (comparison is not null) return Comparison(column, scalar, term, comparison, faults);
        return range >= 0 ? Range(column, scalar, term, range, faults) : Single(column, scalar, term, faults);
    }

    private static Interval? Comparison(FactColumn column, YamlScalar scalar, CellTerm term, string comparison, FileFaults faults)
    {
        var operand = term.Words.Length > comparison.Count(c => c == ' ') + 1 ? term.Words[comparison.Count(c => c == ' ') + 1] : (CellWord?)null;
        if (operand is not { } from)
        {
            faults.Add(scalar, term.Offset, "bad_cell", $"'{comparison}' needs a value after it.");
            return null;
        }

        if (Value(column, scalar, term.Text[(from.Offset - term.Offset)..], from.Offset, faults) is not { } x) return null;
        var interval = comparison switch
        {
            "under" => new Interval(column.Least, x - 1),
            "over" => new Interval(x + 1, column.Most),
            "at least" => new Interval(x, column.Most),
            _ => new Interval(column.Least, x),
        };
        if (interval.From <= interval.To) return interval;
        faults.Add(scalar, term.Offset, "matches_nothing", $"{column.Name} is never {term.Text}.");
        return null;
    }

    private static Interval? Range(FactColumn column, YamlScalar scalar, CellTerm term, int dots, FileFaults faults)
    {
        var left = Value(column, scalar, term.Text[..dots].TrimEnd(), term.Offset, faults);
        var right = Value(column, scalar, term.Text[(dots + 2)..].TrimStart(), term.Offset + dots + 2, faults);
        if (left is not { } from || right is not { } to) return null;
        if (from <= to) return new(from, to);
        faults.Add(
            scalar, term.Offset, "range_backwards",
            $"A range runs from the smaller to the larger: write {term.Text[(dots + 2)..].Trim()}..{term.Text[..dots].Trim()}.");
        return null;
    }

    private static Interval? Single(FactColumn column, YamlScalar scalar, CellTerm term, FileFaults faults)
    {
        if (CellHints.For(column, term.Text) is { } hint)
        {
            faults.Add(scalar, term.Offset, "bad_cell", hint);
            return null;
        }

        return Value(column, scalar, term.Text, term.Offset, faults) is { } value ? new(value, value) : null;
    }

    private static long? Value(FactColumn column, YamlScalar scalar, string text, int offset, FileFaults faults)
    {
        if (FactValues.TryParse(column, text, out var value) is { } fault)
        {
            faults.Add(scalar, offset, fault.Code, fault.Detail);
            return null;
        }

        if (value >= column.Least && value <= column.Most) return value;
        faults.Add(scalar, offset, "out_of_range", FactValues.OutOfDomain(column, text));
        return null;
    }

    private static PolicyCell? ReadNames(FactColumn column, YamlScalar scalar, CellTerms cell, FileFaults faults)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var unknown = false;
        var failed = false;
        foreach (var term in cell.Terms)
        {
            if (term.IsUnknown)
            {
                unknown = true;
                continue;
            }

            if (NameFault(column, scalar, term) is { } detail)
            {
                faults.Add(scalar, term.Offset, "bad_name", detail);
                failed = true;
                continue;
            }

            names.Add(term.Words.Length == 1 ? term.Words[0].Text : term.Text);
        }

        return failed ? null : new(column.Fact, null, scalar.Text.Trim(), IntervalSet.Empty, [.. names], cell.Negated, unknown != cell.Negated);
    }

    private static string? NameFault(FactColumn column, YamlScalar scalar, CellTerm term)
    {
        var first = term.Words[0];
        if (first is { Quoted: false, Text: "under" or "over" or "at" }) return $"{column.Name} is a name and has no order: list names with 'or'.";
        if (term.Text.Length > LongestName) return $"A name has at most {LongestName} characters.";
        if (term.Text.Any(char.IsControl)) return "A name has no control characters.";
        if (term.Words.Length > 1)
        {
            return scalar.Quoted && term.Words.All(w => !w.Quoted) ? null
                : $"Between two names stands 'or'; a name with spaces stands in quotes: '\"{string.Join(' ', term.Words.Select(w => w.Text))}\"'.";
        }

        if (first.Quoted) return first.Text.Length == 0 ? "A name is not empty." : null;
        if (CellHints.For(column, first.Text) is { } hint) return hint;
        return first.Text.Contains("..", StringComparison.Ordinal)
            ? $"{column.Name} is a name and has no ranges; a name with '..' in it stands in quotes."
            : null;
    }
}
