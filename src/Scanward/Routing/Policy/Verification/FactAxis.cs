using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>One fact that some row tests, with every value that it can have, in classes that the rows' cells tell apart.</summary>
internal sealed class FactAxis
{
    private readonly Dictionary<IntervalSet, ulong[]> masks;

    private FactAxis(FactDomain domain, IntervalSet range, ImmutableArray<string> names, IReadOnlyCollection<IntervalSet> cells)
    {
        Domain = domain;
        Range = range;
        Names = names;
        Classes = new(range, cells);
        masks = cells.ToDictionary(c => c, Classes.MaskOf);
    }

    public Fact Fact => Domain.Column.Fact;

    /// <summary>The meter, for <c>reading:&lt;meter&gt;</c>; <see cref="Fact"/> is then meaningless.</summary>
    public string? Meter => Domain.Column.Meter;

    /// <summary>As policies write it.</summary>
    public string Name => Domain.Column.Name;

    public FactKind Kind => Domain.Column.Kind;

    public FactDomain Domain { get; }

    /// <summary>
    /// All values: the domain's numbers, for names 0 up to <see cref="OtherName"/>, and <see cref="Facts.Unknown"/> where that can be.
    /// </summary>
    public IntervalSet Range { get; }

    /// <summary>For names: those that cells mention, in order; the value of a name is its place here.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>For names: the value that stands for every name that no cell mentions.</summary>
    public int OtherName => Names.Length;

    /// <summary>The classes of <see cref="Range"/>.</summary>
    public ClassPartition Classes { get; }

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

    private static IntervalSet ValuesOf(PolicyCell cell, ImmutableArray<string> names, IntervalSet range)
    {
        if (cell.Meter is not null || !Facts.IsName(cell.Fact)) return cell.Values.Intersect(range);

        var listed = IntervalSet.Of(
            NamesOf(cell).Select(n => names.AsSpan().BinarySearch(n, StringComparer.Ordinal)).Select(i => new Interval(i, i)));
        var known = cell.NamesNegated ? IntervalSet.Of(new Interval(0, names.Length)).Except(listed) : listed;
        return (cell.NamesUnknown ? known.Union(IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown))) : known).Intersect(range);
    }

    private static ImmutableArray<string> NamesOf(PolicyCell cell) => cell.Names.IsDefault ? [] : cell.Names;
}
