using System.Diagnostics.CodeAnalysis;

namespace Scanward.Routing.Policy;

/// <summary>Facts in the words of the policy language: <c>3d 4h</c>, <c>short</c>, <c>yes</c>, <c>80%</c>, <c>unknown</c>; and back.</summary>
public static class FactText
{
    private const int LongestName = 128;

    /// <summary>The fact's value as a policy would write it; names as they are.</summary>
    public static string Of(Facts facts, FactColumn column) =>
        column.Kind == FactKind.Name ? facts.Name(column.Fact) ?? "unknown" : FactValues.Format(column, column.ValueIn(facts));

    /// <summary>An integer of a column that is not a name, as a policy would write it.</summary>
    public static string Of(FactColumn column, long value) => FactValues.Format(column, value);

    /// <summary>Every fact that is known, in the order of <see cref="FactColumn.All"/>, then the readings by meter.</summary>
    public static IEnumerable<FactColumn> Known(Facts facts)
    {
        foreach (var column in FactColumn.All)
        {
            if (column.Kind == FactKind.Name ? facts.Name(column.Fact) is not null : facts[column.Fact] != Facts.Unknown) yield return column;
        }

        foreach (var meter in facts.Readings.Keys) yield return FactColumn.Reading(meter);
    }

    /// <summary>Sets one fact from <c>fact=value</c>, as the command line gives it. A value is a single value, not a test.</summary>
    /// <param name="facts">Where it is set.</param>
    /// <param name="assignment">Such as <c>last_scan_ago=4m</c>, <c>parts=short</c>, <c>site=north-clinic</c>,
    /// <c>reading:run_hours=8123.5</c>.</param>
    /// <param name="fault">One sentence that says what to write instead; null when it is set.</param>
    public static bool TrySet(Facts facts, string assignment, [NotNullWhen(false)] out string? fault)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var (name, text) = equals < 0 ? (assignment, "") : (assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
        fault = equals <= 0 ? $"'{assignment}' is not of the form fact=value, such as criticality=5."
            : FactColumn.Find(name) is not { } column ? $"'{name}' is not a fact{NearestName.Hint(name, FactColumn.All.Select(c => c.Name))}"
            : text.Length == 0 ? $"{name} has no value here; write {name}=unknown or leave it out."
            : Set(facts, column, text);
        return fault is null;
    }

    private static string? Set(Facts facts, FactColumn column, string text)
    {
        var unknown = text == "unknown";
        if (column.Kind == FactKind.Name)
        {
            if (text.Length > LongestName || text.Any(char.IsControl))
                return $"{column.Name} is a name of at most {LongestName} characters without control characters.";
            facts.SetName(column.Fact, unknown ? null : text);
            return null;
        }

        var value = Facts.Unknown;
        if (!unknown && FactValues.TryParse(column, text, out value) is { } fault) return fault.Detail;
        if (column.Meter is { } meter)
        {
            facts.Readings = unknown ? facts.Readings.Remove(meter) : facts.Readings.SetItem(meter, value);
            return null;
        }

        // Counting stops at the largest value of failures_90d; any other value outside of its domain is a slip.
        if (column.Fact == Fact.Failures90d && value > column.Most) value = column.Most;
        if (column.Clamp(value) != value) return FactValues.OutOfDomain(column, text);
        facts[column.Fact] = value;
        return null;
    }
}
