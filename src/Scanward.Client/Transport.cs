using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scanward.Client;

/// <summary>A request, to be sent once or more.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? Prefer { get; init; }

    /// <summary>Whether a second time does no more than the first.</summary>
    public bool IsRepeatable { get; init; }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    public string? ETag { get; init; }

    public bool Replayed { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public string? MediaType { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <exception cref="ScanwardProblemException">It is a refusal.</exception>
    public T As<T>(JsonTypeInfo<T> type) => IsSuccess ? Read(type) : throw new ScanwardProblemException(Problem());

    public Versioned<T> AsVersioned<T>(JsonTypeInfo<T> type) => new(As(type), ETag ?? throw new JsonException("The server named no version of what it answered (ETag)."));

    public byte[] AsBytes() => IsSuccess ? Body : throw new ScanwardProblemException(Problem());

    public string AsText() => IsSuccess ? Encoding.UTF8.GetString(Body) : throw new ScanwardProblemException(Problem());

    /// <summary>The body, whatever the status.</summary>
    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("The server answered with null.");

    /// <summary>Also where a proxy answered, which knows nothing of problem documents.</summary>
    public Problem Problem()
    {
        if (MediaType == "application/problem+json") return Read(ClientJson.Default.Problem);
        var text = Encoding.UTF8.GetString(Body);
        return new() { Type = "about:blank", Title = ((HttpStatusCode)Status).ToString(), Status = Status, Code = "", Detail = text.Length > 500 ? text[..500] : text };
    }
}

/// <summary>Sends, and sends again what may be sent again.</summary>
internal sealed class Transport(HttpClient http, Uri address, ScanwardClientOptions options)
{
    /// <summary>The first request with the key has not been answered yet, as after a connection that broke; soon it will be, and its answer is this one's.</summary>
    private const string StillUnderWay = "idempotency_key_in_flight";

    public async Task<Reply> Send(Call call, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                var reply = await SendOnce(call, ct).ConfigureAwait(false);
                if (attempt >= options.AttemptsMax || !MayGoAgain(call, reply)) return reply;
                asked = reply.RetryAfter;
            }
            catch (Exception e) when (call.IsRepeatable && attempt < options.AttemptsMax && IsOfTheNetwork(e) && !ct.IsCancellationRequested)
            {
                // Whether the server took it shows when it is sent again.
            }

            await Task.Delay(Wait(attempt) + (asked ?? TimeSpan.Zero), options.Time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>A limit refuses before anything is done, so that even what must not be done twice may come again.</summary>
    private static bool MayGoAgain(Call call, Reply reply) =>
        reply.Status == 429 || (call.IsRepeatable && (reply.Status is 408 or 425 or >= 500 || (reply.Status == 409 && reply.Problem().Code == StillUnderWay)));

    /// <summary>The connection could not be made or broke, or the <see cref="HttpClient"/>'s own time ran out.</summary>
    private static bool IsOfTheNetwork(Exception e) => e is HttpRequestException or TaskCanceledException;

    /// <summary>Full jitter, so that many that failed together do not come back together.</summary>
    private TimeSpan Wait(int attempt)
    {
        var most = Math.Min(options.WaitMax.TotalMilliseconds, options.FirstWaitMax.TotalMilliseconds * Math.Pow(2, attempt - 1));
        lock (options.Jitter) return TimeSpan.FromMilliseconds(options.Jitter.NextDouble() * most);
    }

    private async Task<Reply> SendOnce(Call call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(address, call.Path));
        if (options.Key is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (options.Site is { } site) request.Headers.Add("Scanward-Site", site);
        if (call.IfMatch is { } version) request.Headers.TryAddWithoutValidation("If-Match", version);
        if (call.Prefer is { } preference) request.Headers.TryAddWithoutValidation("Prefer", preference);
        if (call.IdempotencyKey is { } once) request.Headers.Add("Idempotency-Key", once);
        if (call.Body is { } body) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(call.MediaType) } };
        using var answer = await http.SendAsync(request, ct).ConfigureAwait(false);
        return new((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false))
        {
            ETag = answer.Headers.ETag?.ToString(),
            Replayed = answer.Headers.Contains("Idempotency-Replayed"),
            RetryAfter = answer.Headers.RetryAfter switch
            {
                { Delta: { } seconds } => seconds,
                { Date: { } at } when at > options.Time.GetUtcNow() => at - options.Time.GetUtcNow(),
                _ => null,
            },
            MediaType = answer.Content.Headers.ContentType?.MediaType,
        };
    }
}
