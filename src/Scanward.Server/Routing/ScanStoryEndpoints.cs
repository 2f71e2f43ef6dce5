using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>What became of a scan, and why.</summary>
internal static class ScanStoryEndpoints
{
    public static void MapScanStories(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/scans/{id}", GetScan);
        app.MapGet("/api/v1/scans/{id}/explanation", GetExplanation);
    }

    private static async Task<IResult> GetScan(string id, HttpContext context, StoreReads reads, CancellationToken ct)
    {
        if (!TimeOrderedId.TryParse(id, out var scanId) || await reads.Scan(context.Caller().SiteNo, scanId, ct) is not { } scan)
            return new ProblemResult(Problems.NotFound, "This site has no such scan.");
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteId("scan_id", scan.ScanId);
            json.WriteString("status", Wire.Name((ScanStatus)scan.Status));
            json.WriteString("site", scan.SiteId);
            json.WriteString("scan_type", Wire.Name((Scanward.Ingestion.ScanType)scan.ScanType));
            json.WriteString("asset_id", scan.ResolvedAssetId ?? scan.AssetId);
            json.WriteString("tag", scan.TagRaw);
            json.WriteString("tag_key", scan.TagKey);
            json.WriteString("symbology", scan.Symbology);
            json.WriteString("failure_mode", scan.FailureMode);
            json.WriteString("operator_id", scan.OperatorId);
            json.WriteString("note", scan.Note);
            json.WritePropertyName("readings");
            json.WriteRawValue(scan.Readings ?? "{}");
            json.WritePropertyName("device");
            json.WriteRawValue(scan.Device ?? "null");
            json.WriteString("idempotency_key", new Guid(scan.IdempotencyKey, bigEndian: true).ToString());
            json.WriteTime("scan_timestamp", scan.ScannedAt);
            json.WriteTime("sent_at", scan.SentAt);
            json.WriteTime("received_at", scan.ReceivedAt);
            json.WriteTime("occurred_at", scan.OccurredAt);
            json.WritePropertyName("ack");
            json.WriteRawValue(scan.Ack, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> GetExplanation(string id, HttpContext context, StoreReads reads, StoredDecisions decisions, CancellationToken ct)
    {
        if (!TimeOrderedId.TryParse(id, out var scanId) || await reads.Scan(context.Caller().SiteNo, scanId, ct) is null)
            return new ProblemResult(Problems.NotFound, "This site has no such scan.");
        if (await reads.Decisions(scanId, ct) is not [.., var last]) return new ProblemResult(Problems.NotFound, "This scan has not been decided yet.");
        var stored = await decisions.Open(last, ct);
        return new JsonResult(json => Explanation.Write(json, TimeOrderedId.Format(last.DecisionId), stored.Inputs));
    }
}
