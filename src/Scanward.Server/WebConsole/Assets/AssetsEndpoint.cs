using Scanward.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Assets;

/// <summary><c>GET /assets</c>.</summary>
internal static class AssetsEndpoint
{
    private const string ListName = "assets-page";

    private const string RetiredFilter = "retired";

    private static readonly Dictionary<string, (string, Func<string, object?>)> filters = new()
    {
        ["q"] = (StoreReads.AssetWords, text => text.Trim() is { Length: > 0 and <= 100 } words ? words : null),
        ["class"] = ("class", text => text),
        ["criticality"] = ("criticality", text => int.TryParse(text, out var criticality) && criticality is >= 1 and <= 5 ? criticality : null),
        [RetiredFilter] = (RetiredFilter, text => text is "yes" or "all" ? text : null),
    };

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, RegistryPool pool, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var model = new AssetsModel { Filters = Filters.Of(context), Classes = await reads.AssetClasses(visit.SiteNo, ct) };
        var (query, faults) = ListQuery.Read(Given.Of(context.Request.Query), ListName, filters);
        if (query is null) return Page.Of<AssetsPage>(visit, model with { Fault = faults[0].Detail }, StatusCodes.Status422UnprocessableEntity);
        bool? retired = query.Filters.FirstOrDefault(f => f.Column == RetiredFilter).Value switch { "yes" => true, "all" => null, _ => false };
        var rows = await reads.AssetRows(visit.SiteNo, [.. query.Filters.Where(f => f.Column != RetiredFilter)], retired, query.Before, query.Limit + 1, ct);
        var shown = rows.Take(query.Limit).ToArray();
        var open = (await reads.OpenWorkOf([.. shown.Select(r => r.AssetNo)], ct)).ToDictionary(o => o.AssetNo);
        return Page.Of<AssetsPage>(visit, model with
        {
            Rows = [.. shown.Select(r => new AssetRow(r, RegistryJson.ReadProfile(r.Profile, pool), open.GetValueOrDefault(r.AssetNo)))],
            Next = rows.Count > query.Limit ? model.Filters.With("cursor", ListQuery.Cursor(ListName, shown[^1].AssetNo)) : null,
            IsFirst = query.Before is null,
        });
    }
}
