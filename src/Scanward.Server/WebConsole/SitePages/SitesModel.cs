using System.Collections.Immutable;
using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.SitePages;

/// <summary>The sites that somebody may look at.</summary>
internal sealed record SitesModel
{
    public required ImmutableArray<SiteRow> Rows { get; init; }
}

/// <param name="IsOpen">Whether it is working time there now.</param>
internal sealed record SiteRow(Site Site, int Crews, int Technicians, bool IsOpen);

/// <summary>One site.</summary>
internal sealed record SiteModel
{
    public required Site Site { get; init; }

    /// <summary>As lines that are typed: <c>mon-fri 08:00-17:00</c>.</summary>
    public required ImmutableArray<string> Hours { get; init; }

    public required SiteCountsRecord Counts { get; init; }

    public required int Crews { get; init; }

    public required int Technicians { get; init; }

    public required bool IsOpen { get; init; }

    /// <summary>Rows of the policy in force; of these those that can match here, and those that name this site.</summary>
    public required (int All, int Here, int Named) Rows { get; init; }

    /// <summary>Whether the policy has response times of this site's own.</summary>
    public required bool OwnResponse { get; init; }

    /// <summary>Of what the registry has now.</summary>
    public required string ETag { get; init; }

    /// <summary>Whether the visit is at this site; only there it says what somebody may do.</summary>
    public required bool IsHere { get; init; }

    public PageForm Form { get; init; } = PageForm.Fresh;
}
