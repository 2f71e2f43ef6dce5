using System.Text.Json;
using Scanward.Ingestion;
using Scanward.Server.Access;

namespace Scanward.Server.Ingestion;

/// <summary>The way in over HTTP: one scan, or a batch of them.</summary>
internal static class ScanEndpoints
{
    public const int BatchBytesMax = 8 * 1024 * 1024;

    private const string KeyHeader = "Idempotency-Key";

    public static void MapScanIntake(this IEndpointRouteBuilder app, Intake intake, Quarantine quarantine)
    {
        app.MapPost("/api/v1/scans", context => PostScan(context, intake, quarantine)).TakeQuarantined(); // a plain delegate: this is the hot path
        app.MapPost("/api/v1/scans/batch", PostBatch).TakeQuarantined();
    }

    private static async Task PostScan(HttpContext context, Intake intake, Quarantine quarantine)
    {
        ScanAnswer answer;
        if (RequestBody.Unacceptable(context.Request, "application/json") is { } why)
        {
            answer = ScanAnswer.Of(Problems.UnsupportedMedia, why);
        }
        else
        {
            var (body, more) = await RequestBody.Read(context.Request, Intake.ScanBytesMax, context.RequestAborted);
            answer = more
                ? await TooLarge(context, intake, body, $"A scan takes at most {Intake.ScanBytesMax / 1024} KiB.")
                : context.Caller() is { Revoked: true } revoked ? await quarantine.Keep(body, context.Request.Headers[KeyHeader], revoked)
                : await intake.Take(body, context.Request.Headers[KeyHeader], context.Caller(), context.RequestAborted);
        }

        await answer.Write(context);
    }

    private static async Task<IResult> PostBatch(HttpContext context, Intake intake, Quarantine quarantine, RateLimits limits)
    {
        if (RequestBody.Unacceptable(context.Request, "application/json", "application/x-ndjson", "application/ndjson") is { } why) return ScanAnswer.Of(Problems.UnsupportedMedia, why);
        var (body, more) = await RequestBody.Read(context.Request, BatchBytesMax, context.RequestAborted);
        if (more) return await TooLarge(context, intake, body, $"A batch takes at most {BatchBytesMax / (1024 * 1024)} MiB.");
        switch (ScanBatchReader.Read(body, ScanBatchReader.IsNdjson(context.Request.ContentType, body)))
        {
            case Batch batch:
                var caller = context.Caller();
                if (limits.Take(context, caller, batch.Items.Length - 1) is { } over) return ScanAnswer.Of(Problems.RateLimited, over.Detail, retryAfterSeconds: over.RetryAfterSeconds); // the request itself was one
                var answers = caller.Revoked ? await quarantine.KeepAll(batch.Items, caller) : await intake.TakeAll(batch.Items, caller, context.RequestAborted);
                return new JsonResult(json => Write(json, answers));
            case RefusedBatch refused:
                return await intake.Refuse(refused.Malformed ? Problems.MalformedJson : Problems.InvalidBatch, refused.Faults[0].Detail, refused.Faults, body, body.Length, context.Caller());
            case var other:
                throw new InvalidOperationException($"A reading of a batch is not {other}.");
        }
    }

    private static async Task<ScanAnswer> TooLarge(HttpContext context, Intake intake, byte[] kept, string detail)
    {
        var length = kept.Length + await RequestBody.Discard(context.Request, context.RequestAborted);
        return await intake.Refuse(Problems.TooLarge, detail, [], kept, context.Request.ContentLength ?? length, context.Caller());
    }

    /// <summary>Per item: its status, and its ack or problem, in the order of the request.</summary>
    private static void Write(Utf8JsonWriter json, ScanAnswer[] answers)
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
}
