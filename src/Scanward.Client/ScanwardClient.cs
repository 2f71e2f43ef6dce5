using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scanward.Client;

/// <summary>
/// Talks to a Scanward server. Its methods are the operations of the server's OpenAPI document, by their names. What can be sent again without harm (reading, scans under their key, replays) is
/// sent again where the network, the server or a limit stands in the way; all else is sent once, but where the server says that it took nothing (429). Safe for several threads.
/// </summary>
public sealed partial class ScanwardClient
{
    private const string Json = "application/json";

    private readonly HttpClient http;
    private readonly ScanwardClientOptions options;

    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the server's; it stays the caller's.</param>
    /// <exception cref="ArgumentException">It has no address.</exception>
    public ScanwardClient(HttpClient http, ScanwardClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null) throw new ArgumentException("Set the HttpClient's BaseAddress to the server's, such as http://127.0.0.1:5080.", nameof(http));
        this.http = http;
        this.options = options ?? new();
    }

    private static ClientJson Types => ClientJson.Default;

    private static string Escape(string id) => Uri.EscapeDataString(id);

    private Task<Reply> Get(string path, CancellationToken ct) => Send(new(HttpMethod.Get, path) { Repeatable = true }, ct);

    private async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => (await Get(path, ct)).As(type);

    private async Task<Versioned<T>> GetVersioned<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => (await Get(path, ct)).AsVersioned(type);

    private async Task<TAnswer> Post<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken ct, bool repeatable = false) =>
        (await Send(new(HttpMethod.Post, path) { Body = JsonSerializer.SerializeToUtf8Bytes(body, bodyType), Repeatable = repeatable }, ct)).As(type);

    /// <summary>Every entry of a list, page by page.</summary>
    private async IAsyncEnumerable<T> List<T>(string path, IReadOnlyDictionary<string, string>? filters, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken ct)
    {
        var query = new StringBuilder("?limit=500");
        foreach (var (name, value) in filters ?? new Dictionary<string, string>()) query.Append('&').Append(Escape(name)).Append('=').Append(Escape(value));
        for (var cursor = ""; ;)
        {
            var page = await Get(path + query + cursor, Types.Page, ct);
            foreach (var item in page.Items) yield return item.Deserialize(type) ?? throw new JsonException($"{path} lists null.");
            if (page.Next is not { } next) yield break;
            cursor = $"&cursor={Escape(next)}";
        }
    }

    private async Task<Reply> Send(Call call, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            Reply? reply = null;
            try
            {
                reply = await SendOnce(call, ct);
                if (reply.Status is >= 200 and < 300 || attempt >= options.Attempts || !MayGoAgain(call, reply)) return reply;
            }
            catch (Exception e) when (call.Repeatable && attempt < options.Attempts && !ct.IsCancellationRequested && e is HttpRequestException or IOException or TaskCanceledException)
            {
                // The connection broke, or the HttpClient's own time ran out: whether the server took it shows when it is sent again.
            }

            await Task.Delay(Wait(attempt, reply?.RetryAfter), options.Time, ct);
        }
    }

    private static bool MayGoAgain(Call call, Reply reply) => reply.Status == (int)HttpStatusCode.TooManyRequests
        || (call.Repeatable && (reply.Status is 408 or 425 or >= 500 || (reply.Status == 409 && reply.RetryAfter is not null))); // its first request is still under way

    /// <summary>Full jitter (Brooker, 2015), and at least what the server asks for.</summary>
    private TimeSpan Wait(int attempt, TimeSpan? atLeast)
    {
        var most = Math.Min(options.LongestWait.TotalMilliseconds, options.FirstWait.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(options.Jitter() * most) + (atLeast ?? TimeSpan.Zero);
    }

    private async Task<Reply> SendOnce(Call call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(call.Path, UriKind.Relative));
        if (options.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (options.Site is { } site) request.Headers.Add("Scanward-Site", site);
        if (call.IfMatch is { } version) request.Headers.TryAddWithoutValidation("If-Match", version);
        if (call.IfNoneMatch is { } other) request.Headers.TryAddWithoutValidation("If-None-Match", other);
        if (call.IdempotencyKey is { } once) request.Headers.Add("Idempotency-Key", once);
        if (call.Body is { } body) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(Json) } };
        using var answer = await http.SendAsync(request, ct);
        return new((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(ct))
        {
            ETag = answer.Headers.ETag?.ToString(),
            Replayed = answer.Headers.Contains("Idempotency-Replayed"),
            RetryAfter = answer.Headers.RetryAfter?.Delta,
        };
    }

    /// <summary>A request, to be sent once or more.</summary>
    private sealed record Call(HttpMethod Method, string Path)
    {
        public byte[]? Body { get; init; }

        public string? IfMatch { get; init; }

        public string? IfNoneMatch { get; init; }

        public string? IdempotencyKey { get; init; }

        public bool Repeatable { get; init; }
    }

    /// <summary>What came back.</summary>
    private sealed record Reply(int Status, byte[] Body)
    {
        public string? ETag { get; init; }

        public bool Replayed { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        /// <exception cref="ScanwardProblemException">It is a refusal.</exception>
        public T As<T>(JsonTypeInfo<T> type, params ReadOnlySpan<int> also)
        {
            if (Status is < 200 or >= 300 && !also.Contains(Status)) throw new ScanwardProblemException(Problem());
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("The server answered with null.");
        }

        public Versioned<T> AsVersioned<T>(JsonTypeInfo<T> type) => new(As(type), ETag ?? "*");

        public string AsText() => Status is >= 200 and < 300 ? Encoding.UTF8.GetString(Body) : throw new ScanwardProblemException(Problem());

        /// <summary>Also where a proxy answered, which knows nothing of problem documents.</summary>
        private Problem Problem()
        {
            try
            {
                if (JsonSerializer.Deserialize(Body, Types.Problem) is { Code.Length: > 0 } told) return told with { Status = Status };
            }
            catch (JsonException)
            {
                // Told below as it stands.
            }

            var text = Encoding.UTF8.GetString(Body);
            return new() { Status = Status, Title = $"HTTP {Status}", Code = "not_scanward", Detail = text.Length > 500 ? text[..500] : text };
        }
    }
}
