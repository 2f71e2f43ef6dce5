using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;
using Scanward.Resolution;
using Scanward.Resolution.Plants;
using Scanward.Server.Dispatch;
using Scanward.Server.Plants;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Mirror;

/// <summary>
/// Takes over what a connector says of stock. It owns what is on hand, on order and its thresholds; what we hold of it for work orders stays a hold, until what it says shows it.
/// </summary>
internal sealed class StockMirror(Writer writer, Sites sites, TagReader tags, IdSequence ids, ServerClock clock)
{
    private static readonly string[] own = ["part", "site", "name", "unit"];

    /// <summary>Stores a page with how far the pull is.</summary>
    public Task<SyncRow> Save(Connector connector, IReadOnlyList<CmmsStock> lines, SyncRow after)
    {
        var now = clock.Now();
        var read = lines.Select(line => Read(connector, line, now)).ToArray();
        return writer.Change(session =>
        {
            var changed = 0;
            foreach (var line in read)
            {
                if (line.Conflict is { } conflict) session.SaveConflict(conflict, now);
                if (line.Stock is not { } stock) continue;
                session.EndConflict(connector.Name, $"stock:{line.SiteNo}:{stock.PartId}");
                var known = session.ReadPart(stock.PartId);
                if (known is null || (line.Part!.Name != stock.PartId && known != line.Part)) session.SavePart(stock.PartId, line.Part!.Name, line.Part.Unit);
                var before = session.ReadStock([(line.SiteNo, stock.PartId)], now).GetValueOrDefault((line.SiteNo, stock.PartId));
                session.SaveStock(line.SiteNo, stock, ids.Next(), now);
                session.SaveStockAsOf(line.SiteNo, stock.PartId, now);
                if (before is null || before.OnHand != stock.OnHand || before.OnOrder != stock.OnOrder || before.SafetyStock != stock.SafetyStock) changed++;
            }

            var counted = after with { Done = after.Done + lines.Count, Changed = after.Changed + changed };
            session.SaveSync(counted);
            return counted;
        }, bulk: true);
    }

    private Line Read(Connector connector, CmmsStock line, Instant now)
    {
        var entry = Parse(line.EntryJson);
        var part = entry?["part"]?.ToString();
        Line Conflict(string code, string detail, int? siteNo) => new(siteNo ?? 0) { Conflict = new(connector.Name, $"stock:{siteNo ?? 0}:{part ?? "?"}", siteNo, code, detail) };
        if (entry is null || string.IsNullOrEmpty(part)) return Conflict("bad_entry", "What the mapping makes of it names no part.", null);
        var place = entry["site"]?.ToString() ?? (connector.Sites is [var one] ? one : null);
        if (place is null || sites.NumberOf(place) is not { } siteNo) return Conflict("no_site", place is null ? "It is not said at which site it is: map 'site', or give the connector one site." : $"There is no site '{place}' here.", null);
        if (connector.Sites is { IsEmpty: false } served && !served.Contains(place)) return Conflict("other_site", $"Site '{place}' is not among the sites of this connector.", null);
        var figures = new JsonObject(entry.Where(m => !own.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        var definition = new JsonObject { ["id"] = part, ["name"] = entry["name"]?.ToString() ?? part };
        if (entry["unit"] is { } unit) definition["unit"] = unit.ToString();
        var around = new JsonObject { ["sites"] = new JsonArray(RegistryForm.Of(sites[siteNo].Site)), ["stock"] = new JsonObject { [place] = new JsonObject { [part] = figures } } };
        var (plant, faults) = RegistryForm.Read("parts", definition, around, tags, now);
        return plant is { Stock: [var stock, ..], Parts: [var known, ..] }
            ? new(siteNo) { Stock = stock with { AsOf = now }, Part = known }
            : Conflict("bad_entry", string.Join(' ', faults.Select(f => f.Detail)), siteNo);
    }

    private static JsonObject? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // shown as a conflict
        }
    }

    private sealed record Line(int SiteNo)
    {
        public Stock? Stock { get; init; }

        public PartDefinition? Part { get; init; }

        public ConflictRow? Conflict { get; init; }
    }
}
