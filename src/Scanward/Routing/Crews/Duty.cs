using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;

namespace Scanward.Routing.Crews;

/// <summary>
/// When one technician is on duty, compiled for the wall clock. A shift belongs to the day on which it begins, and so does an absence: who begins a
/// night shift before the absence's first day finishes it, and who is absent on the evening of the last day does not come in after midnight.
/// </summary>
internal sealed class Duty
{
    private readonly Turn[] shifts;
    private readonly Turn[] onCall;
    private readonly (int From, int To)[] absences; // in days since 1970, in order, neither touching nor overlapping

    public Duty(Technician technician)
    {
        shifts = [.. technician.Shifts.Select(Turn.Of)];
        onCall = [.. technician.OnCall.Select(Turn.Of)];
        absences = Join(technician.Absences);
    }

    /// <summary>Whether who is on duty changes only at full minutes.</summary>
    public bool WholeMinutes => shifts.Concat(onCall).All(t => t.From % NodaConstants.TicksPerMinute == 0 && t.To % NodaConstants.TicksPerMinute == 0);

    public bool OnShift(WallTime now) => OnDuty(shifts, now);

    public bool OnCall(WallTime now) => OnDuty(onCall, now);

    /// <summary>For one who is not on shift: away today; or, in the small hours, away from the shift of yesterday that would run now.</summary>
    public bool Absent(WallTime now)
    {
        if (absences.Length == 0) return false;
        foreach (var turn in shifts)
        {
            if (turn.RunsOverInto(now) && AbsentOn(now.Day - 1)) return true;
        }

        return AbsentOn(now.Day);
    }

    private bool OnDuty(Turn[] turns, WallTime now)
    {
        foreach (var turn in turns)
        {
            if (turn.BeganToday(now) && !AbsentOn(now.Day)) return true;
            if (turn.RunsOverInto(now) && !AbsentOn(now.Day - 1)) return true;
        }

        return false;
    }

    private bool AbsentOn(int day)
    {
        int low = 0, high = absences.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (absences[middle].To < day) low = middle + 1;
            else high = middle;
        }

        return low < absences.Length && absences[low].From <= day;
    }

    private static (int From, int To)[] Join(IEnumerable<Absence> absences)
    {
        var joined = new List<(int From, int To)>();
        foreach (var (from, to) in absences.Select(a => (From: WallTime.DayOf(a.From), To: WallTime.DayOf(a.To))).Where(a => a.From <= a.To).Order())
        {
            if (joined.Count > 0 && from <= joined[^1].To + 1) joined[^1] = (joined[^1].From, Math.Max(joined[^1].To, to));
            else joined.Add((from, to));
        }

        return [.. joined];
    }

    /// <summary>A shift in ticks of the wall clock.</summary>
    /// <param name="Days">Bit 1 for Monday to bit 7 for Sunday.</param>
    /// <param name="To">Over one day's ticks where the shift runs over midnight. A shift that ends at the time it begins lasts 24 hours.</param>
    private readonly record struct Turn(int Days, long From, long To)
    {
        public static Turn Of(Shift shift)
        {
            var (from, to) = (shift.Hours.From.TickOfDay, shift.Hours.To.TickOfDay);
            return new(shift.Days.Aggregate(0, (bits, day) => bits | (1 << (int)day)), from, to > from ? to : to + NodaConstants.TicksPerDay);
        }

        public bool BeganToday(WallTime now) => now.Ticks >= From && now.Ticks < To && (Days >> now.Weekday & 1) != 0;

        public bool RunsOverInto(WallTime now) =>
            now.Ticks + NodaConstants.TicksPerDay < To && (Days >> WallTime.WeekdayOf(now.Day - 1) & 1) != 0;
    }
}
