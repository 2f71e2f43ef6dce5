using NodaTime;
using Scanward.Routing.Clock;
using static Scanward.Tests.Routing.Clock.Calendars;

namespace Scanward.Tests.Routing.Clock;

public sealed class DateFactsTests
{
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    [Theory]
    [InlineData("2026-11-20T00:00-06:00", 2)]
    [InlineData("2026-11-20T23:59-06:00", 2)]
    [InlineData("2026-11-21T00:00-06:00", 1)] // the last day is over 0d, to its last minute
    [InlineData("2026-11-21T23:59-06:00", 1)]
    [InlineData("2026-11-22T00:00-06:00", -1)] // the day after is not
    [InlineData("2026-11-23T12:00-06:00", -2)]
    public void WarrantyLeft_CountsTheLastDay(string at, long days) =>
        Assert.Equal(days * 1_440, DateFacts.WarrantyLeftMinutes(new LocalDate(2026, 11, 21), At(at), Chicago));

    [Theory]
    [InlineData("2026-11-14T00:00-06:00", 7)]
    [InlineData("2026-11-14T23:59-06:00", 7)]
    [InlineData("2026-11-21T12:00-06:00", 0)]
    [InlineData("2026-11-28T23:59-06:00", -7)]
    [InlineData("2026-11-29T00:00-06:00", -8)]
    [InlineData("2026-10-31T12:00-05:00", 21)] // clocks change in between: still whole days
    public void PmDueIn_IsTheDifferenceOfLocalDates(string at, long days) =>
        Assert.Equal(days * 1_440, DateFacts.PmDueInMinutes(new LocalDate(2026, 11, 21), At(at), Chicago));

    [Fact]
    public void Dates_AreTheSitesOwn()
    {
        var at = At("2026-11-20T23:00+00:00");
        Assert.Equal(1_440, DateFacts.PmDueInMinutes(new LocalDate(2026, 11, 21), at, Chicago));
        Assert.Equal(0, DateFacts.PmDueInMinutes(new LocalDate(2026, 11, 21), at, DateTimeZoneProviders.Tzdb["Asia/Kathmandu"]));
    }

    [Fact]
    public void Dates_FarAway_DoNotOverflow() =>
        Assert.Equal(
            (long)Period.DaysBetween(new LocalDate(2026, 11, 20), LocalDate.MaxIsoValue) * 1_440,
            DateFacts.PmDueInMinutes(LocalDate.MaxIsoValue, At("2026-11-20T12:00-06:00"), Chicago));
}
