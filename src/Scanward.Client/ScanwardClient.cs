using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scanward.Client;

/// <summary>
/// Talks to a Scanward server. Its methods are the operations of the server's OpenAPI document, by their names, with the document's parameters and members. What can be sent again without harm
/// (all that reads, scans under their key, work orders under theirs, replays) is sent again where the network, the server (5xx, 408, 425) or a limit (429) stands in the way; all else is sent
/// again only where a limit refused it, since nothing was done then. Safe for several threads.
/// </summary>
/// <exception cref="ScanwardProblemException">From every method: the server refused the request.</exception>
/// <exception cref="HttpRequestException">From every method: no server answered, after all attempts.</exception>
public sealed partial class ScanwardClient
{
    /// <summary>As an <c>etag</c>: whichever version there is. Somebody else's change may be overwritten unseen.</summary>
    public const string AnyVersion = "*";

    private const int PageMost = 500;

    private readonly Transport transport;
    private readonly ScanwardClientOptions options;

    /// <param name="http">Stays the caller's, who disposes of it.</param>
    /// <exception cref="ArgumentException">Neither <paramref name="http"/> nor <paramref name="options"/> has the server's address, or there is to be no attempt.</exception>
    public ScanwardClient(HttpClient http, ScanwardClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        this.options = options ?? new();
        if (this.options.AttemptsMax < 1) throw new ArgumentException("AttemptsMax is at least 1.", nameof(options));
        var address = this.options.Address ?? http.BaseAddress ?? throw new ArgumentException("Give the server's address, such as http://127.0.0.1:5080, in the options or as the HttpClient's BaseAddress.", nameof(http));
        transport = new(http, address, this.options);
    }

    private static ClientJson Types => ClientJson.Default;

    /// <summary>An id as a part of a path; what would lead to another path is none.</summary>
    private static string Id(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id is "." or "..") throw new ArgumentException($"'{id}' is no id.", nameof(id));
        return Uri.EscapeDataString(id);
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = "";
        foreach (var (name, value) in parameters)
        {
            if (value is not null) query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Bytes<T>(T body, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(body);
        return JsonSerializer.SerializeToUtf8Bytes(body, type);
    }

    private Task<Reply> Get(string path, CancellationToken ct) => transport.Send(new(HttpMethod.Get, path) { IsRepeatable = true }, ct);

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => (await Get(path, ct).ConfigureAwait(false)).As(type);

    private async Task<Versioned<T>> GetVersioned<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => (await Get(path, ct).ConfigureAwait(false)).AsVersioned(type);

    private Task<Reply> Post(string path, byte[] body, CancellationToken ct) => transport.Send(new(HttpMethod.Post, path) { Body = body }, ct);

    private async Task<Versioned<T>> Put<T>(string path, byte[] body, string? etag, JsonTypeInfo<T> type, CancellationToken ct) =>
        (await transport.Send(new(HttpMethod.Put, path) { Body = body, IfMatch = etag }, ct).ConfigureAwait(false)).AsVersioned(type);

    private async Task<Versioned<T>> Patch<T>(string path, string etag, byte[] body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(etag);
        return (await transport.Send(new(HttpMethod.Patch, path) { Body = body, IfMatch = etag }, ct).ConfigureAwait(false)).AsVersioned(type);
    }

    /// <summary>Every entry of a list, page by page.</summary>
    private async IAsyncEnumerable<T> List<T>(string path, string query, JsonTypeInfo<Page<T>> type, [EnumeratorCancellation] CancellationToken ct)
    {
        var pages = $"{path}{query}{(query.Length == 0 ? '?' : '&')}limit={PageMost}";
        for (var page = await Get(pages, type, ct).ConfigureAwait(false); ; page = await Get($"{pages}&cursor={Uri.EscapeDataString(page.Next)}", type, ct).ConfigureAwait(false))
        {
            foreach (var item in page.Items) yield return item;
            if (page.Next is null) yield break;
        }
    }
}
