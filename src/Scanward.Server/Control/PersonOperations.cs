using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>People for the command line, of all sites.</summary>
internal static class PersonOperations
{
    public static async Task<ControlResult> Add(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        if (!TryReadRoles(installation, arguments, out var roles, out var bad)) return bad;
        var draft = new PersonDraft(
            arguments.GetValueOrDefault("who"), arguments.GetValueOrDefault("name", arguments.GetValueOrDefault("who", "")), arguments.GetValueOrDefault("operator"), arguments.GetValueOrDefault("email"), roles);
        return Told(installation, await installation.Reception.People.Add(0, draft, AuditActor.CommandLine, ct));
    }

    public static ControlResult List(Installation installation) => new(0, new JsonObject { ["items"] = new JsonArray([.. installation.Reception.Accounts.All.Select(p => Json(p))]) });

    /// <summary>A link for somebody; without a name the one that makes the first admin.</summary>
    public static async Task<ControlResult> Link(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        if (arguments.ContainsKey("who")) return await Act(installation, arguments, installation.Reception.People.Link, ct);
        return await installation.Reception.Links.Welcome() is { } link
            ? new(0, new JsonObject { ["link"] = Address(installation, link), ["link_ends_at"] = Time(link), ["served"] = installation.Address is not null })
            : ControlResult.Bad("There is an admin who can sign in. Say whose link you want; 'scanward person list' shows who there is.");
    }

    public static Task<ControlResult> Disable(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct) =>
        Act(installation, arguments, installation.Reception.People.Disable, ct);

    public static Task<ControlResult> Enable(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct) =>
        Act(installation, arguments, installation.Reception.People.Enable, ct);

    public static Task<ControlResult> Roles(Installation installation, IReadOnlyDictionary<string, string> arguments, CancellationToken ct) =>
        TryReadRoles(installation, arguments, out var roles, out var bad)
            ? Act(installation, arguments, (scope, id, by, token) => installation.Reception.People.Change(scope, id, new(null, null, null, null, roles), by, token), ct)
            : Task.FromResult(bad);

    private static async Task<ControlResult> Act(Installation installation, IReadOnlyDictionary<string, string> arguments, Func<int, long, AuditActor, CancellationToken, Task<PersonOutcome>> act, CancellationToken ct)
    {
        var who = arguments.GetValueOrDefault("who", "");
        var person = installation.Reception.Accounts.FindByName(SignInName.Fold(who)) ?? (KeyEndpoints.TryReadId(who, out var id) ? installation.Reception.Accounts.Find(id) : null);
        return person is null ? ControlResult.Bad($"There is nobody called '{who}'; 'scanward person list' shows who there is.") : Told(installation, await act(0, person.PersonId, AuditActor.CommandLine, ct));
    }

    private static ControlResult Told(Installation installation, PersonOutcome outcome)
    {
        switch (outcome)
        {
            case PersonOutcome.Done done:
                var json = Json(installation.Reception.Accounts.Find(done.PersonId)!);
                if (done.Link is { } link) (json["link"], json["served"]) = (Address(installation, link), installation.Address is not null);
                return new(0, json);
            case PersonOutcome.NotPermitted refused: return ControlResult.Bad(refused.Why);
            case PersonOutcome.NameTaken taken: return ControlResult.Bad(taken.Why);
            case PersonOutcome.WrongState wrong: return ControlResult.Bad(wrong.Why);
            case PersonOutcome.Invalid invalid: return ControlResult.Bad(string.Join('\n', invalid.Faults.Select(f => f.Detail)));
            default: return ControlResult.Bad("There is nobody such.");
        }
    }

    private static bool TryReadRoles(Installation installation, IReadOnlyDictionary<string, string> arguments, out ImmutableArray<SiteRole> roles, out ControlResult bad)
    {
        var read = ImmutableArray.CreateBuilder<SiteRole>();
        (roles, bad) = ([], new(0, []));
        foreach (var text in arguments.GetValueOrDefault("roles", "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Split('=') is not [var site, var name] || !Wire.TryParse<PersonRole>(name, out var role))
            {
                bad = ControlResult.Bad($"'{text}' is no role at a site; write it as SITE=ROLE, such as north-clinic=planner or '*=admin', with one of {string.Join(", ", Wire.All<PersonRole>())}.");
                return false;
            }

            int? siteNo = site == Caller.AllSites ? 0 : installation.Sites.NumberOf(site);
            if (siteNo is not { } number)
            {
                bad = ControlResult.Bad($"There is no site '{site}'; there are {string.Join(", ", installation.Sites.All.Values.Select(s => s.Site.SiteId).Append("'*' for all").Order(StringComparer.Ordinal))}.");
                return false;
            }

            read.Add(new(number, site, role));
        }

        roles = read.DrainToImmutable();
        return true;
    }

    private static string Address(Installation installation, MadeLink link) => installation.Address + link.Path;

    private static string Time(MadeLink link) => NodaTime.Text.InstantPattern.ExtendedIso.Format(link.EndsAt);

    private static JsonObject Json(Person person) => JsonNode.Parse(WireJson.Write(person, static (json, of) => PersonEndpoints.Write(json, of)))!.AsObject();
}
