using NodaTime;
using Scanward.Routing;
using Scanward.Routing.Clock;
using Scanward.Routing.Policy;
using static Scanward.Tests.Routing.Clock.Calendars;

namespace Scanward.Tests.Routing.Clock;

public sealed class ResponseClockTests
{
    private static readonly WorkingCalendar Chicago = Of("America/Chicago", Weekdays, "2026-11-26", "2026-11-27");

    private static ResponseSpan Minutes(int minutes) => new(0, minutes);

    private static ResponseSpan Days(int days) => new(days, 0);

    [Fact]
    public void Always_CountsElapsedTime()
    {
        var rule = new ResponseRule(Minutes(15), Minutes(120), Days(1), ResponseClockKind.Always);
        var times = ResponseClock.Compute(rule, Chicago, At("2026-10-31T20:00-05:00"));
        Assert.Equal("2026-10-31T20:15-05:00", Show(times.AcknowledgeBy, Chicago));
        Assert.Equal("2026-10-31T22:00-05:00", Show(times.OnSiteBy, Chicago));
        Assert.Equal("2026-11-01T19:00-06:00", Show(times.DoneBy, Chicago)); // 24 hours, over the change of clocks
        Assert.Equal(120, times.WindowMinutes);
    }

    [Fact]
    public void Site_CountsWorkingTimeAndWorkingDays()
    {
        var rule = new ResponseRule(Days(1), Minutes(180), Days(3), ResponseClockKind.Site);
        var times = ResponseClock.Compute(rule, Chicago, At("2026-11-20T15:00-06:00"));
        Assert.Equal("2026-11-23T15:00-06:00", Show(times.AcknowledgeBy, Chicago));
        Assert.Equal("2026-11-23T09:00-06:00", Show(times.OnSiteBy, Chicago));
        Assert.Equal("2026-11-25T15:00-06:00", Show(times.DoneBy, Chicago));
        Assert.Equal((2 * 1_440) + (18 * 60), times.WindowMinutes); // elapsed, not worked
    }

    [Fact]
    public void Site_TakesDaysFirst_ThenMinutes()
    {
        var rule = new ResponseRule(new ResponseSpan(1, 150), null, null, ResponseClockKind.Site);
        var times = ResponseClock.Compute(rule, Chicago, At("2026-11-20T15:00-06:00"));
        Assert.Equal("2026-11-24T08:30-06:00", Show(times.AcknowledgeBy, Chicago));
    }

    [Theory]
    [InlineData(true, true, true, 20)]
    [InlineData(true, false, true, 10)]
    [InlineData(false, false, true, 30)]
    public void WindowMinutes_IsOnSiteElseAcknowledgeElseDone(bool acknowledge, bool onSite, bool done, int window)
    {
        var rule = new ResponseRule(
            acknowledge ? Minutes(10) : null, onSite ? Minutes(20) : null, done ? Minutes(30) : null, ResponseClockKind.Always);
        Assert.Equal(window, ResponseClock.Compute(rule, Chicago, At("2026-11-20T15:00-06:00")).WindowMinutes);
    }

    [Fact]
    public void Compute_NoSpans_GivesNoTimes() =>
        Assert.Equal(
            new ResponseTimes(null, null, null, null),
            ResponseClock.Compute(new(null, null, null, ResponseClockKind.Site), Chicago, At("2026-11-20T15:00-06:00")));

    [Theory]
    [InlineData(ResponseClockKind.Always)]
    [InlineData(ResponseClockKind.Site)]
    public void Compute_SpansBeyondTenYears_AreNull(ResponseClockKind clock)
    {
        var rule = new ResponseRule(Minutes(0), new ResponseSpan(int.MaxValue, int.MaxValue), Days(4_000), clock);
        var received = At("2026-11-20T15:00-06:00");
        Assert.Equal(new ResponseTimes(received, null, null, 0), ResponseClock.Compute(rule, Chicago, received));
    }

    [Fact]
    public void Compute_SiteWithoutHours_GivesNoTimes()
    {
        var rule = new ResponseRule(Minutes(10), Days(1), null, ResponseClockKind.Site);
        Assert.Equal(new ResponseTimes(null, null, null, null), ResponseClock.Compute(rule, Of("Asia/Kathmandu", ""), At("2026-11-20T15:00-06:00")));
    }

    [Fact]
    public void WindowMinutes_RoundsDownToWholeMinutes()
    {
        var rule = new ResponseRule(Minutes(60), null, null, ResponseClockKind.Site);
        var received = At("2026-11-20T07:00-06:00") + Duration.FromSeconds(30);
        Assert.Equal(119, ResponseClock.Compute(rule, Chicago, received).WindowMinutes); // due at 09:00
    }
}
