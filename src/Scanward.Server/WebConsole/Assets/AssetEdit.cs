using System.Text.Json.Nodes;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Assets;

/// <summary><c>/assets/{id}/edit</c>: what the registry says of an asset, changed under the version that was looked at.</summary>
internal static class AssetEdit
{
    private const string Menu = "/assets";

    private static readonly Dictionary<string, string> fields = new()
    {
        ["name"] = "name", ["criticality"] = "criticality", ["class"] = "class", ["location"] = "location", ["skills"] = "skills", ["warranty"] = "warranty_until", ["warranty/vendor"] = "vendor",
    };

    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        return await reads.Asset(visit.SiteNo, id, ct) is { } asset
            ? await Show(visit, asset, PageForm.Fresh, reads, pool, StatusCodes.Status200OK, ct)
            : Refusal.Missing(visit, "asset", id, Menu, "All assets");
    }

    public static async Task<IResult> Post(string id, HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, RegistryDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        if (await reads.Asset(visit.SiteNo, id, ct) is not { } asset) return Refusal.Missing(visit, "asset", id, Menu, "All assets");
        var assetId = RegistryJson.ReadProfile(asset.Profile, pool).AssetId;
        var patch = Patch(form);
        if (form.IsFaulty) return await Show(visit, asset, form, reads, pool, StatusCodes.Status422UnprocessableEntity, ct);
        switch (await desk.ChangeAsset(new(visit.SiteNo, assetId, visit.By, form.Typed("etag") ?? "", patch)))
        {
            case RegistryChanged:
                return Told.And(context, Place.Asset(assetId), "Saved.");
            case RegistryUnchanged no:
                form = no.Problem == Problems.Stale ? form.Refuse(Meanwhile) : form.Refuse(no.Detail, no.Faults, fields);
                var now = await reads.Asset(visit.SiteNo, assetId, ct) ?? asset;
                return await Show(visit, now, form, reads, pool, no.Problem == Problems.Stale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity, ct);
            case var other:
                throw new InvalidOperationException($"A change of the registry is not {other}.");
        }
    }

    private const string Meanwhile =
        "Somebody has changed this asset since you opened it. Nothing was saved. What you typed still stands in the fields; beside each that differs is what the registry says now. Look at it, then save again.";

    private static JsonObject Patch(PageForm form)
    {
        var (until, vendor) = (form.Date("warranty_until", "The end of the warranty"), form.Text("vendor", "The vendor", 200));
        if (until is null && vendor is not null) form.Fault("warranty_until", "Say until when the vendor honours the warranty, or take the vendor out.");
        var warranty = until is { } day ? new JsonObject { ["until"] = LocalDatePattern.Iso.Format(day), ["vendor"] = vendor } : null;
        var skills = form.Words("skills");
        return new JsonObject
        {
            ["name"] = form.Text("name", "The name", 200, required: true),
            ["class"] = form.Text("class", "The class", 64, required: true),
            ["criticality"] = form.Whole("criticality", "The criticality", 1, 5, required: true),
            ["location"] = form.Text("location", "The location", 200),
            ["warranty"] = warranty,
            ["skills"] = skills.IsEmpty ? null : new JsonArray([.. skills.Select(s => JsonValue.Create(s))]),
        };
    }

    private static async Task<IResult> Show(Visit visit, AssetRecord asset, PageForm form, StoreReads reads, RegistryPool pool, int status, CancellationToken ct)
    {
        var profile = RegistryJson.ReadProfile(asset.Profile, pool);
        return Page.Of<AssetEditPage>(visit, new AssetEditModel
        {
            Profile = profile, ETag = RegistryDesk.ETag(RegistryForm.Of(profile)), Form = form, Classes = await reads.AssetClasses(visit.SiteNo, ct), Origin = (await reads.AssetOrigin(asset.AssetNo, ct))!,
            Conflict = status == StatusCodes.Status412PreconditionFailed,
        }, status);
    }
}
