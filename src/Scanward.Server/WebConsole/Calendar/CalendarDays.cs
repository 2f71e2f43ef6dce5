using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Crews;

namespace Scanward.Server.WebConsole.Calendar;

/// <summary>Reads what is due on days, and how many hours people are there.</summary>
internal static class CalendarDays
{
    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Days one after the other.</summary>
    public static async Task<ImmutableArray<CalendarDay>> Read(Visit visit, LocalDate from, int days, StoreReads reads, CancellationToken ct)
    {
        var (first, last) = (Iso(from), Iso(from.PlusDays(days - 1)));
        var due = (await reads.PmDue(visit.SiteNo, first, last, ct)).ToDictionary(d => d.Day, StringComparer.Ordinal);
        var work = (await reads.PmWork(visit.SiteNo, first, last, ct)).ToDictionary(d => d.Day, StringComparer.Ordinal);
        var (hours, people) = (visit.Ground.Site.Hours, visit.Ground.Roster.Technicians);
        return
        [
            .. Enumerable.Range(0, days).Select(from.PlusDays).Select(day =>
            {
                var (d, w) = (due.GetValueOrDefault(Iso(day)), work.GetValueOrDefault(Iso(day)));
                var holiday = hours.Holidays.Contains(day);
                return new CalendarDay(day, d?.Count ?? 0, d?.Minutes ?? 0, w?.Open ?? 0, w?.Done ?? 0, DutyBar.ShiftMinutes(people, day))
                {
                    IsHoliday = holiday,
                    Hours = holiday ? "" : string.Join(", ", hours.Days.GetValueOrDefault(day.DayOfWeek, []).Select(s => $"{time.Format(s.From)}-{(s.To == LocalTime.Midnight ? "24:00" : time.Format(s.To))}")),
                };
            }),
        ];
    }

    public static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>The day of an address; null where it is none, or far away.</summary>
    public static LocalDate? Of(string? text, LocalDate today) =>
        text is { Length: > 0 } && LocalDatePattern.Iso.Parse(text) is { Success: true } read && Math.Abs(Period.DaysBetween(today, read.Value)) <= 3660 ? read.Value : null;
}
