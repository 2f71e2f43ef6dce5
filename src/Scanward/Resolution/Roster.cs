using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Resolution;

/// <summary>The crews and technicians that work at one site. Immutable; a change makes a new roster with a new hash.</summary>
public sealed record Roster
{
    public required string SiteId { get; init; }

    public ImmutableArray<Crew> Crews { get; init; } = [];

    /// <summary>In order of <see cref="Technician.TechnicianId"/>.</summary>
    public ImmutableArray<Technician> Technicians { get; init; } = [];
}

/// <summary>A crew of a site, which work waits for or is assigned to.</summary>
public sealed record Crew(string CrewId, string Name);

/// <summary>Somebody who can be sent to a site.</summary>
public sealed record Technician
{
    public required string TechnicianId { get; init; }

    public required string Name { get; init; }

    public required string CrewId { get; init; }

    /// <summary>The site where the technician is based; may differ from the roster's.</summary>
    public required string HomeSiteId { get; init; }

    public ImmutableSortedSet<string> Skills { get; init; } = [];

    /// <summary>When the technician works, in the site's local time.</summary>
    public ImmutableArray<Shift> Shifts { get; init; } = [];

    /// <summary>When the technician can be called outside of shifts, in the site's local time.</summary>
    public ImmutableArray<Shift> OnCall { get; init; } = [];

    /// <summary>First and last day of each absence, both included, in the site's local time.</summary>
    public ImmutableArray<Absence> Absences { get; init; } = [];

    /// <summary>Minutes of open work at which no more is assigned; null for the policy's own.</summary>
    public int? LoadLimitMinutes { get; init; }

    /// <summary>Role of this person when scanning.</summary>
    public string Role { get; init; } = "technician";
}

/// <summary>A weekly recurring shift; one that runs over midnight belongs to the day on which it begins.</summary>
public sealed record Shift(ImmutableSortedSet<IsoDayOfWeek> Days, TimeSpanOfDay Hours)
{
    private const int DayMinutes = 1_440, WeekMinutes = 7 * DayMinutes;

    /// <summary>Whether both run at some minute of the week.</summary>
    public bool Overlaps(Shift other) => Spans().Any(a => other.Spans().Any(b => (b.Begin - a.Begin + WeekMinutes) % WeekMinutes < a.Minutes || (a.Begin - b.Begin + WeekMinutes) % WeekMinutes < b.Minutes));

    private IEnumerable<(int Begin, int Minutes)> Spans()
    {
        var (from, to) = ((Hours.From.Hour * 60) + Hours.From.Minute, (Hours.To.Hour * 60) + Hours.To.Minute);
        foreach (var day in Days) yield return ((((int)day - 1) * DayMinutes) + from, to > from ? to - from : DayMinutes - from + to);
    }
}

/// <summary>Days on which somebody is not there, both included, in the site's local time.</summary>
public readonly record struct Absence(LocalDate From, LocalDate To);
