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

    private const int KeptMax = 64 * 1024;

    [ThreadStatic]
    private static Pen? pen;

    /// <summary>The bytes of one JSON value.</summary>
    /// <param name="write">Writes it; static where the way is hot, with all that it needs in <paramref name="value"/>.</param>
    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var mine = pen ?? new(Compact);
        pen = null; // what is written may write something else on the way
        var bytes = mine.Write(value, write).ToArray();
        if (bytes.Length <= KeptMax) pen = mine;
        return bytes;
    }

    /// <summary>The same as indented text.</summary>
    public static string Text<T>(T value, Action<Utf8JsonWriter, T> write) => System.Text.Encoding.UTF8.GetString(new Pen(Indented).Write(value, write));

    /// <summary>A writer with its memory, which a thread uses again.</summary>
    private sealed class Pen
    {
        private readonly ArrayBufferWriter<byte> buffer = new(1_024);
        private readonly Utf8JsonWriter json;

        public Pen(JsonWriterOptions options) => json = new(buffer, options);

        public ReadOnlySpan<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            write(json, value);
            json.Flush();
            return buffer.WrittenSpan;
        }
    }
}
