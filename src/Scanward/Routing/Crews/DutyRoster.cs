using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Clock;
using Scanward.Routing.Policy;

namespace Scanward.Routing.Crews;

/// <summary>
/// A roster made ready for the writer's inner loop: technicians in order of id, skills as bits, shifts as ticks of the site's wall clock. Immutable;
/// build it once for each revision of a roster and keep it. The order of technicians in the roster makes no difference.
/// </summary>
/// <remarks>
/// On shift, like working time (<see cref="WorkingCalendar"/>), is what the wall clock says: a shift over a change of clocks has its true length,
/// what is skipped is not worked and what is repeated is worked twice.
/// </remarks>
public sealed class DutyRoster
{
    private readonly DateTimeZone zone;
    private readonly Technician[] technicians;
    private readonly Duty[] duties;
    private readonly FrozenDictionary<string, int> skillBits;
    private readonly ulong[] skills; // skillWords for each technician
    private readonly int skillWords;
    private readonly bool wholeMinutes; // all shifts begin and end with a minute
    private Presences? lately;

    /// <param name="roster">Technician ids are unique.</param>
    /// <param name="zone">The site's time zone.</param>
    public DutyRoster(Roster roster, DateTimeZone zone)
    {
        this.zone = zone;
        SiteId = roster.SiteId;
        technicians = [.. roster.Technicians.OrderBy(t => t.TechnicianId, StringComparer.Ordinal)];
        duties = Array.ConvertAll(technicians, t => new Duty(t));
        wholeMinutes = duties.All(d => d.WholeMinutes);
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
        Span<ulong> neededBits = skillWords <= 8 ? stackalloc ulong[8] : new ulong[skillWords];
        var anybodyCan = !needsSkills || Mark(neededSkills, neededBits);
        var standings = PresencesAt(wall, needsShift).ToArray();
        var carried = new TechnicianLoad?[technicians.Length];
        for (var i = 0; i < technicians.Length; i++)
        {
            var standing = standings[i];
            if (!anybodyCan || !HasAll(i, neededBits))
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

    /// <summary>Who is there. It is the same for a whole minute, and most scans come in the same minute as the one before.</summary>
    private ReadOnlySpan<Standing> PresencesAt(WallTime wall, bool needsShift)
    {
        var minute = wall.Ticks / NodaConstants.TicksPerMinute;
        if (Volatile.Read(ref lately) is { } known && known.Day == wall.Day && known.Minute == minute && known.NeedsShift == needsShift) return known.Standings;
        var standings = Array.ConvertAll(duties, duty => Presence(duty, wall, needsShift));
        if (wholeMinutes) Volatile.Write(ref lately, new(wall.Day, minute, needsShift, standings));
        return standings;
    }

    private static Standing Presence(Duty duty, WallTime wall, bool needsShift)
    {
        var onCall = duty.OnCall(wall) ? Standing.OnCall : Standing.Fit;
        if (duty.OnShift(wall)) return onCall;
        if (duty.Absent(wall)) return onCall | Standing.Absent;
        return needsShift ? onCall | Standing.OffShift : onCall;
    }

    /// <summary>Sets the skills' bits; false when one of them is nobody's.</summary>
    private bool Mark(ImmutableArray<string> needed, Span<ulong> bits)
    {
        foreach (var skill in needed)
        {
            if (!skillBits.TryGetValue(skill, out var bit)) return false;
            bits[bit / 64] |= 1UL << (bit % 64);
        }

        return true;
    }

    private bool HasAll(int technician, ReadOnlySpan<ulong> neededBits)
    {
        for (var word = 0; word < skillWords; word++)
        {
            if ((neededBits[word] & ~skills[(technician * skillWords) + word]) != 0) return false;
        }

        return true;
    }

    private sealed record Presences(int Day, long Minute, bool NeedsShift, Standing[] Standings);
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
