using System.Collections.Immutable;
using System.Numerics;

namespace Scanward.Routing.Policy;

/// <summary>One cell and the fact it was asked about.</summary>
/// <param name="Fact">As the policy names it.</param>
/// <param name="Value">The fact's value in the words of the policy.</param>
/// <param name="Test">The cell as the file says it.</param>
public sealed record CellExplanation(string Fact, string Value, string Test)
{
    /// <summary><c>parts is short (test: short or unknown)</c>; the test is left out where it says no more than the value.</summary>
    public override string ToString() => Value == Test ? $"{Fact} is {Value}" : $"{Fact} is {Value} (test: {Test})";
}

/// <summary>A row that would have taken the scan before the row that did, had these cells matched.</summary>
public sealed record NearMiss(string Row, ImmutableArray<CellExplanation> Failed);

/// <summary>Why a row, and no other, took a scan.</summary>
public sealed record RowExplanation
{
    private const int NearMisses = 3;

    /// <summary>Null where no row matches.</summary>
    public required PolicyRow? Row { get; init; }

    /// <summary>
    /// The cells that set the row apart from the next row that matches, which would have taken the scan otherwise; all cells where
    /// nothing sets it apart.
    /// </summary>
    public ImmutableArray<CellExplanation> Because { get; init; } = [];

    /// <summary>The row's other cells: the next row that matches asks them too.</summary>
    public ImmutableArray<CellExplanation> Given { get; init; } = [];

    /// <summary>Ids of the rows below that match as well, in their order.</summary>
    public ImmutableArray<string> AlsoMatched { get; init; } = [];

    /// <summary>
    /// At most three rows above (all rows where none matched) that failed in the fewest cells; of those with equally many, first the ones
    /// with the most cells that did match. Rows in which nothing matched are not near.
    /// </summary>
    public ImmutableArray<NearMiss> NearestMiss { get; init; } = [];

    /// <summary>One plain sentence.</summary>
    public string Sentence =>
        Row is null ? "No row matches this scan."
        : Because.IsEmpty ? $"Row {Row.Id}: no row above it matches."
        : $"Row {Row.Id}: {string.Join(", ", Because)}.";

    /// <summary>Asks every row; for one decision at a time, not for the way of a scan.</summary>
    public static RowExplanation Of(CompiledPolicy policy, Facts facts)
    {
        var mask = new ulong[policy.MaskWords];
        policy.MatchAll(facts, mask);
        var matched = Bits(mask).ToList();
        var winner = matched.Count == 0 ? null : policy.Rows[matched[0]];
        var nearest = Nearest(policy.Rows.AsSpan()[..(matched.Count == 0 ? policy.Rows.Length : matched[0])], facts);
        if (winner is null) return new() { Row = null, NearestMiss = nearest };

        var next = matched.Count > 1 ? policy.Rows[matched[1]] : null;
        var apart = winner.When.Where(c => next is null || !next.When.Any(n => AskTheSame(c, n))).ToList();
        if (apart.Count == 0) apart.AddRange(winner.When);
        return new()
        {
            Row = winner,
            Because = [.. apart.Select(c => Explain(c, facts))],
            Given = [.. winner.When.Except(apart).Select(c => Explain(c, facts))],
            AlsoMatched = [.. matched.Skip(1).Select(r => policy.Rows[r].Id)],
            NearestMiss = nearest,
        };
    }

    private static ImmutableArray<NearMiss> Nearest(ReadOnlySpan<PolicyRow> rows, Facts facts)
    {
        var misses = new List<(PolicyRow Row, int Failed)>();
        foreach (var row in rows)
        {
            var failed = row.When.Count(c => !NaiveDecision.Matches(c, facts));
            if (failed < row.When.Length) misses.Add((row, failed));
        }

        // OrderBy is stable: rows that are equally near stay in the order of the file.
        return [.. misses.OrderBy(m => m.Failed).ThenByDescending(m => m.Row.When.Length).Take(NearMisses)
            .Select(m => new NearMiss(m.Row.Id, [.. m.Row.When.Where(c => !NaiveDecision.Matches(c, facts)).Select(c => Explain(c, facts))]))];
    }

    private static CellExplanation Explain(PolicyCell cell, Facts facts)
    {
        var column = FactColumn.Of(cell);
        return new(column.Name, FactText.Of(facts, column), cell.Text);
    }

    private static bool AskTheSame(PolicyCell a, PolicyCell b)
    {
        if (a.Meter != b.Meter || (a.Meter is null && a.Fact != b.Fact)) return false;
        if (FactColumn.Of(a).Kind != FactKind.Name) return a.Values.Equals(b.Values);
        return a.NamesNegated == b.NamesNegated && a.NamesUnknown == b.NamesUnknown && a.Names.Order().SequenceEqual(b.Names.Order());
    }

    private static IEnumerable<int> Bits(ulong[] mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1) yield return (word * 64) + BitOperations.TrailingZeroCount(bits);
        }
    }
}
