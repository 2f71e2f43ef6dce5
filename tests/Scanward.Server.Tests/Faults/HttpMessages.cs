using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Scanward.Server.Tests.Faults;

/// <summary>Cuts one direction of an HTTP/1.1 connection into messages, by their heads: Content-Length, chunks, or the end of the connection.</summary>
internal sealed class HttpMessages(Socket socket)
{
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    /// <summary>Whether the other side has ended the connection.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next request, head and body as they came; null where the connection ended, within one or between two.</summary>
    public Task<byte[]?> Request(CancellationToken ct) => Next(answer: false, ct);

    /// <summary>The next answer; what there is of it where the connection ended within.</summary>
    public Task<byte[]?> Answer(CancellationToken ct) => Next(answer: true, ct);

    /// <summary>The first line, such as <c>POST /api/v2/workorders HTTP/1.1</c>.</summary>
    public static string FirstLine(byte[] message) => Encoding.Latin1.GetString(message, 0, Math.Max(0, message.AsSpan().IndexOf("\r\n"u8)));

    /// <summary>Whether the connection ends after it, by its own head.</summary>
    public static bool IsLast(byte[] message)
    {
        var head = Encoding.Latin1.GetString(message, 0, Math.Max(0, message.AsSpan().IndexOf("\r\n\r\n"u8)));
        return string.Equals(Header(head, "Connection"), "close", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<byte[]?> Next(bool answer, CancellationToken ct)
    {
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await Read(ct)) return answer ? Take(filled) : null;
        }

        head += 4;
        var text = Encoding.Latin1.GetString(buffer, 0, head);
        if (Header(text, "Content-Length") is { } length) return await Upto(head + int.Parse(length, CultureInfo.InvariantCulture), answer, ct);
        if (Header(text, "Transfer-Encoding") is not null) return await Chunks(head, answer, ct);
        if (!answer || text.StartsWith("HTTP/1.1 204", StringComparison.Ordinal) || text.StartsWith("HTTP/1.1 304", StringComparison.Ordinal)) return Take(head);
        while (await Read(ct))
        {
        }

        return Take(filled);
    }

    private async Task<byte[]?> Upto(int end, bool answer, CancellationToken ct)
    {
        while (filled < end)
        {
            if (!await Read(ct)) return answer ? Take(filled) : null;
        }

        return Take(end);
    }

    private async Task<byte[]?> Chunks(int at, bool answer, CancellationToken ct)
    {
        while (true)
        {
            int line;
            while ((line = buffer.AsSpan(at, filled - at).IndexOf("\r\n"u8)) < 0)
            {
                if (!await Read(ct)) return answer ? Take(filled) : null;
            }

            var size = int.Parse(Encoding.Latin1.GetString(buffer, at, line).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2 + size + 2; // no trailers: nobody here sends any
            while (filled < at)
            {
                if (!await Read(ct)) return answer ? Take(filled) : null;
            }

            if (size == 0) return Take(at);
        }
    }

    private byte[]? Take(int length)
    {
        if (length == 0) return null;
        var message = buffer.AsSpan(0, length).ToArray();
        buffer.AsSpan(length, filled - length).CopyTo(buffer);
        filled -= length;
        return message;
    }

    private async Task<bool> Read(CancellationToken ct)
    {
        if (Ended) return false;
        if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled), ct);
        filled += read;
        Ended = read == 0;
        return !Ended;
    }

    private static string? Header(string head, string name)
    {
        foreach (var line in head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim();
        }

        return null;
    }
}
