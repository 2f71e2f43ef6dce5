using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scanward;

/// <summary>
/// How JSON is written here, for answers and for the store alike: UTF-8, without spaces, characters as they are rather than escaped.
/// </summary>
public static class WireJson
{
    /// <summary>For programs and the store.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people to read.</summary>
    public static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>The bytes of one JSON value.</summary>
    /// <param name="write">Writes it; static where the way is hot, with all that it needs in <paramref name="value"/>.</param>
    /// <param name="bytes">About how many are expected.</param>
    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write, int bytes = 512) =>
        Buffer(value, write, Compact, bytes).WrittenSpan.ToArray();

    /// <summary>The same as indented text.</summary>
    public static string Text<T>(T value, Action<Utf8JsonWriter, T> write) =>
        System.Text.Encoding.UTF8.GetString(Buffer(value, write, Indented, 1_024).WrittenSpan);

    private static ArrayBufferWriter<byte> Buffer<T>(T value, Action<Utf8JsonWriter, T> write, JsonWriterOptions options, int bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(bytes);
        using (var json = new Utf8JsonWriter(buffer, options)) write(json, value);
        return buffer;
    }
}
