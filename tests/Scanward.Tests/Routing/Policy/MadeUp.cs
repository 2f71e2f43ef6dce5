using System.Collections.Concurrent;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

/// <summary>Seeded random cells, policies and facts. Numbers come from a small set of edges, so that cells and facts meet at their boundaries.</summary>
internal static class MadeUp
{
    private static readonly string[] Names = ["alpha", "beta", "gamma", "delta", "epsilon"];
    private static readonly ConcurrentDictionary<string, long[]> Known = new();
    private static readonly string[] Meters = ["run_hours", "starts"];

    public static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];

    /// <summary>A cell's text without names, and what it means.</summary>
    public static (string Text, Func<long, bool> Holds) Cell(Random random, FactColumn column)
    {
        var terms = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Term(random, column)).ToArray();
        var text = string.Join(" or ", terms.Select(t => t.Text));
        if (random.Next(3) != 0) return (text, v => terms.Any(t => t.Holds(v)));
        return ("not " + text, v => !terms.Any(t => t.Holds(v)));
    }

    /// <summary>Unknown, and values at and around everything that <see cref="Cell"/> writes, all in the domain.</summary>
    public static long[] Edges(FactColumn column) => Known.GetOrAdd(column.Name, static (_, c) =>
        [Facts.Unknown, .. Values(c).SelectMany(v => new[] { v - 1, v, v + 1 }).Where(v => v >= c.Least && v <= c.Most).Distinct()], column);

    public static string Policy(Random random, int rows)
    {
        var lines = new string[rows];
        for (var row = 0; row < rows; row++)
        {
            var columns = FactColumn.All.Concat(Meters.Select(FactColumn.Reading)).ToArray();
            random.Shuffle(columns);
            var cells = columns.Take(random.Next(0, 5)).Select(c => $"{c.Name}: {(c.Kind == FactKind.Name ? NameCell(random) : NumberCell(random, c))}");
            lines[row] = $"{{ id: r{row}, when: {{ {string.Join(", ", cells)} }}, then: review P{random.Next(1, 5)} }}";
        }

        return PolicyTexts.Rows(lines);
    }

    /// <summary>Facts at the edges, sometimes outside of their domain (where the nearest end counts), often unknown; names that no policy mentions.</summary>
    public static Facts Scan(Random random)
    {
        var facts = new Facts();
        foreach (var column in FactColumn.All)
        {
            if (random.Next(5) == 0) continue;
            if (column.Kind == FactKind.Name) facts.SetName(column.Fact, random.Next(6) == 0 ? "unmentioned" : Pick(random, Names));
            else facts[column.Fact] = random.Next(20) == 0 ? Pick(random, -1, 0, 99, long.MaxValue, IntervalSet.Least) : Pick(random, Edges(column));
        }

        foreach (var meter in Meters)
        {
            if (random.Next(3) != 0 && Pick(random, Edges(FactColumn.Reading(meter))) is var value and not Facts.Unknown) facts.Readings = facts.Readings.SetItem(meter, value);
        }

        return facts;
    }

    private static string NumberCell(Random random, FactColumn column)
    {
        while (true)
        {
            var (text, holds) = Cell(random, column);
            if (Edges(column).Any(holds)) return text;
        }
    }

    private static string NameCell(Random random)
    {
        var names = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(6) == 0 ? "unknown" : Pick(random, Names));
        return (random.Next(3) == 0 ? "not " : "") + string.Join(" or ", names);
    }

    private static (string Text, Func<long, bool> Holds) Term(Random random, FactColumn column)
    {
        if (random.Next(8) == 0) return ("unknown", v => v == Facts.Unknown);
        var values = Values(column);
        var x = Pick(random, values);
        if (column.Kind == FactKind.Words) return (Write(column, x), v => v == x);
        var (low, high) = (x, Pick(random, values));
        if (low > high) (low, high) = (high, low);
        return random.Next(6) switch
        {
            0 when x > column.Least => ($"under {Write(column, x)}", v => v != Facts.Unknown && v < x),
            1 when x < column.Most => ($"over {Write(column, x)}", v => v > x),
            2 => ($"at least {Write(column, x)}", v => v >= x),
            3 => ($"at most {Write(column, x)}", v => v != Facts.Unknown && v <= x),
            4 => ($"{Write(column, low)}..{Write(column, high)}", v => v >= low && v <= high),
            _ => (Write(column, x), v => v == x),
        };
    }

    private static string Write(FactColumn column, long value) => FactText.Of(column, value);

    private static long[] Values(FactColumn column) => column.Kind switch
    {
        FactKind.Words => [.. column.Words.Select(w => w.Value)],
        FactKind.Count => [.. Enumerable.Range((int)column.Least, (int)(column.Most - column.Least) + 1)],
        FactKind.Percent => [0, 10, 50, 80, 100, 250],
        FactKind.Duration when column.Least == 0 => [0, 1, 10, 59, 60, 600, 1440, 10_080, 20_160, 43_200, 43_201, 525_600],
        FactKind.Duration => [-43_200, -10_080, -1_440, -1, 0, 1, 1_440, 10_080, 43_200],
        _ => [-1_250, 0, 1_000, 8_123_500],
    };
}
