using System.Globalization;

namespace Scanward.Routing.Policy;

/// <summary>Numbers, spans and lists as sentences say them.</summary>
internal static class PolicyWords
{
    private const long Hour = 60, Day = 24 * Hour;

    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary><c>10 minutes</c>, <c>1 day and 4 hours</c>.</summary>
    public static string Duration(long minutes)
    {
        if (minutes < 0) return $"minus {Duration(minutes == long.MinValue ? long.MaxValue : -minutes)}";
        var parts = new List<string>();
        if (minutes >= Day) parts.Add(Count(minutes / Day, "day"));
        if (minutes % Day >= Hour) parts.Add(Count(minutes % Day / Hour, "hour"));
        if (minutes % Hour > 0) parts.Add(Count(minutes % Hour, "minute"));
        return parts.Count == 0 ? "0 minutes" : And(parts);
    }

    public static string And(IReadOnlyList<string> words) => Join(words, "and");

    public static string Or(IReadOnlyList<string> words) => Join(words, "or");

    private static string Join(IReadOnlyList<string> words, string last) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}";
}
