using NodaTime;

namespace Scanward.Routing.Clock;

/// <summary>
/// Dates as policies ask for them: whole days between the local date of an instant and another date, in minutes (1 day = 1,440), whatever the hour
/// and however long the days between really were.
/// </summary>
public static class DateFacts
{
    private const long MinutesPerDay = 1_440;

    /// <summary>
    /// The fact <c>warranty_left</c>: the days left, today included, so that the last day still reads <c>over 0d</c> (it is 1 day). After it, minus
    /// the days since: the day after the last is -1 day. It is never 0.
    /// </summary>
    public static long WarrantyLeftMinutes(LocalDate until, Instant at, DateTimeZone zone)
    {
        var days = DaysUntil(until, at, zone);
        return (days >= 0 ? days + 1 : days) * MinutesPerDay;
    }

    /// <summary>The fact <c>pm_due_in</c>: the days from today to the PM date; 0 on the day itself, negative when it is late.</summary>
    public static long PmDueInMinutes(LocalDate next, Instant at, DateTimeZone zone) => DaysUntil(next, at, zone) * MinutesPerDay;

    private static long DaysUntil(LocalDate date, Instant at, DateTimeZone zone) => WallTime.DayOf(date) - WallTime.At(at, zone).Day;
}
