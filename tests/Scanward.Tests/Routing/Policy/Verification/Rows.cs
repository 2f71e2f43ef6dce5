using System.Collections.Immutable;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.PolicyVerification;

/// <summary>Policies built by hand, and the plainest possible reading of them: the oracle of these tests.</summary>
internal static class Rows
{
    private static readonly IntervalSet JustUnknown = IntervalSet.Of(new Interval(Facts.Unknown, Facts.Unknown));

    public static Policy Policy(params PolicyRow[] rows) => new()
    {
        Name = "test",
        Version = 1,
        TimeZone = "UTC",
        Hash = "",
        Source = "",
        Rows = [.. rows],
        Response = ImmutableSortedDictionary<Priority, ResponseRule>.Empty,
    };

    /// <summary>A row <c>id</c> on line <paramref name="line"/> that gives <c>corrective_wo P3</c>.</summary>
    public static PolicyRow Row(string id, int line, params PolicyCell[] when) => new()
    {
        Id = id,
        Line = line,
        When = [.. when],
        Then = new() { Outcome = Outcome.CorrectiveWo, Priority = Priority.P3 },
    };

    public static PolicyRow Gives(this PolicyRow row, Outcome outcome, Priority priority) => row with { Then = new() { Outcome = outcome, Priority = priority } };

    public static PolicyCell Is(Fact fact, params long[] values) =>
        new(fact, null, string.Join(" or ", values), IntervalSet.Of(values.Select(v => new Interval(v, v))));

    public static PolicyCell Not(Fact fact, params long[] values) =>
        new(fact, null, "not " + string.Join(" or ", values), IntervalSet.Of(values.Select(v => new Interval(v, v))).Complement());

    public static PolicyCell Between(Fact fact, long from, long to) => new(fact, null, $"{from}..{to}", IntervalSet.Of(new Interval(from, to)));

    public static PolicyCell OrUnknown(this PolicyCell cell) => cell with { Values = cell.Values.Union(JustUnknown), Text = cell.Text + " or unknown" };

    public static PolicyCell Named(Fact fact, params string[] names) => new(fact, null, string.Join(" or ", names), IntervalSet.Empty, [.. names]);

    public static PolicyCell NotNamed(Fact fact, params string[] names) =>
        new(fact, null, "not " + string.Join(" or ", names), IntervalSet.Empty, [.. names], NamesNegated: true, NamesUnknown: true);

    public static PolicyCell Reading(string meter, long from, long to) => new(default, meter, $"{from}..{to}", IntervalSet.Of(new Interval(from, to)));

    /// <summary>The first row that takes the scan, by its id; null when none does.</summary>
    public static string? Taker(Policy policy, Facts facts) => policy.Rows.FirstOrDefault(r => Matches(r, facts))?.Id;

    public static bool Matches(PolicyRow row, Facts facts) => row.When.All(c => Holds(c, facts));

    private static bool Holds(PolicyCell cell, Facts facts)
    {
        if (cell.Meter is not null) return cell.Values.Contains(facts.Readings.GetValueOrDefault(cell.Meter, Facts.Unknown));
        if (!Facts.IsName(cell.Fact)) return cell.Values.Contains(facts[cell.Fact]);
        return facts.Name(cell.Fact) is { } name ? cell.Names.Contains(name) != cell.NamesNegated : cell.NamesUnknown;
    }
}
