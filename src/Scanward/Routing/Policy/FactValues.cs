using System.Globalization;

namespace Scanward.Routing.Policy;

/// <summary>Reads and writes single values of a column (not names): <c>short</c>, <c>5</c>, <c>80%</c>, <c>3d 4h</c>, <c>8123.5</c>.</summary>
internal static class FactValues
{
    private const int LongestNumber = 9;
    private const int LongestReading = 15;

    /// <summary>Null with the value, else a fault. The value is not checked against the column's domain.</summary>
    public static (string Code, string Detail)? TryParse(FactColumn column, string text, out long value)
    {
        value = Facts.Unknown;
        switch (column.Kind)
        {
            case FactKind.Words:
                return Word(column, text, out value);
            case FactKind.Count:
                return Number(text, out value) ? null : BadCount(column, text);
            case FactKind.Percent:
                return text.EndsWith('%') && Number(text[..^1].TrimEnd(), out value) ? null : BadPercent(column, text);
            case FactKind.Duration:
                if (DurationText.TryParse(text, out var parts) is { } fault) return (fault.Code, $"{column.Name} {fault.Detail}");
                value = parts.TotalMinutes;
                return null;
            default:
                return Reading(text, out value)
                    ? null
                    : ("bad_number", $"{column.Name} takes a number with at most three decimals and no unit; '{text}' is not one.");
        }
    }

    /// <summary>The value in the words of the policy language.</summary>
    public static string Format(FactColumn column, long value)
    {
        if (value == Facts.Unknown) return "unknown";
        switch (column.Kind)
        {
            case FactKind.Words:
                foreach (var word in column.Words)
                {
                    if (word.Value == value) return word.Word;
                }

                return value.ToString(CultureInfo.InvariantCulture);
            case FactKind.Percent:
                return value.ToString(CultureInfo.InvariantCulture) + "%";
            case FactKind.Duration:
                return DurationText.Format(value);
            case FactKind.Reading:
                return (value / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
            default:
                return value.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What the domain is, in words; for a fault that names a value outside of it.</summary>
    public static string OutOfDomain(FactColumn column, string text)
    {
        if (column.Fact == Fact.Failures90d && column.Meter is null)
            return $"{column.Name} counts from 0 to 16 and stays there; {text} is not in it: for many failures write 'at least 16' or less.";
        return column.Most == long.MaxValue
            ? $"{column.Name} is never below {Format(column, column.Least)}; {text} is."
            : $"{column.Name} runs from {Format(column, column.Least)} to {Format(column, column.Most)}; {text} is not in it.";
    }

    private static (string Code, string Detail)? Word(FactColumn column, string text, out long value)
    {
        foreach (var word in column.Words)
        {
            if (word.Word != text) continue;
            value = word.Value;
            return null;
        }

        value = Facts.Unknown;
        var words = column.Words.Select(w => w.Word).Append("unknown").ToList();
        var meant = text switch { "true" or "on" or "Yes" => "yes", "false" or "off" or "No" => "no", _ => null };
        if (meant is null || !words.Contains(meant)) meant = NearestName.Of(text, words);
        return (
            "unknown_value",
            $"{column.Name} is one of {string.Join(", ", words)}; '{text}' is none of them{(meant is null ? "." : $"; did you mean '{meant}'?")}");
    }

    private static (string Code, string Detail) BadCount(FactColumn column, string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < text.Length && (char.IsAsciiLetter(text[digits]) || text[digits] == '%')
            ? ("bad_unit", $"{column.Name} has no unit: write {text[..digits]}.")
            : ("bad_number", $"{column.Name} takes a whole number; '{text}' is not one.");
    }

    private static (string Code, string Detail) BadPercent(FactColumn column, string text) =>
        Number(text, out _) ? ("bad_unit", $"{column.Name} is a percentage: write {text}%.")
        : ("bad_number", $"{column.Name} takes a whole percentage, such as 80%; '{text}' is not one.");

    private static bool Number(string text, out long value)
    {
        value = 0;
        return text.Length <= LongestNumber + 1 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static bool Reading(string text, out long value)
    {
        value = 0;
        if (text.Length > LongestReading + 5) return false;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var thousandths = number * 1000m;
        if (thousandths != decimal.Truncate(thousandths) || Math.Abs(number) >= 1_000_000_000_000m) return false;
        value = (long)thousandths;
        return true;
    }
}
