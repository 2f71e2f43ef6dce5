using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Scanward.Server.Tests.Faults;

/// <summary>
/// Stands on a port of its own between a client and an HTTP/1.1 target, and does to each request what a test says. What it says may change at any time: it holds for the requests that are
/// read afterwards, while <see cref="Frozen"/>, <see cref="Refuses"/> and <see cref="ResetConnections"/> are felt at once by everything that is under way.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly DnsEndPoint target;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<Socket, Task> connections = new();
    private readonly ConcurrentQueue<Fault> next = new();
    private readonly ConcurrentQueue<string> seen = new();
    private readonly Socket place; // bound and never listening: keeps the port while nobody listens
    private readonly Lock gate = new();
    private Socket? listener;
    private Task accepting = Task.CompletedTask;
    private TaskCompletionSource? thaw;
    private int accepted;
    private int forwarded;

    private FaultProxy(Uri target, TimeProvider time)
    {
        this.target = new(target.Host, target.Port);
        this.time = time;
        place = Bound(0);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)place.LocalEndPoint!).Port}");
        Listen();
    }

    public Uri Url { get; }

    /// <summary>What happens to each request for which <see cref="Next"/> and <see cref="Script"/> say nothing.</summary>
    public Fault Fault { get; set; } = Fault.None;

    /// <summary>By the first line of a request and how many came before it; null for <see cref="Fault"/>.</summary>
    public Func<string, int, Fault?>? Script { get; set; }

    /// <summary>Connections that were accepted.</summary>
    public int Connections => Volatile.Read(ref accepted);

    /// <summary>First lines of the requests that were read whole, in order.</summary>
    public IReadOnlyCollection<string> Seen => seen;

    public int Requests => seen.Count;

    /// <summary>Requests that were handed to the target.</summary>
    public int Forwarded => Volatile.Read(ref forwarded);

    /// <summary>Whether nobody listens: connections are refused. Those that there are stay.</summary>
    public bool Refuses
    {
        get
        {
            lock (gate) return listener is null;
        }

        set
        {
            lock (gate)
            {
                if (value == listener is null) return;
                if (value) StopListening();
                else Listen();
            }
        }
    }

    /// <summary>Whether no byte goes on in any direction, of any connection, old or new.</summary>
    public bool Frozen
    {
        get => Volatile.Read(ref thaw) is not null;
        set
        {
            if (value) Interlocked.CompareExchange(ref thaw, new(TaskCreationOptions.RunContinuationsAsynchronously), null);
            else Interlocked.Exchange(ref thaw, null)?.SetResult();
        }
    }

    /// <param name="time">For delays; by default the machine's.</param>
    public static FaultProxy Start(Uri target, TimeProvider? time = null) => new(target, time ?? TimeProvider.System);

    /// <summary>What happens to the requests that come next, one each, before anything else is asked.</summary>
    public void Next(params IEnumerable<Fault> faults)
    {
        foreach (var fault in faults) next.Enqueue(fault);
    }

    /// <summary>Resets every connection that there is.</summary>
    public void ResetConnections()
    {
        foreach (var socket in connections.Keys) Reset(socket);
    }

    public async ValueTask DisposeAsync()
    {
        Refuses = true;
        await ending.CancelAsync();
        await accepting;
        await Task.WhenAll(connections.Values);
        place.Dispose();
        ending.Dispose();
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    private void Listen()
    {
        listener = Bound(Url.Port);
        listener.Listen(512);
        var before = accepting;
        accepting = Accept(listener, before);
    }

    private void StopListening()
    {
        listener!.Dispose();
        listener = null;
    }

    private async Task Accept(Socket on, Task before)
    {
        await before;
        while (true)
        {
            Socket client;
            try
            {
                client = await on.AcceptAsync(ending.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return; // nobody listens any more
            }

            client.NoDelay = true;
            Interlocked.Increment(ref accepted);
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            connections[client] = Run(client, started.Task);
            started.SetResult();
        }
    }

    private async Task Run(Socket client, Task registered)
    {
        await registered;
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await Serve(client, upstream);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone, or the test has ended: so does the other.
        }
        finally
        {
            client.Dispose();
            connections.TryRemove(client, out _);
        }
    }

    private async Task Serve(Socket client, Socket upstream)
    {
        var ct = ending.Token;
        HttpMessages requests = new(client), answers = new(upstream);
        while (await requests.Request(ct) is { } request)
        {
            var line = HttpMessages.FirstLine(request);
            var fault = FaultOf(line);
            await Thawed();
            if (fault is Fault.Silence)
            {
                await Silent(client);
                return;
            }

            if (fault is Fault.Delays { Request: var late }) await Task.Delay(late, time, ct);
            await Forward(request, upstream);
            if (fault is Fault.Reset) Reset(client);
            if (await answers.Answer(ct) is not { } answer) return;
            if (fault is Fault.Twice)
            {
                await Forward(request, upstream);
                await answers.Answer(ct);
            }

            await Thawed();
            if (!await Give(answer, client, fault) || answers.Ended || HttpMessages.IsLast(answer)) return;
        }
    }

    private Fault FaultOf(string line)
    {
        lock (gate)
        {
            var before = seen.Count;
            seen.Enqueue(line);
            return next.TryDequeue(out var fault) ? fault : Script?.Invoke(line, before) ?? Fault;
        }
    }

    private async Task Forward(byte[] request, Socket upstream)
    {
        if (!upstream.Connected) await upstream.ConnectAsync(target, ending.Token);
        await upstream.SendAsync(request, ending.Token);
        Interlocked.Increment(ref forwarded);
    }

    /// <summary>Hands the answer to the client, as far as the fault lets it; whether the connection goes on.</summary>
    private async Task<bool> Give(byte[] answer, Socket client, Fault fault)
    {
        var ct = ending.Token;
        switch (fault)
        {
            case Fault.Loss or Fault.Reset:
                return false;
            case Fault.Truncation(var bytes):
                await client.SendAsync(answer.AsMemory(0, Math.Min(bytes, answer.Length)), ct);
                return false;
            case Fault.Hole(var bytes):
                await client.SendAsync(answer.AsMemory(0, Math.Min(bytes, answer.Length)), ct);
                await Silent(client);
                return false;
            case Fault.Drips(var bytes, var every):
                for (var at = 0; at < answer.Length; at += bytes)
                {
                    if (at > 0) await Task.Delay(every, time, ct);
                    await Thawed();
                    await client.SendAsync(answer.AsMemory(at, Math.Min(bytes, answer.Length - at)), ct);
                }

                return true;
            case Fault.Delays { Answer: var late }:
                await Task.Delay(late, time, ct);
                break;
            case Fault.Echo:
                await client.SendAsync(answer, ct);
                break;
        }

        await client.SendAsync(answer, ct);
        return true;
    }

    /// <summary>Reads what the client still sends, until it gives up.</summary>
    private async Task Silent(Socket client)
    {
        var ignored = new byte[4096];
        while (await client.ReceiveAsync(ignored, ending.Token) > 0)
        {
        }
    }

    private Task Thawed() => Volatile.Read(ref thaw)?.Task.WaitAsync(ending.Token) ?? Task.CompletedTask;
}
