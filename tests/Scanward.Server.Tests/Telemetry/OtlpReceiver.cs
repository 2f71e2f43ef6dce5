using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>A span as a collector gets it; ids in lower-case hex, times in nanoseconds.</summary>
internal sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags);

/// <summary>A collector that takes OTLP over HTTP in protobuf, and reads of it what the tests look at.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task receiving;

    public OtlpReceiver()
    {
        Url = new Uri($"http://127.0.0.1:{FreePort()}");
        listener.Prefixes.Add($"{Url}");
        listener.Start();
        receiving = Receive();
    }

    public Uri Url { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentDictionary<string, bool> Metrics { get; } = new();

    public ConcurrentDictionary<string, bool> ContentTypes { get; } = new();

    public void Dispose()
    {
        listener.Close();
        receiving.Wait(TimeSpan.FromSeconds(10));
    }

    private static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    private async Task Receive()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            ContentTypes[context.Request.ContentType ?? ""] = true;
            if (context.Request.Url!.AbsolutePath == "/v1/traces") Traces(body.ToArray());
            else if (context.Request.Url.AbsolutePath == "/v1/metrics") TakeMetrics(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    // opentelemetry/proto/trace/v1/trace.proto: ExportTraceServiceRequest.resource_spans 1, ResourceSpans.scope_spans 2, ScopeSpans.spans 2
    private void Traces(byte[] request)
    {
        foreach (var span in All(request, 1, 2, 2))
        {
            var fields = Proto(span).ToLookup(f => f.Number, f => f.Value);
            Spans.Enqueue(new(
                Convert.ToHexStringLower(fields[1].First()), Convert.ToHexStringLower(fields[2].First()), Convert.ToHexStringLower(fields[4].FirstOrDefault() ?? []),
                Encoding.UTF8.GetString(fields[5].First()), BinaryPrimitives.ReadUInt64LittleEndian(fields[7].First()), BinaryPrimitives.ReadUInt64LittleEndian(fields[8].First()),
                fields[9].Select(KeyValue).ToDictionary(t => t.Key, t => t.Value)));
        }
    }

    // opentelemetry/proto/metrics/v1/metrics.proto: resource_metrics 1, scope_metrics 2, metrics 2, name 1
    private void TakeMetrics(byte[] request)
    {
        foreach (var metric in All(request, 1, 2, 2)) Metrics[Encoding.UTF8.GetString(Proto(metric).First(f => f.Number == 1).Value)] = true;
    }

    /// <summary>Of an attribute: its key, and its value where that is text.</summary>
    private static (string Key, string Value) KeyValue(byte[] bytes)
    {
        var fields = Proto(bytes).ToDictionary(f => f.Number, f => f.Value);
        var value = Proto(fields[2]).FirstOrDefault();
        return (Encoding.UTF8.GetString(fields[1]), value.Number == 1 ? Encoding.UTF8.GetString(value.Value) : "");
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    private static IEnumerable<byte[]> All(byte[] message, params int[] path) => path.Aggregate(
        new[] { message }.AsEnumerable(), (messages, number) => messages.SelectMany(m => Proto(m).Where(f => f.Number == number).Select(f => f.Value)));

    /// <summary>The fields of a message in the wire format of protobuf; a varint's value is not kept.</summary>
    private static IEnumerable<(int Number, byte[] Value)> Proto(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var length = (tag & 7) switch { 0 => 0, 1 => 8, 2 => (int)Varint(bytes, ref at), 5 => 4, var other => throw new InvalidOperationException($"wire type {other}") };
            if ((tag & 7) == 0) Varint(bytes, ref at);
            yield return ((int)(tag >> 3), bytes[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
