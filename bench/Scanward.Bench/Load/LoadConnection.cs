using System.Net;
using System.Net.Sockets;

namespace Scanward.Bench.Load;

/// <summary>One connection of a load generator: a plain socket with at most one request on it, opened again when it is lost.</summary>
internal sealed class LoadConnection(EndPoint target, int requestLengthMax, LoadConnection.Answered answered, Action<string, long> failed)
{
    private const int AnswerLengthMax = 64 * 1024;
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromMilliseconds(100);

    private readonly byte[] received = new byte[AnswerLengthMax];
    private readonly Lock gate = new();
    private Socket? socket;
    private long? pending;

    /// <param name="status">HTTP status.</param>
    /// <param name="outcome">UTF-8; empty where the answer tells none.</param>
    /// <param name="due">The moment for which the request was sent, as <see cref="Send"/> was told.</param>
    public delegate void Answered(int status, ReadOnlySpan<byte> outcome, long due);

    /// <summary>Whether it stands in the queue of free connections; kept by that queue's owner, under its lock.</summary>
    public bool Queued { get; set; }

    /// <summary>Where the next request is written before <see cref="Send"/>.</summary>
    public byte[] Request { get; } = new byte[requestLengthMax];

    /// <summary>Sends the first bytes of <see cref="Request"/>. A connection that is lost by then fails the request and no other.</summary>
    public void Send(int length, long due)
    {
        Socket? open;
        lock (gate)
        {
            open = socket;
            pending = open is null ? null : due;
        }

        if (open is null)
        {
            failed("connection lost before the send", due);
            return;
        }

        try
        {
            open.Send(Request.AsSpan(0, length));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            open.Dispose(); // ends Receive, which fails what is pending
        }
    }

    /// <summary>Connects and receives until stopped. Calls <paramref name="free"/> whenever a request may be sent.</summary>
    public async Task Run(Action<LoadConnection> free, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var fault = "stopped before the answer";
            try
            {
                using var opened = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await opened.ConnectAsync(target, stop);
                lock (gate)
                {
                    socket = opened;
                }

                free(this);
                await Receive(opened, free, stop);
                fault = "connection closed";
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e) when (e is SocketException or InvalidDataException or ObjectDisposedException)
            {
                fault = e is SocketException broken ? $"connection {broken.SocketErrorCode}" : e.Message;
            }

            FailPending(fault);
            if (!stop.IsCancellationRequested)
            {
                await Task.Delay(ReconnectAfter, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task Receive(Socket opened, Action<LoadConnection> free, CancellationToken stop)
    {
        var length = 0;
        while (true)
        {
            var read = await opened.ReceiveAsync(received.AsMemory(length), stop);
            if (read == 0)
            {
                return;
            }

            length += read;
            if (HttpAnswer.Read(received.AsSpan(0, length)) is { } answer)
            {
                var due = TakePending() ?? throw new InvalidDataException("The server answered without being asked.");
                answered(answer.Status, received.AsSpan(0, length)[answer.Outcome], due);
                length = 0;
                free(this);
            }
            else if (length == received.Length)
            {
                throw new InvalidDataException($"The answer is longer than {AnswerLengthMax} bytes.");
            }
        }
    }

    private long? TakePending()
    {
        lock (gate)
        {
            var due = pending;
            pending = null;
            return due;
        }
    }

    private void FailPending(string fault)
    {
        long? due;
        lock (gate)
        {
            socket = null;
            due = pending;
            pending = null;
        }

        if (due is { } unanswered)
        {
            failed(fault, unanswered);
        }
    }
}
