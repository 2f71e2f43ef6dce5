using System.Collections.Frozen;

namespace Scanward.Routing.Policy;

/// <summary>The words that policies, explanations and the API have for the values of an enum.</summary>
public static class PolicyWords
{
    public static string Of(Outcome outcome) => Words<Outcome>.ByValue[outcome];

    public static string Of(Priority priority) => Words<Priority>.ByValue[priority];

    public static string Of(DuplicateOf target) => Words<DuplicateOf>.ByValue[target];

    public static string Of(ResponseClockKind clock) => Words<ResponseClockKind>.ByValue[clock];

    public static string Of(AssignNeed need) => Words<AssignNeed>.ByValue[need];

    public static string Of(AssignPreference preference) => Words<AssignPreference>.ByValue[preference];

    public static string Of(IfNone choice) => Words<IfNone>.ByValue[choice];

    /// <summary><c>corrective_wo P1</c>, <c>duplicate of last_scan</c>; what the short form of <c>then</c> says.</summary>
    public static string Of(RowResult then)
    {
        if (then.DuplicateOf is { } target) return $"{Of(then.Outcome)} of {Of(target)}";
        return then.Priority is { } priority ? $"{Of(then.Outcome)} {Of(priority)}" : Of(then.Outcome);
    }

    /// <summary><c>2d</c>, <c>1d 4h</c>, <c>15m</c>.</summary>
    public static string Of(ResponseSpan span)
    {
        var minutes = span.Minutes == 0 && span.Days != 0 ? "" : span.Minutes % 60 == 0 && span.Minutes != 0 ? $"{span.Minutes / 60}h"
            : span.Minutes > 60 ? $"{span.Minutes / 60}h {span.Minutes % 60}m" : $"{span.Minutes}m";
        return span.Days == 0 ? minutes : $"{span.Days}d {minutes}".TrimEnd();
    }

    internal static bool TryParse<T>(string word, out T value)
        where T : struct, Enum => Words<T>.ByWord.TryGetValue(word, out value);

    internal static IEnumerable<string> All<T>()
        where T : struct, Enum => Words<T>.ByValue.OrderBy(p => p.Key).Select(p => p.Value);

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => Word(v.ToString()));

        public static readonly FrozenDictionary<string, T> ByWord = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key);

        // CorrectiveWo is corrective_wo, Tier2Engineer is tier_2_engineer; P1 stays P1.
        private static string Word(string name) =>
            typeof(T) == typeof(Priority) ? name
            : string.Concat(name.Select((c, i) => i > 0 && (char.IsUpper(c) || char.IsDigit(c)) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
    }
}
