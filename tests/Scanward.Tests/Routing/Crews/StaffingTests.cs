using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Policy;
using static Scanward.Tests.Routing.Clock.Calendars;
using static Scanward.Tests.Routing.Crews.Rosters;

namespace Scanward.Tests.Routing.Crews;

public sealed class StaffingTests
{
    private static readonly Instant Friday = At("2026-11-20T10:00-06:00");
    private static readonly Instant FridayNight = At("2026-11-20T23:00-06:00");

    [Fact]
    public void Facts_AreOfThoseWhoQualify()
    {
        var roster = Of(Technician("a", Early, "LV"), Technician("b", Early, "LV HV"), Technician("c", Early), Technician("d", "", "LV", onCall: Always));
        var loads = Loads(("a", 300, null), ("b", 400, null), ("c", 10, null));

        var low = roster.At(Friday, ["LV"], new(), loads);
        Assert.Equal((CrewFact.OnShift, 300), (low.Crew, low.LoadMinutes));
        var high = roster.At(Friday, ["LV", "HV"], new(), loads);
        Assert.Equal((CrewFact.OnShift, 400), (high.Crew, high.LoadMinutes));
        var night = roster.At(FridayNight, ["LV"], new(), loads);
        Assert.Equal((CrewFact.OnCall, Facts.Unknown), (night.Crew, night.LoadMinutes));
        var nobody = roster.At(FridayNight, ["HV"], new(), loads);
        Assert.Equal((CrewFact.None, Facts.Unknown), (nobody.Crew, nobody.LoadMinutes));
    }

    [Fact]
    public void CrewLoad_LooksPastTheLoadLimit()
    {
        var staffing = Of(Technician("a"), Technician("b") with { LoadLimitMinutes = 30 }).At(Friday, [], new(), Loads(("a", 720, null), ("b", 60, null)));
        Assert.Equal(CrewFact.None, staffing.Crew);
        Assert.Equal(60, staffing.LoadMinutes);
    }

    [Fact]
    public void Facts_AskOnlyWhatThePolicyNeeds()
    {
        var roster = Of(Technician("a", ""));
        var rules = new AssignRules { Need = [] };
        var staffing = roster.At(Friday, ["LV"], rules, Loads(("a", 9_999, null)));
        Assert.Equal((CrewFact.OnShift, 9_999), (staffing.Crew, staffing.LoadMinutes));
    }

    [Fact]
    public void LoadLimit_OfNothing_LetsNobodyAssign()
    {
        var staffing = Of(Technician("a") with { LoadLimitMinutes = 0 }).At(Friday, [], new(), NoLoads);
        Assert.Equal((CrewFact.None, 0), (staffing.Crew, staffing.LoadMinutes));
    }

    [Theory]
    [InlineData("north", 300, 60, "south", 180, 60, "a", "same_site yes > no")]
    [InlineData("north", 180, 60, "north", 300, 60, "a", "least_loaded 3h < 5h")]
    [InlineData("north", 200, 60, "north", 30, 60, "b", "least_loaded 30m < 3h 20m")]
    [InlineData("north", 30, 2_880, "north", 30, 125, "a", "longest_idle 2d > 2h 5m")]
    [InlineData("north", 30, 2_880, "north", 30, -1, "b", "longest_idle never assigned > 2d")]
    [InlineData("north", 30, 60, "north", 30, 60, "a", "technician_id a < b")]
    [InlineData("south", 0, -1, "south", 0, -1, "a", "technician_id a < b")]
    public void Assign_PrefersInOrder_AndSaysWhatDecided(
        string homeA, int loadA, int idleA, string homeB, int loadB, int idleB, string chosen, string decidedBy)
    {
        Instant? Ago(int minutes) => minutes < 0 ? null : Friday - Duration.FromMinutes(minutes);
        var roster = Of(Technician("b", home: homeB), Technician("a", home: homeA));
        var assignment = roster.At(Friday, [], new(), Loads(("a", loadA, Ago(idleA)), ("b", loadB, Ago(idleB)))).Assign(Row());
        Assert.Equal((chosen, "mech", "Name of " + chosen, decidedBy), (assignment.Technician, assignment.Crew, assignment.Name, assignment.DecidedBy));
        Assert.False(assignment.OnCall);
    }

    [Fact]
    public void DecidedBy_IdleTimesThatReadTheSame_AreToldInFull()
    {
        var last = Friday - Duration.FromHours(3);
        var loads = Loads(("a", 0, last), ("b", 0, last - Duration.FromMilliseconds(20)));
        var early = Of(Technician("a"), Technician("b")).At(Friday, [], new(), loads).Assign(Row(), explain: true);
        Assert.Equal("longest_idle since 2026-11-20T12:59:59.98Z < 2026-11-20T13:00:00Z", early.DecidedBy);
        Assert.Equal("longest_idle since 2026-11-20T13:00:00Z > 2026-11-20T12:59:59.98Z", Assert.Single(early.Rejected).Why);
    }

    [Fact]
    public void DecidedBy_IsAgainstTheRunnerUp()
    {
        var loads = Loads(("a", 60, null), ("b", 120, null), ("c", 600, null), ("d", 60, Friday));
        var staffing = Of(Technician("c"), Technician("b"), Technician("d"), Technician("a")).At(Friday, [], new(), loads);
        Assert.Equal("longest_idle never assigned > 0m", staffing.Assign(Row()).DecidedBy);
    }

    [Fact]
    public void Assign_OnlyOneQualified_SaysSo() =>
        Assert.Equal("only one qualified", Of(Technician("a"), Technician("b", "")).At(Friday, [], new(), NoLoads).Assign(Row()).DecidedBy);

    [Fact]
    public void Rejected_SaysOfEachWhyNot()
    {
        var roster = Of(
            Technician("t-1", skills: "LV"),
            Technician("t-2", skills: "LV"),
            Technician("t-3"),
            Technician("t-4", "", "LV"),
            Technician("t-5", skills: "LV") with { Absences = [new(new(2026, 11, 20), new(2026, 11, 20))] },
            Technician("t-6", skills: "LV"),
            Technician("t-7", skills: "LV"),
            Technician("t-8", ""));
        var loads = Loads(("t-1", 180, null), ("t-2", 300, null), ("t-6", 721, null), ("t-7", 720, null));
        var staffing = roster.At(Friday, ["LV"], new(), loads);

        var assignment = staffing.Assign(Row(), explain: true);
        Assert.Equal(("t-1", "least_loaded 3h < 5h"), (assignment.Technician, assignment.DecidedBy));
        Assert.Equal(
            [
                new("t-2", "least_loaded 5h > 3h"),
                new("t-3", "missing skill LV"),
                new("t-4", "off shift"),
                new("t-5", "absent"),
                new("t-6", "over load limit 12h"),
                new("t-7", "at load limit 12h"),
                new("t-8", "missing skill LV; off shift"),
            ],
            assignment.Rejected);
        Assert.Empty(staffing.Assign(Row()).Rejected);
    }

    [Fact]
    public void NobodyQualifies_OnCallForThePriority_CallsOne()
    {
        var roster = Of(
            Technician("a", Early), Technician("b", "", onCall: Always), Technician("c", Early, onCall: Always), Technician("d", Early, onCall: "6 00:00-00:00"));
        var staffing = roster.At(FridayNight, [], CallFor(Priority.P1, Priority.P2), Loads(("b", 900, null), ("c", 960, null)));

        var called = staffing.Assign(Row(Priority.P1), explain: true);
        Assert.Equal(("b", true, "least_loaded 15h < 16h"), (called.Technician, called.OnCall, called.DecidedBy)); // the load limit does not stop a call
        Assert.Equal(
            [
                new("a", "off shift; not on call"),
                new("c", "off shift; over load limit 12h; least_loaded 16h > 15h"),
                new("d", "off shift; not on call"),
            ],
            called.Rejected);
        Assert.Equal("mech", staffing.Assign(Row(Priority.P3)).Crew);
        Assert.Null(staffing.Assign(Row(Priority.P3)).Technician);
        Assert.Equal("nobody qualified: waits in the queue of mech", staffing.Assign(Row(Priority.P3)).DecidedBy);
    }

    [Fact]
    public void NobodyQualifiesOrCanBeCalled_Queues()
    {
        var staffing = Of(Technician("a", Early), Technician("b", Early, onCall: Always)).At(FridayNight, ["LV"], CallFor(Priority.P1), NoLoads);
        var assignment = staffing.Assign(Row(Priority.P1), explain: true);
        Assert.Equal((null, null, false), (assignment.Crew, assignment.Technician, assignment.OnCall));
        Assert.Equal("nobody qualified or on call: waits in the site's queue", assignment.DecidedBy);
        Assert.Equal([new("a", "missing skill LV; off shift; not on call"), new("b", "missing skill LV; off shift")], assignment.Rejected);
    }

    [Fact]
    public void Queue_IsOfTheCrewThatCanDoTheWork_OnShiftFirst_AbsentLast()
    {
        var away = new Absence(new(2026, 11, 20), new(2026, 11, 21));
        var absent = Technician("a", skills: "LV", crew: "absent") with { Absences = [away] };
        var off = Technician("b", "", "LV", crew: "off");
        var busy = Technician("c", skills: "LV", crew: "busy");
        var unskilled = Technician("d", crew: "unskilled");
        var loads = Loads(("c", 2_000, Friday));
        string? QueueOf(params Technician[] technicians) => Of(technicians).At(Friday, ["LV"], new(), loads).Assign(Row()).Crew;

        Assert.Equal("busy", QueueOf(absent, off, busy, unskilled with { LoadLimitMinutes = 0 }));
        Assert.Equal("off", QueueOf(absent, off, unskilled));
        Assert.Equal("absent", QueueOf(absent, unskilled));
        Assert.Null(QueueOf(unskilled));
        Assert.Null(QueueOf());
    }

    [Fact]
    public void FixedCrew_LeavesOnlyItsOwn()
    {
        var roster = Of(Technician("a", crew: "mech"), Technician("b", crew: "elec"), Technician("c", "", crew: "tier_2", onCall: Always));
        var staffing = roster.At(Friday, [], CallFor(Priority.P1), NoLoads);

        var elec = staffing.Assign(Row(crew: "elec"), explain: true);
        Assert.Equal(("b", "elec"), (elec.Technician, elec.Crew));
        Assert.Equal([new("a", "not in crew elec"), new("c", "not in crew elec")], elec.Rejected);
        var called = staffing.Assign(Row(Priority.P1, "tier_2"));
        Assert.Equal(("c", "tier_2", true, "only one on call"), (called.Technician, called.Crew, called.OnCall, called.DecidedBy));
        var queued = staffing.Assign(Row(Priority.P2, "tier_2"));
        Assert.Equal((null, "tier_2", "nobody qualified: waits in the queue of tier_2"), (queued.Technician, queued.Crew, queued.DecidedBy));
        var unknown = staffing.Assign(Row(Priority.P1, "night_watch"));
        Assert.Equal((null, "night_watch"), (unknown.Technician, unknown.Crew));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tier_2")]
    public void AssignFalse_NamesNobody(string? crew)
    {
        var assignment = Of(Technician("a")).At(Friday, [], new(), NoLoads).Assign(Row(crew: crew, assign: false), explain: true);
        Assert.Equal((crew, null, null, "the row assigns nobody"), (assignment.Crew, assignment.Technician, assignment.Name, assignment.DecidedBy));
        Assert.Empty(assignment.Rejected);
    }

    [Fact]
    public void Assign_WithoutPriority_Queues() =>
        Assert.Null(Of(Technician("a", "", onCall: Always)).At(Friday, [], CallFor(Priority.P1), NoLoads).Assign(Row(priority: null)).Technician);
}
