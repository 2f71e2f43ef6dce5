using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Scanward.Ingestion;
using Scanward.Server.Access;

namespace Scanward.Server.Ingestion;

/// <summary>The way in over HTTP: one scan, or a batch of them.</summary>
internal static class ScanEndpoints
{
    public const int BatchBytesMax = 8 * 1024 * 1024;

    private const string KeyHeader = "Idempotency-Key";

    public static void MapScanIntake(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/scans", PostScan);
        app.MapPost("/api/v1/scans/batch", PostBatch);
    }

    private static async Task PostScan(HttpContext context, Intake intake)
    {
        var caller = context.Caller();
        if (RequestBody.Unacceptable(context.Request, "application/json") is { } why)
        {
            await Reply(context, ScanAnswer.Of(Problems.UnsupportedMedia, why));
            return;
        }

        var (body, more) = await RequestBody.Read(context.Request, Intake.ScanBytesMax, context.RequestAborted);
        var answer = more
            ? await TooLarge(context, intake, body, caller, $"A scan takes at most {Intake.ScanBytesMax / 1024} KiB.")
            : await intake.Take(body, context.Request.Headers[KeyHeader], caller, context.RequestAborted);
        await Reply(context, answer);
    }

    private static async Task PostBatch(HttpContext context, Intake intake)
    {
        var (caller, ct) = (context.Caller(), context.RequestAborted);
        if (RequestBody.Unacceptable(context.Request, "application/json", "application/x-ndjson", "application/ndjson") is { } why)
        {
            await Reply(context, ScanAnswer.Of(Problems.UnsupportedMedia, why));
            return;
        }

        var (body, more) = await RequestBody.Read(context.Request, BatchBytesMax, ct);
        if (more)
        {
            await Reply(context, await TooLarge(context, intake, body, caller, $"A batch takes at most {BatchBytesMax / (1024 * 1024)} MiB."));
            return;
        }

        switch (ScanBatchReader.Read(body, ScanBatchReader.IsNdjson(context.Request.ContentType, body)))
        {
            case Batch batch:
                await ReplyBatch(context, await intake.TakeAll(batch.Items, caller, ct));
                break;
            case RefusedBatch refused:
                var kind = refused.Malformed ? Problems.MalformedJson : Problems.InvalidBatch;
                await Reply(context, await intake.Refuse(kind, refused.Faults[0].Detail, refused.Faults, body, body.Length, caller));
                break;
        }
    }

    private static Task<ScanAnswer> TooLarge(HttpContext context, Intake intake, byte[] kept, Caller caller, string detail)
    {
        context.Response.Headers.Connection = "close"; // the rest of the body is not read
        return intake.Refuse(Problems.TooLarge, detail, [], kept, context.Request.ContentLength ?? kept.Length + 1, caller);
    }

    private static async Task Reply(HttpContext context, ScanAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.Problem ? "application/problem+json" : "application/json";
        response.ContentLength = answer.Body.Length;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Replayed) response.Headers["Idempotency-Replayed"] = "true";
        if (answer.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Per item: its status, and its ack or problem, in the order of the request.</summary>
    private static async Task ReplyBatch(HttpContext context, ScanAnswer[] answers)
    {
        var buffer = new ArrayBufferWriter<byte>(answers.Length * 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var answer in answers)
            {
                json.WriteStartObject();
                json.WriteNumber("status"u8, answer.Status);
                if (answer.Location is { } location) json.WriteString("location"u8, location);
                if (answer.Replayed) json.WriteBoolean("replayed"u8, true);
                if (answer.RetryAfterSeconds is { } seconds) json.WriteNumber("retry_after"u8, seconds);
                json.WritePropertyName(answer.Problem ? "problem"u8 : "ack"u8);
                json.WriteRawValue(answer.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
