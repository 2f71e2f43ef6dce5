using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Scanward.Server.People;

/// <summary>A role at a site.</summary>
/// <param name="SiteNo">0 for all sites.</param>
/// <param name="SiteId"><c>*</c> for all.</param>
internal readonly record struct SiteRole(int SiteNo, string SiteId, PersonRole Role);

/// <summary>An account, as everybody may see it; its secrets are elsewhere.</summary>
/// <param name="SignInName">As it is folded.</param>
/// <param name="Name">As people are shown it; any text, to be escaped.</param>
/// <param name="OperatorId">Who the person is on the roster and in scans; null where nobody.</param>
internal sealed record Person(long PersonId, string SignInName, string Name, string? OperatorId, string? Email, bool IsActive, ImmutableArray<SiteRole> Roles)
{
    /// <summary>Whether a password, a passkey or a sign-in service lets them in.</summary>
    public bool HasPassword { get; init; }

    public int Passkeys { get; init; }

    /// <summary>Whether a sign-in service says who they are and what they may.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Whether the demo made it.</summary>
    public bool IsDemo { get; init; }

    public Instant CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public Instant? SignedInAt { get; init; }

    /// <summary>When the link ends with which the person can set a password; null where there is none.</summary>
    public Instant? LinkEndsAt { get; init; }

    /// <summary>As the API and the pages spell the number.</summary>
    public string Id => PersonId.ToString(CultureInfo.InvariantCulture);

    public bool CanSignIn => IsActive && (HasPassword || Passkeys > 0 || IsExternal);

    /// <summary>What they may do at all sites; null where nothing.</summary>
    public PersonRole? EverywhereRole => RoleIn(0);

    /// <summary>What they may do at the site, by a role there or everywhere; null where nothing.</summary>
    public PersonRole? RoleAt(int siteNo) => RoleIn(siteNo) is { } here && !(here < EverywhereRole) ? here : EverywhereRole;

    /// <summary>Whether all that they may is at this one site, so that its admin may see to the account.</summary>
    public bool IsOnlyOf(int siteNo) => Roles.All(r => r.SiteNo == siteNo);

    private PersonRole? RoleIn(int siteNo)
    {
        foreach (var role in Roles)
        {
            if (role.SiteNo == siteNo) return role.Role;
        }

        return null;
    }
}
