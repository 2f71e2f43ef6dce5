using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Scanward.Server.Tests.Processes;

/// <summary>A server that is told to stop takes nothing new, and answers what it has begun.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task TermUnderLoad_CutsNoAnswer_AndStoresAllThatWasAcked()
    {
        var seed = LongForm.Seed();
        output.WriteLine($"SCANWARD_TEST_SEED={seed}");
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(seed, folder.Keys);
        var answered = 0;
        var cut = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var clients = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var random = new Random(seed + i);
            using var connection = new PlainConnection(folder.Url);
            while (true)
            {
                var intent = load.NewIntent(random);
                var answer = await connection.Send(Request(folder, intent));
                if (answer is not { } whole)
                {
                    if (connection.Cut is { } text) cut.Enqueue(text);
                    return;
                }

                if (intent.Take(whole.Status, whole.Body) is { } wrong) cut.Enqueue(wrong);
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        while (Volatile.Read(ref answered) < 200) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var stopped = await folder.Stop();
        await Task.WhenAll(clients);
        Assert.True(stopped.ExitCode == 0 && stopped.Error.Length == 0, $"seed {seed}: {stopped}");
        Assert.Empty(cut);
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(ledger.Contradictions().Concat(ledger.Contradictions(load.Intents)));
        output.WriteLine($"{answered} answers, {load.Intents.Count - answered} requests without one");
    }

    [Fact]
    public async Task RequestUnderWay_IsAnsweredAfterTheServerTakesNoMore()
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(1, folder.Keys);
        var request = Request(folder, load.NewIntent(new Random(1)));
        using var connection = new PlainConnection(folder.Url);
        Assert.Equal(201, (await connection.Send(Request(folder, load.NewIntent(new Random(2)))))!.Value.Status); // it has been accepted
        await connection.Write(request[..^40]);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System); // that the head has been read is not told
        await folder.Process.Signal("TERM");
        while (await Connects(folder.Url)) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        await connection.Write(request[^40..]);
        Assert.Equal(201, (await connection.Read())!.Value.Status);
        Assert.Equal(0, (await folder.Process.Ended).ExitCode);
    }

    [Fact]
    public async Task Drain_SaysNotReady_AndStillTakesScans()
    {
        await using var folder = await ServedFolder.Furnish();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "scanward.yaml"), "stop: { drain: 10s }\n");
        await folder.Start();
        using var http = ScanLoad.Client(folder.Url);
        using (var ready = await http.GetAsync("/readyz")) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await folder.Process.Signal("TERM");
        string told;
        do
        {
            using var ready = await http.GetAsync("/readyz");
            told = $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync()}";
        }
        while (told.StartsWith("200", StringComparison.Ordinal));
        Assert.StartsWith("503", told);
        Assert.Contains("stopping", told);
        var load = new ScanLoad(1, folder.Keys);
        Assert.True((await load.Send(http, load.NewIntent(new Random(3))))!.IsAck);
        Assert.Equal(0, (await folder.Process.Ended).ExitCode);
    }

    private static byte[] Request(ServedFolder folder, Intent intent) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/v1/scans HTTP/1.1\r\nHost: {folder.Url.Authority}\r\nAuthorization: Bearer {folder.Keys[intent.SiteId]}\r\nContent-Type: application/json\r\nContent-Length: {intent.Body.Length}\r\n\r\n")),
        .. intent.Body,
    ];

    private static async Task<bool> Connects(Uri url)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>HTTP/1.1 over a plain socket, which tells an answer that was cut from a request that was not answered.</summary>
    private sealed class PlainConnection : IDisposable
    {
        private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[64 * 1024];

        public PlainConnection(Uri url) => socket.Connect(url.Host, url.Port);

        /// <summary>What came of an answer that never became whole.</summary>
        public string? Cut { get; private set; }

        public async Task<(int Status, byte[] Body)?> Send(byte[] request)
        {
            try
            {
                await Write(request);
            }
            catch (SocketException)
            {
                return null; // closed before the server has read it
            }

            return await Read();
        }

        public async Task Write(ReadOnlyMemory<byte> bytes)
        {
            while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes)..];
        }

        public async Task<(int Status, byte[] Body)?> Read()
        {
            var length = 0;
            while (true)
            {
                var head = Encoding.ASCII.GetString(buffer, 0, length);
                var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end > 0)
                {
                    var content = head[..end].Split("\r\n").Single(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
                    var whole = end + 4 + int.Parse(content["Content-Length: ".Length..], CultureInfo.InvariantCulture);
                    if (length == whole) return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), buffer[(end + 4)..whole]);
                }

                int read;
                try
                {
                    read = await socket.ReceiveAsync(buffer.AsMemory(length));
                }
                catch (SocketException)
                {
                    read = 0;
                }

                if (read == 0)
                {
                    if (length > 0) Cut = head;
                    return null;
                }

                length += read;
            }
        }

        public void Dispose() => socket.Dispose();
    }
}
