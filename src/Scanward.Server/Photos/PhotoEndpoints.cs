using Microsoft.Net.Http.Headers;
using Scanward.Server.Access;
using Scanward.Server.Ingestion;
using Scanward.Server.People;

namespace Scanward.Server.Photos;

/// <summary>Pictures of what was scanned, over HTTP; and for those who are signed in.</summary>
internal static class PhotoEndpoints
{
    public static string UrlOf(long photoId) => $"/api/v1/photos/{TimeOrderedId.Format(photoId)}";

    public static void MapPhotos(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/scans/{id}/photos", Add);
        app.MapGet("/api/v1/photos/{id}", (string id, HttpContext context, PhotoDesk desk, CancellationToken ct) => Get(id, context.Caller().SiteNo, context, desk, ct));
    }

    /// <summary>For pages, which have no key.</summary>
    public static void MapPhotoPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/photos/{id}", (string id, HttpContext context, PhotoDesk desk, CancellationToken ct) => Get(id, context.SignedIn().SiteNo, context, desk, ct)).RequirePerson(PersonRole.Technician);

    private static async Task<IResult> Add(string id, HttpContext context, PhotoDesk desk, CancellationToken ct)
    {
        if (RequestBody.Unacceptable(context.Request, "image/jpeg", "image/png", "image/webp", "application/octet-stream") is { } why) return new ProblemResult(Problems.UnsupportedMedia, why);
        if (!Guid.TryParseExact(context.Request.Headers["Idempotency-Key"].ToString(), "D", out var key) || key.Version is not (4 or 7))
            return new ProblemResult(Problems.InvalidPhoto, "Send a UUID of version 4 or 7 as Idempotency-Key, the same one with each try.");
        var (bytes, more) = await RequestBody.Read(context.Request, PhotoDesk.BytesMax, ct);
        if (more)
        {
            await RequestBody.Discard(context.Request, ct);
            return new ProblemResult(Problems.TooLarge, $"A picture takes at most {PhotoDesk.BytesMax / (1024 * 1024)} MiB; send it smaller.");
        }

        var answer = TimeOrderedId.TryParse(id, out var scanId) ? await desk.Take(context.Caller(), scanId, key, bytes, ct) : new PhotoRefused(Problems.NotFound, "This site has no such scan.");
        switch (answer)
        {
            case PhotoRefused refused:
                return new ProblemResult(refused.Problem, refused.Detail);
            case PhotoKept kept:
                if (kept.Replayed) context.Response.Headers["Idempotency-Replayed"] = "true";
                context.Response.Headers.Location = UrlOf(kept.PhotoId);
                return new JsonResult(json =>
                {
                    json.WriteStartObject();
                    json.WriteId("photo_id", kept.PhotoId);
                    json.WriteString("url", UrlOf(kept.PhotoId));
                    json.WriteEndObject();
                }, StatusCodes.Status201Created);
            case var other:
                throw new InvalidOperationException($"A picture is not answered {other}.");
        }
    }

    private static async Task<IResult> Get(string id, int siteNo, HttpContext context, PhotoDesk desk, CancellationToken ct)
    {
        if (!TimeOrderedId.TryParse(id, out var photoId) || await desk.Open(siteNo, photoId, ct) is not var (photo, path)) return new ProblemResult(Problems.NotFound, "This site has no such picture.");
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox"; // whatever it is, it is a picture and nothing else
        headers.ContentDisposition = $"inline; filename=\"{TimeOrderedId.Format(photoId)}{photo.MediaType switch { "image/png" => ".png", "image/webp" => ".webp", _ => ".jpg" }}\"";
        headers.CacheControl = "private, max-age=31536000, immutable";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Results.File(path, photo.MediaType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(photo.FileHash.AsSpan(0, 16))}\""));
    }
}
