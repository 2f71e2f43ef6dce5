using Scanward.Ingestion.Tags;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Plants;

/// <summary>The tags that an asset wears and has worn, and its end.</summary>
internal static class AssetTagEndpoints
{
    private const int TagMost = 2048;

    public static void MapAssetTags(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/assets/{id}/tags", GetTags);
        app.MapPost("/api/v1/assets/{id}/tags", AddTag); // by a device only what was printed for it
        app.MapPost("/api/v1/assets/{id}/tags/retire", RetireTag).RequireRole(Role.Operator);
        app.MapPost("/api/v1/assets/{id}/retire", RetireAsset).RequireRole(Role.Operator);
    }

    private static async Task<IResult> GetTags(string id, HttpContext context, StoreReads reads, CancellationToken ct)
    {
        if (await reads.Asset(context.Caller().SiteNo, id, ct) is not { } asset) return new ProblemResult(Problems.NotFound, "This site has no such asset.");
        var tags = await reads.TagsOf(asset.AssetNo, ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var tag in tags)
            {
                json.WriteStartObject();
                json.WriteString("tag", tag.Raw);
                json.WriteString("key", tag.TagKey);
                json.WriteTime("since", tag.Since);
                json.WriteTime("until", tag.Until);
                json.WriteString("reason", tag.Reason);
                json.WriteString("by", tag.Actor);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> AddTag(string id, HttpContext context, TagDesk desk, TagReader tags, StoreReads reads, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var raw = body.Tag("tag", TagMost, required: true);
        var wanted = new NewTag(raw ?? "", body.Tag("replaces", TagMost), body.Flag("claim") ?? false, body.Text("reason", 500));
        var by = JsonRequest.Actor(body, context);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (context.Caller() is { Role: Role.Device } device && !await MayClaim(device.SiteNo, wanted, tags, reads, ct))
            return new ProblemResult(Problems.NotPermitted, "A device's key adds tags only that were printed blank for its site, and takes none away. Ask the office to add this one.");
        return await Answer(context, id, await desk.Add(context.Caller().SiteNo, id, wanted, by), reads, ct);
    }

    /// <summary>Whoever sticks a blank label on scans it, and says there on which asset it is.</summary>
    private static async Task<bool> MayClaim(int siteNo, NewTag wanted, TagReader tags, StoreReads reads, CancellationToken ct) =>
        wanted is { Replaces: null, Claim: false } && tags.Read(wanted.Raw) is Tag tag && await reads.IsBlankTag(siteNo, tag.Key, ct);

    private static async Task<IResult> RetireTag(string id, HttpContext context, TagDesk desk, StoreReads reads, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (raw, reason, by) = (body.Tag("tag", TagMost, required: true), body.Text("reason", 500), JsonRequest.Actor(body, context));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        return await Answer(context, id, await desk.Retire(context.Caller().SiteNo, id, raw!, reason, by), reads, ct);
    }

    private static async Task<IResult> RetireAsset(string id, HttpContext context, TagDesk desk, StoreReads reads, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (reason, by) = (body.Text("reason", 500), JsonRequest.Actor(body, context));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        return await Answer(context, id, await desk.RetireAsset(context.Caller().SiteNo, id, reason, by), reads, ct);
    }

    private static async Task<IResult> Answer(HttpContext context, string id, TagAnswer answer, StoreReads reads, CancellationToken ct)
    {
        if (answer.Problem is { } no) return new ProblemResult(no, answer.Detail);
        var asset = await reads.Asset(context.Caller().SiteNo, id, ct);
        return asset is null ? new ProblemResult(Problems.NotFound, "This site has no such asset.") : AssetEndpoints.Show(context, asset, answer.Replayed);
    }
}
