using System.Globalization;
using System.Text;
using NodaTime;

namespace Scanward.Routing.Policy;

/// <summary>A duration as it was written: <c>-3d 4h</c> is 3 days and 4 hours, negative.</summary>
internal readonly record struct DurationParts(bool Negative, int Weeks, int Days, int Hours, int Minutes)
{
    public long TotalMinutes => (Negative ? -1 : 1) * ((((((Weeks * 7L) + Days) * 24) + Hours) * 60) + Minutes);
}

/// <summary>
/// Durations of the policy language: whole numbers with <c>w d h m</c>, the larger unit first, with or without a space between them.
/// </summary>
internal static class DurationText
{
    private const string Units = "wdhm";
    private const int LongestNumber = 7;

    /// <summary>Null with the parts, else what is wrong, to be said after the column's name.</summary>
    public static (string Code, string Detail)? TryParse(string text, out DurationParts parts)
    {
        parts = default;
        var rest = text.AsSpan().Trim();
        var negative = rest.StartsWith('-');
        if (negative || rest.StartsWith('+')) rest = rest[1..];
        Span<int> amounts = stackalloc int[Units.Length];
        var smallestYet = -1;
        do
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = rest.Length;
            if (digits == 0) return ("bad_number", $"takes a whole number with a unit, such as 10m, 10h, 10d or 10w; '{text}' is not one.");
            if (digits > LongestNumber) return ("out_of_range", $"takes numbers of at most {LongestNumber} digits.");
            var number = int.Parse(rest[..digits], CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var letters = rest.IndexOfAnyExcept(UnitLetters);
            var unit = rest[..(letters < 0 ? rest.Length : letters)];
            if (unit.IsEmpty && rest.IsEmpty) return ("bad_unit", $"needs a unit: {number}m, {number}h, {number}d or {number}w.");
            if (unit.IsEmpty) return ("bad_number", $"takes whole numbers with units, such as 1h 30m; '{text}' is not one.");
            var place = unit.Length == 1 ? Units.IndexOf(unit[0], StringComparison.Ordinal) : -1;
            if (place < 0) return ("bad_unit", $"has the units m, h, d and w; '{unit}' is none of them{UnitHint(number, unit)}");
            if (place <= smallestYet) return ("bad_unit", $"takes each unit once, the larger first, such as 1d 4h; '{text}' does not.");
            amounts[smallestYet = place] = number;
            rest = rest[unit.Length..].TrimStart();
        }
        while (!rest.IsEmpty);

        parts = new(negative, amounts[0], amounts[1], amounts[2], amounts[3]);
        return null;
    }

    /// <summary><c>3d 4h</c>, <c>-7d</c>, <c>0m</c>.</summary>
    public static string Format(long minutes)
    {
        var (days, rest) = Math.DivRem((ulong)Int128.Abs(minutes), 1_440UL);
        return (minutes < 0 ? "-" : "") + Join((days, 'd'), (rest / 60, 'h'), (rest % 60, 'm'));
    }

    /// <summary>Work, which has no days: <c>45m</c>, <c>3h</c>, <c>13h 20m</c>.</summary>
    public static string Work(int minutes) => Join(((ulong)minutes / 60, 'h'), ((ulong)minutes % 60, 'm'));

    /// <summary>Elapsed time down to seconds: <c>2d 3h</c>, <c>45m 10s</c>; nothing below 0.</summary>
    public static string Elapsed(Duration span) => span < Duration.FromSeconds(1) ? "0m"
        : Join(((ulong)span.Days, 'd'), ((ulong)span.Hours, 'h'), ((ulong)span.Minutes, 'm'), ((ulong)span.Seconds, 's'));

    /// <summary><c>2d</c>, <c>1d 4h</c>, <c>15m</c>.</summary>
    public static string Of(ResponseSpan span) => Join(((ulong)span.Days, 'd'), ((ulong)span.Minutes / 60, 'h'), ((ulong)span.Minutes % 60, 'm'));

    private static string Join(params ReadOnlySpan<(ulong Amount, char Unit)> parts)
    {
        var text = new StringBuilder();
        foreach (var (amount, unit) in parts)
        {
            if (amount != 0) text.Append(text.Length == 0 ? "" : " ").Append(amount).Append(unit);
        }

        return text.Length == 0 ? "0m" : text.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> UnitLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%");

    private static string UnitHint(int number, ReadOnlySpan<char> unit)
    {
        var first = char.ToLowerInvariant(unit[0]);
        var month = unit.StartsWith("mo", StringComparison.OrdinalIgnoreCase);
        return Units.Contains(first, StringComparison.Ordinal) && !month ? $"; did you mean '{number}{first}'?" : ".";
    }
}
