using NodaTime;

namespace Scanward.Routing.Clock;

/// <summary>What the clock on a site's wall shows, as plain integers, because it is read for every scan.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="Ticks">Ticks of 100 ns since midnight, under one day.</param>
internal readonly record struct WallTime(int Day, long Ticks)
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>ISO weekday, 1 (Monday) to 7.</summary>
    public int Weekday => WeekdayOf(Day);

    public LocalDate Date => DateOf(Day);

    public static WallTime At(Instant instant, DateTimeZone zone) => OfLocalTicks(instant.ToUnixTimeTicks() + zone.GetUtcOffset(instant).Ticks);

    public static WallTime OfLocalTicks(long ticks)
    {
        var (day, rest) = Math.DivRem(ticks, NodaConstants.TicksPerDay);
        return rest < 0 ? new((int)day - 1, rest + NodaConstants.TicksPerDay) : new((int)day, rest);
    }

    public static int WeekdayOf(int day) => (((day + 3) % 7 + 7) % 7) + 1; // day 0 was a Thursday

    public static LocalDate DateOf(int day) => Epoch.PlusDays(day);

    public static int DayOf(LocalDate date) => Period.DaysBetween(Epoch, date);
}
