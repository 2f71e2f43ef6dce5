using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
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

    /// <summary>While an answer is held, the store is looked at again so often, and at each news.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>The scan; with <c>Prefer: wait=N</c> once its dispatch has settled, or N seconds are over.</summary>
    private static async Task<IResult> GetScan(string id, HttpContext context, StoreReads reads, DispatchNews news, ServerClock clock, CancellationToken ct)
    {
        if (!TimeOrderedId.TryParse(id, out var scanId)) return new ProblemResult(Problems.NotFound, "This site has no such scan.");
        var wait = PreferredWait.Of(context.Request);
        if (wait is { } preferred) context.Response.Headers["Preference-Applied"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"wait={preferred.TotalSeconds:0}");
        var (began, workOrderId) = (clock.Time.GetTimestamp(), (long?)null);
        while (true)
        {
            workOrderId ??= await reads.WorkOrderOf(scanId, ct);
            var next = wait is not null && workOrderId is { } told ? news.Next(told) : null;
            if (await reads.Scan(context.Caller().SiteNo, scanId, ct) is not { } scan) return new ProblemResult(Problems.NotFound, "This site has no such scan.");
            var dispatch = workOrderId is { } made ? await DispatchStory.Read(reads, made, ct) : null;
            var left = (wait ?? TimeSpan.Zero) - clock.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || ((ScanStatus)scan.Status != ScanStatus.Resolving && dispatch is null or { IsSettled: true }))
            {
                return Story(scan, dispatch, await reads.PhotosOf(scanId, ct));
            }

            var pause = Task.Delay(left < lookEvery ? left : lookEvery, clock.Time, ct);
            await (next is null ? pause : Task.WhenAny(next, pause));
            ct.ThrowIfCancellationRequested();
        }
    }

    private static JsonResult Story(ScanRecord scan, DispatchStory? dispatch, IReadOnlyList<PhotoRecord> photos)
    {
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
            if (dispatch is null) json.WriteNull("dispatch");
            else dispatch.WriteCreation(json, "dispatch");
            json.WriteStartArray("photos");
            foreach (var photo in photos)
            {
                json.WriteStartObject();
                json.WriteId("photo_id", photo.PhotoId);
                json.WriteString("url", $"/api/v1/photos/{TimeOrderedId.Format(photo.PhotoId)}");
                json.WriteString("media_type", photo.MediaType);
                json.WriteNumber("bytes", photo.Bytes);
                json.WriteTime("at", photo.At);
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
