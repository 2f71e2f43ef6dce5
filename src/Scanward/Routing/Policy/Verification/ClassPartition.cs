namespace Scanward.Routing.Policy;

/// <summary>
/// A range of values cut at every breakpoint of a number of cells, where values that no cell tells apart are one class. Every cell is then
/// exactly a set of classes: a bit for each, in a few machine words.
/// </summary>
internal sealed class ClassPartition
{
    private const int BitsPerWord = 64;

    private readonly Interval[] pieces;
    private readonly int[] classOf;

    /// <param name="range">Not empty.</param>
    /// <param name="cells">All within the range.</param>
    public ClassPartition(IntervalSet range, IReadOnlyCollection<IntervalSet> cells)
    {
        pieces = [.. Pieces(range, cells)];
        classOf = new int[pieces.Length];
        Count = Refine(cells);
        WordCount = (Count + BitsPerWord - 1) / BitsPerWord;
    }

    /// <summary>How many classes there are; none is empty.</summary>
    public int Count { get; }

    /// <summary>Machine words that a set of classes takes.</summary>
    public int WordCount { get; }

    /// <summary>Writes the set of all classes.</summary>
    public void FillAll(Span<ulong> mask)
    {
        mask.Fill(ulong.MaxValue);
        var rest = Count % BitsPerWord;
        if (rest != 0) mask[^1] = (1UL << rest) - 1;
    }

    /// <summary>The classes of one of the cells.</summary>
    public ulong[] MaskOf(IntervalSet cell)
    {
        var (runs, inverted) = SmallerSide(cell);
        var mask = new ulong[WordCount];
        foreach (var (start, end) in runs)
        {
            for (var p = start; p < end; p++) Add(mask, classOf[p]);
        }

        if (!inverted) return mask;
        var all = new ulong[WordCount];
        FillAll(all);
        for (var w = 0; w < all.Length; w++) all[w] &= ~mask[w];
        return all;
    }

    /// <summary>The values of a set of classes.</summary>
    public IntervalSet ValuesOf(ReadOnlySpan<ulong> mask)
    {
        var intervals = new List<Interval>();
        for (var p = 0; p < pieces.Length; p++)
        {
            if (!Has(mask, classOf[p])) continue;
            if (intervals.Count > 0 && p > 0 && Has(mask, classOf[p - 1]) && pieces[p - 1].To == pieces[p].From - 1
                && pieces[p - 1].To != Facts.Unknown)
            {
                intervals[^1] = new(intervals[^1].From, pieces[p].To);
            }
            else
            {
                intervals.Add(pieces[p]);
            }
        }

        return IntervalSet.Of(intervals);
    }

    /// <summary>Whether the class of a value is in the set.</summary>
    public bool Holds(ReadOnlySpan<ulong> mask, long value) => PieceOf(value) is var p and >= 0 && Has(mask, classOf[p]);

    /// <summary>Adds the class of a value of the range.</summary>
    public void AddClassOf(long value, Span<ulong> mask) => Add(mask, classOf[PieceOf(value)]);

    private static void Add(Span<ulong> mask, int c) => mask[c / BitsPerWord] |= 1UL << (c % BitsPerWord);

    private static bool Has(ReadOnlySpan<ulong> mask, int c) => (mask[c / BitsPerWord] >> (c % BitsPerWord) & 1) != 0;

    /// <summary>The range cut wherever some cell begins or ends, in order.</summary>
    private static IEnumerable<Interval> Pieces(IntervalSet range, IReadOnlyCollection<IntervalSet> cells)
    {
        var starts = new SortedSet<long>();
        foreach (var interval in cells.SelectMany(c => c.Intervals))
        {
            starts.Add(interval.From);
            if (interval.To < long.MaxValue) starts.Add(interval.To + 1);
        }

        foreach (var interval in range.Intervals)
        {
            var from = interval.From;
            if (interval.From < interval.To)
            {
                foreach (var start in starts.GetViewBetween(interval.From + 1, interval.To))
                {
                    yield return new(from, start - 1);
                    from = start;
                }
            }

            yield return new(from, interval.To);
        }
    }

    /// <summary>
    /// Partition refinement: pieces stay in one class as long as every cell holds all of them or none. Returns the number of classes.
    /// </summary>
    private int Refine(IReadOnlyCollection<IntervalSet> cells)
    {
        var sizes = new List<int> { pieces.Length };
        var inside = new int[pieces.Length];
        var splitInto = new int[pieces.Length];
        var touched = new List<int>();
        foreach (var cell in cells)
        {
            touched.Clear();
            var (runs, _) = SmallerSide(cell);
            foreach (var (start, end) in runs)
            {
                for (var p = start; p < end; p++)
                {
                    if (inside[classOf[p]]++ == 0) touched.Add(classOf[p]);
                }
            }

            foreach (var c in touched)
            {
                splitInto[c] = c;
                if (inside[c] < sizes[c])
                {
                    splitInto[c] = sizes.Count;
                    sizes[c] -= inside[c];
                    sizes.Add(inside[c]);
                }

                inside[c] = 0;
            }

            foreach (var (start, end) in runs)
            {
                for (var p = start; p < end; p++) classOf[p] = splitInto[classOf[p]];
            }
        }

        return sizes.Count;
    }

    /// <summary>The cell as runs of pieces, or what it leaves out where that is less: <c>not x</c> is almost everything.</summary>
    private (List<(int Start, int End)> Runs, bool Inverted) SmallerSide(IntervalSet cell)
    {
        var inside = new List<(int Start, int End)>(cell.Intervals.Length);
        var outside = new List<(int Start, int End)>(cell.Intervals.Length + 1);
        var (count, next) = (0, 0);
        foreach (var interval in cell.Intervals)
        {
            var start = FirstFrom(interval.From);
            var end = interval.To == long.MaxValue ? pieces.Length : FirstFrom(interval.To + 1);
            inside.Add((start, end));
            outside.Add((next, start));
            count += end - start;
            next = end;
        }

        outside.Add((next, pieces.Length));
        return count <= pieces.Length / 2 ? (inside, false) : (outside, true);
    }

    /// <summary>The piece that holds the value, or -1.</summary>
    private int PieceOf(long value)
    {
        var p = value == long.MaxValue ? pieces.Length - 1 : FirstFrom(value + 1) - 1;
        return p >= 0 && value <= pieces[p].To ? p : -1;
    }

    private int FirstFrom(long from)
    {
        var (low, high) = (0, pieces.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pieces[middle].From < from) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
