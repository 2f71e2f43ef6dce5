using System.Buffers.Text;

namespace Scanward.Bench.Load;

/// <summary>What a load generator needs of an HTTP/1.1 answer: its status, its end, and the outcome that the body tells.</summary>
/// <param name="Status">Such as 201.</param>
/// <param name="Outcome">Range of the value of <c>"outcome"</c> within the bytes; empty where there is none.</param>
internal readonly record struct HttpAnswer(int Status, Range Outcome)
{
    private const int StatusAt = 9; // after "HTTP/1.1 "

    /// <summary>Reads the answer when all of it is there; null while more must come.</summary>
    /// <exception cref="InvalidDataException">The bytes are no answer that this reader knows.</exception>
    public static HttpAnswer? Read(ReadOnlySpan<byte> bytes)
    {
        var headEnd = bytes.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return null;
        }

        var head = bytes[..(headEnd + 2)];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head.Slice(StatusAt), out int status, out _))
        {
            throw new InvalidDataException("The answer does not begin with an HTTP/1.1 status line.");
        }

        var body = bytes[(headEnd + 4)..];
        var whole = Header(head, "content-length"u8) is { Length: > 0 } length
            ? Utf8Parser.TryParse(length, out int expected, out _) && body.Length >= expected
            : Header(head, "transfer-encoding"u8).IsEmpty
                ? status is 204 or 304 ? true : throw new InvalidDataException("The answer tells neither its length nor that it is chunked.")
                : ChunksEnd(body);
        return whole ? new HttpAnswer(status, FindOutcome(bytes, headEnd)) : null;
    }

    private static Range FindOutcome(ReadOnlySpan<byte> bytes, int from)
    {
        var marker = "\"outcome\":\""u8;
        var at = bytes[from..].IndexOf(marker);
        if (at < 0)
        {
            return 0..0;
        }

        var start = from + at + marker.Length;
        var length = bytes[start..].IndexOf((byte)'"');
        return length < 0 ? 0..0 : start..(start + length);
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> lowerName)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            var line = head[..end];
            if (line.Length > lowerName.Length && line[lowerName.Length] == ':' && System.Text.Ascii.EqualsIgnoreCase(line[..lowerName.Length], lowerName))
            {
                return line[(lowerName.Length + 1)..].Trim((byte)' ');
            }

            head = head[(end + 2)..];
        }

        return default;
    }

    /// <summary>Whether a chunked body (RFC 9112, 7.1) has come to its last chunk.</summary>
    private static bool ChunksEnd(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf("\r\n"u8) is > 0 and var end)
        {
            if (!Utf8Parser.TryParse(body[..end], out int size, out _, 'x') || size < 0)
            {
                throw new InvalidDataException("The answer has a chunk without a size.");
            }

            var next = end + 2 + size + 2;
            if (body.Length < next)
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }

            body = body[next..];
        }

        return false;
    }
}
