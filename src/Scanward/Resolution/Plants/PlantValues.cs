using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Scanward.Ingestion;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Reads single values as their member's type: a scalar is text first, whatever YAML would make of it. Each passes over one node; what does not fit
/// is a fault and null.
/// </summary>
internal static class PlantValues
{
    public const int LongestName = 200;

    public const int LongestId = 64;

    private const int FirstYear = 1970;

    private const int LastYear = 2200;

    /// <summary>A name for people: 1 to 200 characters without control characters, or space around it.</summary>
    public static string? Text(this PlantCursor cursor, string what, int longest = LongestName)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (IsText(scalar.Text, 1, longest)) return scalar.Text;
        cursor.Faults.Add(scalar.At, "text_invalid", $"{what} is 1 to {longest} characters, without control characters and without space around it.");
        return null;
    }

    /// <summary>
    /// An id or other word that policies and URLs name: 1 to 64 ASCII letters, digits and <c>_ - . /</c>, the first a letter or digit.
    /// </summary>
    public static PlantText? Word(this PlantCursor cursor, string what)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (IsWord(scalar.Text)) return scalar;
        cursor.Faults.Add(scalar.At, "id_invalid",
            $"{what} is 1 to {LongestId} letters, digits, '_', '-', '.' or '/', beginning with a letter or digit; "
                + $"not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    /// <summary>A list of words, each kept once, in ordinal order.</summary>
    public static ImmutableArray<string> Words(this PlantCursor cursor, string what, InternPool pool)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        var items = cursor.Sequence(what);
        while (items.Next())
            if (cursor.Word($"an entry of {what}") is { } word) words.Add(pool.Share(word.Text));
        return [.. words];
    }

    public static bool IsText(string text, int shortest, int longest)
    {
        if (text.Length < shortest || text.Length > longest || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return false;
        foreach (var c in text)
            if (char.IsControl(c)) return false;
        return IsWellFormed(text);
    }

    public static bool IsWord(string text)
    {
        if (text.Length is 0 or > LongestId || !char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/')) return false;
        return true;
    }

    /// <summary>Whether every surrogate has its other half, so that the text can be stored as UTF-8 and read back the same.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    public static int? Whole(this PlantCursor cursor, string what, int least, int most)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        return cursor.AsWhole(scalar, what, least, most);
    }

    public static int? AsWhole(this PlantCursor cursor, PlantText scalar, string what, int least, int most)
    {
        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        cursor.Faults.Add(scalar.At, "number_invalid", $"{what} is a whole number from {least} to {most}, not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    public static double? Degrees(this PlantCursor cursor, string what, double least, double most)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(scalar.Text, plain, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        cursor.Faults.Add(scalar.At, "number_invalid", $"{what} is a number from {least} to {most}, not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    /// <summary>A meter's value, 0 or more; 8000 and 8000.0 are the same.</summary>
    public static decimal? MeterValue(this PlantCursor cursor, string what)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and <= 1_000_000_000_000m)
            return value / 1.0000000000000000000000000000m;
        cursor.Faults.Add(
            scalar.At, "number_invalid", $"{what} is a number from 0 to 1000000000000, such as 8000 or 12.5, not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    public static LocalDate? Date(this PlantCursor cursor, string what)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (LocalDatePattern.Iso.Parse(scalar.Text).TryGetValue(default, out var date) && date.Year is >= FirstYear and <= LastYear) return date;
        cursor.Faults.Add(scalar.At, "date_invalid",
            $"{what} is a day that exists, year-month-day such as 2026-11-22, from {FirstYear} to {LastYear}; "
                + $"not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    public static Instant? Moment(this PlantCursor cursor, string what)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (OffsetDateTimePattern.Rfc3339.Parse(scalar.Text).TryGetValue(default, out var moment) && moment.Year is >= FirstYear and <= LastYear)
            return moment.ToInstant();
        cursor.Faults.Add(scalar.At, "time_invalid",
            $"{what} is a time with its offset, such as 2026-11-22T07:00:00Z or 2026-11-22T08:00:00+01:00, "
            + $"from {FirstYear} to {LastYear}; not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    /// <summary>Days: <c>30</c>, <c>30d</c> or <c>6w</c>.</summary>
    public static int? Days(this PlantCursor cursor, string what, int least, int most) => cursor.Units(what, least, most, "days", 'd', 1, 'w', 7);

    /// <summary>Minutes: <c>90</c>, <c>90m</c> or <c>12h</c>.</summary>
    public static int? Minutes(this PlantCursor cursor, string what, int least, int most) =>
        cursor.Units(what, least, most, "minutes", 'm', 1, 'h', 60);

    private static int? Units(
        this PlantCursor cursor, string what, int least, int most, string plural, char small, int smallFactor, char large, int largeFactor)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        var digits = scalar.Text.AsSpan();
        var factor = digits[^1] == large ? largeFactor : smallFactor;
        if (digits[^1] == small || digits[^1] == large) digits = digits[..^1];
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && (long)count * factor is var value
            && value >= least && value <= most)
            return (int)value;
        cursor.Faults.Add(scalar.At, "duration_invalid",
            $"{what} is {least} to {most} {plural}, written such as 12, 12{small} or 2{large}; not '{PlantCursor.Clip(scalar.Text)}'.");
        return null;
    }

    /// <summary><c>[latitude, longitude]</c> in degrees.</summary>
    public static GeoPoint? Point(this PlantCursor cursor, string what)
    {
        var at = cursor.Here;
        var items = cursor.Sequence(what);
        if (!items.IsPresent) return null;
        double? latitude = null, longitude = null;
        var count = 0;
        while (items.Next())
        {
            if (count == 0) latitude = cursor.Degrees($"the latitude of {what}", -90, 90);
            else if (count == 1) longitude = cursor.Degrees($"the longitude of {what}", -180, 180);
            else cursor.Skip();
            count++;
        }

        if (count == 2) return latitude is { } lat && longitude is { } lon ? new GeoPoint(lat, lon) : null;
        if (!cursor.IsOver) cursor.Faults.Add(at, "geolocation_invalid", $"{what} is [latitude, longitude] in degrees, such as [52.0907, 5.1214].");
        return null;
    }
}
