using Scanward.Ingestion;
using Scanward.Server.Ingestion;

namespace Scanward.Server.Telemetry;

/// <summary>
/// The benchmark's yardstick: parses a scan as the real endpoint does and answers as many bytes, but resolves, routes and stores nothing.
/// </summary>
internal static class BareEndpoint
{
    private static readonly byte[] ack = new byte[640];

    static BareEndpoint() => ack.AsSpan().Fill((byte)' ');

    public static void MapBare(this IEndpointRouteBuilder app, ScanReader reader) => app.MapPost("/bench/bare", async (HttpContext context) =>
    {
        var (body, _) = await RequestBody.Read(context.Request, Intake.ScanBytesMax, context.RequestAborted);
        context.Response.StatusCode = reader.Read(body) is Scan ? StatusCodes.Status201Created : StatusCodes.Status422UnprocessableEntity;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = ack.Length;
        await context.Response.BodyWriter.WriteAsync(ack, context.RequestAborted);
    });
}
