using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>
/// Builds the bit vectors of T. V. Lakshman and D. Stiliadis, "High-Speed Policy-based Packet Forwarding Using Efficient Multi-dimensional Range
/// Matching" (SIGCOMM 1998): the cuts of a column part its values into classes within which every row answers alike; each class holds a
/// bit a row; the AND over all columns is the set of rows that match.
/// </summary>
public static class PolicyCompiler
{
    /// <summary>Up to so many cuts a column's class is found with one compare of all cuts at once.</summary>
    internal const int NarrowCuts = 8;

    /// <summary>The table of a policy that was read; its size is bounded by <see cref="PolicyLimits.TableBytes"/>.</summary>
    public static CompiledPolicy Compile(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var table = new PolicyTable { Stride = Stride(policy.Rows.Length) };
        var masks = new List<ulong[]>();
        var all = new ulong[table.Stride];
        for (var row = 0; row < policy.Rows.Length; row++) Set(all, row);
        masks.Add(all);

        foreach (var cells in Columns(policy.Rows))
        {
            var unasked = all.AsSpan().ToArray();
            foreach (var (row, _) in cells.Value) unasked[row >> 6] &= ~(1UL << row);
            var offset = masks.Count * table.Stride;
            var column = FactColumn.Of(cells.Value[0].Cell);
            if (column.Kind == FactKind.Name) AddNames(table, column, cells.Value, unasked, masks, offset);
            else AddNumbers(table, column, cells.Value, unasked, masks, offset);
        }

        table.Masks = new ulong[masks.Count * table.Stride];
        for (var i = 0; i < masks.Count; i++) masks[i].CopyTo(table.Masks, i * table.Stride);
        return new(policy, table);
    }

    /// <summary>An upper bound of the bytes that the table of these rows takes.</summary>
    public static long EstimateBytes(ImmutableArray<PolicyRow> rows)
    {
        var classes = rows.Sum(r => r.When.Sum(c => 2L + (c.Names.IsDefault ? 0 : c.Names.Length) + (2L * c.Values.Intervals.Length)));
        return classes * Stride(rows.Length) * sizeof(ulong);
    }

    // One word up to 64 rows, else whole vectors of four.
    private static int Stride(int rows) => rows <= 64 ? 1 : (rows + 255) / 256 * 4;

    private static SortedDictionary<(int Fact, string Meter), List<(int Row, PolicyCell Cell)>> Columns(ImmutableArray<PolicyRow> rows)
    {
        var columns = new SortedDictionary<(int Fact, string Meter), List<(int Row, PolicyCell Cell)>>(
            Comparer<(int Fact, string Meter)>.Create(
                (a, b) => a.Fact != b.Fact ? a.Fact.CompareTo(b.Fact) : string.CompareOrdinal(a.Meter, b.Meter)));
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var cell in rows[row].When)
            {
                var key = cell.Meter is null ? ((int)cell.Fact, "") : (int.MaxValue, cell.Meter);
                if (!columns.TryGetValue(key, out var cells)) columns.Add(key, cells = []);
                else if (cells[^1].Row == row)
                    throw new ArgumentException($"Row '{rows[row].Id}' asks the same fact twice; a policy that was read never does.", nameof(rows));
                cells.Add((row, cell));
            }
        }

        return columns;
    }

    private static void AddNumbers(
        PolicyTable table, FactColumn column, List<(int Row, PolicyCell Cell)> cells, ulong[] unasked, List<ulong[]> masks, int offset)
    {
        var extended = cells.ConvertAll(c => (c.Row, Values: Saturate(column, c.Cell.Values)));
        var cuts = new SortedSet<long>();
        foreach (var (_, values) in extended)
        {
            foreach (var interval in values.Intervals)
            {
                if (interval.From != Facts.Unknown) cuts.Add(interval.From - 1);
                if (interval.To != long.MaxValue) cuts.Add(interval.To);
            }
        }

        var sorted = cuts.ToArray();
        var classes = Enumerable.Range(0, sorted.Length + 1).Select(_ => unasked.AsSpan().ToArray()).ToArray();
        foreach (var (row, values) in extended)
        {
            foreach (var interval in values.Intervals)
            {
                var last = ClassOf(sorted, interval.To);
                for (var c = ClassOf(sorted, interval.From); c <= last; c++) Set(classes[c], row);
            }
        }

        masks.AddRange(classes);
        if (column.Meter is not null) table.Readings.Add(new(column.Meter, sorted, offset));
        else if (sorted.Length <= NarrowCuts) table.AddNarrow(column.Fact, sorted, offset);
        else table.Wide.Add(new(column.Fact, sorted, offset));
    }

    /// <summary>An interval that reaches an end of the domain reaches everything beyond it: a value outside counts as the nearest end.</summary>
    private static IntervalSet Saturate(FactColumn column, IntervalSet values) =>
        IntervalSet.Of(values.Intersect(column.Domain).Intervals.Select(i => i.From == Facts.Unknown ? i
            : new Interval(i.From == column.Least ? IntervalSet.Least : i.From, i.To == column.Most ? long.MaxValue : i.To)));

    private static void AddNames(
        PolicyTable table, FactColumn column, List<(int Row, PolicyCell Cell)> cells, ulong[] unasked, List<ulong[]> masks, int offset)
    {
        var names = cells.SelectMany(c => c.Cell.Names).Distinct().ToArray();
        var ordinals = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i + 2);
        var (unknown, other) = (unasked.AsSpan().ToArray(), unasked.AsSpan().ToArray());
        foreach (var (row, cell) in cells)
        {
            if (cell.NamesUnknown) Set(unknown, row);
            if (cell.NamesNegated) Set(other, row);
        }

        // A name that is mentioned differs from every other name only in the rows that mention it.
        ulong[][] classes = [unknown, other, .. names.Select(_ => other.AsSpan().ToArray())];
        foreach (var (row, cell) in cells)
        {
            foreach (var name in cell.Names)
            {
                if (cell.NamesNegated) classes[ordinals[name]][row >> 6] &= ~(1UL << row);
                else Set(classes[ordinals[name]], row);
            }
        }

        masks.AddRange(classes);
        table.Names.Add(
            new(column.Fact, ordinals.ToFrozenDictionary(p => p.Key, p => offset + (p.Value * table.Stride)), offset + table.Stride, offset));
    }

    private static int ClassOf(long[] cuts, long value)
    {
        var at = Array.BinarySearch(cuts, value);
        return at < 0 ? ~at : at;
    }

    private static void Set(ulong[] mask, int row) => mask[row >> 6] |= 1UL << row;
}
