using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>What the audit log keeps of accounts: never a secret, and neither addresses nor browsers, since its rows stay for ever.</summary>
internal static class PersonAudit
{
    public static AuditEntry Entry(AuditActor by, long personId, PersonRow person, string action, Instant at) => new(by, SiteOf(person.Roles), action, "person", KeyEndpoints.IdOf(personId), at);

    /// <summary>Something that the person does to their own account.</summary>
    public static AuditEntry Own(long personId, PersonRow person, string action, Instant at) => Entry(new(null, person.SignInName) { PersonId = personId }, personId, person, action, at);

    /// <param name="siteId">The site's id by its number; null for one that is not known any more.</param>
    public static string Json(PersonRow person, Func<int, string?> siteId) => AuditJson.Of(json =>
    {
        json.WriteString("sign_in_name", person.SignInName);
        json.WriteString("name", person.Name);
        json.WriteString("operator_id", person.OperatorId);
        json.WriteString("email", person.Email);
        json.WriteStartObject("roles");
        foreach (var (siteNo, role) in person.Roles) json.WriteString(siteNo == 0 ? Caller.AllSites : siteId(siteNo) ?? $"site {siteNo}", Wire.Name((PersonRole)role));
        json.WriteEndObject();
    });

    public static string Json(string name, string? value) => AuditJson.Of(json => json.WriteString(name, value));

    /// <summary>The site of whoever has roles at one alone; what concerns several, or all, every site's admin may read.</summary>
    private static int SiteOf(ImmutableArray<PersonRoleRow> roles) => roles.Length == 1 ? roles[0].SiteNo : 0;
}
