using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Resolution;
using Scanward.Server.Plants;
using Scanward.Server.Storage;

namespace Scanward.Server.Parts;

/// <summary>
/// <c>GET|PUT /api/v1/parts/{part}/stock</c>: how much of a part a site wants to have. What it has changes by bookings alone; a part that was not stocked begins with nothing.
/// </summary>
internal static class StockSettings
{
    private const int Most = 1_000_000;

    public static void MapStockSettings(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/parts/{id}/stock", Get);
        app.MapPut("/api/v1/parts/{id}/stock", Put).RequireRole(Role.Operator);
    }

    private static async Task<IResult> Get(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        await reads.Part(context.Caller().SiteNo, id, ct) is { OnHand: not null } row
            ? RegistryEndpoints.Show(context, Of(row.SafetyStock, row.ReorderPoint, row.ReorderQuantity, row.LeadTimeDays))
            : new ProblemResult(Problems.NotFound, "This site does not stock such a part.");

    private static async Task<IResult> Put(string id, HttpContext context, Writer writer, Sites sites, IdSequence ids, ServerClock clock, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var siteNo = context.Caller().SiteNo;
        var (safety, point) = (body.Whole("safety_stock", 0, Most) ?? 0, body.Whole("reorder_point", 0, Most));
        var (quantity, days) = (body.Whole("reorder_quantity", 1, Most), body.Whole("lead_time_days", 0, 3650));
        var by = JsonRequest.Actor(body, context);
        if (quantity is not null && point is null) body.Fault("reorder_quantity", "reorder_point_missing", "Say with reorder_point when so many are ordered.");
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var wanted = Of(safety, point, quantity, days);
        string? ifMatch = context.Request.Headers.IfMatch;
        var (refused, created) = await writer.Change(session => Apply(session, siteNo, id, sites[siteNo].Site.SiteId, wanted, string.IsNullOrEmpty(ifMatch) ? null : ifMatch, ids.Next(), clock.Now(), by));
        if (refused is not null) return refused;
        return RegistryEndpoints.Show(context, wanted, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static (ProblemResult? Refused, bool Created) Apply(
        IStoreSession session, int siteNo, string id, string siteId, JsonObject wanted, string? ifMatch, long moveId, Instant now, AuditActor by)
    {
        if (session.ReadPart(id) is null) return (new(Problems.NotFound, $"There is no part '{id}'; make it first: PUT /api/v1/parts/{id}."), false);
        var stock = session.ReadStock([(siteNo, id)], now).GetValueOrDefault((siteNo, id));
        var seen = stock is null ? null : RegistryDesk.ETag(Of(stock.SafetyStock, stock.ReorderPoint, stock.ReorderQuantity, stock.LeadTimeDays));
        if (seen is not null && ifMatch is null) return (new(Problems.PreconditionRequired, $"It is stocked already. To change that send If-Match with its ETag, now {seen}."), false);
        if (seen is null && ifMatch is not null) return (new(Problems.NotFound, "This site does not stock it."), false);
        if (seen is not null && ifMatch != "*" && ifMatch != seen) return (new(Problems.Stale, $"It is {seen} now, not {ifMatch}."), false);
        session.SaveStock(siteNo, (stock ?? new Stock { SiteId = siteId, PartId = id, OnHand = 0, AsOf = now }) with
        {
            SafetyStock = (int)wanted["safety_stock"]!,
            ReorderPoint = (int?)wanted["reorder_point"],
            ReorderQuantity = (int?)wanted["reorder_quantity"],
            LeadTimeDays = (int?)wanted["lead_time_days"],
        }, moveId, now);
        session.Audit(new(by, siteNo, stock is null ? "stock.created" : "stock.changed", "stock", id, now)
        {
            Before = stock is null ? null : Of(stock.SafetyStock, stock.ReorderPoint, stock.ReorderQuantity, stock.LeadTimeDays).ToJsonString(), After = wanted.ToJsonString(),
        });
        return (null, stock is null);
    }

    private static JsonObject Of(int safety, int? point, int? quantity, int? days) =>
        new() { ["safety_stock"] = safety, ["reorder_point"] = point, ["reorder_quantity"] = quantity, ["lead_time_days"] = days };
}
