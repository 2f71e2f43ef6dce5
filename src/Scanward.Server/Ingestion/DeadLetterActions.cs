using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>Replaying and discarding dead letters over HTTP: one by its id, or all that match, a bounded number at a bounded rate.</summary>
internal static class DeadLetterActions
{
    private const int MostDefault = 100, MostMax = 1_000, RateDefault = 50, RateMax = 1_000;

    public static void MapDeadLetterActions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/dead-letters/{id}/replay", ReplayOne);
        app.MapPost("/api/v1/dead-letters/{id}/discard", DiscardOne);
        app.MapPost("/api/v1/dead-letters/replay", (HttpContext context, DeadLetterDesk desk, CancellationToken ct) => Many(context, desk, discard: false, ct));
        app.MapPost("/api/v1/dead-letters/discard", (HttpContext context, DeadLetterDesk desk, CancellationToken ct) => Many(context, desk, discard: true, ct));
    }

    /// <summary>One JSON object of a result, as HTTP and the command line show it.</summary>
    public static void Write(Utf8JsonWriter json, DeadLetterResult result)
    {
        json.WriteStartObject();
        json.WriteId("id", result.DeadLetterId);
        json.WriteString("result", Wire.Name(result.Outcome));
        json.WriteString("why", result.Why);
        json.WriteId("scan_id", result.ScanId);
        json.WriteEndObject();
    }

    private static async Task<IResult> ReplayOne(string id, HttpContext context, DeadLetterDesk desk, StoreReads reads, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (by, dryRun) = (JsonRequest.Actor(body, context), body.Flag("dry_run") ?? false);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        return await Find(id, context, reads, ct) is { } letter ? Answer(await desk.Replay(letter, by, dryRun, ct)) : NotFound();
    }

    private static async Task<IResult> DiscardOne(string id, HttpContext context, DeadLetterDesk desk, StoreReads reads, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (by, reason) = (JsonRequest.Actor(body, context), body.Text("reason", 500, required: true));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        return await Find(id, context, reads, ct) is { } letter ? Answer(await desk.Discard(letter, by, reason!)) : NotFound();
    }

    private static async Task<IResult> Many(HttpContext context, DeadLetterDesk desk, bool discard, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var by = JsonRequest.Actor(body, context);
        var (code, connector) = (body.Text("code", 64), body.Text("connector", 64));
        var (since, until) = (body.Time("since"), body.Time("until"));
        var dryRun = body.Flag("dry_run") ?? false;
        var most = body.Whole("most", 1, MostMax) ?? MostDefault;
        var rate = body.Whole("per_second", 1, RateMax) ?? RateDefault;
        var after = body.Text("after", 32);
        var reason = discard ? body.Text("reason", 500, required: true) : null;
        var afterId = 0L;
        if (after is not null && !TimeOrderedId.TryParse(after, out afterId)) body.Fault("after", "bad_id", "after is no id; take it from 'next' of an answer.");
        if (discard && code is null && connector is null && since is null && until is null) body.Fault("code", "missing_member", "Say which ones are to be discarded: code, connector, since or until.");
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);

        var filters = new List<Filter>();
        if (code is not null) filters.Add(new("code", code));
        if (connector is not null) filters.Add(new("connector", connector));
        if (since is { } from) filters.Add(new("first_at", from.Ms()) { Comparison = ">=" });
        if (until is { } to) filters.Add(new("first_at", to.Ms()) { Comparison = "<" });
        var run = await desk.Run(context.Caller().SiteNo, filters, afterId, most, rate, letter => discard
            ? dryRun ? Task.FromResult(new DeadLetterResult(letter.DeadLetterId, DeadLetterOutcome.Discarded)) : desk.Discard(letter, by, reason!)
            : desk.Replay(letter, by, dryRun, ct), ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("dry_run", dryRun);
            json.WriteStartObject("counts");
            foreach (var group in run.Results.CountBy(r => r.Outcome).OrderBy(g => g.Key)) json.WriteNumber(Wire.Name(group.Key), group.Value);
            json.WriteEndObject();
            json.WriteStartArray("items");
            foreach (var result in run.Results) Write(json, result);
            json.WriteEndArray();
            json.WriteId("next", run.Next);
            json.WriteEndObject();
        });
    }

    private static async Task<DeadLetterRecord?> Find(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        TimeOrderedId.TryParse(id, out var letterId) ? await reads.DeadLetter(context.Caller().SiteNo, letterId, ct) : null;

    private static ProblemResult NotFound() => new(Problems.NotFound, "This site has no such dead letter.");

    private static JsonResult Answer(DeadLetterResult result) => new(json => Write(json, result));
}
