using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Ingestion;

/// <summary>What was refused or given up, each site its own.</summary>
internal static class DeadLetterEndpoints
{
    private const string ListName = "dead-letters";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["code"] = ("code", text => text),
        ["connector"] = ("connector", text => text),
        ["state"] = ("state", ListQuery.Value<DeadLetterState>),
    };

    public static void MapDeadLetters(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/dead-letters", GetList);
        app.MapGet("/api/v1/dead-letters/{id}", GetOne);
        app.MapGroup("").RequireRole(Role.Operator).MapDeadLetterActions();
    }

    private static Task<IResult> GetList(HttpContext context, StoreReads reads) =>
        Listing.Of(context, ListName, filters, reads.DeadLetters, r => r.DeadLetterId, (json, row) => Write(json, row, whole: false));

    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        TimeOrderedId.TryParse(id, out var letterId) && await reads.DeadLetter(context.Caller().SiteNo, letterId, ct) is { } row
            ? new JsonResult(json => Write(json, row, whole: true))
            : new ProblemResult(Problems.NotFound, "This site has no such dead letter.");

    public static void Write(Utf8JsonWriter json, DeadLetterRecord row, bool whole)
    {
        json.WriteStartObject();
        json.WriteId("id", row.DeadLetterId);
        json.WriteString("code", row.Code);
        json.WriteString("detail", row.Detail);
        json.WriteString("state", Wire.Name((DeadLetterState)row.State));
        json.WriteString("transport", row.Transport);
        json.WriteString("idempotency_key", row.IdempotencyKey is { } key ? new Guid(key, bigEndian: true).ToString() : null);
        json.WriteId("scan_id", row.ScanId);
        json.WriteNumber("times", row.Times);
        json.WriteTime("first_at", row.FirstAt);
        json.WriteTime("last_at", row.LastAt);
        json.WriteNumber("raw_length", row.RawLength);
        json.WriteString("closed_by", row.ClosedBy);
        json.WriteString("reason", row.Reason);
        json.WriteId("replayed_scan_id", row.ReplayedScanId);
        json.WriteId("work_order_id", row.WorkOrderId);
        json.WriteString("connector", row.Connector);
        json.WritePropertyName("errors");
        json.WriteRawValue(row.Errors);
        if (row.Attempts is { } attempts)
        {
            json.WritePropertyName("attempts");
            json.WriteRawValue(attempts);
        }

        if (whole) json.WriteBase64String("raw_base64", row.Raw);
        json.WriteEndObject();
    }
}
