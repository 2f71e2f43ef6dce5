using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>
/// The space of all scans as one policy sees it: an axis for each fact that some row tests. A box, one set of classes per axis, is an array of
/// <see cref="WordCount"/> words, the axes one after the other.
/// </summary>
internal sealed class PolicySpace
{
    private readonly int[] offsets;
    private readonly ulong[] everything;

    public PolicySpace(Policy policy)
    {
        Policy = policy;
        var stale = policy.FreshMinutes.ContainsKey("profile");
        var cells = policy.Rows.SelectMany(r => r.When).GroupBy(KeyOf).OrderBy(g => g.Key);
        Axes = [.. cells.Select(g => FactAxis.Of([.. g], stale))];
        offsets = new int[Axes.Length];
        for (var a = 0; a < Axes.Length; a++)
        {
            offsets[a] = WordCount;
            WordCount += Axes[a].Classes.WordCount;
        }

        everything = new ulong[WordCount];
        for (var a = 0; a < Axes.Length; a++) Axes[a].Classes.FillAll(Of(everything.AsSpan(), a));

        var axisOf = Axes.Select((c, i) => (Key: KeyOf(c), Index: i)).ToDictionary(p => p.Key, p => p.Index);
        Rows = [.. policy.Rows.Select(row => RowBox(row, axisOf))];
    }

    public Policy Policy { get; }

    /// <summary>In the order of <see cref="Fact"/>, then meters by name.</summary>
    public ImmutableArray<FactAxis> Axes { get; }

    /// <summary>The policy's rows, in order.</summary>
    public ImmutableArray<NarrowBox> Rows { get; }

    public int WordCount { get; }

    /// <summary>What one test of a row against a box costs, beside one with few values.</summary>
    public int TestWeight => 1 + (WordCount / 32);

    /// <summary>A box of all scans, for the caller to narrow.</summary>
    public ulong[] Everything() => [.. everything];

    /// <summary>One axis of a box.</summary>
    public Span<ulong> Of(Span<ulong> box, int axis) => box.Slice(offsets[axis], Axes[axis].Classes.WordCount);

    public ReadOnlySpan<ulong> Of(ReadOnlySpan<ulong> box, int axis) => box.Slice(offsets[axis], Axes[axis].Classes.WordCount);

    /// <summary>Whether the box leaves the axis as it is.</summary>
    public bool IsWhole(ReadOnlySpan<ulong> box, int axis) => Of(box, axis).SequenceEqual(Of(everything.AsSpan(), axis));

    /// <summary>The box with all its axes written out.</summary>
    public ulong[] Widen(NarrowBox narrow)
    {
        var box = Everything();
        foreach (var c in narrow.Constraints) narrow.Words.AsSpan(c.At, c.Count).CopyTo(box.AsSpan(c.Offset));
        return box;
    }

    /// <summary>The box with only the axes that it narrows.</summary>
    public NarrowBox Narrow(ReadOnlySpan<ulong> box)
    {
        var constraints = new List<Constraint>();
        var words = new List<ulong>();
        for (var a = 0; a < Axes.Length; a++)
        {
            if (IsWhole(box, a)) continue;
            var own = Of(box, a);
            var first = own.IndexOfAnyExcept(0UL);
            constraints.Add(new(a, offsets[a], own.Length, words.Count, first < 0 ? own.Length : first, own.LastIndexOfAnyExcept(0UL)));
            words.AddRange(own);
        }

        return new([.. constraints], [.. words]);
    }

    private NarrowBox RowBox(PolicyRow row, Dictionary<(int Fact, string Meter), int> axisOf)
    {
        var box = Everything();
        foreach (var cell in row.When)
        {
            var axis = axisOf[KeyOf(cell)];
            var own = Of(box.AsSpan(), axis);
            var mask = Axes[axis].MaskOf(cell);
            for (var w = 0; w < own.Length; w++) own[w] &= mask[w];
        }

        return Narrow(box);
    }

    private static (int Fact, string Meter) KeyOf(PolicyCell cell) => cell.Meter is null ? ((int)cell.Fact, "") : (Facts.Count, cell.Meter);

    private static (int Fact, string Meter) KeyOf(FactAxis axis) => axis.Meter is null ? ((int)axis.Fact, "") : (Facts.Count, axis.Meter);
}
