using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NodaTime;

namespace Scanward;

/// <summary>
/// Writes small records densely: numbers as variable-length integers, times and ids as the difference to the one before, a text that repeats as a
/// reference to its first occurrence. What <see cref="CompactReader"/> reads back in the same order. For what is stored with every scan, where each
/// page written counts.
/// </summary>
internal sealed class CompactWriter
{
    private byte[] buffer = new byte[1024];
    private string[] texts = new string[32];
    private int[] marks = new int[32];
    private int textCount;
    private int length;
    private long lastMs;
    private long lastId;

    /// <summary>Begins anew with the same memory.</summary>
    public void Clear()
    {
        textCount = 0;
        length = 0;
        lastMs = 0;
        lastId = 0;
    }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Unsigned(ulong value)
    {
        if (value < 0x80 && length < buffer.Length)
        {
            buffer[length++] = (byte)value;
            return;
        }

        Need(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    public void Number(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Number(long? value)
    {
        Unsigned(value is null ? 0u : 1u);
        if (value is { } number) Number(number);
    }

    /// <summary>To the millisecond.</summary>
    public void Time(Instant instant)
    {
        var ms = instant.ToUnixTimeMilliseconds();
        Number(ms - lastMs);
        lastMs = ms;
    }

    public void Time(Instant? instant)
    {
        Unsigned(instant is null ? 0u : 1u);
        if (instant is { } at) Time(at);
    }

    public void Id(long id)
    {
        Number(id - lastId);
        lastId = id;
    }

    /// <summary>An id far from the one before, in 8 bytes.</summary>
    public void FarId(long id)
    {
        Need(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(length), id);
        length += sizeof(long);
        lastId = id;
    }

    /// <summary>Eight bytes that say nothing about others.</summary>
    public void Mark(ulong value)
    {
        Need(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(length), value);
        length += sizeof(ulong);
    }

    /// <summary>To the millisecond, in few bytes where it is about the time of the last id.</summary>
    public void TimeOfId(Instant instant) => Number(instant.ToUnixTimeMilliseconds() - TimeOrderedId.UnixMs(lastId));

    public void Text(string? text)
    {
        if (text is null)
        {
            Unsigned(0);
            return;
        }

        var mark = Mark(text);
        var known = Find(text, mark);
        if (known >= 0)
        {
            Unsigned((ulong)known + 2);
            return;
        }

        Remember(text, mark);
        Unsigned(1);
        var bytes = Encoding.UTF8.GetByteCount(text);
        Unsigned((ulong)bytes);
        Need(bytes);
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
    }

    /// <summary>Equal for equal texts, and mostly different for others.</summary>
    private static int Mark(string text) => text.Length == 0 ? 0 : text.Length ^ (text[0] << 8) ^ (text[text.Length / 2] << 16) ^ (text[^1] << 22);

    private int Find(string text, int mark)
    {
        for (var from = 0; ;)
        {
            var next = marks.AsSpan(from, textCount - from).IndexOf(mark);
            if (next < 0) return -1;
            if (texts[from + next] == text) return from + next;
            from += next + 1;
        }
    }

    private void Remember(string text, int mark)
    {
        if (textCount == texts.Length)
        {
            Array.Resize(ref texts, 2 * textCount);
            Array.Resize(ref marks, 2 * textCount);
        }

        (texts[textCount], marks[textCount]) = (text, mark);
        textCount++;
    }

    public void Decimal(decimal value) => Text(value.ToString(CultureInfo.InvariantCulture));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        Need(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Need(int bytes)
    {
        if (buffer.Length - length < bytes) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
    }
}
