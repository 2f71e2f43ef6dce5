using System.Text.Json;

namespace Scanward.Ingestion;

/// <summary>How every reading here opens a body.</summary>
internal static class JsonBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>A reader that itself never refuses depth: it keeps one bit a level and no call stack, and depth is a fault with a pointer
    /// here.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });

    /// <summary>Bytes of a byte order mark at the start, 0 or 3. RFC 8259 §8.1 lets a parser skip it.</summary>
    public static int MarkLength(ReadOnlySpan<byte> body) => body.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    /// <summary>The text of the current string or member name in UTF-8 with its escapes resolved. Allocates only where there are escapes.</summary>
    public static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, out bool wellFormed)
    {
        wellFormed = true;
        return reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan, out wellFormed) : reader.ValueSpan;
    }
}
