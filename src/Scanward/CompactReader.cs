using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using NodaTime;

namespace Scanward;

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
/// <exception cref="FormatException">Thrown by every method where the bytes end early or make no sense.</exception>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private FirstTexts firstTexts;
    private List<string>? moreTexts;
    private int textCount;
    private int at;
    private long lastMs;
    private long lastId;

    public ulong Unsigned() => at < bytes.Length && bytes[at] < 0x80 ? bytes[at++] : LongUnsigned();

    private ulong LongUnsigned()
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

    public long FarId()
    {
        if (bytes.Length - at < sizeof(long)) throw new FormatException("A stored record ends too early.");
        lastId = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
        at += sizeof(long);
        return lastId;
    }

    public ulong Mark()
    {
        if (bytes.Length - at < sizeof(ulong)) throw new FormatException("A stored record ends too early.");
        at += sizeof(ulong);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at - sizeof(ulong))..]);
    }

    public Instant TimeOfId() => Instant.FromUnixTimeMilliseconds(TimeOrderedId.UnixMs(lastId) + Number());

    public string? TextOrNull()
    {
        var reference = Unsigned();
        if (reference == 0) return null;
        if (reference >= 2) return Text(reference - 2);
        var text = KnownTexts.Of(Bytes());
        if (textCount < FirstTexts.Length) firstTexts[textCount] = text;
        else (moreTexts ??= []).Add(text);
        textCount++;
        return text;
    }

    private readonly string Text(ulong no) =>
        no >= (ulong)textCount ? throw new FormatException("A stored record refers to a text that it does not hold.")
        : no < FirstTexts.Length ? firstTexts[(int)no] : moreTexts![(int)no - FirstTexts.Length];

    public string Text() => TextOrNull() ?? throw new FormatException("A stored record lacks a text.");

    public decimal Decimal() => decimal.Parse(Text(), CultureInfo.InvariantCulture);

    public ReadOnlySpan<byte> Bytes()
    {
        var count = Unsigned();
        if (count > (ulong)(bytes.Length - at)) throw new FormatException("A stored record ends too early.");
        at += (int)count;
        return bytes.Slice(at - (int)count, (int)count);
    }

    /// <summary>Enough for most records, so that reading one makes no list.</summary>
    [InlineArray(Length)]
    private struct FirstTexts
    {
        public const int Length = 24;

        private string first;
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
        ref var known = ref byHash[Hash(utf8) % (uint)byHash.Length];
        if (known is { } text && Ascii.Equals(utf8, text)) return text;
        return known = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Of the first and the last eight bytes: it is for telling a few hundred words apart, and a clash costs one new string.</summary>
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong first = 0, last = 0;
        if (utf8.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            last = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var next in utf8) first = (first << 8) | next;
        }

        var mixed = ((first * 0x9E37_79B9_7F4A_7C15) ^ BitOperations.RotateLeft(last, 32)) * 0xC2B2_AE3D_27D4_EB4F; // odd constants of golden-ratio and xxHash kind
        return (uint)((mixed ^ (ulong)utf8.Length) >> 32) ^ (uint)(mixed >> 13);
    }
}
