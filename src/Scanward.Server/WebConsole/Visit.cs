using NodaTime;
using Scanward.Routing;
using Scanward.Server.People;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole;

/// <summary>Who looks at a page, at which site, when, and whether as a whole page or as the part of one that moves.</summary>
internal sealed record Visit
{
    /// <summary>The person's name.</summary>
    public required string Person { get; init; }

    /// <summary>What the person may do at this site.</summary>
    public required PersonRole Role { get; init; }

    /// <summary>The technician that the person is; null where they are none of this site.</summary>
    public string? OperatorId { get; init; }

    /// <summary>How the audit log names the person.</summary>
    public required AuditActor By { get; init; }

    public required int SiteNo { get; init; }

    public required SiteGround Ground { get; init; }

    /// <summary>The sites that the person may look at: ids and names, in the order of names.</summary>
    public required IReadOnlyList<(string SiteId, string Name)> Sites { get; init; }

    public required Instant Now { get; init; }

    /// <summary>Path and query of the request.</summary>
    public required string Url { get; init; }

    /// <summary>Whether only what stands in <c>main</c> is wanted.</summary>
    public bool Partial { get; init; }

    /// <summary>Goes back in with each form.</summary>
    public string Csrf { get; init; } = "";

    /// <summary>What came of the form that was sent before.</summary>
    public Told? Told { get; init; }

    public string SiteId => Ground.Site.SiteId;

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(Ground.Site.TimeZone) ?? DateTimeZone.Utc;

    /// <summary>A technician's name by the id; the id itself where the roster has none of that id.</summary>
    public string? NameOf(string? technicianId) => technicianId is null ? null : Ground.Roster.Technicians.FirstOrDefault(t => t.TechnicianId == technicianId)?.Name ?? technicianId;

    public bool May(PersonRole role) => Role >= role;
}
