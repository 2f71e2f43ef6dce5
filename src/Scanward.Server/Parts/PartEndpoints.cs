using System.Text.Json;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Server.Access;
using Scanward.Server.Plants;
using Scanward.Server.Storage;

namespace Scanward.Server.Parts;

/// <summary>Parts with the stock of the site, the ledger behind it, and what is ordered or on its way.</summary>
internal static class PartEndpoints
{
    private const string MovesList = "moves", PartsList = "parts", ReplenishmentsList = "replenishments", TransfersList = "transfers";

    private static readonly Dictionary<string, (string, Func<string, object?>)> moveFilters = new()
    {
        ["kind"] = ("kind", ListQuery.Value<StockMoveKind>),
        ["reference"] = ("reference", text => text),
        ["work_order_id"] = ("work_order_id", text => TimeOrderedId.TryParse(text, out var id) ? id : null),
    };

    private static readonly Dictionary<string, (string, Func<string, object?>)> replenishmentFilters = new()
    {
        ["state"] = ("state", ListQuery.Value<ReplenishmentState>),
        ["part"] = ("part_id", text => text),
    };

    private static readonly Dictionary<string, (string, Func<string, object?>)> transferFilters = new()
    {
        ["part"] = ("t.part_id", text => text),
        ["state"] = ("(t.received_at is not null)", text => text switch { "sent" => 0, "received" => 1, _ => null }),
    };

    public static void MapParts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/parts", GetParts);
        app.MapGet("/api/v1/parts/{id}", GetPart);
        app.MapGet("/api/v1/parts/{id}/moves", GetMoves);
        app.MapGet("/api/v1/replenishments", GetReplenishments);
        app.MapGet("/api/v1/replenishments/{id}", GetReplenishment);
        app.MapGet("/api/v1/transfers", GetTransfers);
        app.MapGroup("").RequireRole(Role.Operator).MapBookings();
        app.MapStockSettings();
    }

    public static void WriteStock(Utf8JsonWriter json, Stock stock)
    {
        json.WriteStartObject();
        json.WriteString("part", stock.PartId);
        json.WriteNumber("on_hand", stock.OnHand);
        json.WriteNumber("reserved", stock.Reserved);
        json.WriteNumber("available", stock.Available);
        json.WriteNumber("on_order", stock.OnOrder);
        json.WriteNumber("safety_stock", stock.SafetyStock);
        json.WriteTime("eta", stock.Eta.Ms());
        json.WriteEndObject();
    }

    /// <summary>What a replenishment looks like outside.</summary>
    public static void Write(Utf8JsonWriter json, ReplenishmentRecord row)
    {
        json.WriteStartObject();
        json.WriteId("id", row.ReplenishmentId);
        json.WriteString("part", row.PartId);
        json.WriteNumber("quantity", row.Quantity);
        json.WriteString("state", Wire.Name((ReplenishmentState)row.State));
        json.WriteTime("opened_at", row.OpenedAt);
        json.WriteTime("eta", row.Eta);
        json.WriteId("work_order_id", row.WorkOrderId);
        json.WriteEndObject();
    }

    private static Task<IResult> GetParts(HttpContext context, StoreReads reads) =>
        Listing.Of(context, PartsList, new Dictionary<string, (string, Func<string, object?>)> { ["name"] = ("p.name", text => text) }, reads.Parts, r => r.PartNo, Write);

    private static async Task<IResult> GetPart(string id, HttpContext context, StoreReads reads, CancellationToken ct)
    {
        if (await reads.Part(context.Caller().SiteNo, id, ct) is not { } row) return new ProblemResult(Problems.NotFound, "There is no such part.");
        context.Response.Headers.ETag = RegistryDesk.ETag(RegistryForm.Of(new PartDefinition(row.PartId, row.Name, row.Unit)));
        return new JsonResult(json => Write(json, row));
    }

    private static Task<IResult> GetMoves(string id, HttpContext context, StoreReads reads) =>
        Listing.Of(context, MovesList, moveFilters, (siteNo, filters, before, most, ct) => reads.StockMoves(siteNo, id, filters, before, most, ct), r => r.MoveId, Write);

    private static Task<IResult> GetReplenishments(HttpContext context, StoreReads reads) =>
        Listing.Of(context, ReplenishmentsList, replenishmentFilters, reads.Replenishments, r => r.ReplenishmentId, Write);

    private static async Task<IResult> GetReplenishment(string id, HttpContext context, StoreReads reads, CancellationToken ct) =>
        TimeOrderedId.TryParse(id, out var number) && await reads.Replenishment(context.Caller().SiteNo, number, ct) is { } row
            ? new JsonResult(json => Write(json, row))
            : new ProblemResult(Problems.NotFound, "This site has no such replenishment.");

    private static Task<IResult> GetTransfers(HttpContext context, StoreReads reads) =>
        Listing.Of(context, TransfersList, transferFilters, reads.Transfers, r => r.TransferId, Write);

    private static void Write(Utf8JsonWriter json, PartRecord row)
    {
        json.WriteStartObject();
        json.WriteString("part", row.PartId);
        json.WriteString("name", row.Name);
        json.WriteString("unit", row.Unit);
        json.WritePropertyName("stock");
        if (row.OnHand is not { } onHand)
        {
            json.WriteNullValue();
            json.WriteEndObject();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("on_hand", onHand);
        json.WriteNumber("reserved", row.Reserved);
        json.WriteNumber("available", onHand - row.Reserved);
        json.WriteNumber("on_order", row.OnOrder);
        json.WriteNumber("safety_stock", row.SafetyStock);
        json.WriteNumber("reorder_point", row.ReorderPoint);
        json.WriteNumber("reorder_quantity", row.ReorderQuantity);
        json.WriteNumber("lead_time_days", row.LeadTimeDays);
        json.WriteTime("eta", row.Eta);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StockMoveRecord row)
    {
        json.WriteStartObject();
        json.WriteId("id", row.MoveId);
        json.WriteString("part", row.PartId);
        json.WriteString("kind", Wire.Name((StockMoveKind)row.Kind));
        json.WriteNumber("on_hand", row.OnHand);
        json.WriteNumber("reserved", row.Reserved);
        json.WriteTime("at", row.At);
        json.WriteString("by", row.Actor);
        json.WriteString("reference", row.Reference);
        json.WriteString("note", row.Note);
        json.WriteId("work_order_id", row.WorkOrderId);
        json.WriteId("replenishment_id", row.ReplenishmentId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TransferRecord row)
    {
        json.WriteStartObject();
        json.WriteId("id", row.TransferId);
        json.WriteString("part", row.PartId);
        json.WriteNumber("quantity", row.Quantity);
        json.WriteString("from_site", row.FromSite);
        json.WriteString("to_site", row.ToSite);
        json.WriteString("state", row.ReceivedAt is null ? "sent" : "received");
        json.WriteTime("sent_at", row.SentAt);
        json.WriteString("sent_by", row.SentBy);
        json.WriteTime("received_at", row.ReceivedAt);
        json.WriteString("received_by", row.ReceivedBy);
        json.WriteNumber("received", row.Received);
        json.WriteEndObject();
    }
}
