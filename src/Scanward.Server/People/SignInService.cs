using System.Collections.Immutable;
using System.Net;
using Scanward.Server.Access;

namespace Scanward.Server.People;

/// <summary>What a value of the claim gives: a role at a site.</summary>
/// <param name="SiteId"><c>*</c> for all.</param>
internal sealed record ClaimedRole(string Value, PersonRole Role, string SiteId)
{
    /// <summary>As the configuration writes it: <c>group=role@site</c>. The group may have any characters, also '='.</summary>
    public static ClaimedRole? Read(string text)
    {
        var (at, equals) = (text.LastIndexOf('@'), text.LastIndexOf('='));
        if (equals < 1 || at < equals || at == text.Length - 1 || !Wire.TryParse<PersonRole>(text[(equals + 1)..at], out var role)) return null;
        return new(text[..equals], role, text[(at + 1)..]);
    }

    /// <summary>What is wrong with the text; null where nothing is.</summary>
    public static string? WhyNot(string text) =>
        Read(text) is null ? $"'{text}' gives nobody a role; write it as group=role@site, such as planners=planner@north-clinic or it=admin@*, with one of {string.Join(", ", Wire.All<PersonRole>())}." : null;
}

/// <summary>A sign-in service that speaks OpenID Connect.</summary>
internal sealed record SignInService
{
    /// <summary>Null where there is none.</summary>
    public Uri? Authority { get; init; }

    public string ClientId { get; init; } = "";

    /// <summary>Null for a public client, which has only PKCE.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The claim that says what a person may.</summary>
    public string Claim { get; init; } = "groups";

    public ImmutableArray<ClaimedRole> Roles { get; init; } = [];

    /// <summary>What the button says.</summary>
    public string Button { get; init; } = "";

    /// <summary>Without the secret.</summary>
    public override string ToString() => Authority?.ToString() ?? "none";

    /// <summary>Whether a sign-in service may be there: over https, or on this machine.</summary>
    public static bool IsAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Query.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))));

    /// <summary>The most that the values of the claim give at each site.</summary>
    /// <param name="numberOfSite">The site's number by its id; null where there is none.</param>
    public ImmutableArray<SiteRole> RolesOf(IEnumerable<string> values, Func<string, int?> numberOfSite)
    {
        var given = values.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Roles.Where(r => given.Contains(r.Value)).Select(r => (Claimed: r, SiteNo: r.SiteId == Caller.AllSites ? 0 : numberOfSite(r.SiteId))).Where(r => r.SiteNo is not null)
                .GroupBy(r => r.SiteNo!.Value).Select(g => new SiteRole(g.Key, g.First().Claimed.SiteId, g.Max(r => r.Claimed.Role))).OrderBy(r => r.SiteNo),
        ];
    }
}

/// <summary>Who the sign-in service says that somebody is.</summary>
/// <param name="Subject">What the service never gives to anybody else.</param>
/// <param name="Values">Of the claim that says what they may.</param>
internal sealed record Claimant(string Issuer, string Subject, string? UserName, string? Name, string? Email, ImmutableArray<string> Values);
