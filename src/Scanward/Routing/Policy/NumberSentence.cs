namespace Scanward.Routing.Policy;

/// <summary>A range of a number as a clause. Ends are told the way they were most likely written: <c>less than 10 minutes</c>, not <c>at most 9 minutes</c>.</summary>
internal static class NumberSentence
{
    private const int RoundMinutes = 5;

    /// <param name="frame">With <c>{q}</c> for the quantity; null for what can be in the past, which says it in words of its own.</param>
    public static string Of(FactColumn column, string? frame, Interval range) => frame is null ? Signed(column, range) : frame.Replace("{q}", Quantity(column, range), StringComparison.Ordinal);

    private static string Quantity(FactColumn column, Interval range)
    {
        if (range.From == range.To) return Value(column, range.From);
        var (low, high) = (range.From > column.Least, range.To < column.Most);
        if (column is { Fact: Fact.Criticality, Meter: null }) return $"{range.From} to {range.To}";
        if (low && high) return column.Kind == FactKind.Duration ? $"between {Value(column, range.From)} and {Value(column, range.To)}" : $"{Bare(column, range.From)} to {Value(column, range.To)}";
        return low ? AtLeast(column, range.From) : AtMost(column, range.To);
    }

    private static string AtLeast(FactColumn column, long from) =>
        IsRound(column, from) || !IsRound(column, from - 1) ? $"at least {Value(column, from)}" : $"more than {Value(column, from - 1)}";

    private static string AtMost(FactColumn column, long to) => IsRound(column, to) || !IsRound(column, to + 1) ? $"at most {Value(column, to)}" : $"less than {Value(column, to + 1)}";

    private static bool IsRound(FactColumn column, long value) => value % (column.Kind switch { FactKind.Duration or FactKind.Percent => RoundMinutes, FactKind.Reading => 10, _ => 1 }) == 0;

    private static string Value(FactColumn column, long value) => column.Kind switch
    {
        FactKind.Duration => PolicyWords.Duration(value),
        FactKind.Count when column.Fact == Fact.Failures90d => PolicyWords.Count(value, "time"),
        _ => FactValues.Format(column, value),
    };

    private static string Bare(FactColumn column, long value) => column.Kind == FactKind.Count ? FactValues.Format(column, value) : Value(column, value);

    /// <summary>What lies ahead, or behind when it is negative: a warranty, a PM.</summary>
    private static string Signed(FactColumn column, Interval range)
    {
        if (range.From > column.Least && range.To < column.Most) return Between(column, range.From, range.To);
        if (range.To < column.Most)
        {
            if (IsRound(column, range.To) || !IsRound(column, range.To + 1)) return Until(column, range.To, "at most", "at least");
            return Until(column, range.To + 1, "less than", "more than");
        }

        if (IsRound(column, range.From) || !IsRound(column, range.From - 1)) return From(column, range.From, "at least", "at most");
        return From(column, range.From - 1, "more than", "less than");
    }

    /// <summary>Everything up to a point.</summary>
    private static string Until(FactColumn column, long to, string ahead, string behind) => to < 0 || (to == 0 && ahead == "less than")
        ? Behind(column, to == 0 ? "" : $"{behind} {Span(-to)}")
        : $"{Ahead(column, $"{ahead} {Span(to)}")}, or {Behind(column, "")}";

    /// <summary>Everything from a point on.</summary>
    private static string From(FactColumn column, long from, string ahead, string behind) => from >= 0
        ? Ahead(column, $"{ahead} {Span(from)}")
        : $"{Ahead(column, "")}, or {Behind(column, $"{behind} {Span(-from)}")}";

    private static string Between(FactColumn column, long from, long to) => (from < 0, to < 0) switch
    {
        (true, true) => Behind(column, $"between {Span(-to)} and {Span(-from)}"),
        (false, _) => from == to ? Ahead(column, Span(to)) : Ahead(column, $"between {Span(from)} and {Span(to)}"),
        _ => $"{Ahead(column, $"at most {Span(to)}")}, or {Behind(column, $"at most {Span(-from)}")}",
    };

    private static string Ahead(FactColumn column, string quantity) => column.Fact switch
    {
        Fact.WarrantyLeft => quantity.Length == 0 ? "the warranty has time left" : $"the warranty has {quantity} left",
        Fact.PmDueIn => quantity.Length == 0 ? "the PM is still to come" : $"the PM is due in {quantity}",
        _ => quantity.Length == 0 ? "the PM by meter is still to come" : $"the PM by meter is due in {quantity}",
    };

    private static string Behind(FactColumn column, string quantity) => column.Fact switch
    {
        Fact.WarrantyLeft => quantity.Length == 0 ? "the warranty is over" : $"the warranty has been over for {quantity}",
        Fact.PmDueIn => quantity.Length == 0 ? "the PM is late" : $"the PM is {quantity} late",
        _ => quantity.Length == 0 ? "the PM by meter is late" : $"the PM by meter is {quantity} late",
    };

    /// <summary>These are dates: nothing at all is no days.</summary>
    private static string Span(long minutes) => minutes == 0 ? "0 days" : PolicyWords.Duration(minutes);
}
