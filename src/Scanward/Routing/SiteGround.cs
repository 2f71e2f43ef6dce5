using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Scanward.Resolution;
using Scanward.Routing.Clock;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;

namespace Scanward.Routing;

/// <summary>A site made ready for routing: its calendar and roster compiled, with the hashes under which a decision names them. Immutable.</summary>
public sealed class SiteGround
{
    private readonly FrozenDictionary<string, Technician> technicians;
    private readonly ImmutableArray<int> everybody;
    private readonly ConcurrentDictionary<string, ImmutableArray<int>> bySkills = new();

    /// <param name="siteHash">Content address of <paramref name="site"/>.</param>
    /// <param name="rosterHash">Content address of <paramref name="roster"/>.</param>
    /// <exception cref="ArgumentException">The site's hours or time zone cannot be used; a plant file with such a site is refused before it comes
    /// here.</exception>
    public SiteGround(Site site, Roster roster, string siteHash, string rosterHash)
    {
        Site = site;
        Roster = roster;
        SiteHash = siteHash;
        RosterHash = rosterHash;
        Calendar = WorkingCalendar.Of(site) switch
        {
            WorkingCalendar calendar => calendar,
            CalendarFaults faults => throw new ArgumentException(string.Join(' ', faults.Details), nameof(site)),
            var other => throw new ArgumentException(other.ToString(), nameof(site)),
        };
        Duty = new DutyRoster(roster, Calendar.Zone);
        everybody = [.. Enumerable.Range(0, roster.Technicians.Length)];
        technicians = roster.Technicians.ToFrozenDictionary(t => t.TechnicianId);
    }

    /// <summary>As the registry has it.</summary>
    public Site Site { get; }

    public Roster Roster { get; }

    public string SiteHash { get; }

    public string RosterHash { get; }

    public WorkingCalendar Calendar { get; }

    public DutyRoster Duty { get; }

    /// <summary>The operator of scans by people without an account, and the role under which they scan.</summary>
    public const string Guest = "guest";

    /// <summary>The role under which an operator scans; null for one whom the roster does not know.</summary>
    public string? RoleOf(string operatorId) => technicians.TryGetValue(operatorId, out var technician) ? technician.Role : operatorId == Guest ? Guest : null;

    /// <summary>
    /// Those whose load can make a difference, by their place in the roster: who lacks a skill that the policy asks for is left out.
    /// </summary>
    public ImmutableArray<int> Candidates(AssignRules rules, ImmutableArray<string> skills)
    {
        if (!rules.Need.Contains(AssignNeed.AssetSkills) || skills.IsEmpty) return everybody;
        var key = skills.Length == 1 ? skills[0] : string.Join('\n', skills);
        return bySkills.GetOrAdd(key, static (_, site) => site.WithSkills(), new Asked(Roster.Technicians, skills));
    }

    private readonly record struct Asked(ImmutableArray<Technician> Technicians, ImmutableArray<string> Skills)
    {
        public ImmutableArray<int> WithSkills()
        {
            var found = ImmutableArray.CreateBuilder<int>();
            for (var i = 0; i < Technicians.Length; i++)
            {
                if (Skills.All(Technicians[i].Skills.Contains)) found.Add(i);
            }

            return found.ToImmutable();
        }
    }
}
