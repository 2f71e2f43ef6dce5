using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Scanward.Server.Tests.Processes;

/// <summary>What a client knows of one scan that it wants stored: every answer that it has got under the key.</summary>
internal sealed class Intent(Guid key, string siteId, byte[] body)
{
    private readonly Lock gate = new();

    public Guid Key => key;

    public string SiteId => siteId;

    public byte[] Body => body;

    /// <summary>The first 2xx answer; null while there is none.</summary>
    public (int Status, byte[] Ack)? Acked { get; private set; }

    /// <summary>Requests of which it is not known what the server did.</summary>
    public int Indeterminate { get; private set; }

    public void Lost()
    {
        lock (gate) Indeterminate++;
    }

    /// <summary>Remembers an answer; tells what is wrong with it, or null.</summary>
    public string? Take(int status, byte[] ack)
    {
        lock (gate)
        {
            if (Acked is not { } first)
            {
                Acked = (status, ack);
                return null;
            }

            return first.Status == status && first.Ack.AsSpan().SequenceEqual(ack)
                ? null : $"{key} was answered {first.Status} {Encoding.UTF8.GetString(first.Ack)} and then {status} {Encoding.UTF8.GetString(ack)}";
        }
    }
}

/// <param name="Retried">Whether the answer says that it is a replay.</param>
/// <param name="RetryAfter">The header of that name.</param>
internal sealed record Reply(int Status, byte[] Body, string? MediaType, bool Retried, string? RetryAfter)
{
    public bool IsAck => Status is 200 or 201;

    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body)}";
}

/// <summary>
/// Clients that send scans side by side, each its next when the last is answered: new keys, and repeats of keys of its own or of another's that may still be
/// under way. What they were told is the history that the store must agree with.
/// </summary>
internal sealed class ScanLoad(int seed, IReadOnlyDictionary<string, string> keys)
{
    private const int Recent = 64;

    private readonly ConcurrentDictionary<Guid, Intent> intents = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly Intent?[] recent = new Intent?[Recent];
    private int acks;
    private int refused;
    private int runs;

    public ICollection<Intent> Intents => intents.Values;

    /// <summary>Whatever contradicts an invariant as seen by the clients.</summary>
    public IEnumerable<string> Wrong => wrong;

    public int Acks => acks;

    /// <summary>Answers that say that nothing was accepted.</summary>
    public int Refused => refused;

    /// <summary>Sends until cancelled or until the server has gone.</summary>
    public async Task Run(Uri url, int clients, CancellationToken ct)
    {
        using var http = Client(url);
        var run = Interlocked.Increment(ref runs);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(() => Send(http, new Random(unchecked((((seed * 397) + run) * 397) + i)), ct))));
    }

    /// <summary>Sends what is given once more, or for the first time, and takes note of the answers; null where the server has gone.</summary>
    public async Task<Reply?> Send(HttpClient http, Intent intent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/scans") { Content = new ByteArrayContent(intent.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[intent.SiteId]);
        try
        {
            using var response = await http.SendAsync(request);
            var reply = new Reply(
                (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType,
                response.Headers.Contains("Idempotency-Replayed"), response.Headers.RetryAfter?.ToString());
            Note(intent, reply);
            return reply;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            if (e is not HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } }) intent.Lost();
            return null;
        }
    }

    /// <summary>Repeats every intent twice: each has one answer in the end, and whoever has been acked before gets the same bytes.</summary>
    public async Task Settle(Uri url, IEnumerable<Intent> what)
    {
        using var http = Client(url);
        await Parallel.ForEachAsync(what, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (intent, _) =>
        {
            var before = intent.Acked;
            for (var time = 1; time <= 2; time++)
            {
                var reply = await Send(http, intent);
                for (var waits = 0; reply?.Status == (int)HttpStatusCode.Accepted && waits < 100; waits++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
                    reply = await Send(http, intent);
                }

                if (reply is null) throw new InvalidOperationException("The server has gone.");
                if (!reply.IsAck) wrong.Enqueue($"retry {time} of {intent.Key}, {(before is null ? "never" : "already")} acked, got {reply}");
                else if ((before is not null || time == 2) && !reply.Retried) wrong.Enqueue($"retry {time} of {intent.Key} does not say that it is a replay: {reply}");
            }
        });
    }

    public Intent NewIntent(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        var key = new Guid(bytes, bigEndian: true);
        var siteId = LoadPlant.Sites[random.Next(LoadPlant.Sites.Length)];
        var intent = new Intent(key, siteId, Encoding.UTF8.GetBytes(Body(key, siteId, random)));
        intents[key] = intent;
        return intent;
    }

    public static HttpClient Client(Uri url) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = url, Timeout = ProgramProcess.Patience };

    private static string Body(Guid key, string siteId, Random random)
    {
        var asset = string.Create(CultureInfo.InvariantCulture, $"{siteId}-{random.Next(LoadPlant.AssetsOfSite):D4}");
        var at = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var kind = random.Next(10) == 0 ? "\"inspection\"" : $"\"corrective\",\"failure_mode\":\"{LoadPlant.FailureModes[random.Next(LoadPlant.FailureModes.Length)]}\"";
        return $$"""{"asset_id":"{{asset}}","scan_timestamp":"{{at}}","operator_id":"op-{{random.Next(9)}}","scan_type":{{kind}},"idempotency_key":"{{key}}"}""";
    }

    private async Task Send(HttpClient http, Random random, CancellationToken ct)
    {
        var own = new List<Intent>();
        while (!ct.IsCancellationRequested)
        {
            var intent = random.Next(100) switch
            {
                < 12 when own.Count > 0 => own[random.Next(own.Count)],
                < 22 when Volatile.Read(ref recent[random.Next(Recent)]) is { } shared => shared,
                _ => NewIntent(random),
            };
            Volatile.Write(ref recent[random.Next(Recent)], intent); // before it is sent, so that another may send it at the same time
            if (await Send(http, intent) is null) return;
            own.Add(intent);
        }
    }

    private void Note(Intent intent, Reply reply)
    {
        if (reply.IsAck)
        {
            Interlocked.Increment(ref acks);
            if (intent.Take(reply.Status, reply.Body) is { } fault) wrong.Enqueue(fault);
        }
        else if (reply.Status is (int)HttpStatusCode.ServiceUnavailable or (int)HttpStatusCode.Conflict)
        {
            Interlocked.Increment(ref refused);
            if (reply.RetryAfter is null || reply.MediaType != "application/problem+json") wrong.Enqueue($"{intent.Key} was refused without Retry-After or problem document: {reply.MediaType} {reply}");
        }
        else if (reply.Status != (int)HttpStatusCode.Accepted) // kept, and not routed yet: the machine was busy
        {
            wrong.Enqueue($"{intent.Key} got {reply}");
        }
    }
}
