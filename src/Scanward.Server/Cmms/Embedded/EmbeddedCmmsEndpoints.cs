using System.Text.Json;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Ingestion;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Cmms.Embedded;

/// <summary>The embedded maintenance system's own small contract (v2), for clients that speak such an API.</summary>
internal static class EmbeddedCmmsEndpoints
{
    public static void MapEmbeddedCmms(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v2/assets/{assetId}", GetAsset);
        app.MapPost("/api/v2/workorders", PostWorkOrder);
    }

    private static async Task<IResult> GetAsset(string assetId, HttpContext context, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var siteNo = context.Caller().SiteNo;
        if (await reads.Asset(siteNo, assetId, ct) is not { } row)
            return new ProblemResult(Problems.NotFound, "This site has no such asset.");
        var asset = RegistryJson.ReadProfile(row.Profile, pool);
        var parts = asset.Repairs.Values.SelectMany(r => r.Parts).Concat(asset.Preventive?.Job.Parts ?? []).Select(p => p.PartId).ToHashSet();
        var stock = (await reads.Stock(siteNo, ct)).Where(s => parts.Contains(s.PartId));
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("asset_id", asset.AssetId);
            json.WriteString("name", asset.Name);
            json.WriteString("class", asset.Class);
            json.WriteNumber("criticality_score", asset.Criticality);
            json.WriteString("next_pm_date", asset.Preventive is { } plan ? LocalDatePattern.Iso.Format(plan.Next) : null);
            json.WriteString("warranty_until", asset.WarrantyUntil is { } until ? LocalDatePattern.Iso.Format(until) : null);
            json.WriteStartObject("spare_parts_inventory");
            foreach (var part in stock) json.WriteNumber(part.PartId, part.OnHand - part.Reserved);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>Makes the work order that is asked for; nothing is routed away. 201, or 409 with the one that the key made before.</summary>
    private static async Task<IResult> PostWorkOrder(
        HttpContext context, Intake intake, StoreReads reads, ServerClock clock, ScanFigures figures, CancellationToken ct)
    {
        var startedAt = figures.Now();
        var caller = context.Caller();
        if (RequestBody.Unacceptable(context.Request, "application/json") is { } why) return new ProblemResult(Problems.UnsupportedMedia, why);
        var (body, more) = await RequestBody.Read(context.Request, Intake.ScanBytesMax, ct);
        if (more)
        {
            await RequestBody.Discard(context.Request, ct);
            return new ProblemResult(Problems.TooLarge, "A work order takes at most 64 KiB.");
        }

        var (request, problem, faults) = WorkOrderRequest.Read(body, context.Request.Headers["Idempotency-Key"]);
        if (request is null)
            return new ProblemResult(problem, faults.Length == 1 ? faults[0].Detail : $"{faults.Length} faults; each is listed in errors.", faults);
        var answer = await intake.Take(request.AsScan(caller, clock.Now()), request.Order, body, caller, ct);
        figures.Answered(answer.Passage(caller, startedAt, figures.Now()));
        if (answer.Problem || answer.WorkOrderId is not { } id || await reads.WorkOrder(caller.SiteNo, id, ct) is not { } work) return answer;
        var url = $"/api/v1/work-orders/{TimeOrderedId.Format(work.WorkOrderId)}";
        if (answer.Replayed)
        {
            return new JsonResult(
                json => Problems.Write(
                    json, Problems.WorkOrderExists, $"The key made {WorkOrderRef.NumberOf(work.Code, work.Number)} before.", [], null,
                    more => Write(more, work, url)),
                StatusCodes.Status409Conflict, "application/problem+json");
        }

        context.Response.Headers.Location = url;
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", Wire.Name((WorkOrderState)work.State));
            Write(json, work, url);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }

    private static void Write(Utf8JsonWriter json, WorkOrderRecord work, string url)
    {
        json.WriteString("wo_id", WorkOrderRef.NumberOf(work.Code, work.Number));
        json.WriteString("asset_id", work.AssetId);
        json.WriteNumber("priority", work.Priority);
        json.WriteString("assigned_to", work.TechnicianId ?? work.CrewId);
        if (work.WindowMinutes is { } window) json.WriteNumber("response_window_minutes", window);
        else json.WriteNull("response_window_minutes");
        json.WriteString("url", url);
    }
}
