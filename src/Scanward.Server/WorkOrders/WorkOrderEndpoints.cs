using System.Text.Json;
using Scanward.Routing;
using Scanward.Server.Access;
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
        ["asset_id"] = ("a.asset_id", text => text),
    };

    public static void MapWorkOrders(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/work-orders", GetList);
        app.MapGet("/api/v1/work-orders/{id}", GetOne);
    }

    private static async Task<IResult> GetList(HttpContext context, StoreReads reads, CancellationToken ct)
    {
        var (query, faults) = ListQuery.Read(context.Request.Query, ListName, filters);
        if (query is null) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var rows = await reads.WorkOrders(context.Caller().SiteNo, query.Filters, query.Before, query.Limit + 1, ct);
        return JsonResult.List(ListName, rows, query.Limit, r => r.WorkOrderId, (json, row) => Write(json, row, null, null));
    }

    /// <summary>By id, or by number (<c>WO-NC-000123</c>).</summary>
    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, CancellationToken ct)
    {
        var siteNo = context.Caller().SiteNo;
        var row = TimeOrderedId.TryParse(id, out var workOrderId) ? await reads.WorkOrder(siteNo, workOrderId, ct)
            : id.LastIndexOf('-') is > 0 and var dash && long.TryParse(id.AsSpan(dash + 1), out var number) ? await reads.WorkOrderByNumber(siteNo, number, ct)
            : null;
        if (row is null || (workOrderId == 0 && !WorkOrderRef.NumberOf(row.Code, row.Number).Equals(id, StringComparison.OrdinalIgnoreCase)))
            return new ProblemResult(Problems.NotFound, "This site has no such work order.");
        var parts = await reads.WorkOrderParts(row.WorkOrderId, ct);
        var dispatches = await reads.Dispatches(row.WorkOrderId, ct);
        return new JsonResult(json => Write(json, row, parts, dispatches));
    }

    private static void Write(Utf8JsonWriter json, WorkOrderRecord row, IReadOnlyList<WorkOrderPartRecord>? parts, IReadOnlyList<DispatchRecord>? dispatches)
    {
        json.WriteStartObject();
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
        json.WriteTime("closed_at", row.ClosedAt);
        json.WriteId("scan_id", row.ScanId);
        json.WriteNumber("revision", row.Revision);
        if (parts is not null) WriteParts(json, parts);
        if (dispatches is not null) WriteDispatches(json, dispatches);
        json.WriteEndObject();
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
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDispatches(Utf8JsonWriter json, IReadOnlyList<DispatchRecord> dispatches)
    {
        json.WriteStartArray("dispatch");
        foreach (var dispatch in dispatches)
        {
            json.WriteStartObject();
            json.WriteString("operation", dispatch.Operation);
            json.WriteString("connector", dispatch.Connector);
            json.WriteString("external_id", dispatch.ExternalId);
            json.WriteString("state", "settled");
            json.WriteTime("settled_at", dispatch.SettledAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
