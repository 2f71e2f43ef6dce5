using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Puts requests together: what goes into a path or a query is encoded, and no break goes into a header.</summary>
internal sealed class RequestBuilder(Mapping mapping, Uri baseAddress)
{
    private readonly string root = baseAddress.AbsoluteUri.TrimEnd('/');

    /// <param name="address">Where a list goes on; null for what the mapping says.</param>
    /// <exception cref="CannotSayException">It cannot be put together.</exception>
    public CmmsRequest Build(RequestMapping request, Fields fields, Uri? address = null)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (mapping.Basic is { } basic)
        {
            var credentials = $"{basic.User.Text(fields)}:{basic.Password.Text(fields)}";
            headers.Add(new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}"));
        }

        foreach (var (name, template) in mapping.Headers.Concat(request.Headers))
        {
            if (template.Text(fields) is { } value) headers.Add(new(name, HeaderValue(request, name, value)));
        }

        var body = Body(request, fields, out var contentType);
        var given = headers.FindLast(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        headers.RemoveAll(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        return new(request.Method, address ?? Address(request, fields)) { Headers = headers, Body = body, ContentType = given ?? contentType };
    }

    /// <summary>What a target that repeats a request would give away, beside secrets as they are.</summary>
    public static string? Credentials(CmmsRequest request) => request.Headers.FirstOrDefault(h => h.Key == "Authorization").Value?.Split(' ')[^1] is { Length: >= 4 } credentials ? credentials : null;

    private Uri Address(RequestMapping request, Fields fields)
    {
        var path = request.Path.Encoded(fields, Encode, request.Name);
        var written = path.Split('?')[0];
        if (written.Split('/').Any(s => s.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or ".."))
            throw new CannotSayException($"{request.Name} would ask for '{Shown.Line(written, 100)}', which leads out of its path.", CannotSay.NoSuch);
        var text = new StringBuilder(root).Append(path);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        if (request.Query is { } query && query.TryMake(fields, lenient: false, out var made))
        {
            foreach (var (name, value) in Pairs(made))
            {
                text.Append(separator).Append(Encode(name)).Append('=').Append(Encode(value));
                separator = '&';
            }
        }

        return new(text.ToString());
    }

    private static byte[]? Body(RequestMapping request, Fields fields, out string contentType)
    {
        contentType = request.Form is null ? "application/json" : "application/x-www-form-urlencoded";
        if (request.Form is { } form)
        {
            form.TryMake(fields, lenient: false, out var made);
            return Encoding.ASCII.GetBytes(string.Join('&', Pairs(made).Select(p => $"{Encode(p.Name)}={Encode(p.Value)}")));
        }

        if (request.Body is null) return null;
        var there = request.Body.TryMake(fields, lenient: false, out var body);
        return there ? WireJson.Write(body, static (json, value) =>
        {
            if (value is null) json.WriteNullValue();
            else value.WriteTo(json);
        }) : "{}"u8.ToArray();
    }

    /// <summary>Names and values; a list is its name for each element.</summary>
    private static IEnumerable<(string Name, string Value)> Pairs(JsonNode? made) =>
        from pair in made!.AsObject()
        from value in pair.Value is JsonArray list ? list.ToArray() : [pair.Value]
        select (pair.Key, value is null ? "" : JsonTexts.Of(value));

    private static string HeaderValue(RequestMapping request, string name, string value)
    {
        value = value.Trim(' ', '\t');
        return value.All(c => c is >= ' ' and <= '~') ? value
            : throw new CannotSayException($"The header {name} of {request.Name} would hold a break or another character that no header may have; nothing was sent.");
    }

    /// <summary>Everything but letters, digits and <c>- . _ ~</c>; half of a surrogate pair, which no encoding has, is U+FFFD.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(text);
}
