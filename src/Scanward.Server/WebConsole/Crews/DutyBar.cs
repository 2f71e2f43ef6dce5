using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;

namespace Scanward.Server.WebConsole.Crews;

/// <summary>What a bar of the timeline stands for.</summary>
internal enum DutyKind
{
    Shift = 1,
    OnCall = 2,
    Absent = 3,
}

/// <summary>A span in which a technician is on shift, can be called, or is away.</summary>
/// <param name="Index">Which of the technician's shifts it is, for the link to it.</param>
internal sealed record DutyBar(DutyKind Kind, int Index, Instant From, Instant To)
{
    private static readonly LocalDateTimePattern local = LocalDateTimePattern.CreateWithInvariantCulture("ddd d MMM HH:mm");
    private static readonly InstantPattern utc = InstantPattern.CreateWithInvariantCulture("dd'T'HH:mm'Z'");

    public string Name => Kind switch { DutyKind.Shift => "shift", DutyKind.OnCall => "on call", _ => "absent" };

    /// <summary>Name, the site's own time, and UTC.</summary>
    public string Told(DateTimeZone zone) => $"{Name} {local.Format(From.InZone(zone).LocalDateTime)} to {local.Format(To.InZone(zone).LocalDateTime)} {zone.Id} ({utc.Format(From)} to {utc.Format(To)})";

    /// <summary>
    /// All bars of a technician between two days, in order. A shift belongs to the day on which it begins, and so does an absence, as where work is assigned.
    /// </summary>
    public static IEnumerable<DutyBar> Of(Technician technician, LocalDate from, LocalDate to, DateTimeZone zone)
    {
        for (var day = from.PlusDays(-1); day < to; day = day.PlusDays(1))
        {
            if (technician.Absences.Any(a => a.From <= day && day <= a.To))
            {
                if (day >= from) yield return new(DutyKind.Absent, 0, zone.AtStartOfDay(day).ToInstant(), zone.AtStartOfDay(day.PlusDays(1)).ToInstant());
                continue;
            }

            foreach (var bar in OnDay(technician, day, zone)) yield return bar;
        }
    }

    /// <summary>How many minutes the technicians are on shift that begin on a day.</summary>
    public static int ShiftMinutes(IEnumerable<Technician> technicians, LocalDate day) => technicians.Where(t => !t.Absences.Any(a => a.From <= day && day <= a.To))
        .Sum(t => t.Shifts.Where(s => s.Days.Contains(day.DayOfWeek)).Sum(s => Minutes(s.Hours)));

    private static int Minutes(TimeSpanOfDay hours)
    {
        var (from, to) = (hours.From.TickOfDay / NodaConstants.TicksPerMinute, hours.To.TickOfDay / NodaConstants.TicksPerMinute);
        return (int)(to > from ? to - from : (NodaConstants.TicksPerDay / NodaConstants.TicksPerMinute) - from + to);
    }

    private static IEnumerable<DutyBar> OnDay(Technician technician, LocalDate day, DateTimeZone zone)
    {
        foreach (var (kind, shifts) in new[] { (DutyKind.Shift, technician.Shifts), (DutyKind.OnCall, technician.OnCall) })
        {
            for (var i = 0; i < shifts.Length; i++)
            {
                if (!shifts[i].Days.Contains(day.DayOfWeek)) continue;
                var hours = shifts[i].Hours;
                var end = hours.To > hours.From ? day : day.PlusDays(1);
                yield return new(kind, i, zone.AtLeniently(day.At(hours.From)).ToInstant(), zone.AtLeniently(end.At(hours.To)).ToInstant());
            }
        }
    }
}
