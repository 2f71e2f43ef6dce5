using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Resolution;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Calendar;

/// <summary><c>/calendar/move?asset=</c>: another day for an asset's preventive maintenance, with the reason.</summary>
internal static class MoveEndpoint
{
    private const string Menu = "/calendar";

    private const int AroundDays = 14;

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        return await Show(visit, context.Request.Query["asset"].ToString(), PageForm.Fresh, reads, pool, StatusCodes.Status200OK, ct);
    }

    public static async Task<IResult> Post(HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, RegistryDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        var assetId = form.Typed("asset") ?? "";
        if (await Find(visit, assetId, reads, pool, ct) is not { } found) return Missing(visit, assetId);
        var next = form.Date("next", "The new day", required: true);
        var reason = form.Text("reason", "The reason", 500, required: true);
        if (next is { } day && Math.Abs(Period.DaysBetween(visit.Now.InZone(visit.Zone).Date, day)) > 3660) form.Fault("next", "The new day is within ten years.");
        if (next == found.Plan.Next) form.Fault("next", "It is due on that day already.");
        if (form.IsFaulty) return await Show(visit, assetId, form, reads, pool, StatusCodes.Status422UnprocessableEntity, ct);
        if (form.Typed("revision") != found.Profile.Revision.ToString(CultureInfo.InvariantCulture)) return await Meanwhile(visit, assetId, form, reads, pool, ct);
        var patch = new JsonObject { ["preventive"] = new JsonObject { ["next"] = CalendarDays.Iso(next!.Value) } };
        switch (await desk.ChangeAsset(new(visit.SiteNo, assetId, visit.By, RegistryDesk.ETag(RegistryForm.Of(found.Profile)), patch) { Reason = reason }))
        {
            case RegistryChanged:
                return Told.And(context, $"/calendar?day={CalendarDays.Iso(next.Value)}", $"{found.Profile.Name} is due on {CalendarDays.Iso(next.Value)} now; it was {CalendarDays.Iso(found.Plan.Next)}.");
            case RegistryUnchanged { Problem: var kind } when kind == Problems.Stale:
                return await Meanwhile(visit, assetId, form, reads, pool, ct);
            case RegistryUnchanged no:
                return await Show(visit, assetId, form.Refuse(no.Detail, no.Faults, new Dictionary<string, string> { ["preventive/next"] = "next" }), reads, pool, StatusCodes.Status422UnprocessableEntity, ct);
            case var other:
                throw new InvalidOperationException($"A change of the registry is not {other}.");
        }
    }

    private static Task<IResult> Meanwhile(Visit visit, string assetId, PageForm form, StoreReads reads, RegistryPool pool, CancellationToken ct) =>
        Show(visit, assetId, form.Refuse("Somebody has changed this asset since you opened the page. Nothing was moved. What its plan says now stands here; look at it, then move it again."), reads, pool, StatusCodes.Status412PreconditionFailed, ct);

    private static async Task<DueAsset?> Find(Visit visit, string assetId, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        if (await reads.AssetInUse(visit.SiteNo, assetId, ct) is not { } row) return null;
        var profile = RegistryJson.ReadProfile(row.Profile, pool);
        return profile.Preventive is null ? null : new(profile, row.Connector);
    }

    private static IResult Missing(Visit visit, string assetId) => Refusal.Missing(visit, "planned maintenance of an asset", assetId, Menu, "The calendar");

    private static async Task<IResult> Show(Visit visit, string assetId, PageForm form, StoreReads reads, RegistryPool pool, int status, CancellationToken ct)
    {
        if (await Find(visit, assetId, reads, pool, ct) is not { } asset) return Missing(visit, assetId);
        var today = visit.Now.InZone(visit.Zone).Date;
        var from = LocalDate.Max(today, asset.Plan.Next.PlusDays(-AroundDays / 2));
        return Page.Of<MovePage>(visit, new MoveModel { Asset = asset, Today = today, Around = await CalendarDays.Read(visit, from, AroundDays, reads, ct), Form = form }, status);
    }
}
