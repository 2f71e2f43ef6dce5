using System.Collections.Immutable;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.People;

/// <summary><c>/people</c>: accounts with a role at this site, their links and roles.</summary>
internal static class PeopleEndpoint
{
    private static readonly string[] fields = ["sign_in_name", "name", "email", "operator_id", "role", "everywhere"];

    public static IResult Get(HttpContext context, Visits visits, PersonDesk desk)
    {
        var visit = visits.Of(context);
        return Page.Of<PeoplePage>(visit, Load(context, visit, desk));
    }

    /// <summary><c>POST /people</c>: an account, and the link with which its owner sets the password.</summary>
    public static async Task<IResult> Add(HttpContext context, Visits visits, PersonDesk desk, PublicAddress address, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var form = await Form.Of(context);
        var role = form.Value<PersonRole>("role") ?? PersonRole.Technician;
        var site = form.Has("everywhere") ? new SiteRole(0, Caller.AllSites, role) : new SiteRole(visit.SiteNo, visit.SiteId, role);
        var draft = new PersonDraft(
            form.Text("sign_in_name", SignInName.Most, required: true), form.Text("name", PersonDraft.NameMost, required: true), form.Text("operator_id", PersonDraft.OperatorMost), form.Text("email", PersonDraft.EmailMost), [site]);
        PeopleModel Again() => Load(context, visit, desk) with { Faults = form.Faults, Given = fields.ToDictionary(f => f, form.Raw, StringComparer.Ordinal) };
        if (form.IsFaulty) return Page.Of<PeoplePage>(visit, Again(), StatusCodes.Status422UnprocessableEntity);
        switch (await desk.Add(Scope(context, visit), draft, visit.By, ct))
        {
            case PersonOutcome.Done done: return Shown(context, visit, desk, address, done);
            case PersonOutcome.Invalid invalid:
                foreach (var fault in invalid.Faults) form.Fault(fault.Pointer.Trim('/').Split('/')[0], fault.Detail);
                break;
            case PersonOutcome.NameTaken taken: form.Fault("sign_in_name", taken.Why); break;
            case PersonOutcome.NotPermitted refused: form.Fault("role", refused.Why); break;
            case PersonOutcome.WrongState wrong: form.Fault("sign_in_name", wrong.Why); break;
        }

        return Page.Of<PeoplePage>(visit, Again(), StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary><c>POST /people/{id}/{step}</c>.</summary>
    public static async Task<IResult> Step(string id, string step, HttpContext context, Visits visits, PersonDesk desk, PublicAddress address, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var form = await Form.Of(context);
        var scope = Scope(context, visit);
        if (!long.TryParse(id, out var personId) || desk.Find(scope, personId) is not { } person) return Refusal.NotFound(visit, "There is nobody of this number here.", "/people", "All people");
        var outcome = step switch
        {
            "link" => await desk.Link(scope, personId, visit.By, ct),
            "disable" => await desk.Disable(scope, personId, visit.By, ct),
            "enable" => await desk.Enable(scope, personId, visit.By, ct),
            "roles" when form.Value<PersonRole>("role") is { } role => await desk.Change(scope, personId, new(null, null, form.Text("operator_id", PersonDraft.OperatorMost) ?? "", null, Roles(visit, person, role)), visit.By, ct),
            _ => new PersonOutcome.NotFound(),
        };
        return outcome switch
        {
            PersonOutcome.Done { Link: not null } done => Shown(context, visit, desk, address, done),
            PersonOutcome.Done => Told.And(context, "/people", $"{person.Name}: done."),
            PersonOutcome.NotPermitted refused => Told.And(context, "/people", refused.Why, failed: true),
            PersonOutcome.WrongState wrong => Told.And(context, "/people", wrong.Why, failed: true),
            PersonOutcome.Invalid invalid => Told.And(context, "/people", string.Join(' ', invalid.Faults.Select(f => f.Detail)), failed: true),
            PersonOutcome.NameTaken taken => Told.And(context, "/people", taken.Why, failed: true),
            _ => Refusal.NotFound(visit, "There is nobody of this number here.", "/people", "All people"),
        };
    }

    /// <summary>An admin of all sites sees to everybody; one of a site to those of that site.</summary>
    private static int Scope(HttpContext context, Visit visit) => context.SignedIn().Person.EverywhereRole == PersonRole.Admin ? 0 : visit.SiteNo;

    private static ImmutableArray<SiteRole> Roles(Visit visit, Person person, PersonRole role) =>
        person.Roles.Any(r => r.SiteNo == 0)
            ? [.. person.Roles.Select(r => r.SiteNo == 0 ? r with { Role = role } : r)]
            : [.. person.Roles.Where(r => r.SiteNo != visit.SiteNo), new SiteRole(visit.SiteNo, visit.SiteId, role)];

    private static IResult Shown(HttpContext context, Visit visit, PersonDesk desk, PublicAddress address, PersonOutcome.Done done)
    {
        context.Response.Headers.CacheControl = "no-store";
        var name = desk.Find(0, done.PersonId)!.Name;
        return Page.Of<PeoplePage>(visit, Load(context, visit, desk) with { Link = (name, address.Of(context.Request) + done.Link!.Path, done.Link.EndsAt.ToUnixTimeMilliseconds()) });
    }

    private static PeopleModel Load(HttpContext context, Visit visit, PersonDesk desk)
    {
        var scope = Scope(context, visit);
        return new()
        {
            Rows = [.. desk.Visible(scope).Where(p => p.RoleAt(visit.SiteNo) is not null || p.Roles.IsEmpty).OrderBy(p => !p.IsActive).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)],
            Technicians = [.. visit.Ground.Roster.Technicians.Select(t => (t.TechnicianId, t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal)],
            Everywhere = scope == 0,
        };
    }
}
