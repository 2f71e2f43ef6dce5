using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Scanward.Ingestion;

/// <summary>Says where a body stops being JSON (RFC 8259, UTF-8), and what is probably meant.</summary>
internal static class NotJson
{
    public const string Code = "not_json";

    /// <summary>The fault, or null where the body is one JSON value of whatever shape and depth.</summary>
    /// <param name="body">Of a request.</param>
    /// <param name="key">The idempotency key, where it stands before the fault: a payload cut off on the way can still be known by it.</param>
    public static ScanFault? Find(ReadOnlySpan<byte> body, out Guid? key)
    {
        key = null;
        var mark = JsonBody.MarkLength(body);
        if (!Utf8.IsValid(body)) return At(body, FirstInvalid(body), BadEncodingHint(body));
        var json = body[mark..];
        var reader = JsonBody.Reader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1
                    || !reader.ValueTextEquals("idempotency_key"u8)) continue;
                if (reader.Read() && reader.TokenType == JsonTokenType.String && IdempotencyKeys.Read(reader.ValueSpan, out var found) == Flaw.None)
                    key = found;
            }

            return null;
        }
        catch (JsonException e)
        {
            return Of(body, mark, e);
        }
    }

    /// <summary>The fault that a JSON reader's exception tells of.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="start">Where in it the reader began.</param>
    /// <param name="exception">From the reader; its line and byte count from zero.</param>
    public static ScanFault Of(ReadOnlySpan<byte> body, int start, JsonException exception)
    {
        var lineStart = start;
        for (var line = exception.LineNumber ?? 0; line > 0; line--) lineStart += body[lineStart..].IndexOf((byte)'\n') + 1;
        var offset = (int)Math.Min(lineStart + (exception.BytePositionInLine ?? 0), body.Length);
        return At(body, offset, Hint(body[start..], offset - start));
    }

    private static ScanFault At(ReadOnlySpan<byte> body, int offset, string hint)
    {
        var before = body[..offset];
        var line = before.Count((byte)'\n') + 1;
        var column = JsonText.Characters(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new("", Code, $"The body is not JSON from line {line}, column {column} (byte {offset}) on: {hint}");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (at < body.Length && Rune.DecodeFromUtf8(body[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    private static string BadEncodingHint(ReadOnlySpan<byte> body) =>
        body.StartsWith<byte>([0xFF, 0xFE]) || body.StartsWith<byte>([0xFE, 0xFF])
            ? "it begins with the byte order mark of UTF-16; send UTF-8."
            : "a byte there is not UTF-8; encode the body as UTF-8, not as Latin-1 or a Windows code page.";

    private static string Hint(ReadOnlySpan<byte> json, int at)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty) return "it is empty; send a JSON object.";
        if (at >= json.Length) return "it ends in the middle of a value; was it cut off on the way?";
        var before = json[..at].TrimEnd(" \t\r\n"u8);
        var last = before.IsEmpty ? (byte)0 : before[^1];
        return json[at] switch
        {
            (byte)'}' or (byte)']' when last == ',' => "there is a comma after the last member; take it out.",
            (byte)'}' or (byte)']' when last == ':' => "a member has no value.",
            (byte)'\'' => "names and strings stand in double quotes, not single ones.",
            (byte)'/' or (byte)'#' => "JSON has no comments.",
            (byte)'T' or (byte)'F' => "JSON spells these true and false.",
            (byte)'N' or (byte)'I' or (byte)'u' => "JSON has no NaN, Infinity, None or undefined; leave the member out.",
            (byte)'<' => "this looks like HTML or XML; send JSON.",
            (byte)'{' when last == '}' => "a second object follows the first; send several scans to /api/v1/scans/batch.",
            < 0x20 => "a raw line break or other control character stands there; inside a string write it as \\n, \\t or \\u00XX.",
            (byte)'"' or (byte)'{' or (byte)'[' when last is (byte)'"' or (byte)'}' or (byte)']' || char.IsAsciiDigit((char)last) =>
                "a comma is missing before it.",
            >= (byte)'0' and <= (byte)'9' when last == '0' => "a number has a leading zero; write it without, or as a string.",
            _ when last is (byte)'}' or (byte)']' => "text follows after the end of the value.",
            _ => $"{Quoted.Text(Character(json[at..]))} cannot stand there.",
        };
    }

    private static string Character(ReadOnlySpan<byte> utf8)
    {
        Rune.DecodeFromUtf8(utf8, out var rune, out _);
        return rune.ToString();
    }
}
