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
    private readonly List<string> texts = new(24);
    private byte[] buffer = new byte[1024];
    private int length;
    private long lastMs;
    private long lastId;

    /// <summary>Begins anew with the same memory.</summary>
    public void Clear()
    {
        texts.Clear();
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

    public void Text(string? text)
    {
        if (text is null)
        {
            Unsigned(0);
            return;
        }

        var known = Find(text);
        if (known >= 0)
        {
            Unsigned((ulong)known + 2);
            return;
        }

        texts.Add(text);
        Unsigned(1);
        var bytes = Encoding.UTF8.GetByteCount(text);
        Unsigned((ulong)bytes);
        Need(bytes);
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
    }

    /// <summary>Mostly it is the very same text, which <see cref="CompactReader"/> hands out again and again.</summary>
    private int Find(string text)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (ReferenceEquals(texts[i], text)) return i;
        }

        return texts.IndexOf(text);
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

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
/// <exception cref="FormatException">Thrown by every method where the bytes end early or make no sense.</exception>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly List<string> texts = new(24);
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;
    private long lastMs;
    private long lastId;

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length) throw new FormatException("A stored record ends too early.");
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw new FormatException("A stored record holds a number that is too long.");
    }

    public long Number()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Int() => checked((int)Number());

    public long? NumberOrNull() => Unsigned() == 0 ? null : Number();

    public int? IntOrNull() => Unsigned() == 0 ? null : Int();

    public Instant Time() => Instant.FromUnixTimeMilliseconds(lastMs += Number());

    public Instant? TimeOrNull() => Unsigned() == 0 ? null : Time();

    public long Id() => lastId += Number();

    public string? TextOrNull()
    {
        var reference = Unsigned();
        if (reference == 0) return null;
        if (reference >= 2)
            return reference - 2 < (ulong)texts.Count
                ? texts[(int)(reference - 2)]
                : throw new FormatException("A stored record refers to a text that it does not hold.");
        var text = KnownTexts.Of(Bytes());
        texts.Add(text);
        return text;
    }

    public string Text() => TextOrNull() ?? throw new FormatException("A stored record lacks a text.");

    public decimal Decimal() => decimal.Parse(Text(), CultureInfo.InvariantCulture);

    public ReadOnlySpan<byte> Bytes()
    {
        var count = Unsigned();
        if (count > (ulong)(bytes.Length - at)) throw new FormatException("A stored record ends too early.");
        at += (int)count;
        return bytes.Slice(at - (int)count, (int)count);
    }
}

/// <summary>Texts that records are full of, such as failure modes: the last that came with each hash, so that reading them makes no new one each time.</summary>
file static class KnownTexts
{
    private const int LengthMax = 64;

    private static readonly string?[] byHash = new string?[1_024];

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LengthMax) return Encoding.UTF8.GetString(utf8);
        var hash = 2_166_136_261u; // FNV-1a
        foreach (var next in utf8) hash = (hash ^ next) * 16_777_619;
        ref var known = ref byHash[hash % (uint)byHash.Length];
        if (known is { } text && Ascii.Equals(utf8, text)) return text;
        return known = Encoding.UTF8.GetString(utf8);
    }
}
