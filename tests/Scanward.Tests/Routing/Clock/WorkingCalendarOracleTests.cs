using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;

namespace Scanward.Tests.Routing.Clock;

/// <summary>Random calendars around clock changes, against an oracle that looks at the wall clock once a minute.</summary>
public sealed class WorkingCalendarOracleTests
{
    private const int WindowMinutes = 9 * 1_440;

    public static TheoryData<string, string> ClockChanges => new()
    {
        { "America/Chicago", "2026-03-08T08:00:00Z" },
        { "America/Chicago", "2026-11-01T07:00:00Z" },
        { "Europe/Amsterdam", "2026-03-29T01:00:00Z" },
        { "Europe/Amsterdam", "2026-10-25T01:00:00Z" },
        { "Australia/Lord_Howe", "2026-10-03T15:30:00Z" },
        { "Australia/Lord_Howe", "2026-04-04T15:00:00Z" },
        { "Asia/Kathmandu", "2026-06-01T00:00:00Z" },
        { "America/Sao_Paulo", "2018-02-18T02:00:00Z" }, // midnight comes twice: back to 23:00 of the day before
        { "America/St_Johns", "2010-11-07T02:31:00Z" }, // one minute of the next day, then back to 23:01
        { "Africa/Cairo", "2026-04-23T22:00:00Z" }, // midnight is skipped
        { "Pacific/Apia", "2011-12-30T10:00:00Z" }, // a whole day is skipped
    };

    [Theory]
    [MemberData(nameof(ClockChanges))]
    public void EveryMinute_AgreesWithTheOracle(string zoneId, string change)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var begin = NodaTime.Text.InstantPattern.General.Parse(change).Value - Duration.FromDays(5);
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var site = RandomSite(random, zoneId, begin.InZone(zone).Date);
            var calendar = Calendars.Of(site);
            var workedBefore = WorkedBefore(site, zone, begin);
            for (var probe = 0; probe < 60; probe++) CheckProbe(calendar, begin, workedBefore, random, $"{zoneId} {change} seed {seed} probe {probe}");
        }
    }

    [Theory]
    [MemberData(nameof(ClockChanges))]
    public void WorkingDays_AgreeWithTheOracle(string zoneId, string change)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var begin = NodaTime.Text.InstantPattern.General.Parse(change).Value - Duration.FromDays(5);
        for (var seed = 100; seed < 112; seed++)
        {
            var random = new Random(seed);
            var site = RandomSite(random, zoneId, begin.InZone(zone).Date);
            var calendar = Calendars.Of(site);
            for (var probe = 0; probe < 10; probe++)
            {
                var from = begin + Duration.FromMinutes(random.Next(WindowMinutes / 2));
                var days = random.Next(1, 4);
                Assert.True(DaysByOracle(site, zone, from, days) == calendar.AddWorkingDays(from, days), $"{zoneId} {change} seed {seed} probe {probe}");
            }
        }
    }

    private static void CheckProbe(WorkingCalendar calendar, Instant begin, int[] workedBefore, Random random, string because)
    {
        var a = random.Next(WindowMinutes);
        var b = random.Next(WindowMinutes);
        Instant At(int minute) => begin + Duration.FromMinutes(minute);

        Assert.True(calendar.WorkingMinutesBetween(At(a), At(b)) == workedBefore[b] - workedBefore[a], because);
        Assert.True(calendar.IsWorking(At(a)) == workedBefore[a + 1] > workedBefore[a], because);

        var minutes = random.Next(1, 2_000);
        var due = Array.FindIndex(workedBefore, a, worked => worked - workedBefore[a] == minutes);
        if (due < 0) return; // not within the window
        var got = calendar.AddWorkingMinutes(At(a), minutes);
        Assert.True(got == At(due), because);
        Assert.True(calendar.WorkingMinutesBetween(At(a), got!.Value) == minutes, because);
        Assert.True(calendar.AddWorkingMinutes(At(a), minutes + 1) > got, because);
        Assert.True(calendar.AddWorkingMinutes(At(a + 1), minutes) >= got, because);
    }

    /// <summary>For each minute of the window, how many minutes before it were worked.</summary>
    private static int[] WorkedBefore(Site site, DateTimeZone zone, Instant begin)
    {
        var worked = new int[WindowMinutes + 1];
        for (var m = 0; m < WindowMinutes; m++)
        {
            var wall = (begin + Duration.FromMinutes(m)).InZone(zone).LocalDateTime;
            worked[m + 1] = worked[m] + (Works(site, wall) ? 1 : 0);
        }

        return worked;
    }

    private static Instant? DaysByOracle(Site site, DateTimeZone zone, Instant from, int days)
    {
        LocalDateTime Local(Instant at) => at.InZone(zone).LocalDateTime;
        var start = from;
        while (!Works(site, Local(start))) start += Duration.FromMinutes(1);

        var date = Local(start).Date;
        for (var at = start; ; at += Duration.FromMinutes(1))
        {
            if (Local(at).Date <= date || !Works(site, Local(at))) continue;
            date = Local(at).Date;
            if (--days == 0) break;
        }

        var spans = site.Hours.Days[date.DayOfWeek].OrderBy(s => s.From).ToArray();
        var time = Local(start).TimeOfDay;
        if (!Works(site, date + time))
        {
            var closed = spans.LastOrDefault(s => s.To != LocalTime.Midnight && s.To <= time && s.From < time);
            time = closed == default ? spans[0].From : spans.Where(s => s.To != LocalTime.Midnight && s.To <= time).Max(s => s.To);
        }

        return zone.AtLeniently(date + time).ToInstant();
    }

    private static bool Works(Site site, LocalDateTime local) =>
        !site.Hours.Holidays.Contains(local.Date)
        && site.Hours.Days.TryGetValue(local.DayOfWeek, out var spans)
        && spans.Any(s => s.From <= local.TimeOfDay && (local.TimeOfDay < s.To || s.To == LocalTime.Midnight));

    /// <summary>One to three spans on about five weekdays, now and then overlapping, often over the small hours in which clocks change; some holidays.</summary>
    private static Site RandomSite(Random random, string zoneId, LocalDate first)
    {
        var days = ImmutableSortedDictionary.CreateBuilder<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>>();
        for (var day = 1; day <= 7; day++)
        {
            if (day < 7 && random.Next(4) == 0) continue; // one day at least, Sunday, when most clocks change
            days[(IsoDayOfWeek)day] = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomSpan(random))];
        }

        var holidays = Enumerable.Range(0, random.Next(3)).Select(_ => first.PlusDays(random.Next(10))).ToImmutableSortedSet();
        return new()
        {
            SiteId = "s",
            Name = "S",
            Code = "SS",
            TimeZone = zoneId,
            Hours = new() { Days = days.ToImmutable(), Holidays = holidays },
        };
    }

    private static TimeSpanOfDay RandomSpan(Random random)
    {
        var from = random.Next(2) == 0 ? random.Next(0, 180) : random.Next(0, 1_439);
        var to = random.Next(from + 1, random.Next(2) == 0 ? 1_441 : Math.Min(1_441, from + 91));
        return new(LocalTime.FromMinutesSinceMidnight(from), LocalTime.FromMinutesSinceMidnight(to % 1_440));
    }
}
