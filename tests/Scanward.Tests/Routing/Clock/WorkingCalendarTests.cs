using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;
using static Scanward.Tests.Routing.Clock.Calendars;

namespace Scanward.Tests.Routing.Clock;

public sealed class WorkingCalendarTests
{
    [Theory]
    [InlineData("2026-11-20T15:00-06:00", 0, "2026-11-20T15:00-06:00")]
    [InlineData("2026-11-21T11:00-06:00", 0, "2026-11-21T11:00-06:00")] // no minutes: due at once, on a Saturday too
    [InlineData("2026-11-20T15:00-06:00", 60, "2026-11-20T16:00-06:00")]
    [InlineData("2026-11-20T15:00-06:00", 120, "2026-11-20T17:00-06:00")] // the closing, not Monday's opening
    [InlineData("2026-11-20T15:00-06:00", 121, "2026-11-23T08:01-06:00")]
    [InlineData("2026-11-21T11:00-06:00", 30, "2026-11-23T08:30-06:00")]
    [InlineData("2026-11-20T06:00-06:00", 30, "2026-11-20T08:30-06:00")]
    [InlineData("2026-11-20T17:00-06:00", 1, "2026-11-23T08:01-06:00")]
    [InlineData("2026-11-20T15:00-06:00", 5 * 540, "2026-11-27T15:00-06:00")]
    public void AddWorkingMinutes_OfficeHours(string from, long minutes, string due)
    {
        var calendar = Of("America/Chicago", Weekdays);
        Assert.Equal(due, Show(calendar.AddWorkingMinutes(At(from), minutes), calendar));
    }

    [Theory]
    // 2026-03-08 in Chicago has no 02:00-03:00, 2026-11-01 has 01:00-02:00 twice.
    [InlineData("America/Chicago", RoundTheClock, "2026-03-07T22:00-06:00", 480, "2026-03-08T07:00-05:00")]
    [InlineData("America/Chicago", RoundTheClock, "2026-10-31T22:00-05:00", 480, "2026-11-01T05:00-06:00")]
    [InlineData("America/Chicago", "7 02:00-03:00", "2026-03-07T12:00-06:00", 1, "2026-03-15T02:01-05:00")] // the span is skipped whole
    [InlineData("America/Chicago", "7 01:30-03:30", "2026-03-07T12:00-06:00", 31, "2026-03-08T03:01-05:00")]
    [InlineData("America/Chicago", "7 01:00-02:00", "2026-10-31T12:00-05:00", 60, "2026-11-01T01:00-06:00")] // 02:00 of the first, 01:00 of the second
    [InlineData("America/Chicago", "7 01:00-02:00", "2026-10-31T12:00-05:00", 61, "2026-11-01T01:01-06:00")]
    [InlineData("America/Chicago", "7 01:15-01:45", "2026-10-31T12:00-05:00", 31, "2026-11-01T01:16-06:00")]
    // Amsterdam: 2026-03-29 has no 02:00-03:00, 2026-10-25 has it twice.
    [InlineData("Europe/Amsterdam", "1-7 00:00-06:00", "2026-03-29T00:00+01:00", 300, "2026-03-29T06:00+02:00")]
    [InlineData("Europe/Amsterdam", "1-7 00:00-06:00", "2026-10-25T00:00+02:00", 420, "2026-10-25T06:00+01:00")]
    [InlineData("Europe/Amsterdam", Weekdays, "2026-03-27T16:00+01:00", 120, "2026-03-30T09:00+02:00")]
    // Lord Howe moves by half an hour: 2026-10-04 has no 02:00-02:30, 2026-04-05 has 01:30-02:00 twice.
    [InlineData("Australia/Lord_Howe", "1-7 00:00-06:00", "2026-10-04T00:00+10:30", 330, "2026-10-04T06:00+11:00")]
    [InlineData("Australia/Lord_Howe", "1-7 00:00-06:00", "2026-04-05T00:00+11:00", 390, "2026-04-05T06:00+10:30")]
    [InlineData("Australia/Lord_Howe", "1-7 01:30-02:00", "2026-04-05T00:00+11:00", 45, "2026-04-05T01:45+10:30")]
    [InlineData("Asia/Kathmandu", Weekdays, "2026-11-20T16:30+05:45", 45, "2026-11-23T08:15+05:45")]
    // Cairo skips midnight: 2026-04-24 begins at 01:00.
    [InlineData("Africa/Cairo", RoundTheClock, "2026-04-23T23:30+02:00", 60, "2026-04-24T01:30+03:00")]
    // Samoa had no 2011-12-30.
    [InlineData("Pacific/Apia", RoundTheClock, "2011-12-29T23:30-10:00", 60, "2011-12-31T00:30+14:00")]
    public void AddWorkingMinutes_OverClockChanges(string zone, string hours, string from, long minutes, string due)
    {
        var calendar = Of(zone, hours);
        Assert.Equal(due, Show(calendar.AddWorkingMinutes(At(from), minutes), calendar));
        Assert.Equal(minutes, calendar.WorkingMinutesBetween(At(from), At(due)));
    }

    [Theory]
    [InlineData("2026-11-20T15:00-06:00", 1, "2026-11-23T15:00-06:00")] // Friday → Monday
    [InlineData("2026-11-21T11:00-06:00", 1, "2026-11-24T08:00-06:00")] // Saturday counts from Monday's opening
    [InlineData("2026-11-20T19:00-06:00", 1, "2026-11-24T08:00-06:00")] // after closing likewise
    [InlineData("2026-11-20T06:00-06:00", 1, "2026-11-23T08:00-06:00")] // before opening: from the opening of the same day
    [InlineData("2026-11-23T08:00-06:00", 3, "2026-11-30T08:00-06:00")] // Thanksgiving and the day after are no days
    [InlineData("2026-11-26T10:00-06:00", 1, "2026-12-01T08:00-06:00")] // received on the holiday
    [InlineData("2026-11-21T11:00-06:00", 0, "2026-11-21T11:00-06:00")]
    public void AddWorkingDays_SkipsWeekendsAndHolidays(string from, int days, string due)
    {
        var calendar = Of("America/Chicago", Weekdays, "2026-11-26", "2026-11-27");
        Assert.Equal(due, Show(calendar.AddWorkingDays(At(from), days), calendar));
    }

    [Theory]
    [InlineData("2026-11-20T16:00+01:00", 1, "2026-11-21T12:00+01:00")] // Saturday closes at noon
    [InlineData("2026-11-20T09:00+01:00", 1, "2026-11-21T10:00+01:00")] // and opens at ten
    [InlineData("2026-11-20T12:30+01:00", 1, "2026-11-21T12:00+01:00")] // from the break: 13:00, clamped
    [InlineData("2026-11-21T11:00+01:00", 1, "2026-11-23T11:00+01:00")]
    [InlineData("2026-11-21T11:00+01:00", 2, "2026-11-24T11:00+01:00")]
    [InlineData("2026-11-21T14:00+01:00", 1, "2026-11-24T08:00+01:00")]
    public void AddWorkingDays_ClampsIntoTheDay(string from, int days, string due)
    {
        var calendar = Of("Europe/Amsterdam", "1-5 08:00-12:00 13:00-17:00; 6 10:00-12:00");
        Assert.Equal(due, Show(calendar.AddWorkingDays(At(from), days), calendar));
    }

    [Theory]
    [InlineData("America/Chicago", "2026-03-07T15:00-06:00", 1, "2026-03-08T15:00-05:00")]
    [InlineData("America/Chicago", "2026-03-07T02:30-06:00", 1, "2026-03-08T03:30-05:00")] // 02:30 is skipped: moved on by the gap
    [InlineData("America/Chicago", "2026-10-31T01:30-05:00", 1, "2026-11-01T01:30-05:00")] // 01:30 comes twice: the first
    [InlineData("Australia/Lord_Howe", "2026-10-03T02:15+10:30", 1, "2026-10-04T02:45+11:00")]
    [InlineData("Africa/Cairo", "2026-04-23T00:15+02:00", 1, "2026-04-24T01:15+03:00")]
    [InlineData("America/St_Johns", "2010-11-07T00:00-02:30", 1, "2010-11-08T00:00-03:30")] // a minute later it was the 6th again
    [InlineData("Pacific/Apia", "2011-12-29T09:00-10:00", 1, "2011-12-31T09:00+14:00")] // a date that never was is no day
    public void AddWorkingDays_OverClockChanges(string zone, string from, int days, string due)
    {
        var calendar = Of(zone, RoundTheClock);
        Assert.Equal(due, Show(calendar.AddWorkingDays(At(from), days), calendar));
    }

    [Theory]
    [InlineData("2026-11-20T08:00-06:00", true)]
    [InlineData("2026-11-20T16:59-06:00", true)]
    [InlineData("2026-11-20T17:00-06:00", false)]
    [InlineData("2026-11-20T07:59-06:00", false)]
    [InlineData("2026-11-22T12:00-06:00", false)]
    [InlineData("2026-11-26T12:00-06:00", false)]
    public void IsWorking_HoldsFromOpeningUntilBeforeClosing(string at, bool working) =>
        Assert.Equal(working, Of("America/Chicago", Weekdays, "2026-11-26").IsWorking(At(at)));

    [Fact]
    public void IsWorking_MidnightAsAnEndIsTheEndOfTheDay()
    {
        var calendar = Of("Europe/Amsterdam", "5 16:00-00:00");
        Assert.True(calendar.IsWorking(At("2026-11-20T23:59+01:00")));
        Assert.False(calendar.IsWorking(At("2026-11-21T00:00+01:00")));
        Assert.False(calendar.IsWorking(At("2026-11-20T00:00+01:00")));
    }

    [Fact]
    public void WorkingMinutesBetween_IsAntisymmetricAndWhole()
    {
        var calendar = Of("Europe/Amsterdam", Weekdays);
        var from = At("2026-11-20T16:00+01:00");
        var to = At("2026-11-23T09:00+01:00") + Duration.FromSeconds(59);
        Assert.Equal(120, calendar.WorkingMinutesBetween(from, to));
        Assert.Equal(-120, calendar.WorkingMinutesBetween(to, from));
        Assert.Equal(0, calendar.WorkingMinutesBetween(from, from));
    }

    [Fact]
    public void WorkingTime_ThatNeverComes_IsNull()
    {
        var unstaffed = Of("Europe/Amsterdam", "");
        var from = At("2026-11-20T16:00+01:00");
        Assert.False(unstaffed.HasWorkingTime);
        Assert.Null(unstaffed.AddWorkingMinutes(from, 1));
        Assert.Null(unstaffed.AddWorkingDays(from, 1));
        Assert.Equal(0, unstaffed.WorkingMinutesBetween(from, from + Duration.FromDays(10_000)));
        Assert.False(unstaffed.IsWorking(from));
    }

    [Fact]
    public void WorkingTime_BeyondTenYears_IsNull()
    {
        var calendar = Of("Europe/Amsterdam", "1 08:00-08:01");
        var from = At("2026-11-20T16:00+01:00");
        Assert.NotNull(calendar.AddWorkingMinutes(from, 520));
        Assert.Null(calendar.AddWorkingMinutes(from, 530));
        Assert.Null(calendar.AddWorkingMinutes(from, long.MaxValue));
        Assert.Null(calendar.AddWorkingDays(from, 530));
        Assert.Null(calendar.AddWorkingDays(from, int.MaxValue));
    }

    [Fact]
    public void WorkingTime_AllHolidays_IsNull()
    {
        var first = new LocalDate(2026, 1, 1);
        var site = Site("Europe/Amsterdam", Weekdays);
        var holidays = Enumerable.Range(0, 5_000).Select(first.PlusDays).ToImmutableSortedSet();
        var calendar = Of(site with { Hours = site.Hours with { Holidays = holidays } });
        Assert.Null(calendar.AddWorkingMinutes(At("2026-01-01T08:00+01:00"), 1));
        Assert.Null(calendar.AddWorkingDays(At("2026-01-01T08:00+01:00"), 1));
    }

    [Fact]
    public void WorkingMinutesBetween_TheEndsOfTime_Ends()
    {
        var calendar = Of("Asia/Kathmandu", "1 08:00-09:00");
        Assert.InRange(calendar.WorkingMinutesBetween(Instant.MaxValue - Duration.FromDays(365), Instant.MaxValue), 51 * 60, 53 * 60);
        Assert.Null(calendar.AddWorkingMinutes(Instant.MaxValue - Duration.FromDays(1), 600));
    }

    [Fact]
    public void Of_OverlappingSpansInAnyOrder_CountOnce()
    {
        var calendar = Of("Europe/Amsterdam", "1 13:00-17:00 08:00-12:00 11:00-13:00 09:00-10:00");
        Assert.Equal(540, calendar.WorkingMinutesBetween(At("2026-11-23T00:00+01:00"), At("2026-11-24T00:00+01:00")));
    }

    [Fact]
    public void Of_WhatMakesNoCalendar_IsRefusedWithEveryFault()
    {
        var site = Site("Europe/Amstredam", "1 17:00-08:00 09:00-09:00 10:00-11:00");
        var faults = Assert.IsType<CalendarFaults>(WorkingCalendar.Of(site)).Details;
        Assert.Equal(3, faults.Length);
        Assert.StartsWith("Site north: the time zone 'Europe/Amstredam' is not in the IANA data", faults[0]);
        Assert.StartsWith("Site north: the working hours 17:00-08:00 on Monday end before they begin.", faults[1]);
        Assert.StartsWith("Site north: the working hours 09:00-09:00 on Monday end before they begin.", faults[2]);
    }

    [Fact]
    public void Of_HoursUnderNoWeekday_AreRefused()
    {
        var days = ImmutableSortedDictionary<IsoDayOfWeek, ImmutableArray<TimeSpanOfDay>>.Empty.Add(IsoDayOfWeek.None, []);
        var site = Site("Europe/Amsterdam", "") with { Hours = new() { Days = days } };
        Assert.Contains("no weekday", Assert.Single(Assert.IsType<CalendarFaults>(WorkingCalendar.Of(site)).Details));
    }
}
