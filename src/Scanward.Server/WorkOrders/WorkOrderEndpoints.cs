using System.Text.Json;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WorkOrders;

/// <summary>Work orders over HTTP, each site its own.</summary>
internal static class WorkOrderEndpoints
{
    private const string ListName = "work-orders";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["state"] = ("w.state", ListQuery.Value<WorkOrderState>),
        ["kind"] = ("w.kind", ListQuery.Value<WorkKind>),
        ["outcome"] = ("w.outcome", ListQuery.Value<Outcome>),
        ["priority"] = ("w.priority", text => int.TryParse(text, out var priority) && priority is >= 1 and <= 4 ? priority : null),
        ["crew"] = ("w.crew_id", text => text),
        ["technician"] = ("w.technician_id", text => text),
        ["asset_id"] = (StoreReads.OfAsset, text => text),
    };

    public static void MapWorkOrders(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/work-orders", GetList);
        app.MapGet("/api/v1/work-orders/{id}", GetOne);
        app.MapPatch("/api/v1/work-orders/{id}", WorkOrderChangeEndpoint.Patch);
    }

    private static Task<IResult> GetList(HttpContext context, StoreReads reads) =>
        Listing.Of(context, ListName, filters, reads.WorkOrders, r => r.WorkOrderId, Write);

    /// <summary>By id, or by number (<c>WO-NC-000123</c>).</summary>
    public static async Task<WorkOrderRecord?> Find(StoreReads reads, int siteNo, string id, CancellationToken ct)
    {
        if (TimeOrderedId.TryParse(id, out var workOrderId)) return await reads.WorkOrder(siteNo, workOrderId, ct);
        if (id.LastIndexOf('-') is not (> 0 and var dash) || !long.TryParse(id.AsSpan(dash + 1), out var number)) return null;
        return await reads.WorkOrderByNumber(siteNo, number, ct) is { } row && WorkOrderRef.NumberOf(row.Code, row.Number).Equals(id, StringComparison.OrdinalIgnoreCase) ? row : null;
    }

    /// <summary>The whole work order, with its ETag.</summary>
    public static async Task<IResult> Answer(HttpContext context, StoreReads reads, int siteNo, long workOrderId, CancellationToken ct)
    {
        if (await reads.WorkOrder(siteNo, workOrderId, ct) is not { } row) return new ProblemResult(Problems.NotFound, "This site has no such work order.");
        var parts = await reads.WorkOrderParts(workOrderId, ct);
        var dispatch = await DispatchStory.Read(reads, workOrderId, ct);
        var events = await reads.WorkOrderEvents(workOrderId, ct);
        var reports = await reads.Reports(workOrderId, ct);
        context.Response.Headers.ETag = $"\"{row.Revision}\"";
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            WriteMembers(json, row);
            WriteParts(json, parts);
            dispatch.WriteAll(json, "dispatch");
            WriteReports(json, reports);
            WriteHistory(json, events);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        await Find(reads, context.Caller().SiteNo, id, ct) is { } row
            ? await Answer(context, reads, row.SiteNo, row.WorkOrderId, ct)
            : new ProblemResult(Problems.NotFound, "This site has no such work order.");

    private static void Write(Utf8JsonWriter json, WorkOrderRecord row)
    {
        json.WriteStartObject();
        WriteMembers(json, row);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, WorkOrderRecord row)
    {
        json.WriteId("id", row.WorkOrderId);
        json.WriteString("number", WorkOrderRef.NumberOf(row.Code, row.Number));
        json.WriteString("site", row.SiteId);
        json.WriteString("title", row.Title);
        json.WriteString("kind", Wire.Name((WorkKind)row.Kind));
        json.WriteString("state", Wire.Name((WorkOrderState)row.State));
        json.WriteString("outcome", Wire.Name((Outcome)row.Outcome));
        json.WriteNumber("priority", row.Priority);
        json.WriteStartObject("asset");
        json.WriteString("asset_id", row.AssetId);
        json.WriteString("name", row.AssetName);
        json.WriteEndObject();
        json.WriteString("failure_mode", row.FailureMode);
        json.WriteString("crew", row.CrewId);
        json.WriteString("technician", row.TechnicianId);
        json.WriteString("vendor", row.Vendor);
        json.WriteNumber("estimated_minutes", row.Minutes);
        json.WriteTime("opened_at", row.OpenedAt);
        json.WriteTime("acknowledge_by", row.AcknowledgeBy);
        json.WriteTime("on_site_by", row.OnSiteBy);
        json.WriteTime("done_by", row.DoneBy);
        json.WriteTime("started_at", row.StartedAt);
        json.WriteTime("completed_at", row.CompletedAt);
        json.WriteTime("closed_at", row.ClosedAt);
        json.WriteTime("updated_at", row.UpdatedAt);
        json.WriteNumber("labour_minutes", row.LabourMinutes);
        json.WriteString("note", row.Note);
        json.WriteString("cause", row.Cause);
        json.WriteString("remedy", row.Remedy);
        json.WriteId("duplicate_of", row.DuplicateOf);
        json.WriteString("pm_due", row.PmDue);
        json.WriteId("scan_id", row.ScanId);
        json.WriteNumber("revision", row.Revision);
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<WorkOrderPartRecord> parts)
    {
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("part", part.PartId);
            json.WriteNumber("quantity", part.Quantity);
            json.WriteString("state", Wire.Name((StoredPartState)part.State));
            json.WriteNumber("used", part.Used);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReports(Utf8JsonWriter json, IReadOnlyList<ReportRecord> reports)
    {
        json.WriteStartArray("reports");
        foreach (var report in reports)
        {
            json.WriteStartObject();
            json.WriteId("scan_id", report.ScanId);
            json.WriteString("repeat", Wire.Name((Repeat)report.Kind));
            json.WriteString("operator_id", report.OperatorId);
            json.WriteTime("at", report.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyList<WorkOrderEventRecord> events)
    {
        json.WriteStartArray("history");
        foreach (var happened in events)
        {
            json.WriteStartObject();
            json.WriteNumber("revision", happened.Revision);
            json.WriteTime("at", happened.At);
            json.WriteString("by", happened.Actor);
            json.WriteString("action", Wire.Name((WorkOrderAction)happened.Action));
            json.WriteString("from", Wire.Name((WorkOrderState)happened.FromState));
            json.WriteString("to", Wire.Name((WorkOrderState)happened.ToState));
            json.WritePropertyName("given");
            json.WriteRawValue(happened.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
