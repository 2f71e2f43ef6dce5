using System.Collections.Frozen;

namespace Scanward.Routing.Policy;

/// <summary>Writes sets of values as policy cells, the shortest way that reads back as the same set.</summary>
internal static class CellWords
{
    private const int RoundMinutes = 5;

    /// <summary>In characters; more than an honest difference in length, for <c>7d 1m..13d 23h 59m</c> is nothing that anybody would write.</summary>
    private const int OddNumberCost = 40;

    // Words of the cell grammar; a name that is one of them stands in quotes.
    private static readonly FrozenSet<string> Keywords =
        FrozenSet.Create(StringComparer.Ordinal, "or", "not", "and", "unknown", "under", "over", "at", "any", "null");

    private static readonly IntervalSet JustUnknown = IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown));

    /// <summary>The cell for a set of an axis's values that is neither empty nor the whole axis.</summary>
    public static string Cell(FactAxis axis, IntervalSet values)
    {
        var rest = axis.Range.Except(values);
        if (rest.Equals(JustUnknown)) return "not unknown";
        if (axis.Kind == FactKind.Name) return values.Contains(axis.OtherName) ? "not " + Terms(axis, rest) : Terms(axis, values);

        // What a cell takes reads easier than what it leaves out, unless that is much longer.
        return Cost(axis, rest) + 12 < Cost(axis, values) ? "not " + Terms(axis, rest) : Terms(axis, values);
    }

    /// <summary>One value as a policy and <c>policy explain</c> write it.</summary>
    public static string Value(FactAxis axis, long value)
    {
        if (axis.Kind != FactKind.Name || value == Facts.Unknown) return FactValues.Format(axis.Domain.Column, value);
        return value == axis.OtherName ? OtherName(axis) : axis.Names[(int)value];
    }

    /// <summary>A name that the policy does not mention.</summary>
    public static string OtherName(FactAxis axis)
    {
        var name = "some_" + axis.Name;
        for (var n = 2; axis.Names.Contains(name, StringComparer.Ordinal); n++) name = "some_" + axis.Name + "_" + n;
        return name;
    }

    /// <summary>The values one after the other, with <c>or</c>; never with <c>not</c>.</summary>
    public static string Terms(FactAxis axis, IntervalSet values)
    {
        var terms = new List<string>();
        foreach (var interval in values.Intervals)
        {
            if (interval.From != Facts.Unknown) terms.AddRange(Terms(axis, interval));
        }

        if (values.Contains(Facts.Unknown)) terms.Add("unknown");
        return string.Join(" or ", terms);
    }

    private static string Quoted(string name)
    {
        var plain = name.Length > 0 && !Keywords.Contains(name) && !name.Contains("..", StringComparison.Ordinal) &&
            name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
        if (plain) return name;
        var quote = name.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
        return quote + name + quote;
    }

    private static IEnumerable<string> Terms(FactAxis axis, Interval interval)
    {
        if (axis.Kind is FactKind.Words or FactKind.Name)
        {
            for (var v = interval.From; v <= interval.To; v++) yield return axis.Kind == FactKind.Name ? Quoted(axis.Names[(int)v]) : Value(axis, v);
        }
        else
        {
            yield return Term(axis, interval);
        }
    }

    private static string Term(FactAxis axis, Interval interval)
    {
        if (interval.From == interval.To) return Value(axis, interval.From);
        var whole = new Interval(axis.Domain.Column.Least, axis.Domain.Column.Most);
        if (!IsGrade(axis) && !interval.Equals(whole))
        {
            if (interval.From == whole.From) return Rounder(axis, "at most ", interval.To, "under ", interval.To + 1);
            if (interval.To == whole.To) return Rounder(axis, "at least ", interval.From, "over ", interval.From - 1);
        }

        return Value(axis, interval.From) + ".." + Value(axis, interval.To);
    }

    /// <summary><c>under 10m</c> rather than <c>at most 9m</c>, <c>at most 7d</c> rather than <c>under 10081m</c>.</summary>
    private static string Rounder(FactAxis axis, string closed, long at, string open, long beside)
    {
        var round = axis.Kind switch { FactKind.Duration or FactKind.Percent => RoundMinutes, FactKind.Reading => 10, _ => 1 };
        return at % round != 0 && beside % round == 0 ? open + Value(axis, beside) : closed + Value(axis, at);
    }

    /// <summary>Criticality is read as "1..3", never as "at most 3", which leaves open which end is the bad one.</summary>
    private static bool IsGrade(FactAxis axis) => axis.Meter is null && axis.Fact == Fact.Criticality;

    private static int Cost(FactAxis axis, IntervalSet values)
    {
        var cost = Terms(axis, values).Length;
        if (axis.Kind != FactKind.Duration) return cost;
        foreach (var interval in values.Intervals)
        {
            var bounded = interval.From > axis.Domain.Column.Least && interval.To < axis.Domain.Column.Most;
            if (bounded && (interval.From % RoundMinutes != 0 || interval.To % RoundMinutes != 0)) cost += OddNumberCost;
        }

        return cost;
    }
}
