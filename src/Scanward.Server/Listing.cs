using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server;

/// <summary>A list's parameters: <c>?limit=&amp;cursor=</c> and filters by field name.</summary>
internal sealed record ListQuery(int Limit, long? Before, IReadOnlyList<Filter> Filters)
{
    /// <summary>Where a list in order of texts goes on.</summary>
    public string? After { get; init; }

    private const int LimitDefault = 50;

    private const int LimitMax = 500;

    /// <summary>Reads the query string. A parameter that is not known is a fault, not ignored: a misspelled filter would show too much.</summary>
    /// <param name="list">Name of the list; a cursor of another list is refused.</param>
    /// <param name="textKeys">Whether the list is in order of texts, and not of numbers.</param>
    /// <param name="filters">By field: the column's name and how the value is read, null where it is not one of its values.</param>
    public static (ListQuery? Query, ImmutableArray<ScanFault> Faults) Read(
        IQueryCollection query, string list, IReadOnlyDictionary<string, (string Column, Func<string, object?> Read)> filters, bool textKeys = false)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        var (limit, before, after) = (LimitDefault, (long?)null, (string?)null);
        var conditions = new List<Filter>();
        foreach (var (name, values) in query)
        {
            var value = values.Count == 1 ? values[0]! : "";
            if (values.Count != 1)
            {
                faults.Add(new(name, "duplicate_parameter", $"Give '{name}' once."));
            }
            else if (name == "limit")
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LimitMax)
                    faults.Add(new(name, "out_of_range", $"limit is a number from 1 to {LimitMax}."));
            }
            else if (name == "cursor")
            {
                var told = ReadCursor(list, value);
                if (textKeys && told is not null) after = told;
                else if (!textKeys && long.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) before = id;
                else faults.Add(new(name, "bad_cursor", $"This is no cursor of the list of {list}; take 'next' from an answer of the same list."));
            }
            else if (!filters.TryGetValue(name, out var filter))
            {
                faults.Add(
                    new(
                        name, "unknown_parameter",
                        $"There is no parameter '{name}' here; there are limit, cursor{string.Concat(filters.Keys.Order().Select(f => ", " + f))}."));
            }
            else if (filter.Read(value) is { } read)
            {
                conditions.Add(new(filter.Column, read));
            }
            else
            {
                faults.Add(new(name, "unknown_value", $"'{value}' is not a value of {name}."));
            }
        }

        return faults.Count > 0 ? (null, faults.ToImmutable()) : (new(limit, before, conditions) { After = after }, []);
    }

    /// <summary>Reads the query string of what is no list. A parameter that is not known is a fault here too.</summary>
    /// <param name="parameters">By name: how the value is read, null where it is not one of its values.</param>
    /// <returns>Values by name.</returns>
    public static (IReadOnlyDictionary<string, object> Values, ImmutableArray<ScanFault> Faults) Parameters(
        IQueryCollection query, IReadOnlyDictionary<string, Func<string, object?>> parameters)
    {
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        var read = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (!parameters.TryGetValue(name, out var readValue)) faults.Add(new(name, "unknown_parameter", $"There is no parameter '{name}' here; there are {string.Join(", ", parameters.Keys.Order())}."));
            else if (values.Count != 1) faults.Add(new(name, "duplicate_parameter", $"Give '{name}' once."));
            else if (readValue(values[0]!) is { } value) read[name] = value;
            else faults.Add(new(name, "unknown_value", $"'{values[0]}' is not a value of {name}."));
        }

        return (read, faults.ToImmutable());
    }

    /// <summary>A filter's value by its name on the wire, as the store holds it; null where it is none.</summary>
    public static object? Value<T>(string text)
        where T : struct, Enum => Wire.TryParse<T>(text, out var value) ? Convert.ToInt32(value) : null;

    public static string Cursor(string list, long id) => Cursor(list, id.ToString(CultureInfo.InvariantCulture));

    public static string Cursor(string list, string id) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{list}:{id}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The number that the cursor of such a list holds; null where it holds none.</summary>
    public static long? NumberIn(string list, string? cursor) =>
        cursor is not null && ReadCursor(list, cursor) is { } told && long.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? ReadCursor(string list, string cursor)
    {
        if (cursor.Length is 0 or > 400) return null;
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        Span<byte> bytes = stackalloc byte[304];
        if (!Convert.TryFromBase64String(padded, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes[..length]);
        return text.StartsWith(list + ":", StringComparison.Ordinal) ? text[(list.Length + 1)..] : null;
    }
}

/// <summary>Lists of the store in order of numbers, newest first: the same way from the query to the page for each.</summary>
internal static class Listing
{
    /// <summary>One page of the caller's site, or the problem with the query.</summary>
    /// <param name="read">Reads up to so many rows before the number, of those that pass the filters.</param>
    /// <param name="id">The number of a row.</param>
    public static async Task<IResult> Of<T>(
        HttpContext context, string list, IReadOnlyDictionary<string, (string Column, Func<string, object?> Read)> filters,
        Func<int, IReadOnlyList<Filter>, long?, int, CancellationToken, Task<IReadOnlyList<T>>> read, Func<T, long> id, Action<Utf8JsonWriter, T> write)
    {
        var (query, faults) = ListQuery.Read(context.Request.Query, list, filters);
        if (query is null) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var rows = await read(context.Caller().SiteNo, query.Filters, query.Before, query.Limit + 1, context.RequestAborted);
        return JsonResult.List(list, rows, query.Limit, id, write);
    }
}

/// <summary>JSON that an endpoint writes by hand.</summary>
internal sealed class JsonResult(
    Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK, string contentType = "application/json") : IResult
{
    /// <summary><c>{"items": […], "next": cursor or null}</c>; one row more than the limit tells that there is a next page.</summary>
    public static JsonResult List<T>(
        string list, IReadOnlyList<T> rows, int limit, Func<T, long> id, Action<Utf8JsonWriter, T> writeItem) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var row in rows.Take(limit)) writeItem(json, row);
        json.WriteEndArray();
        if (rows.Count > limit) json.WriteString("next"u8, ListQuery.Cursor(list, id(rows[limit - 1])));
        else json.WriteNull("next"u8);
        json.WriteEndObject();
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = WireJson.Write(write, static (json, write) => write(json));
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}

internal static class JsonMembers
{
    /// <summary>RFC 3339 in UTC; null stays null.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, long? unixMs)
    {
        if (unixMs is { } ms) json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);
        else json.WriteNull(name);
    }

    public static void WriteNumber(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    public static void WriteId(this Utf8JsonWriter json, string name, long? id)
    {
        if (id is { } value) json.WriteString(name, TimeOrderedId.Format(value));
        else json.WriteNull(name);
    }
}
