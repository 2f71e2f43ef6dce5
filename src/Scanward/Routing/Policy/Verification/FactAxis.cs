using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>
/// One fact that some row tests, with its domain cut at every breakpoint of every cell. Values that no cell tells apart are one class; so every
/// cell is exactly a set of classes, and a set of classes is a few machine words.
/// </summary>
internal sealed class FactAxis
{
    private const int BitsPerWord = 64;

    private readonly Dictionary<IntervalSet, ulong[]> masks;

    private FactAxis(FactDomain domain, IntervalSet range, ImmutableArray<string> names, IReadOnlyList<IntervalSet> cells)
    {
        Domain = domain;
        Range = range;
        Names = names;

        var pieces = Pieces(range, cells);
        var (classOfPiece, classCount) = Refine(pieces, cells);
        var members = new List<Interval>[classCount];
        for (var p = 0; p < pieces.Count; p++) (members[classOfPiece[p]] ??= []).Add(pieces[p]);
        Classes = [.. members.Select(m => IntervalSet.Of(m))];
        WordCount = (Classes.Length + BitsPerWord - 1) / BitsPerWord;
        masks = new(cells.Count);
        foreach (var cell in cells)
        {
            var mask = new ulong[WordCount];
            foreach (var p in PiecesIn(cell, pieces)) mask[classOfPiece[p] / BitsPerWord] |= 1UL << (classOfPiece[p] % BitsPerWord);
            masks[cell] = mask;
        }
    }

    public Fact Fact => Domain.Column.Fact;

    /// <summary>The meter, for <c>reading:&lt;meter&gt;</c>; <see cref="Fact"/> is then meaningless.</summary>
    public string? Meter => Domain.Column.Meter;

    /// <summary>As policies write it.</summary>
    public string Name => Domain.Column.Name;

    public FactKind Kind => Domain.Column.Kind;

    public FactDomain Domain { get; }

    /// <summary>All values: the domain's numbers, for names 0 up to <see cref="OtherName"/>, and <see cref="Facts.Unknown"/> where that can be.</summary>
    public IntervalSet Range { get; }

    /// <summary>For names: those that cells mention, in order; the value of a name is its place here.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>For names: the value that stands for every name that no cell mentions.</summary>
    public int OtherName => Names.Length;

    /// <summary>Disjoint, never empty, together <see cref="Range"/>.</summary>
    public ImmutableArray<IntervalSet> Classes { get; }

    /// <summary>Machine words that a set of classes takes.</summary>
    public int WordCount { get; }

    /// <summary>The axis of all cells of one fact.</summary>
    public static FactAxis Of(IReadOnlyList<PolicyCell> cells, bool profileGoesStale)
    {
        var meter = cells[0].Meter;
        var domain = meter is null ? FactDomains.Of(cells[0].Fact, profileGoesStale) : FactDomains.Reading(meter);
        ImmutableArray<string> names = [];
        var numbers = IntervalSet.Of(new Interval(domain.Column.Least, domain.Column.Most));
        if (domain.Column.Kind == FactKind.Name)
        {
            names = [.. cells.SelectMany(c => NamesOf(c)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            numbers = IntervalSet.Of(new Interval(0, names.Length));
        }

        var range = domain.MayBeUnknown ? numbers.Union(IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown))) : numbers;
        return new(domain, range, names, [.. cells.Select(c => ValuesOf(c, names, range)).Distinct()]);
    }

    /// <summary>The classes that a cell of this axis accepts.</summary>
    public ReadOnlySpan<ulong> MaskOf(PolicyCell cell) => masks[ValuesOf(cell, Names, Range)];

    /// <summary>The values of a set of classes.</summary>
    public IntervalSet ValuesOf(ReadOnlySpan<ulong> mask)
    {
        var intervals = new List<Interval>();
        for (var c = 0; c < Classes.Length; c++)
        {
            if ((mask[c / BitsPerWord] >> (c % BitsPerWord) & 1) != 0) intervals.AddRange(Classes[c].Intervals);
        }

        return IntervalSet.Of(intervals);
    }

    /// <summary>Writes the set of all classes.</summary>
    public void FillAll(Span<ulong> mask)
    {
        mask.Fill(ulong.MaxValue);
        var rest = Classes.Length % BitsPerWord;
        if (rest != 0) mask[^1] = (1UL << rest) - 1;
    }

    /// <summary>Adds the class that holds the value.</summary>
    public void FillClassOf(long value, Span<ulong> mask)
    {
        for (var c = 0; c < Classes.Length; c++)
        {
            if (!Classes[c].Contains(value)) continue;
            mask[c / BitsPerWord] |= 1UL << (c % BitsPerWord);
            return;
        }
    }

    private static IntervalSet ValuesOf(PolicyCell cell, ImmutableArray<string> names, IntervalSet range)
    {
        if (cell.Meter is not null || !Facts.IsName(cell.Fact)) return cell.Values.Intersect(range);

        var listed = IntervalSet.Of(NamesOf(cell).Select(n => names.AsSpan().BinarySearch(n, StringComparer.Ordinal)).Select(i => new Interval(i, i)));
        var known = cell.NamesNegated ? IntervalSet.Of(new Interval(0, names.Length)).Except(listed) : listed;
        return (cell.NamesUnknown ? known.Union(IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown))) : known).Intersect(range);
    }

    private static ImmutableArray<string> NamesOf(PolicyCell cell) => cell.Names.IsDefault ? [] : cell.Names;

    /// <summary>The range cut wherever some cell begins or ends, in order.</summary>
    private static List<Interval> Pieces(IntervalSet range, IReadOnlyList<IntervalSet> cells)
    {
        var starts = new SortedSet<long>();
        foreach (var interval in cells.SelectMany(c => c.Intervals))
        {
            starts.Add(interval.From);
            if (interval.To < long.MaxValue) starts.Add(interval.To + 1);
        }

        var pieces = new List<Interval>();
        foreach (var interval in range.Intervals)
        {
            var from = interval.From;
            if (interval.From < interval.To)
            {
                foreach (var start in starts.GetViewBetween(interval.From + 1, interval.To))
                {
                    pieces.Add(new(from, start - 1));
                    from = start;
                }
            }

            pieces.Add(new(from, interval.To));
        }

        return pieces;
    }

    /// <summary>The pieces that lie in a cell: each lies in it wholly or not at all.</summary>
    private static IEnumerable<int> PiecesIn(IntervalSet cell, List<Interval> pieces)
    {
        var p = 0;
        foreach (var interval in cell.Intervals)
        {
            p = FirstFrom(pieces, p, interval.From);
            for (; p < pieces.Count && pieces[p].To <= interval.To; p++) yield return p;
        }
    }

    private static int FirstFrom(List<Interval> pieces, int low, long from)
    {
        var high = pieces.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pieces[middle].From < from) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Partition refinement: pieces stay in one class as long as every cell holds all of them or none.</summary>
    private static (int[] ClassOfPiece, int ClassCount) Refine(List<Interval> pieces, IReadOnlyList<IntervalSet> cells)
    {
        var classOf = new int[pieces.Count];
        var sizes = new List<int> { pieces.Count };
        var inside = new Dictionary<int, List<int>>();
        foreach (var cell in cells)
        {
            inside.Clear();
            foreach (var p in PiecesIn(cell, pieces))
            {
                if (!inside.TryGetValue(classOf[p], out var list)) inside[classOf[p]] = list = [];
                list.Add(p);
            }

            foreach (var (old, list) in inside)
            {
                if (list.Count == sizes[old]) continue;
                sizes[old] -= list.Count;
                foreach (var p in list) classOf[p] = sizes.Count;
                sizes.Add(list.Count);
            }
        }

        return (classOf, sizes.Count);
    }
}
