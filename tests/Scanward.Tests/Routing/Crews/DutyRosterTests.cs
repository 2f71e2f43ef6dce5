using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;
using static Scanward.Tests.Routing.Clock.Calendars;
using static Scanward.Tests.Routing.Crews.Rosters;

namespace Scanward.Tests.Routing.Crews;

/// <summary>Who is on shift when, seen through the fact <c>crew</c> of a roster of one.</summary>
public sealed class DutyRosterTests
{
    [Theory]
    [InlineData(Early, "2026-11-20T06:00-06:00", true)]
    [InlineData(Early, "2026-11-20T13:59-06:00", true)]
    [InlineData(Early, "2026-11-20T14:00-06:00", false)]
    [InlineData(Early, "2026-11-21T08:00-06:00", false)]
    [InlineData(Night, "2026-11-20T21:59-06:00", false)]
    [InlineData(Night, "2026-11-20T22:00-06:00", true)]
    [InlineData(Night, "2026-11-21T05:59-06:00", true)] // Saturday morning is still Friday's shift
    [InlineData(Night, "2026-11-21T06:00-06:00", false)]
    [InlineData(Night, "2026-11-21T23:00-06:00", false)]
    [InlineData(Night, "2026-11-23T05:00-06:00", false)] // Monday morning would be Sunday's
    [InlineData("7 22:00-06:00", "2026-11-23T05:00-06:00", true)] // from Sunday into Monday
    [InlineData("5 16:00-00:00", "2026-11-20T23:59-06:00", true)]
    [InlineData("5 16:00-00:00", "2026-11-21T00:00-06:00", false)]
    [InlineData("5 07:00-07:00", "2026-11-20T07:00-06:00", true)] // 24 hours
    [InlineData("5 07:00-07:00", "2026-11-21T06:59-06:00", true)]
    [InlineData("5 07:00-07:00", "2026-11-21T07:00-06:00", false)]
    [InlineData("5 06:00-09:00; 5 12:00-15:00", "2026-11-20T10:00-06:00", false)]
    [InlineData("5 06:00-09:00; 5 12:00-15:00", "2026-11-20T12:00-06:00", true)]
    public void Shift_BelongsToTheDayOnWhichItBegins(string shift, string now, bool onShift) =>
        Assert.Equal(onShift, IsOnShift(Of(Technician("t", shift)), now));

    [Theory]
    // 2026-03-08 skips 02:00-03:00 and 2026-11-01 repeats 01:00-02:00; both are Sundays.
    [InlineData("6 22:00-06:00", "2026-03-08T01:59-06:00", true)]
    [InlineData("6 22:00-06:00", "2026-03-08T03:00-05:00", true)]
    [InlineData("6 22:00-06:00", "2026-03-08T05:59-05:00", true)]
    [InlineData("6 22:00-06:00", "2026-03-08T06:00-05:00", false)]
    [InlineData("6 22:00-06:00", "2026-11-01T01:30-05:00", true)]
    [InlineData("6 22:00-06:00", "2026-11-01T01:30-06:00", true)]
    [InlineData("6 22:00-06:00", "2026-11-01T05:59-06:00", true)]
    [InlineData("6 22:00-06:00", "2026-11-01T06:00-06:00", false)]
    [InlineData("7 02:00-03:00", "2026-03-08T03:00-05:00", false)] // skipped whole
    [InlineData("7 01:15-01:45", "2026-11-01T01:30-05:00", true)]
    [InlineData("7 01:15-01:45", "2026-11-01T01:30-06:00", true)]
    public void Shift_OverAChangeOfClocks_FollowsTheWallClock(string shift, string now, bool onShift) =>
        Assert.Equal(onShift, IsOnShift(Of(Technician("t", shift)), now));

    [Theory]
    [InlineData("2026-11-17T23:00-06:00", true)] // Tuesday's night shift, before the absence
    [InlineData("2026-11-18T05:00-06:00", true)] // and its end, on the first day of absence
    [InlineData("2026-11-18T23:00-06:00", false)]
    [InlineData("2026-11-19T05:00-06:00", false)]
    [InlineData("2026-11-19T23:00-06:00", false)]
    [InlineData("2026-11-20T05:00-06:00", false)] // the last day's shift, after midnight
    [InlineData("2026-11-20T23:00-06:00", true)]
    public void Absence_IsOfShiftsThatBeginWithinIt(string now, bool onShift)
    {
        var technician = Technician("t", Night) with { Absences = [new Absence(new(2026, 11, 18), new(2026, 11, 19))] };
        Assert.Equal(onShift, IsOnShift(Of(technician), now));
    }

    [Fact]
    public void Absence_HoldsForOnCallToo()
    {
        var technician = Technician("t", Early, onCall: Always) with { Absences = [new Absence(new(2026, 11, 20), new(2026, 11, 20))] };
        Assert.Equal(CrewFact.OnCall, Of(technician).At(At("2026-11-19T20:00-06:00"), [], new(), NoLoads).Crew);
        Assert.Equal(CrewFact.None, Of(technician).At(At("2026-11-20T20:00-06:00"), [], new(), NoLoads).Crew);
    }

    [Fact]
    public void Absence_WithoutANeedForShifts_StillCounts()
    {
        var rules = new AssignRules { Need = [AssignNeed.AssetSkills] };
        var technician = Technician("t", Early) with { Absences = [new Absence(new(2026, 11, 18), new(2026, 11, 20))] };
        Assert.Equal(CrewFact.OnShift, Of(technician).At(At("2026-11-21T20:00-06:00"), [], rules, NoLoads).Crew);
        Assert.Equal(CrewFact.None, Of(technician).At(At("2026-11-20T20:00-06:00"), [], rules, NoLoads).Crew);
    }

    [Fact]
    public void Absences_ManyAndOverlapping_AreAllFound()
    {
        var random = new Random(7);
        var first = new LocalDate(2026, 1, 1);
        for (var round = 0; round < 50; round++)
        {
            var absences = Enumerable.Range(0, random.Next(12)).Select(_ => first.PlusDays(random.Next(90)))
                .Select(d => new Absence(d, d.PlusDays(random.Next(-1, 9)))).ToArray();
            var roster = Of(Technician("t") with { Absences = [.. absences] });
            for (var day = first; day < first.PlusDays(100); day = day.PlusDays(1))
            {
                var noon = day.At(new LocalTime(12, 0)).InZoneStrictly(Chicago).ToInstant();
                var away = absences.Any(a => a.From <= day && day <= a.To);
                Assert.True(roster.At(noon, [], new(), NoLoads).Crew == (away ? CrewFact.None : CrewFact.OnShift), $"round {round}, {day}");
            }
        }
    }

    [Fact]
    public void Skills_BeyondOneWord_AreToldApart()
    {
        var technicians = Enumerable.Range(0, 150).Select(i => Technician($"t-{i:000}", skills: $"skill-{i}")).ToArray();
        var roster = Of(technicians);
        for (var i = 0; i < 150; i++)
        {
            var staffing = roster.At(At("2026-11-20T12:00-06:00"), [$"skill-{i}"], new(), NoLoads);
            Assert.Equal($"t-{i:000}", staffing.Assign(Row()).Technician);
        }

        Assert.Equal(CrewFact.None, roster.At(At("2026-11-20T12:00-06:00"), ["skill-1", "skill-2"], new(), NoLoads).Crew);
    }

    private static bool IsOnShift(DutyRoster roster, string now) => roster.At(At(now), [], new(), NoLoads).Crew == CrewFact.OnShift;
}
