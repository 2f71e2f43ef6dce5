using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>An HTTP server, down at the socket, that answers what a test says and ends as no honest server would.</summary>
internal sealed class TrapServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2? certificate;
    private readonly ConcurrentQueue<TrapRequest> requests = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;

    /// <param name="certificate">For TLS.</param>
    public TrapServer(X509Certificate2? certificate = null)
    {
        this.certificate = certificate;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept();
    }

    public int Port { get; }

    public string Url => $"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public Func<TrapRequest, TrapAnswer> Script { get; set; } = static _ => new(404);

    /// <summary>What was asked, in order.</summary>
    public TrapRequest[] Requests => [.. requests];

    /// <summary>Completes when a request has been read to which no answer comes.</summary>
    public TaskCompletionSource Stuck { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) connections.Add(Serve(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await Open(client);
                while (await Read(stream) is { } request)
                {
                    requests.Enqueue(request);
                    if (!await Answer(client, stream, Script(request))) return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client went, or did not trust us.
            }
        }
    }

    private async Task<Stream> Open(TcpClient client)
    {
        var stream = client.GetStream();
        if (certificate is null) return stream;
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
        return secure;
    }

    /// <summary>Whether the connection goes on.</summary>
    private async Task<bool> Answer(TcpClient client, Stream stream, TrapAnswer answer)
    {
        var bytes = answer.Bytes();
        var body = Encoding.UTF8.GetByteCount(answer.Body);
        var sent = answer.End switch
        {
            TrapEnd.Whole => bytes.Length,
            TrapEnd.Truncated or TrapEnd.ResetInBody => bytes.Length - (body / 2),
            TrapEnd.Drip => bytes.Length - body + 1,
            _ => 0,
        };
        if (answer.End == TrapEnd.NoHttp) await stream.WriteAsync("220 mail.example.org ESMTP\r\n"u8.ToArray(), stop.Token);
        await stream.WriteAsync(bytes.AsMemory(0, sent), stop.Token);
        await stream.FlushAsync(stop.Token);
        if (answer.End is TrapEnd.Silent or TrapEnd.Drip)
        {
            Stuck.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }

        if (answer.End is TrapEnd.Reset or TrapEnd.ResetInBody) client.Client.LingerState = new(enable: true, 0);
        return answer.End == TrapEnd.Whole;
    }

    private async Task<TrapRequest?> Read(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).ToDictionary(h => h[0].Trim(), h => h[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, stop.Token);
        var words = lines[0].Split(' ');
        return new(words[0], words[1], headers, Encoding.UTF8.GetString(body));
    }
}
