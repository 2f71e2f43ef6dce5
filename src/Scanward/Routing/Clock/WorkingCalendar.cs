using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;

namespace Scanward.Routing.Clock;

/// <summary>
/// A site's working time. An instant is working time when the clock on the site's wall then reads a time within one of that day's spans and the day
/// is no holiday; everything else is measured from that. So a span in which clocks change has its true elapsed length: what is skipped is not worked,
/// what is repeated is worked twice. Immutable; build it once for each revision of a site and keep it. Nothing allocates by the day, and every search
/// is linear in the days that it crosses. Instants are taken in ticks of 100 ns; finer digits are dropped.
/// </summary>
public sealed class WorkingCalendar : CalendarReading
{
    private readonly DaySpan[][] week; // by ISO weekday; the entry 0 is empty and stands for holidays
    private readonly FrozenSet<int> holidays;

    private WorkingCalendar(DateTimeZone zone, DaySpan[][] week, FrozenSet<int> holidays)
    {
        Zone = zone;
        this.week = week;
        this.holidays = holidays;
        HasWorkingTime = week.Any(spans => spans.Length > 0);
    }

    public DateTimeZone Zone { get; }

    /// <summary>False for a site that is never staffed; then no working time ever comes, and every due time is null.</summary>
    public bool HasWorkingTime { get; }

    /// <summary>
    /// The calendar of <paramref name="site"/>. Spans may touch, overlap and stand in any order. Refused are a time zone that the IANA data does not
    /// hold, and a span that is empty or runs over midnight. Hours without a single span are taken: see <see cref="HasWorkingTime"/>.
    /// </summary>
    public static CalendarReading Of(Site site)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(site.TimeZone);
        if (zone is null)
        {
            faults.Add(
                $"Site {site.SiteId}: the time zone '{site.TimeZone}' is not in the IANA data ({DateTimeZoneProviders.Tzdb.VersionId}). " +
                "Write an id such as Europe/Amsterdam.");
        }

        var days = new DaySpan[8][];
        Array.Fill(days, []);
        foreach (var (weekday, spans) in site.Hours.Days)
        {
            faults.AddRange(spans.Where(s => DaySpan.Of(s).IsEmpty).Select(s => EndsBeforeItBegins(site.SiteId, weekday, s)));
            if (weekday is >= IsoDayOfWeek.Monday and <= IsoDayOfWeek.Sunday) days[(int)weekday] = DaySpan.Join(spans.Select(DaySpan.Of));
            else faults.Add($"Site {site.SiteId}: working hours stand under '{weekday}', which is no weekday. Put them under Monday to Sunday.");
        }

        if (faults.Count > 0 || zone is null) return new CalendarFaults(faults.ToImmutable());
        return new WorkingCalendar(zone, days, site.Hours.Holidays.Select(WallTime.DayOf).ToFrozenSet());
    }

    public bool IsWorking(Instant instant)
    {
        var wall = WallTime.At(instant, Zone);
        foreach (var span in SpansOn(wall.Day))
        {
            if (wall.Ticks < span.From) return false;
            if (wall.Ticks < span.To) return true;
        }

        return false;
    }

    /// <summary>
    /// The earliest instant by which <paramref name="minutes"/> of working time have passed since <paramref name="from"/>; so it may be a closing
    /// time, never the opening after it. No minutes are <paramref name="from"/> itself. Null when that does not come within ten years.
    /// </summary>
    public Instant? AddWorkingMinutes(Instant from, long minutes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minutes);
        if (minutes == 0) return from;
        if (!HasWorkingTime || minutes > Horizon.Minutes) return null;

        var left = minutes * NodaConstants.TicksPerMinute;
        var walk = new WorkingWalk(this, from.ToUnixTimeTicks(), Horizon.Days);
        while (walk.MoveNext())
        {
            if (walk.End - walk.Start >= left) return Instant.FromUnixTimeTicks(walk.Start + left);
            left -= walk.End - walk.Start;
        }

        return null;
    }

    /// <summary>
    /// The same time of day, <paramref name="days"/> working days later: with office hours, one day from Friday 15:00 is Monday 15:00. From outside
    /// of working time it counts from the next opening: from Saturday, one day is Tuesday's opening. Where the last day does not work at that time of
    /// day, it is the closing before it (on a Saturday open until noon: 12:00), or the opening on a day that begins later. A time of day that a clock
    /// change skips moves on by the length of the gap; of one that comes twice the first counts. A working day is a date on which there is working
    /// time. No days are <paramref name="from"/> itself. Null when that does not come within ten years.
    /// </summary>
    public Instant? AddWorkingDays(Instant from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        if (days == 0) return from;
        if (!HasWorkingTime || days > Horizon.Days) return null;

        var walk = new WorkingWalk(this, from.ToUnixTimeTicks(), Horizon.Days);
        if (!walk.MoveNext()) return null;
        var timeOfDay = walk.Start - walk.Midnight;
        var counted = walk.Day;
        while (walk.MoveNext())
        {
            if (walk.Day <= counted) continue; // the same day goes on, or a clock change repeats the end of the one before
            counted = walk.Day;
            if (--days == 0) return Resolve(counted, DaySpan.Clamp(SpansOn(counted), timeOfDay));
        }

        return null;
    }

    /// <summary>
    /// Whole minutes of working time from <paramref name="from"/> to <paramref name="to"/>, rounded towards 0; negative when they stand the other way
    /// round.
    /// </summary>
    public long WorkingMinutesBetween(Instant from, Instant to)
    {
        if (to < from) return -WorkingMinutesBetween(to, from);
        if (!HasWorkingTime) return 0;

        var end = to.ToUnixTimeTicks();
        var sum = 0L;
        var walk = new WorkingWalk(this, from.ToUnixTimeTicks(), int.MaxValue);
        while (walk.Midnight < end && walk.MoveNext() && walk.Start < end) sum += Math.Min(walk.End, end) - walk.Start;
        return sum / NodaConstants.TicksPerMinute;
    }

    internal ReadOnlySpan<DaySpan> SpansOn(int day) => week[holidays.Contains(day) ? 0 : WallTime.WeekdayOf(day)];

    private static string EndsBeforeItBegins(string siteId, IsoDayOfWeek weekday, TimeSpanOfDay span) =>
        $"Site {siteId}: the working hours {span.From:HH:mm}-{span.To:HH:mm} on {weekday} end before they begin. " +
        "Working hours stay within a day: end them at 00:00 (midnight) and go on with a span on the next day.";

    private Instant Resolve(int day, long timeOfDay) =>
        Zone.AtLeniently(WallTime.DateOf(day).AtMidnight().PlusTicks(timeOfDay)).ToInstant();
}
