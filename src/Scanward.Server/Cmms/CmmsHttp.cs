using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms;

/// <summary>How a connector talks HTTP.</summary>
internal sealed record CmmsHttpOptions(Uri BaseAddress)
{
    public AddressRule Addresses { get; init; } = new(Private: false, Loopback: false);

    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>Of one exchange, from the first look at its name to the last byte of its answer.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(10);

    /// <summary>Connections at once.</summary>
    public int Concurrency { get; init; } = 8;
}

/// <summary>
/// The HTTP client of a connector. It makes one exchange a call: it follows no redirects, keeps no cookies, repeats nothing, decompresses nothing, and reads an answer up to a bound. How an exchange
/// ended is no exception.
/// </summary>
internal sealed class CmmsHttp : IDisposable
{
    public const int AnswerBytesMax = 1024 * 1024;

    private readonly CmmsHttpOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    public CmmsHttp(CmmsHttpOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        Connection = new(options.Addresses, options.Authorities);
        var timeout = options.Timeout.ToTimeSpan();
        client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, ct) => await Connection.Connect(context.DnsEndPoint, ct),
            ConnectTimeout = timeout,
            MaxConnectionsPerServer = options.Concurrency,
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // names are looked up again now and then
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, errors) => Connection.Trusts(certificate, errors) },
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    public CmmsConnection Connection { get; }

    public Uri BaseAddress => options.BaseAddress;

    public async Task<CmmsAnswer> Send(CmmsRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(options.Timeout.ToTimeSpan(), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var body = request.Method == HttpMethod.Get && request.Body is null ? null : new OnceContent(request.Body ?? []);
        try
        {
            using var message = Message(request, body);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await Read(response, both.Token, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Ended(body is { Begun: false }, $"no answer came within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Ended(body is null ? FailedToConnect(e) : !body.Begun, Because(e));
        }
    }

    public void Dispose() => client.Dispose();

    private static HttpRequestMessage Message(CmmsRequest request, HttpContent? body)
    {
        // HTTP/1.1, where a head is never on its way before the body is asked for: see OnceContent.
        var message = new HttpRequestMessage(request.Method, request.Address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body };
        if (request.Body is not null && body is not null) body.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (!message.Headers.Contains("Accept")) message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (!message.Headers.Contains("User-Agent")) message.Headers.TryAddWithoutValidation("User-Agent", $"Scanward/{ProgramVersion.Text.Split('+')[0]}");
        return message;
    }

    private async Task<CmmsAnswer> Read(HttpResponseMessage response, CancellationToken limited, CancellationToken ct)
    {
        var answer = new CmmsAnswer
        {
            Status = (int)response.StatusCode,
            ContentType = (Header(response.Content.Headers, "Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant(),
            RetryAfter = RetryAfter.Read(Header(response.Headers, "Retry-After"), Header(response.Headers, "Date"), Instant.FromDateTimeOffset(time.GetUtcNow())),
            Location = Header(response.Headers, "Location") is { } location ? Shown.Line(location.Split('?')[0], 200) : null,
        };
        if (Header(response.Content.Headers, "Content-Encoding") is { } encoding && encoding.Trim().ToLowerInvariant() is not ("" or "identity"))
            return answer with { Why = $"the answer is compressed ({Shown.Line(encoding, 40)}), which was not asked for" };
        var body = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(limited);
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, limited) is var read and > 0)
            {
                var room = AnswerBytesMax - (int)body.Length;
                body.Write(buffer, 0, Math.Min(read, room));
                if (read > room) return answer with { Body = body.ToArray(), Why = "the answer is larger than 1 MiB" };
            }

            return answer with { Body = body.ToArray(), IsWhole = true };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return answer with { Body = body.ToArray(), Why = $"the answer did not come whole within {options.Timeout.TotalSeconds:0.###} s" };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return answer with { Body = body.ToArray(), Why = "the answer broke off before its end" };
        }
    }

    /// <summary>As it came, also where it makes no sense.</summary>
    private static string? Header(HttpHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    private static CmmsAnswer Ended(bool unsent, string why) =>
        unsent ? new() { Ended = CmmsEnding.NotSent, Why = $"Nothing was sent: {why}." } : new() { Ended = CmmsEnding.Unknown, Why = $"It is not known what became of it: {why}." };

    /// <summary>What is known of a question without a body; it changes nothing, so the runtime may ask it again.</summary>
    private static bool FailedToConnect(Exception e) =>
        e.InnerException is CannotConnectException || e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    private string Because(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is CannotConnectException) return cause.Message.TrimEnd('.');
        }

        return (e as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => $"{options.BaseAddress.Authority} could not be spoken to over TLS: {Shown.Line((e.InnerException ?? e).Message, 200).TrimEnd('.')}; where its certificate is one of your own, name the authority in ca_file",
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => $"{options.BaseAddress.Authority} takes no connection: {Shown.Line((e.InnerException ?? e).Message, 200).TrimEnd('.')}",
            HttpRequestError.InvalidResponse => "the answer was no HTTP",
            _ => $"the connection broke off: {Shown.Line((e.InnerException ?? e).Message, 200).TrimEnd('.')}",
        };
    }

    /// <summary>
    /// A body that is sent at most once, and knows whether that has begun. The head of a request of HTTP/1.1 leaves together with the first of its body, so while this has not begun, no byte of the
    /// request went out; and since it refuses to begin again, nothing is repeated on another connection.
    /// </summary>
    private sealed class OnceContent(byte[] bytes) : HttpContent
    {
        private int begun;

        public bool Begun => Volatile.Read(ref begun) != 0;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref begun, 1) != 0) throw new IOException("the request was on its way already");
            await stream.WriteAsync(bytes, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
