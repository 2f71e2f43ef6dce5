using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Scanward.Server.Plants;

/// <summary>A list of what the process holds in memory, in order of ids, page by page.</summary>
internal static class TextList
{
    /// <param name="items">In ordinal order of their ids.</param>
    /// <param name="filters">By parameter: whether an item passes the value.</param>
    public static IResult Of<T>(
        HttpContext context, string list, ImmutableArray<T> items, Func<T, string> id, Func<T, JsonObject> entry, Dictionary<string, Func<T, string, bool>> filters)
    {
        var (query, faults) = ListQuery.Read(context.Request.Query, list, filters.ToDictionary(f => f.Key, f => (f.Key, (Func<string, object?>)(text => text))), textKeys: true);
        if (query is null) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var found = items.Where(i => query.After is null || string.CompareOrdinal(id(i), query.After) > 0)
            .Where(i => query.Filters.All(f => filters[f.Column](i, (string)f.Value))).Take(query.Limit + 1).ToArray();
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var item in found.Take(query.Limit)) entry(item).WriteTo(json);
            json.WriteEndArray();
            if (found.Length > query.Limit) json.WriteString("next"u8, ListQuery.Cursor(list, id(found[query.Limit - 1])));
            else json.WriteNull("next"u8);
            json.WriteEndObject();
        });
    }
}
