using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Crews;

/// <summary>Technicians, shifts and loads in the short hand that the cases of this folder are written in.</summary>
internal static class Rosters
{
    public static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    /// <summary>Monday to Friday, early.</summary>
    public const string Early = "12345 06:00-14:00";

    /// <summary>Monday to Friday, beginning in the evening.</summary>
    public const string Night = "12345 22:00-06:00";

    public const string Always = "1234567 00:00-00:00";

    public static readonly ImmutableDictionary<string, TechnicianLoad> NoLoads = ImmutableDictionary<string, TechnicianLoad>.Empty;

    public static DutyRoster Of(params Technician[] technicians) => new(new Roster { SiteId = "north", Technicians = [.. technicians] }, Chicago);

    /// <param name="shifts">Such as <see cref="Early"/>; several are parted by semicolons.</param>
    public static Technician Technician(string id, string shifts = Always, string skills = "", string onCall = "", string crew = "mech", string home = "north") => new()
    {
        TechnicianId = id,
        Name = "Name of " + id,
        CrewId = crew,
        HomeSiteId = home,
        Skills = [.. skills.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        Shifts = Shifts(shifts),
        OnCall = Shifts(onCall),
    };

    public static ImmutableDictionary<string, TechnicianLoad> Loads(params (string Id, int Minutes, Instant? Last)[] loads) =>
        loads.ToImmutableDictionary(l => l.Id, l => new TechnicianLoad(l.Id, l.Minutes, l.Last));

    public static RowResult Row(Priority? priority = Priority.P3, string? crew = null, bool assign = true) =>
        new() { Outcome = Outcome.CorrectiveWo, Priority = priority, Crew = crew, Assign = assign };

    public static AssignRules CallFor(params Priority[] priorities) =>
        new() { IfNone = priorities.ToImmutableSortedDictionary(p => p, _ => IfNone.OnCall) };

    private static ImmutableArray<Shift> Shifts(string text) => [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Shift)];

    private static Shift Shift(string text)
    {
        var words = text.Trim().Split(' ');
        var ends = words[1].Split('-').Select(t => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(t).Value).ToArray();
        return new([.. words[0].Select(d => (IsoDayOfWeek)int.Parse(d.ToString(), CultureInfo.InvariantCulture))], new TimeSpanOfDay(ends[0], ends[1]));
    }
}
