using System.Buffers.Text;

namespace Scanward.Ingestion;

/// <summary>
/// Idempotency keys: UUIDs of version 4 or 7 and of the variant of RFC 9562, spelled 8-4-4-4-12 in any case. Braces, <c>urn:uuid:</c>, other
/// versions, the nil and the max UUID are refused: a key that many clients could share is none.
/// </summary>
internal static class IdempotencyKeys
{
    private const int Length = 36;

    public static Flaw Read(ReadOnlySpan<byte> text, out Guid key)
    {
        key = default;
        if (text.Length != Length) return Flaw.BadUuid;
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return Flaw.BadUuid;
        if (!Utf8Parser.TryParse(text, out key, out var read, 'D') || read != Length) return Flaw.BadUuid;
        if (text[14] is not ((byte)'4' or (byte)'7')
            || text[19] is not ((byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B')) return Flaw.UuidVersion;
        return Flaw.None;
    }

    /// <summary>
    /// The value of the <c>Idempotency-Key</c> header: a bare UUID, or a string of RFC 9651 in quotes as draft-ietf-httpapi-idempotency-key-header
    /// asks.
    /// </summary>
    public static Flaw ReadHeader(ReadOnlySpan<char> header, out Guid key)
    {
        key = default;
        var text = header.Trim(" \t");
        if (text.Length == Length + 2 && text[0] == '"' && text[^1] == '"') text = text[1..^1];
        if (text.Length != Length) return Flaw.BadUuid;
        Span<byte> ascii = stackalloc byte[Length];
        for (var i = 0; i < Length; i++) ascii[i] = char.IsAscii(text[i]) ? (byte)text[i] : (byte)'?';
        return Read(ascii, out key);
    }

    /// <summary>The one key of a request, out of body and header: equal where both are given.</summary>
    /// <returns>False where there is none, where the header cannot be read, or where the two differ.</returns>
    public static bool TryAgree(Guid? body, string? header, out Guid key)
    {
        key = body.GetValueOrDefault();
        if (header is null) return body is not null;
        if (ReadHeader(header, out var other) != Flaw.None || (body is not null && body != other)) return false;
        key = other;
        return true;
    }

    /// <summary>The key that a refused request can be known by: one of the two, or both where they are equal; null where they differ.</summary>
    public static Guid? Readable(Guid? body, string? header)
    {
        if (header is null || ReadHeader(header, out var key) != Flaw.None) return body;
        return body is null || body == key ? key : null;
    }
}
