using System.Collections.Immutable;
using System.Numerics;

namespace Scanward.Routing.Policy;

/// <summary>
/// Decides row by row and cell by cell, as a person would read the file. Slow, and the oracle that <see cref="CompiledPolicy"/> is tested against.
/// </summary>
public sealed class NaiveDecision(Policy policy)
{
    public ImmutableArray<PolicyRow> Rows => policy.Rows;

    /// <summary>The index of the first row that matches, or -1 where none does.</summary>
    public int Decide(Facts facts)
    {
        for (var row = 0; row < Rows.Length; row++)
        {
            if (Matches(Rows[row], facts)) return row;
        }

        return -1;
    }

    /// <inheritdoc cref="CompiledPolicy.MatchAll"/>
    public int MatchAll(Facts facts, Span<ulong> mask)
    {
        var words = mask[..((Rows.Length + 63) / 64)];
        words.Clear();
        for (var row = 0; row < Rows.Length; row++)
        {
            if (Matches(Rows[row], facts)) words[row >> 6] |= 1UL << row;
        }

        var count = 0;
        foreach (var word in words) count += BitOperations.PopCount(word);
        return count;
    }

    public static bool Matches(PolicyRow row, Facts facts)
    {
        foreach (var cell in row.When)
        {
            if (!Matches(cell, facts)) return false;
        }

        return true;
    }

    public static bool Matches(PolicyCell cell, Facts facts)
    {
        var column = FactColumn.Of(cell);
        if (column.Kind != FactKind.Name) return cell.Values.Contains(column.ValueIn(facts));
        if (facts.Name(cell.Fact) is not { } name) return cell.NamesUnknown;
        return cell.Names.Contains(name) != cell.NamesNegated;
    }
}
