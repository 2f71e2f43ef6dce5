using System.Text.Json;
using NodaTime;

namespace Scanward.Resolution;

/// <summary><see cref="Stock"/> as JSON.</summary>
internal static class StockJson
{
    public static void Write(Utf8JsonWriter json, Stock stock)
    {
        json.WriteStartObject();
        json.WriteString("site"u8, stock.SiteId);
        json.WriteString("part"u8, stock.PartId);
        json.WriteNumber("on_hand"u8, stock.OnHand);
        json.WriteNumber("reserved"u8, stock.Reserved);
        json.WriteNumber("on_order"u8, stock.OnOrder);
        json.WriteNumber("safety_stock"u8, stock.SafetyStock);
        json.WriteOptional("reorder_point"u8, stock.ReorderPoint);
        json.WriteOptional("reorder_quantity"u8, stock.ReorderQuantity);
        json.WriteOptional("lead_time_days"u8, stock.LeadTimeDays);
        if (stock.Eta is { } eta) json.WriteMoment("eta"u8, eta);
        json.WriteMoment("as_of"u8, stock.AsOf);
        json.WriteEndObject();
    }

    public static Stock Read(ref Utf8JsonReader json, InternPool pool)
    {
        string? site = null, part = null;
        int? onHand = null, point = null, quantity = null, lead = null;
        int reserved = 0, onOrder = 0, safety = 0;
        Instant? eta = null, asOf = null;
        while (json.NextMember(out var member))
        {
            switch (member)
            {
                case "site": site = json.Text(pool); break;
                case "part": part = json.Text(pool); break;
                case "on_hand": onHand = json.GetInt32(); break;
                case "reserved": reserved = json.GetInt32(); break;
                case "on_order": onOrder = json.GetInt32(); break;
                case "safety_stock": safety = json.GetInt32(); break;
                case "reorder_point": point = json.GetInt32(); break;
                case "reorder_quantity": quantity = json.GetInt32(); break;
                case "lead_time_days": lead = json.GetInt32(); break;
                case "eta": eta = json.Moment(); break;
                case "as_of": asOf = json.Moment(); break;
                default: json.Skip(); break;
            }
        }

        return new Stock
        {
            SiteId = site ?? throw Missing("site"),
            PartId = part ?? throw Missing("part"),
            OnHand = onHand ?? throw Missing("on_hand"),
            Reserved = reserved,
            OnOrder = onOrder,
            SafetyStock = safety,
            ReorderPoint = point,
            ReorderQuantity = quantity,
            LeadTimeDays = lead,
            Eta = eta,
            AsOf = asOf ?? throw Missing("as_of"),
        };
    }

    private static JsonException Missing(string member) => new($"a stored stock figure has no '{member}'.");
}
