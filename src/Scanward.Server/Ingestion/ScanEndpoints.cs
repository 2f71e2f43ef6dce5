using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Figures;

namespace Scanward.Server.Ingestion;

/// <summary>The way in over HTTP: one scan, or a batch of them.</summary>
internal static class ScanEndpoints
{
    public const int BatchBytesMax = 8 * 1024 * 1024;

    private const string KeyHeader = "Idempotency-Key";

    public static void MapScanIntake(this IEndpointRouteBuilder app, Intake intake, ScanFigures figures, Quarantine quarantine)
    {
        app.MapPost("/api/v1/scans", context => PostScan(context, intake, figures, quarantine)).TakeQuarantined(); // a plain delegate: this is the hot path
        app.MapPost("/api/v1/scans/batch", PostBatch).TakeQuarantined();
    }

    private static async Task PostScan(HttpContext context, Intake intake, ScanFigures figures, Quarantine quarantine)
    {
        var startedAt = figures.Now();
        ScanAnswer answer;
        if (RequestBody.Unacceptable(context.Request, "application/json") is { } why)
        {
            answer = ScanAnswer.Of(Problems.UnsupportedMedia, why);
        }
        else
        {
            var (body, more) = await RequestBody.Read(context.Request, Intake.ScanBytesMax, context.RequestAborted);
            var caller = context.Caller();
            answer = more ? await TooLarge(context, intake, body, $"A scan takes at most {Intake.ScanBytesMax / 1024} KiB.")
                : caller.Revoked ? await quarantine.Keep(body, context.Request.Headers[KeyHeader], caller)
                : await intake.Take(body, context.Request.Headers[KeyHeader], caller, context.RequestAborted);
        }

        figures.Answered(answer.Passage(context.Caller(), startedAt, figures.Now()));
        await answer.Write(context);
    }

    private static async Task<IResult> PostBatch(HttpContext context, Intake intake, ScanFigures figures, Quarantine quarantine, RateLimits limits)
    {
        var startedAt = figures.Now();
        var (answers, whole) = await TakeBatch(context, intake, quarantine, limits);
        foreach (var answer in answers) figures.Answered(answer.Passage(context.Caller(), startedAt, figures.Now()));
        return whole ? answers[0] : new JsonResult(json => Write(json, answers));
    }

    /// <summary>An answer for each item, or one for the whole batch where it was refused as a whole.</summary>
    private static async Task<(ScanAnswer[] Answers, bool Whole)> TakeBatch(HttpContext context, Intake intake, Quarantine quarantine, RateLimits limits)
    {
        if (RequestBody.Unacceptable(context.Request, "application/json", "application/x-ndjson", "application/ndjson") is { } why)
            return ([ScanAnswer.Of(Problems.UnsupportedMedia, why)], true);
        var (body, more) = await RequestBody.Read(context.Request, BatchBytesMax, context.RequestAborted);
        if (more) return ([await TooLarge(context, intake, body, $"A batch takes at most {BatchBytesMax / (1024 * 1024)} MiB.")], true);
        switch (ScanBatchReader.Read(body, ScanBatchReader.IsNdjson(context.Request.ContentType, body)))
        {
            case Batch batch:
                var caller = context.Caller();
                if (limits.Take(context, caller, batch.Items.Length - 1) is { } over) // the request itself was one
                    return ([ScanAnswer.Of(Problems.RateLimited, over.Detail, retryAfterSeconds: over.RetryAfterSeconds)], true);
                return (caller.Revoked ? await quarantine.KeepAll(batch.Items, caller) : await intake.TakeAll(batch.Items, caller, context.RequestAborted), false);
            case RefusedBatch refused:
                var problem = refused.Malformed ? Problems.MalformedJson : Problems.InvalidBatch;
                return ([await Refuse(context, intake, problem, refused.Faults[0].Detail, refused.Faults, body, body.Length)], true);
            case var other:
                throw new InvalidOperationException($"A reading of a batch is not {other}.");
        }
    }

    private static async Task<ScanAnswer> TooLarge(HttpContext context, Intake intake, byte[] kept, string detail)
    {
        var length = kept.Length + await RequestBody.Discard(context.Request, context.RequestAborted);
        return await Refuse(context, intake, Problems.TooLarge, detail, [], kept, context.Request.ContentLength ?? length);
    }

    /// <summary>Of what a revoked key sends only scans are kept, each counted; see <see cref="Quarantine"/>.</summary>
    private static async Task<ScanAnswer> Refuse(HttpContext context, Intake intake, ProblemKind kind, string detail, ImmutableArray<ScanFault> faults, byte[] kept, long length) =>
        context.Caller().Revoked ? ScanAnswer.Of(kind, detail, faults) : await intake.Refuse(kind, detail, faults, kept, length, context.Caller());

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
