using System.Text.Json;
using Scanward.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Scans;

/// <summary><c>GET /scans</c>.</summary>
internal static class ScansEndpoint
{
    private const string ListName = "scans-page";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["status"] = ("s.status", ListQuery.Value<ScanStatus>),
        ["type"] = ("s.scan_type", ListQuery.Value<ScanType>),
        ["operator"] = ("s.operator_id", text => text),
        ["asset_id"] = (StoreReads.ScansOf, text => text),
    };

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var given = context.Request.Query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value);
        var (query, faults) = ListQuery.Read(new QueryCollection(given), ListName, filters);
        var chosen = Filters.Of(context);
        if (query is null) return Page.Of<ScansPage>(visit, new ScansModel(chosen, [], null, faults[0].Detail), StatusCodes.Status422UnprocessableEntity);
        var from = await reads.ScansFrom(query.Filters, query.Before, ct);
        var rows = await reads.Scans(visit.SiteNo, query.Filters, from?.ScanId ?? 0, query.Before, query.Limit + 1, ct);
        var isFull = rows.Count > query.Limit;
        var last = isFull ? rows[query.Limit - 1].ScanId : from?.ScanId;
        return Page.Of<ScansPage>(visit, new ScansModel(chosen, [.. rows.Take(query.Limit).Select(Line)], last is { } id ? chosen.With("cursor", ListQuery.Cursor(ListName, id)) : null)
        {
            LookedBackTo = isFull ? null : from?.ReceivedAt,
        });
    }

    private static ScanLine Line(ScanListRecord row)
    {
        if (row.Ack.Length == 0) return new(row, null, null, null, null);
        using var ack = JsonDocument.Parse(row.Ack);
        var json = ack.RootElement;
        string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return new(
            row, Text("outcome"), json.TryGetProperty("priority", out var priority) && priority.ValueKind == JsonValueKind.Number ? priority.GetInt32() : null,
            json.TryGetProperty("work_order", out var made) && made.ValueKind == JsonValueKind.Object ? made.GetProperty("number").GetString() : null, Text("reason"));
    }
}
