using NodaTime;

namespace Scanward.Routing.Clock;

/// <summary>
/// Walks a calendar's working time forward from an instant, piece by piece, in ticks since 1970. Between two changes of the zone's offset the wall
/// clock runs straight, so pieces come from adding days there, and only a change asks the zone again.
/// </summary>
internal struct WorkingWalk
{
    private readonly WorkingCalendar calendar;
    private long from;
    private long offsetEnd;
    private int next;
    private int daysLeft;

    public WorkingWalk(WorkingCalendar calendar, long from, int dayLimit)
    {
        this.calendar = calendar;
        daysLeft = dayLimit;
        EnterOffset(from);
    }

    /// <summary>The piece's first tick.</summary>
    public long Start { get; private set; }

    /// <summary>The tick after the piece's last.</summary>
    public long End { get; private set; }

    /// <summary>The piece's local date, in days since 1970-01-01.</summary>
    public int Day { get; private set; }

    /// <summary>The tick at which the wall clock showed midnight of <see cref="Day"/>, or would have under the present offset.</summary>
    public long Midnight { get; private set; }

    /// <summary>False at the limit of days, or where time as NodaTime knows it ends.</summary>
    public bool MoveNext()
    {
        while (daysLeft > 0)
        {
            var spans = calendar.SpansOn(Day);
            while (next < spans.Length)
            {
                var span = spans[next++];
                Start = Math.Max(Midnight + span.From, from);
                End = Math.Min(Midnight + span.To, offsetEnd);
                if (Start < End) return true;
            }

            daysLeft--;
            if (Midnight + NodaConstants.TicksPerDay < offsetEnd) EnterDay(Day + 1, Midnight + NodaConstants.TicksPerDay);
            else if (offsetEnd < Instant.MaxValue.ToUnixTimeTicks()) EnterOffset(offsetEnd);
            else return false;
        }

        return false;
    }

    private void EnterOffset(long at)
    {
        var interval = calendar.Zone.GetZoneInterval(Instant.FromUnixTimeTicks(at));
        from = at;
        offsetEnd = (interval.HasEnd ? interval.End : Instant.MaxValue).ToUnixTimeTicks();
        var wall = WallTime.OfLocalTicks(at + interval.WallOffset.Ticks);
        EnterDay(wall.Day, at - wall.Ticks);
    }

    private void EnterDay(int day, long midnight)
    {
        Day = day;
        Midnight = midnight;
        next = 0;
    }
}
