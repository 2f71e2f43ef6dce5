using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.People;

/// <summary>People over HTTP, for admins' keys: those of the key's site, or all where it is for all.</summary>
internal static class PersonEndpoints
{
    private const string ListName = "people";

    private const int RolesMost = 500;

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["name"] = ("name", text => text),
        ["sign_in_name"] = ("sign_in_name", SignInName.Fold),
        ["state"] = ("state", text => text is "active" or "disabled" ? text : null),
        ["role"] = ("role", ListQuery.Value<PersonRole>),
    };

    /// <param name="numberOfSite">The site's number by its id; null where there is none.</param>
    public static void MapPeople(this IEndpointRouteBuilder app, Func<string, int?> numberOfSite)
    {
        var people = app.MapGroup("").RequireRole(Role.Admin).ForAllSites();
        people.MapGet("/api/v1/people", GetList);
        people.MapPost("/api/v1/people", (HttpContext context, PersonDesk desk, CancellationToken ct) => Add(context, desk, numberOfSite, ct));
        people.MapGet("/api/v1/people/{id}", GetOne);
        people.MapPatch("/api/v1/people/{id}", (string id, HttpContext context, PersonDesk desk, CancellationToken ct) => Change(id, context, desk, numberOfSite, ct));
        people.MapPost("/api/v1/people/{id}/link", (string id, HttpContext context, PersonDesk desk, CancellationToken ct) => Act(id, context, desk, desk.Link, ct));
        people.MapPost("/api/v1/people/{id}/disable", (string id, HttpContext context, PersonDesk desk, CancellationToken ct) => Act(id, context, desk, desk.Disable, ct));
        people.MapPost("/api/v1/people/{id}/enable", (string id, HttpContext context, PersonDesk desk, CancellationToken ct) => Act(id, context, desk, desk.Enable, ct));
    }

    public static void WriteRoles(Utf8JsonWriter json, Person person)
    {
        json.WriteStartArray("roles");
        foreach (var role in person.Roles)
        {
            json.WriteStartObject();
            json.WriteString("site", role.SiteId);
            json.WriteString("role", Wire.Name(role.Role));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="link">Address of the link that was just made; null where none was.</param>
    public static void Write(Utf8JsonWriter json, Person person, string? link = null)
    {
        json.WriteStartObject();
        json.WriteString("id", person.Id);
        json.WriteString("sign_in_name", person.SignInName);
        json.WriteString("name", person.Name);
        json.WriteString("operator_id", person.OperatorId);
        json.WriteString("email", person.Email);
        json.WriteString("state", person.IsActive ? "active" : "disabled");
        WriteRoles(json, person);
        json.WriteStartArray("signs_in_with");
        if (person.HasPassword) json.WriteStringValue("password");
        if (person.Passkeys > 0) json.WriteStringValue("passkey");
        if (person.IsExternal) json.WriteStringValue("sign_in_service");
        json.WriteEndArray();
        json.WriteTime("created_at", person.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteString("created_by", person.CreatedBy);
        json.WriteTime("signed_in_at", person.SignedInAt?.ToUnixTimeMilliseconds());
        json.WriteTime("link_ends_at", person.LinkEndsAt?.ToUnixTimeMilliseconds());
        if (link is not null) json.WriteString("link", link);
        json.WriteEndObject();
    }

    private static IResult GetList(HttpContext context, PersonDesk desk)
    {
        var (query, faults) = ListQuery.Read(context.Request.Query, ListName, filters);
        if (query is null) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var siteNo = context.Caller().SiteNo;
        Person[] page = [.. desk.Visible(siteNo).Where(p => !(p.PersonId >= query.Before) && query.Filters.All(f => Fits(p, f, siteNo))).OrderByDescending(p => p.PersonId).Take(query.Limit + 1)];
        return JsonResult.List(ListName, page, query.Limit, p => p.PersonId, (json, person) => Write(json, person));
    }

    private static bool Fits(Person person, Filter filter, int siteNo) => filter.Column switch
    {
        "name" => person.Name == (string)filter.Value,
        "sign_in_name" => person.SignInName == (string)filter.Value,
        "state" => person.IsActive == ((string)filter.Value == "active"),
        _ => siteNo == 0 ? person.Roles.Any(r => (int)r.Role == (int)filter.Value) : (int?)person.RoleAt(siteNo) == (int)filter.Value,
    };

    private static IResult GetOne(string id, HttpContext context, PersonDesk desk) =>
        KeyEndpoints.TryReadId(id, out var personId) && desk.Find(context.Caller().SiteNo, personId) is { } person ? new JsonResult(json => Write(json, person)) : NotFound(id);

    private static async Task<IResult> Add(HttpContext context, PersonDesk desk, Func<string, int?> numberOfSite, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var roles = Roles(body, numberOfSite, out var parts);
        var draft = new PersonDraft(
            body.Text("sign_in_name", SignInName.Most, required: true), body.Text("name", PersonDraft.NameMost, required: true), body.Text("operator_id", PersonDraft.OperatorMost), body.Text("email", PersonDraft.EmailMost), roles);
        if (body.Faults(parts) is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var outcome = await desk.Add(context.Caller().SiteNo, draft, context.Caller().By, ct);
        if (outcome is PersonOutcome.Done done) context.Response.Headers.Location = $"/api/v1/people/{KeyEndpoints.IdOf(done.PersonId)}";
        return Told(context, outcome, desk, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Change(string id, HttpContext context, PersonDesk desk, Func<string, int?> numberOfSite, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var roles = Roles(body, numberOfSite, out var parts);
        string? OrEmpty(string name, int most) => body.Text(name, most) ?? (body.Has(name) ? "" : null);
        var draft = new PersonDraft(
            body.Text("sign_in_name", SignInName.Most), body.Text("name", PersonDraft.NameMost), OrEmpty("operator_id", PersonDraft.OperatorMost), OrEmpty("email", PersonDraft.EmailMost), body.Has("roles") ? roles : null);
        if (body.Faults(parts) is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!KeyEndpoints.TryReadId(id, out var personId)) return NotFound(id);
        return Told(context, await desk.Change(context.Caller().SiteNo, personId, draft, context.Caller().By, ct), desk, StatusCodes.Status200OK, id);
    }

    private static async Task<IResult> Act(string id, HttpContext context, PersonDesk desk, Func<int, long, AuditActor, CancellationToken, Task<PersonOutcome>> act, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!KeyEndpoints.TryReadId(id, out var personId)) return NotFound(id);
        return Told(context, await act(context.Caller().SiteNo, personId, context.Caller().By, ct), desk, StatusCodes.Status200OK, id);
    }

    private static ImmutableArray<SiteRole> Roles(BodyReader body, Func<string, int?> numberOfSite, out IReadOnlyList<BodyReader> parts)
    {
        var roles = ImmutableArray.CreateBuilder<SiteRole>();
        parts = body.Objects("roles", RolesMost);
        foreach (var part in parts)
        {
            var (site, role) = (part.Text("site", 64, required: true), part.Value<PersonRole>("role", required: true));
            int? siteNo = site == Caller.AllSites ? 0 : site is null ? null : numberOfSite(site);
            if (site is not null && siteNo is null) part.Fault("site", "unknown_value", $"There is no site '{site}'.");
            if (siteNo is { } number && role is { } known) roles.Add(new(number, site!, known));
        }

        return roles.DrainToImmutable();
    }

    private static IResult Told(HttpContext context, PersonOutcome outcome, PersonDesk desk, int status, string id = "")
    {
        switch (outcome)
        {
            case PersonOutcome.Done done:
                if (done.Link is not null) context.Response.Headers.CacheControl = "no-store";
                var link = done.Link is { } made ? $"{context.RequestServices.GetRequiredService<PublicAddress>().Of(context.Request)}{made.Path}" : null;
                return new JsonResult(json => Write(json, desk.Find(0, done.PersonId)!, link), status);
            case PersonOutcome.NotPermitted refused: return new ProblemResult(Problems.NotPermitted, refused.Why);
            case PersonOutcome.Invalid invalid: return JsonRequest.Faulty(invalid.Faults);
            case PersonOutcome.NameTaken taken: return new ProblemResult(Problems.NameTaken, taken.Why);
            case PersonOutcome.WrongState wrong: return new ProblemResult(Problems.WrongState, wrong.Why);
            default: return NotFound(id);
        }
    }

    private static ProblemResult NotFound(string id) => new(Problems.NotFound, $"There is nobody {(id.Length <= 20 ? $"of the number {id}" : "of this number")} here.");
}
