using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;
using Scanward.Routing.Clock;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Crews;

/// <summary>
/// A roster made ready for the writer's inner loop: technicians in order of id, skills as bits, shifts as ticks of the site's wall clock. Immutable; build it once for each
/// revision of a roster and keep it. The order of technicians in the roster makes no difference.
/// </summary>
/// <remarks>
/// On shift, like working time (<see cref="WorkingCalendar"/>), is what the wall clock says: a shift over a change of clocks has its true length, what is skipped is not
/// worked and what is repeated is worked twice.
/// </remarks>
public sealed class DutyRoster
{
    private readonly DateTimeZone zone;
    private readonly Technician[] technicians;
    private readonly Duty[] duties;
    private readonly FrozenDictionary<string, int> skillBits;
    private readonly ulong[] skills; // skillWords for each technician
    private readonly int skillWords;

    /// <param name="roster">Technician ids are unique.</param>
    /// <param name="zone">The site's time zone.</param>
    public DutyRoster(Roster roster, DateTimeZone zone)
    {
        this.zone = zone;
        SiteId = roster.SiteId;
        technicians = [.. roster.Technicians.OrderBy(t => t.TechnicianId, StringComparer.Ordinal)];
        duties = Array.ConvertAll(technicians, t => new Duty(t));
        skillBits = technicians.SelectMany(t => t.Skills).Distinct().Index().ToFrozenDictionary(s => s.Item, s => s.Index);
        skillWords = (skillBits.Count + 63) / 64;
        skills = new ulong[technicians.Length * skillWords];
        for (var i = 0; i < technicians.Length; i++)
        {
            foreach (var skill in technicians[i].Skills) skills[(i * skillWords) + (skillBits[skill] / 64)] |= 1UL << (skillBits[skill] % 64);
        }
    }

    public string SiteId { get; }

    internal int Count => technicians.Length;

    internal Technician this[int technician] => technicians[technician];

    /// <summary>Who stands where at <paramref name="now"/> for work that needs <paramref name="neededSkills"/>.</summary>
    /// <param name="now">When the scan was received.</param>
    /// <param name="neededSkills">The asset's; looked at where <see cref="AssignRules.Need"/> asks for skills.</param>
    /// <param name="rules">The policy's.</param>
    /// <param name="loads">By technician id; who is missing carries nothing and was never assigned.</param>
    public Staffing At(Instant now, ImmutableArray<string> neededSkills, AssignRules rules, IReadOnlyDictionary<string, TechnicianLoad> loads)
    {
        var wall = WallTime.At(now, zone);
        var needsSkills = rules.Need.Contains(AssignNeed.AssetSkills);
        var needsShift = rules.Need.Contains(AssignNeed.OnShift);
        var needsRoom = rules.Need.Contains(AssignNeed.UnderLoadLimit);
        var standings = new Standing[technicians.Length];
        var carried = new TechnicianLoad?[technicians.Length];
        for (var i = 0; i < technicians.Length; i++)
        {
            var standing = duties[i].OnShift(wall) ? Standing.Fit : duties[i].Absent(wall) ? Standing.Absent : needsShift ? Standing.OffShift : Standing.Fit;
            if (duties[i].OnCall(wall)) standing |= Standing.OnCall;
            if (needsSkills && !HasAll(i, neededSkills))
            {
                standing |= Standing.LacksSkill; // nobody asks for the load of one without the skills
            }
            else
            {
                carried[i] = loads.GetValueOrDefault(technicians[i].TechnicianId);
                if (needsRoom && (carried[i]?.Minutes ?? 0) >= LoadLimit(i, rules)) standing |= Standing.AtLoadLimit;
            }

            standings[i] = standing;
        }

        return new(this, rules, now, neededSkills, standings, carried);
    }

    internal int LoadLimit(int technician, AssignRules rules) => technicians[technician].LoadLimitMinutes ?? rules.LoadLimitMinutes;

    internal bool Has(int technician, string skill) =>
        skillBits.TryGetValue(skill, out var bit) && (skills[(technician * skillWords) + (bit / 64)] >> (bit % 64) & 1) != 0;

    private bool HasAll(int technician, ImmutableArray<string> needed)
    {
        foreach (var skill in needed)
        {
            if (!Has(technician, skill)) return false;
        }

        return true;
    }
}

/// <summary>What stands between a technician and the work; <see cref="Fit"/> is nothing.</summary>
[Flags]
internal enum Standing : byte
{
    Fit = 0,
    LacksSkill = 1,
    OffShift = 2,
    Absent = 4,
    AtLoadLimit = 8,

    /// <summary>No hindrance: can be called.</summary>
    OnCall = 16,

    /// <summary>Everything that keeps one from being chosen, apart from load.</summary>
    Unfit = LacksSkill | OffShift | Absent,
}
