using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>
/// The registry over HTTP. <c>PUT</c> makes an entry, <c>PATCH</c> with <c>If-Match</c> changes one (RFC 7396), both with the members of the plant file; <c>GET</c> shows it so, with its ETag.
/// </summary>
internal static class RegistryEndpoints
{
    public static void MapRegistry(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/sites", (HttpContext context, Sites sites) => OneSite(context, sites));
        app.MapGet("/api/v1/sites/{id}", (string id, HttpContext context, Sites sites) => Show(context, sites[context.Caller().SiteNo].Site is var site && site.SiteId == id ? RegistryForm.Of(site) : null));
        app.MapPut("/api/v1/sites/{id}", MakeSite).RequireRole(Role.Admin).ForAllSites();
        Changes(app, "/api/v1/sites/{id}", patchOnly: true, (desk, change) => desk.ChangeSite(change));

        app.MapGet("/api/v1/crews", Crews);
        app.MapGet("/api/v1/crews/{id}", (string id, HttpContext context, Sites sites) => Show(context, sites[context.Caller().SiteNo] is var g && g.Roster.Crews.FirstOrDefault(c => c.CrewId == id) is { } crew ? RegistryForm.Of(g.Site, crew) : null));
        Changes(app, "/api/v1/crews/{id}", patchOnly: false, (desk, change) => desk.ChangeCrew(change));

        app.MapGet("/api/v1/technicians", Technicians);
        app.MapGet("/api/v1/technicians/{id}", (string id, HttpContext context, Sites sites) =>
            Show(context, sites[context.Caller().SiteNo] is var g && g.Roster.Technicians.FirstOrDefault(t => t.TechnicianId == id) is { } technician ? RegistryForm.Of(g.Site, technician) : null));
        Changes(app, "/api/v1/technicians/{id}", patchOnly: false, (desk, change) => desk.ChangeTechnician(change));

        Changes(app, "/api/v1/parts/{id}", patchOnly: false, (desk, change) => desk.ChangePart(change));
        Changes(app, "/api/v1/assets/{id}", patchOnly: false, (desk, change) => desk.ChangeAsset(change));
        app.MapAssetTags();

        Retirement(app, "/api/v1/sites/{id}/retire", (desk, siteNo, id, reason, by) => siteNo == 0 ? desk.Site(id, reason, by) : Task.FromResult<RegistryUnchanged?>(new(Problems.NotPermitted, ForAllSites("retired"))), Role.Admin).ForAllSites();
        Retirement(app, "/api/v1/crews/{id}/retire", (desk, siteNo, id, reason, by) => desk.Crew(siteNo, id, reason, by));
        Retirement(app, "/api/v1/technicians/{id}/retire", (desk, siteNo, id, reason, by) => desk.Technician(siteNo, id, reason, by));
        Retirement(app, "/api/v1/parts/{id}/retire", (desk, siteNo, id, reason, by) => desk.Part(siteNo, id, reason, by));
    }

    private static string ForAllSites(string done) => $"A site is {done} with a key for all sites, without {Gate.SiteHeader}.";

    private static RouteHandlerBuilder Retirement(
        IEndpointRouteBuilder app, string address, Func<RetirementDesk, int, string, string?, AuditActor, Task<RegistryUnchanged?>> retire, Role role = Role.Operator) =>
        app.MapPost(address, async (string id, HttpContext context, RetirementDesk desk, CancellationToken ct) =>
        {
            var (body, problem) = await JsonRequest.Open(context, ct);
            if (body is null) return problem!;
            var (reason, by) = (body.Text("reason", 500), JsonRequest.Actor(body, context));
            if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
            return await retire(desk, context.Caller().SiteNo, id, reason, by) is { } no ? new ProblemResult(no.Problem, no.Detail) : Json(new() { ["id"] = id, ["retired"] = true }, StatusCodes.Status200OK);
        }).RequireRole(role);

    private static async Task<IResult> MakeSite(string id, HttpContext context, RegistryDesk desk, CancellationToken ct)
    {
        var caller = context.Caller();
        if (caller.SiteNo != 0) return new ProblemResult(Problems.NotPermitted, ForAllSites("made"));
        var (bytes, problem) = await JsonRequest.Read(context, ct);
        if (problem is not null) return problem;
        return Parse(bytes) is { } entry ? Answer(context, await desk.MakeSite(id, entry, caller.By)) : NotOneObject();
    }

    private static ProblemResult NotOneObject() => new(Problems.MalformedJson, "Send one JSON object in UTF-8, each member once, nested at most 8 deep.");

    private static void Changes(IEndpointRouteBuilder app, string address, bool patchOnly, Func<RegistryDesk, RegistryChange, Task<RegistryAnswer>> apply)
    {
        if (!patchOnly) app.MapPut(address, (string id, HttpContext context, RegistryDesk desk, CancellationToken ct) => Change(id, context, desk, create: true, apply, ct)).RequireRole(Role.Operator);
        app.MapPatch(address, (string id, HttpContext context, RegistryDesk desk, CancellationToken ct) => Change(id, context, desk, create: false, apply, ct)).RequireRole(Role.Operator);
    }

    private static async Task<IResult> Change(
        string id, HttpContext context, RegistryDesk desk, bool create, Func<RegistryDesk, RegistryChange, Task<RegistryAnswer>> apply, CancellationToken ct)
    {
        var caller = context.Caller();
        var (bytes, problem) = await JsonRequest.Read(context, ct);
        if (problem is not null) return problem;
        if (Parse(bytes) is not { } patch) return NotOneObject();
        string? ifMatch = context.Request.Headers.IfMatch;
        if (string.IsNullOrEmpty(ifMatch)) ifMatch = null;
        if (!create && ifMatch is null) return new ProblemResult(Problems.PreconditionRequired, "Send If-Match with the ETag of the entry as you saw it, or * for whichever there is.");
        return Answer(context, await apply(desk, new(caller.SiteNo, id, caller.By, ifMatch, patch)));
    }

    private static IResult Answer(HttpContext context, RegistryAnswer answer)
    {
        switch (answer)
        {
            case RegistryChanged changed:
                context.Response.Headers.ETag = changed.ETag;
                return Json(changed.Entry, changed.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            case RegistryUnchanged no:
                return new ProblemResult(no.Problem, no.Detail, no.Faults);
            case var other:
                throw new InvalidOperationException($"A change of the registry is not {other}.");
        }
    }

    private static JsonObject? Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: new() { MaxDepth = 8, AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Show(HttpContext context, JsonObject? entry, int status = StatusCodes.Status200OK)
    {
        if (entry is null) return new ProblemResult(Problems.NotFound, "This site has no such entry.");
        context.Response.Headers.ETag = RegistryDesk.ETag(entry);
        return Json(entry, status);
    }

    private static JsonResult Json(JsonObject entry, int status) => new(json => entry.WriteTo(json), status);

    private static IResult OneSite(HttpContext context, Sites sites) => TextList.Of(context, "sites", [sites[context.Caller().SiteNo].Site], s => s.SiteId, RegistryForm.Of, []);

    private static IResult Crews(HttpContext context, Sites sites)
    {
        var ground = sites[context.Caller().SiteNo];
        return TextList.Of(context, "crews", ground.Roster.Crews, c => c.CrewId, c => RegistryForm.Of(ground.Site, c), []);
    }

    private static IResult Technicians(HttpContext context, Sites sites)
    {
        var ground = sites[context.Caller().SiteNo];
        return TextList.Of(context, "technicians", ground.Roster.Technicians, t => t.TechnicianId, t => RegistryForm.Of(ground.Site, t), new()
        {
            ["crew"] = (t, text) => t.CrewId == text,
            ["skill"] = (t, text) => t.Skills.Contains(text),
            ["role"] = (t, text) => t.Role == text,
            ["q"] = (t, text) => t.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || t.TechnicianId.Contains(text, StringComparison.OrdinalIgnoreCase),
        });
    }
}
