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

    /// <param name="siteHash">Content address of <paramref name="site"/>.</param>
    /// <param name="rosterHash">Content address of <paramref name="roster"/>.</param>
    /// <exception cref="ArgumentException">The site's hours or time zone cannot be used; a plant file with such a site is refused before it comes here.</exception>
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
        technicians = roster.Technicians.ToFrozenDictionary(t => t.TechnicianId);
    }

    public Site Site { get; }

    public Roster Roster { get; }

    public string SiteHash { get; }

    public string RosterHash { get; }

    public WorkingCalendar Calendar { get; }

    public DutyRoster Duty { get; }

    /// <summary>The role under which an operator scans; null for one whom the roster does not know.</summary>
    public string? RoleOf(string operatorId) => technicians.GetValueOrDefault(operatorId)?.Role;

    /// <summary>Those whose load can make a difference: who lacks a skill that the policy asks for is left out.</summary>
    public IEnumerable<Technician> Candidates(AssignRules rules, ImmutableArray<string> skills) =>
        rules.Need.Contains(AssignNeed.AssetSkills) && !skills.IsEmpty ? Roster.Technicians.Where(t => skills.All(t.Skills.Contains)) : Roster.Technicians;
}
