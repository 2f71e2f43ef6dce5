using System.Text;

namespace Scanward.Ingestion;

/// <summary>
/// The escapes of JSON strings, without exceptions: <c>Utf8JsonReader.GetString</c> throws on a lone surrogate, which here is a fault to list.
/// </summary>
internal static class JsonText
{
    /// <summary>
    /// Resolves the escapes of a string token's bytes (as the reader validated them) to UTF-8. A surrogate without its other half becomes
    /// U+FFFD and makes <paramref name="wellFormed"/> false. Linear.
    /// </summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw, out bool wellFormed)
    {
        wellFormed = true;
        var result = new byte[raw.Length]; // an escape is never shorter than what it stands for
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0) break;
            raw[..plain].CopyTo(result.AsSpan(written));
            written += plain;
            if (raw[plain + 1] != (byte)'u')
            {
                result[written++] = Short(raw[plain + 1]);
                raw = raw[(plain + 2)..];
                continue;
            }

            var unit = Hex4(raw[(plain + 2)..]);
            raw = raw[(plain + 6)..];
            if (char.IsHighSurrogate(unit) && raw.StartsWith("\\u"u8) && char.IsLowSurrogate(Hex4(raw[2..])))
            {
                written += new Rune(unit, Hex4(raw[2..])).EncodeToUtf8(result.AsSpan(written));
                raw = raw[6..];
            }
            else
            {
                wellFormed &= Rune.TryCreate(unit, out var rune);
                written += (rune == default && unit != 0 ? Rune.ReplacementChar : rune).EncodeToUtf8(result.AsSpan(written));
            }
        }

        raw.CopyTo(result.AsSpan(written));
        return result.AsSpan(0, written + raw.Length);
    }

    /// <summary>Code points in valid UTF-8.</summary>
    public static int Characters(ReadOnlySpan<byte> utf8)
    {
        var continuation = 0;
        foreach (var b in utf8)
        {
            if ((b & 0xC0) == 0x80) continuation++;
        }

        return utf8.Length - continuation;
    }

    private static byte Short(byte escape) => escape switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => escape, // " \ /
    };

    private static char Hex4(ReadOnlySpan<byte> digits)
    {
        var unit = 0;
        foreach (var digit in digits[..4]) unit = (unit << 4) | (digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)unit;
    }
}
