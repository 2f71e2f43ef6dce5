using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.SitePages;

/// <summary><c>/sites</c> and <c>/sites/{id}</c>: the sites that somebody may look at, and what one is like.</summary>
internal static class SiteEndpoint
{
    private const string Menu = "/sites";

    private static readonly Dictionary<string, string> fields = new()
    {
        ["name"] = "name", ["time_zone"] = "time_zone", ["hours"] = "hours", ["holidays"] = "holidays", ["geofence"] = "latitude", ["geofence/radius_m"] = "radius", ["geolocation"] = "geolocation", ["manager"] = "manager",
    };

    public static IResult GetAll(HttpContext context, Visits visits, Sites sites)
    {
        var visit = visits.Of(context);
        return Page.Of<SitesPage>(visit, new SitesModel
        {
            Rows = [.. visit.Sites.Select(s => Ground(sites, s.SiteId)).OfType<SiteGround>().Select(g => new SiteRow(g.Site, g.Roster.Crews.Length, g.Roster.Technicians.Length, g.Calendar.IsWorking(visit.Now)))],
        });
    }

    public static Task<IResult> Get(string id, HttpContext context, Visits visits, Sites sites, StoreReads reads, PolicyKeeper policies, CancellationToken ct) =>
        Show(visits.Of(context), id, PageForm.Fresh, sites, reads, policies, StatusCodes.Status200OK, ct);

    public static async Task<IResult> Post(string id, HttpContext context, Visits visits, Sites sites, StoreReads reads, PolicyKeeper policies, RegistryDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Admin, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        if (id != visit.SiteId) return Refusal.Missing(visit, "site", id, Menu, "All sites");
        var patch = Patch(form, RegistryForm.Of(visit.Ground.Site));
        if (form.IsFaulty) return await Show(visit, id, form, sites, reads, policies, StatusCodes.Status422UnprocessableEntity, ct);
        switch (await desk.ChangeSite(new(visit.SiteNo, id, visit.By, form.Typed("etag") ?? "", patch)))
        {
            case RegistryChanged:
                return Told.And(context, Place.Site(id), "Saved. Routing goes by it from now on.");
            case RegistryUnchanged { Problem: var kind } when kind == Problems.Stale:
                form.Refuse("Somebody has changed this site since you opened the page. Nothing was saved. What you typed still stands in the fields; what the registry says now stands above. Look at it, then save again.");
                return await Show(visit, id, form, sites, reads, policies, StatusCodes.Status412PreconditionFailed, ct);
            case RegistryUnchanged no:
                return await Show(visit, id, form.Refuse(no.Detail, no.Faults, fields), sites, reads, policies, StatusCodes.Status422UnprocessableEntity, ct);
            case var other:
                throw new InvalidOperationException($"A change of the registry is not {other}.");
        }
    }

    /// <summary>Objects go into each other, so that days that are not named any more are taken away by name.</summary>
    private static JsonObject Patch(PageForm form, JsonObject stored)
    {
        var hours = new JsonObject();
        foreach (var (days, _) in stored["hours"] as JsonObject ?? []) hours[days] = null;
        foreach (var line in form.Lines("hours"))
        {
            var words = line.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
            var days = words[0].TrimEnd(':');
            if (words.Length < 2) form.Fault("hours", $"'{line}' says no hours; write the days and the hours, such as mon-fri 08:00-17:00.");
            else if (hours[days] is not null) form.Fault("hours", $"{days} stands there twice; give each day once, with all its hours on one line.");
            else hours[days] = new JsonArray([.. words[1..].Select(w => JsonValue.Create(w))]) is [var only] ? only!.DeepClone() : new JsonArray([.. words[1..].Select(w => JsonValue.Create(w))]);
        }

        if (form.Lines("hours").IsEmpty) form.Fault("hours", "Say when the site works; 'mon closed' where it never does.");
        var holidays = form.Words("holidays");
        return new JsonObject
        {
            ["name"] = form.Text("name", "The name", 200, required: true),
            ["time_zone"] = form.Text("time_zone", "The time zone", 64, required: true),
            ["hours"] = hours,
            ["holidays"] = holidays.IsEmpty ? null : new JsonArray([.. holidays.Select(h => JsonValue.Create(h))]),
            ["geofence"] = Geofence(form),
            ["geolocation"] = form.Flag("geolocation") ? "required" : null,
            ["manager"] = form.Text("manager", "The manager", 200),
        };
    }

    private static JsonObject? Geofence(PageForm form)
    {
        var (latitude, longitude, radius) = (Number(form, "latitude", "The latitude", -90, 90), Number(form, "longitude", "The longitude", -180, 180), Number(form, "radius", "The radius", 1, 100_000));
        var given = new[] { latitude, longitude, radius }.Count(n => n is not null);
        if (given == 0) return null;
        if (given < 3) form.Fault("latitude", "A geofence has a latitude, a longitude and a radius; give all three, or none.");
        return given < 3 ? null : new JsonObject { ["center"] = new JsonArray(latitude, longitude), ["radius_m"] = radius };
    }

    private static decimal? Number(PageForm form, string field, string name, decimal least, decimal most)
    {
        if (form.Typed(field)?.Trim() is not { Length: > 0 } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        form.Fault(field, string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}, such as 41.8963."));
        return null;
    }

    private static SiteGround? Ground(Sites sites, string siteId) => sites.NumberOf(siteId) is { } siteNo ? sites[siteNo] : null;

    private static async Task<IResult> Show(Visit visit, string siteId, PageForm form, Sites sites, StoreReads reads, PolicyKeeper policies, int status, CancellationToken ct)
    {
        if (visit.Sites.All(s => s.SiteId != siteId) || sites.NumberOf(siteId) is not { } siteNo) return Refusal.Missing(visit, "site", siteId, Menu, "All sites");
        var ground = sites[siteNo];
        var entry = RegistryForm.Of(ground.Site);
        var policy = policies.Current.Compiled.Policy;
        return Page.Of<SitePage>(visit, new SiteModel
        {
            Site = ground.Site, ETag = RegistryDesk.ETag(entry), Form = form, IsHere = siteNo == visit.SiteNo, IsOpen = ground.Calendar.IsWorking(visit.Now),
            Hours = [.. (entry["hours"] as JsonObject ?? []).Select(day => $"{day.Key} {(day.Value is JsonArray spans ? string.Join(' ', spans.Select(s => s!.ToString())) : day.Value!.ToString())}")],
            Crews = ground.Roster.Crews.Length, Technicians = ground.Roster.Technicians.Length,
            Counts = await reads.SiteCounts(siteNo, visit.Now.ToUnixTimeMilliseconds(), ct) ?? new(),
            Rows = (policy.Rows.Length, policy.Rows.Count(r => CanMatch(r, siteId)), policy.Rows.Count(r => CellOf(r) is { NamesNegated: false } cell && cell.Names.Contains(siteId))),
            OwnResponse = policy.SiteResponse.ContainsKey(siteId),
        }, status);
    }

    private static PolicyCell? CellOf(PolicyRow row) => row.When.FirstOrDefault(c => c.Fact == Fact.Site && c.Meter is null && !c.Names.IsDefault);

    private static bool CanMatch(PolicyRow row, string siteId) => CellOf(row) is not { } cell || cell.Names.Contains(siteId) != cell.NamesNegated;
}
