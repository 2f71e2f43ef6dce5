using System.Collections.Immutable;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>Which firmware a site wants of its devices, over HTTP.</summary>
internal static class FirmwareEndpoints
{
    public static void MapFirmwareRules(this IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("").RequireRole(Role.Operator);
        rules.MapGet("/api/v1/firmware-rules", (HttpContext context, DeviceBook book) => Show(context, book));
        rules.MapPut("/api/v1/firmware-rules", Replace);
    }

    private static JsonResult Show(HttpContext context, DeviceBook book)
    {
        var rules = book.RulesOf(context.Caller().SiteNo).Rules;
        context.Response.Headers.ETag = FirmwareDesk.ETag(rules);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            FirmwareDesk.Write(json, rules);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> Replace(HttpContext context, FirmwareDesk desk, DeviceBook book, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        if (!body.Has("rules")) body.Fault("rules", "missing_member", "rules is missing; an empty list takes all rules away.");
        var entries = body.Objects("rules", FirmwareRules.Most);
        var rules = entries.Select(Read).OfType<FirmwareRuleRow>().ToImmutableArray();
        foreach (var twice in rules.GroupBy(r => r.Model).Where(g => g.Count() > 1)) body.Fault("rules", "duplicate", $"Give one rule for {twice.Key}.");
        if (body.Faults(entries) is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        string? ifMatch = context.Request.Headers.IfMatch;
        if (string.IsNullOrEmpty(ifMatch)) return new ProblemResult(Problems.PreconditionRequired, "Send If-Match with the ETag of the rules as you saw them, or * for whichever there are.");
        if (!await desk.Replace(context.Caller().SiteNo, rules, ifMatch, context.Caller().By, ct)) return new ProblemResult(Problems.Stale, $"They are {FirmwareDesk.ETag(book.RulesOf(context.Caller().SiteNo).Rules)} now.");
        return Show(context, book);
    }

    private static FirmwareRuleRow? Read(BodyReader entry)
    {
        var model = entry.Text("model", FirmwareRules.ModelMost, required: true)?.ToLowerInvariant();
        var minimum = entry.Text("minimum", FirmwareVersion.LengthMax, required: true);
        var refuseFrom = entry.Time("refuse_from");
        if (model is not null && model.AsSpan(0, model.Length - 1).Contains('*')) entry.Fault("model", "bad_format", "A * stands only at the end of a model, for whatever follows.");
        if (minimum is not null && !FirmwareVersion.IsOne(minimum)) entry.Fault("minimum", "bad_format", "minimum is a version such as 4.2.0; there is no digit in this.");
        return model is null || minimum is null ? null : new(model, minimum, refuseFrom);
    }
}
