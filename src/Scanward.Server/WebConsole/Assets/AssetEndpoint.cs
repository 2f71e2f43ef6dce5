using Scanward.Resolution;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Assets;

/// <summary><c>/assets/{id}</c>: one asset, its tags and its end.</summary>
internal static class AssetEndpoint
{
    private const string Menu = "/assets";

    private const int TagMost = 2048, ReasonMost = 500, OpenMost = 20;

    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var visit = visits.Of(context);
        return await reads.Asset(visit.SiteNo, id, ct) is { } asset
            ? await Show(visit, context, asset, reads, pool, m => m, StatusCodes.Status200OK, ct)
            : Refusal.Missing(visit, "asset", id, Menu, "All assets");
    }

    /// <summary>Where a form was refused its address stands in the browser; whoever loads that again sees the asset.</summary>
    public static IResult Back(string id) => Results.Redirect(Place.Asset(id));

    public static Task<IResult> AddTag(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, TagDesk desk, CancellationToken ct) =>
        Change(id, context, visits, reads, pool, ct, async (visit, assetId, form) =>
        {
            var raw = form.Typed("tag") ?? "";
            if (raw.Trim().Length == 0) form.Fault("tag", "The tag is missing; scan it into this field, or type it.");
            else if (raw.Length > TagMost) form.Fault("tag", $"A tag has at most {TagMost} characters.");
            var (replaces, reason) = (form.Typed("replaces") is { Length: > 0 } old ? old : null, form.Text("reason", "The reason", ReasonMost));
            if (form.IsFaulty) return null;
            var answer = await desk.Add(visit.SiteNo, assetId, new(raw.Trim(' ', '\n'), replaces, form.Flag("claim"), reason), visit.By);
            if (answer.Problem == Problems.TagTaken) form.Fault("tag", answer.Detail.Replace("with \"claim\": true", "by the tick below", StringComparison.Ordinal));
            else if (answer.Problem is not null) form.Fault("tag", answer.Detail);
            return answer.Problem is not null ? null : answer.Replayed > 0 ? $"The tag was added. {answer.Replayed} scans that waited for it were routed." : "The tag was added.";
        }, (model, form) => model with { TagForm = form });

    public static Task<IResult> RetireTag(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, TagDesk desk, CancellationToken ct) =>
        Change(id, context, visits, reads, pool, ct, async (visit, assetId, form) =>
        {
            var key = form.Typed("key") ?? "";
            var reason = form.Text("reason", "The reason", ReasonMost);
            var asset = await reads.Asset(visit.SiteNo, assetId, ct);
            var worn = asset is null ? null : (await reads.TagsOf(asset.AssetNo, ct)).FirstOrDefault(t => t.TagKey == key && t.Until is null);
            if (worn is null) form.Refuse("The asset wears this tag no more. Nothing was changed.");
            if (worn is null || form.IsFaulty) return null;
            var answer = await desk.Retire(visit.SiteNo, assetId, worn.Raw, reason, visit.By);
            if (answer.Problem is not null) form.Refuse(answer.Detail);
            return answer.Problem is null ? $"The tag {VisibleText.Of(worn.Raw)} was taken off." : null;
        }, (model, form) => model with { TagForm = form });

    public static Task<IResult> Retire(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, TagDesk desk, CancellationToken ct) =>
        Change(id, context, visits, reads, pool, ct, async (visit, assetId, form) =>
        {
            var reason = form.Text("reason", "The reason", ReasonMost, required: true);
            if (form.IsFaulty) return null;
            var answer = await desk.RetireAsset(visit.SiteNo, assetId, reason, visit.By);
            if (answer.Problem is not null) form.Refuse(answer.Detail);
            return answer.Problem is null ? $"{assetId} was taken out of use." : null;
        }, (model, form) => model with { RetireForm = form });

    /// <param name="apply">Makes the change; what is said of it, null where the form says what was wrong.</param>
    private static async Task<IResult> Change(
        string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct,
        Func<Visit, string, PageForm, Task<string?>> apply, Func<AssetModel, PageForm, AssetModel> with)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        if (await reads.Asset(visit.SiteNo, id, ct) is not { } asset) return Refusal.Missing(visit, "asset", id, Menu, "All assets");
        var assetId = RegistryJson.ReadProfile(asset.Profile, pool).AssetId;
        return await apply(visit, assetId, form) is { } told
            ? Told.And(context, Place.Asset(assetId), told)
            : await Show(visit, context, asset, reads, pool, m => with(m, form), StatusCodes.Status422UnprocessableEntity, ct);
    }

    private static async Task<IResult> Show(
        Visit visit, HttpContext context, AssetRecord asset, StoreReads reads, RegistryPool pool, Func<AssetModel, AssetModel> with, int status, CancellationToken ct)
    {
        var (before, isWrong) = AssetLane.Cursor(context);
        if (isWrong) return Results.Redirect(Place.Asset(RegistryJson.ReadProfile(asset.Profile, pool).AssetId));
        var (lane, next) = await AssetLane.Read(visit, asset.AssetNo, before, reads, ct);
        var model = new AssetModel
        {
            Profile = RegistryJson.ReadProfile(asset.Profile, pool),
            Origin = (await reads.AssetOrigin(asset.AssetNo, ct))!,
            Tags = await reads.TagsOf(asset.AssetNo, ct),
            Reliability = await AssetPast.Read(visit, asset.AssetNo, reads, ct),
            Open = [.. await reads.WorkOf(asset.AssetNo, openOnly: true, null, OpenMost, ct)],
            Lane = lane, LaneNext = next, LaneIsFirst = before is null,
        };
        return Page.Of<AssetPage>(visit, with(model), status);
    }
}
