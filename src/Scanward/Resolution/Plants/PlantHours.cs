using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Weekdays and hours as people write them: <c>mon-fri</c>, <c>sat</c>, <c>daily</c>; <c>08:00-17:00</c>, <c>22:00-06:00</c>, <c>00:00-24:00</c>.
/// </summary>
internal static class PlantHours
{
    /// <summary>The days of a word such as <c>mon</c>, <c>fri-mon</c> or <c>daily</c>; null where it is none.</summary>
    public static ImmutableSortedSet<IsoDayOfWeek>? DaysOf(string word)
    {
        if (word == "daily") return [.. Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)];
        var parts = word.Split('-', 3);
        var first = Array.IndexOf(DayNames.All, parts[0]);
        var last = Array.IndexOf(DayNames.All, parts[^1]);
        if (parts.Length > 2 || first < 0 || last < 0) return null;
        var count = ((last - first + 7) % 7) + 1;
        return [.. Enumerable.Range(first, count).Select(day => (IsoDayOfWeek)((day % 7) + 1))];
    }

    /// <summary>A span that is known to be well written.</summary>
    public static TimeSpanOfDay Span(string text) =>
        TrySpan(text, out var span) ? span : throw new ArgumentException($"'{text}' is no span of hours.", nameof(text));

    /// <summary>As <see cref="DaysOf"/>, with a fault where it is none.</summary>
    public static ImmutableSortedSet<IsoDayOfWeek>? AsDays(this PlantCursor cursor, PlantText word)
    {
        if (DaysOf(word.Text) is { } days) return days;
        cursor.Faults.Add(word.At, "days_invalid",
            $"days are {string.Join(", ", DayNames.All)}, a range such as mon-fri, or daily; not '{PlantCursor.Clip(word.Text)}'.");
        return null;
    }

    /// <summary>A word of days, or a list of such words.</summary>
    public static ImmutableSortedSet<IsoDayOfWeek>? Days(this PlantCursor cursor, string what)
    {
        if (!cursor.IsSequence) return cursor.Scalar(what) is { } word ? cursor.AsDays(word) : null;
        var at = cursor.Here;
        var items = cursor.Sequence(what);
        ImmutableSortedSet<IsoDayOfWeek> days = [];
        var isEmpty = true;
        while (items.Next())
        {
            isEmpty = false;
            if (cursor.Scalar(what) is { } item) days = days.Union(cursor.AsDays(item) ?? []);
        }

        if (isEmpty) cursor.Faults.Add(at, "days_invalid", $"{what} names no day.");
        return days.IsEmpty ? null : days;
    }

    /// <summary>A span of hours. Over midnight only where that is allowed (shifts); <c>24:00</c> is the end of the day.</summary>
    public static TimeSpanOfDay? Hours(this PlantCursor cursor, string what, bool mayPassMidnight)
    {
        if (cursor.Scalar(what) is not { } scalar) return null;
        if (!TrySpan(scalar.Text, out var span))
        {
            cursor.Faults.Add(scalar.At, "hours_invalid",
                $"{what} are from-to on the 24-hour clock, such as 08:00-17:00 or 00:00-24:00; not '{PlantCursor.Clip(scalar.Text)}'.");
            return null;
        }

        if (span.To == LocalTime.Midnight || span.To > span.From) return span;
        if (mayPassMidnight && span.To < span.From) return span;
        cursor.Faults.Add(scalar.At, "hours_invalid", span.To == span.From
            ? $"{what} end when they begin; a whole day is 00:00-24:00."
            : $"{what} end before they begin; split them at midnight: {span.From:HH:mm}-24:00 on one day, 00:00-{span.To:HH:mm} on the next.");
        return null;
    }

    /// <summary>One span or a list of spans, in order and without overlap; <c>closed</c> for none.</summary>
    public static ImmutableArray<TimeSpanOfDay>? Spans(this PlantCursor cursor, string what)
    {
        if (cursor.TryWord("closed")) return [];
        if (cursor.IsScalar) return cursor.Hours(what, mayPassMidnight: false) is { } only ? [only] : null;
        var at = cursor.Here;
        var items = cursor.Sequence(what);
        if (!items.IsPresent) return null;
        var spans = new List<TimeSpanOfDay>();
        while (items.Next())
            if (cursor.Hours(what, mayPassMidnight: false) is { } span) spans.Add(span);
        spans.Sort((a, b) => a.From.CompareTo(b.From));
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i - 1].To != LocalTime.Midnight && spans[i - 1].To <= spans[i].From) continue;
            cursor.Faults.Add(at, "hours_invalid", $"{what} overlap: {Text(spans[i - 1])} and {Text(spans[i])}; join them, or correct one.");
            break;
        }

        return [.. spans];
    }

    public static string Text(TimeSpanOfDay span) =>
        span.To == LocalTime.Midnight
            ? string.Create(CultureInfo.InvariantCulture, $"{span.From:HH:mm}-24:00")
            : string.Create(CultureInfo.InvariantCulture, $"{span.From:HH:mm}-{span.To:HH:mm}");

    /// <summary><c>daily</c>, or runs of days such as <c>mon-wed</c> and <c>fri</c>.</summary>
    public static ImmutableArray<string> Words(ImmutableSortedSet<IsoDayOfWeek> days)
    {
        if (days.Count == 7) return ["daily"];
        var runs = ImmutableArray.CreateBuilder<string>();
        for (var first = 1; first <= 7; first++)
        {
            if (!days.Contains((IsoDayOfWeek)first)) continue;
            var last = first;
            while (last < 7 && days.Contains((IsoDayOfWeek)(last + 1))) last++;
            runs.Add(first == last ? DayNames.All[first - 1] : $"{DayNames.All[first - 1]}-{DayNames.All[last - 1]}");
            first = last;
        }

        return runs.ToImmutable();
    }

    private static bool TrySpan(string text, out TimeSpanOfDay span)
    {
        span = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryTime(text.AsSpan(0, dash).Trim(), out var from) || !TryTime(text.AsSpan(dash + 1).Trim(), out var to) || from == 1440)
            return false;
        span = new TimeSpanOfDay(Time(from), Time(to));
        return from != 0 || to != 0;
    }

    private static LocalTime Time(int minutes) => new(minutes / 60 % 24, minutes % 60);

    /// <summary>Minutes since midnight, of <c>HH:mm</c> up to <c>24:00</c>.</summary>
    private static bool TryTime(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text.Length != 5 || text[2] != ':' || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minute)) return false;
        minutes = (hour * 60) + minute;
        return minute < 60 && minutes <= 1440;
    }
}
