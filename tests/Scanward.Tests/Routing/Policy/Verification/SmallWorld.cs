using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.PolicyVerification;

/// <summary>Random policies over a few facts, and every scan that they can tell apart.</summary>
internal sealed class SmallWorld
{
    // Rows mention some of these; the scans have a value on and between all of them.
    private static readonly (Fact Fact, long[] Mentioned, long[] Values)[] Numbers =
    [
        (Fact.Scan, [1, 2, 3], [1, 2, 3]),
        (Fact.Criticality, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        (Fact.Parts, [1, 2, 3, 4], [1, 2, 3, 4, Facts.Unknown]),
        (Fact.Crew, [1, 2, 3], [1, 2, 3]),
        (Fact.OpenPm, [0, 1], [0, 1, Facts.Unknown]),
        (Fact.LastScanAgo, [10, 20], [0, 9, 10, 11, 19, 20, 21, Facts.Unknown]),
        (Fact.PmDueIn, [-20, 0, 10], [-21, -20, -19, -1, 0, 1, 9, 10, 11, Facts.Unknown]),
        (Fact.Failures90d, [0, 1, 3, 16], [0, 1, 2, 3, 4, 15, 16]),
    ];

    private static readonly (Fact Fact, string?[] Values)[] Names =
    [
        (Fact.Site, ["north", "south", "elsewhere"]),
        (Fact.FailureMode, ["noise", "leak", "smell", null]),
    ];

    private readonly Random random;
    private readonly int[] facts;

    public SmallWorld(int seed)
    {
        random = new(seed);
        facts = Enumerable.Range(0, Numbers.Length + Names.Length).ToArray();
        random.Shuffle(facts);
        facts = facts[..random.Next(2, 6)];
        Policy = Rows.Policy([.. Enumerable.Range(0, random.Next(1, 9)).Select(r => Row("r" + r, r + 1))]);
    }

    public Policy Policy { get; }

    /// <summary>Every combination of the values of the world's facts.</summary>
    public IEnumerable<Facts> Scans()
    {
        var at = new int[facts.Length];
        while (true)
        {
            var scan = new Facts();
            for (var f = 0; f < facts.Length; f++) Set(scan, facts[f], at[f]);
            yield return scan;
            var next = 0;
            while (next < at.Length && ++at[next] == ValueCount(facts[next])) at[next++] = 0;
            if (next == at.Length) yield break;
        }
    }

    private PolicyRow Row(string id, int line)
    {
        var cells = facts.Where(_ => random.Next(5) < 3).Select(f => f < Numbers.Length ? NumberCell(Numbers[f]) : NameCell(Names[f - Numbers.Length]));
        return Rows.Row(id, line, [.. cells]).Gives(Outcome.CorrectiveWo, (Priority)random.Next(1, 4));
    }

    private PolicyCell NumberCell((Fact Fact, long[] Mentioned, long[] Values) fact)
    {
        var listed = fact.Mentioned.Where(_ => random.Next(2) == 0).ToArray();
        var from = fact.Mentioned[random.Next(fact.Mentioned.Length)];
        var cell = random.Next(4) switch
        {
            0 => Rows.Is(fact.Fact, listed),
            1 => Rows.Not(fact.Fact, listed),
            2 => Rows.Between(fact.Fact, from, long.MaxValue),
            _ => Rows.Between(fact.Fact, IntervalSet.Least, from),
        };
        return random.Next(4) == 0 ? cell.OrUnknown() : cell;
    }

    private PolicyCell NameCell((Fact Fact, string?[] Values) fact)
    {
        var listed = fact.Values[..2].Where(_ => random.Next(2) == 0).Select(n => n!).ToArray();
        var cell = random.Next(2) == 0 ? Rows.Named(fact.Fact, listed) : Rows.NotNamed(fact.Fact, listed);
        return random.Next(4) == 0 ? cell with { NamesUnknown = !cell.NamesUnknown } : cell;
    }

    private static int ValueCount(int fact) => fact < Numbers.Length ? Numbers[fact].Values.Length : Names[fact - Numbers.Length].Values.Length;

    private static void Set(Facts scan, int fact, int value)
    {
        if (fact < Numbers.Length) scan[Numbers[fact].Fact] = Numbers[fact].Values[value];
        else scan.SetName(Names[fact - Numbers.Length].Fact, Names[fact - Numbers.Length].Values[value]);
    }
}
