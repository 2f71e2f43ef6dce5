namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>
/// Dates, times and counts inside GS1 values. A year of two digits has no century here, for that would take a clock: 29 February is accepted in every
/// fourth year, 00 included.
/// </summary>
internal static class DateAndCount
{
    private static ReadOnlySpan<byte> DaysOfMonth => [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Where these digits break one of the rules, and how; null when they keep them all.</summary>
    public static (int Index, string What)? Check(ValueRule rules, ReadOnlySpan<char> digits)
    {
        if ((rules & (ValueRule.Day | ValueRule.Day0)) != ValueRule.None)
            return CheckDay(digits, yearDigits: 2, wholeMonth: (rules & ValueRule.Day0) != ValueRule.None);
        if ((rules & ValueRule.Day8) != ValueRule.None) return CheckDay(digits, yearDigits: 4, wholeMonth: false);
        if ((rules & ValueRule.Time) != ValueRule.None)
        {
            if (Number(digits[..2]) > 23) return (0, $"has no such hour: {digits[..2]}");
            return Number(digits[2..]) > 59 ? (2, $"has no such minute: {digits[2..]}") : null;
        }

        if ((rules & ValueRule.Hour) != ValueRule.None) return Number(digits) > 23 ? (0, $"has no such hour: {digits}") : null;
        if ((rules & ValueRule.Minute) != ValueRule.None) return Number(digits) > 59 ? (0, $"has no such minute or second: {digits}") : null;
        return (rules & ValueRule.Pieces) != ValueRule.None ? CheckPieces(digits) : null;
    }

    private static (int Index, string What)? CheckDay(ReadOnlySpan<char> digits, int yearDigits, bool wholeMonth)
    {
        var year = Number(digits[..yearDigits]);
        var month = Number(digits.Slice(yearDigits, 2));
        var day = Number(digits.Slice(yearDigits + 2, 2));
        if (month is < 1 or > 12) return (yearDigits, $"holds a date with month {digits.Slice(yearDigits, 2)}");

        var leap = yearDigits == 2 ? year % 4 == 0 : year > 0 && DateTime.IsLeapYear(year);
        var last = month == 2 && !leap ? 28 : DaysOfMonth[month - 1];
        return day > last || (day == 0 && !wholeMonth)
            ? (yearDigits + 2, $"holds a date with day {digits.Slice(yearDigits + 2, 2)} in month {month}")
            : null;
    }

    private static (int Index, string What)? CheckPieces(ReadOnlySpan<char> digits)
    {
        var piece = Number(digits[..2]);
        var total = Number(digits[2..]);
        return piece == 0 || piece > total ? (0, $"holds piece {piece} of {total}") : null;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = (number * 10) + digit - '0';
        return number;
    }
}
