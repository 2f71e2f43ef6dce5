using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Routing.Clock;

namespace Scanward.Tests.Routing.Clock;

/// <summary>Sites and calendars in the short hand that the cases of this folder are written in.</summary>
internal static class Calendars
{
    public const string Weekdays = "1-5 08:00-17:00";
    public const string RoundTheClock = "1-7 00:00-00:00";

    /// <param name="hours">Such as <c>1-5 08:00-12:00 13:00-17:00; 6 08:00-12:00</c>, with 1 for Monday.</param>
    public static Site Site(string zone, string hours, params string[] holidays) => new()
    {
        SiteId = "north",
        Name = "North",
        Code = "NO",
        TimeZone = zone,
        Hours = new()
        {
            Days = hours.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .SelectMany(Days).ToImmutableSortedDictionary(d => d.Day, d => d.Spans),
            Holidays = holidays.Select(h => LocalDatePattern.Iso.Parse(h).Value).ToImmutableSortedSet(),
        },
    };

    public static WorkingCalendar Of(string zone, string hours, params string[] holidays) => Of(Site(zone, hours, holidays));

    public static WorkingCalendar Of(Site site) => Assert.IsType<WorkingCalendar>(WorkingCalendar.Of(site));

    /// <summary>An instant from local time and offset, such as <c>2026-03-08T01:30-06:00</c>.</summary>
    public static Instant At(string text) =>
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<m>").Parse(text).GetValueOrThrow().ToInstant();

    public static string? Show(Instant? instant, WorkingCalendar calendar) =>
        instant?.InZone(calendar.Zone).ToOffsetDateTime().ToString("uuuu-MM-dd'T'HH:mmo<m>", CultureInfo.InvariantCulture);

    private static IEnumerable<(IsoDayOfWeek Day, ImmutableArray<TimeSpanOfDay> Spans)> Days(string line)
    {
        var words = line.Split(' ');
        var days = words[0].Split('-').Select(d => int.Parse(d, CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(days[0], days[^1] - days[0] + 1).Select(d => ((IsoDayOfWeek)d, words.Skip(1).Select(Span).ToImmutableArray()));
    }

    private static TimeSpanOfDay Span(string text)
    {
        var ends = text.Split('-').Select(t => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(t).Value).ToArray();
        return new(ends[0], ends[1]);
    }
}
