using System.Buffers.Binary;

namespace Scanward.Server.Photos;

/// <summary>What was sent as a picture, as it may be kept.</summary>
internal abstract record PictureReading;

/// <param name="MediaType">By its own bytes; what the sender says of them counts for nothing.</param>
/// <param name="Bytes">Without what tells of the person and the place: EXIF but for the way up, XMP, IPTC, comments, and whatever is tacked on behind.</param>
internal sealed record Picture(string MediaType, byte[] Bytes) : PictureReading;

/// <param name="IsOther">Whether it is no picture of a kind that is taken, and not a damaged one.</param>
internal sealed record NoPicture(string Why, bool IsOther) : PictureReading;

/// <summary>Reads the outer form of JPEG, PNG and WebP: what it is, and where the picture ends. It decodes nothing.</summary>
internal static class PictureReader
{
    public static PictureReading Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return Kept("image/jpeg", JpegFile.Clean(bytes));
        if (bytes.StartsWith(PngFile.Signature)) return Kept("image/png", PngFile.Clean(bytes));
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return Kept("image/webp", WebpFile.Clean(bytes));
        return new NoPicture("This is neither JPEG, PNG nor WebP, whatever it is called.", IsOther: true);
    }

    private static PictureReading Kept(string mediaType, byte[]? bytes) => bytes is null ? new NoPicture($"This begins as {mediaType} and is cut off or damaged.", IsOther: false) : new Picture(mediaType, bytes);
}

/// <summary>JPEG: segments, of which those that say something of the picture itself stay.</summary>
internal static class JpegFile
{
    /// <summary>The picture alone; null where it is cut off or damaged.</summary>
    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        var kept = new MemoryStream(bytes.Length);
        kept.Write([0xFF, 0xD8]);
        var (at, orientation) = (2, 1);
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF) return null;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // padding
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length) return null;
            var segment = bytes.Slice(at, 2 + length);
            at += 2 + length;
            if (marker == 0xE1 && Orientation(segment[4..]) is { } turned) orientation = turned;
            if (marker == 0xDA) return Finish(kept, segment, bytes[at..], orientation);
            if (Stays(marker)) kept.Write(segment);
        }

        return null;
    }

    /// <summary>Tables and frames; of the application's segments JFIF, the colour profile and Adobe's, without which colours would be others.</summary>
    private static bool Stays(byte marker) => marker is 0xE0 or 0xE2 or 0xEE || marker is not (>= 0xE0 and <= 0xEF or 0xFE or 0xD8 or 0xD9 or 0x01 or >= 0xD0 and <= 0xD7);

    /// <summary>From the first scan to the end of the picture; what other files are tacked on behind is left out.</summary>
    private static byte[]? Finish(MemoryStream kept, ReadOnlySpan<byte> scan, ReadOnlySpan<byte> rest, int orientation)
    {
        var end = rest.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        for (var at = 0; at + 1 < rest.Length; at++)
        {
            if (rest[at] != 0xFF || rest[at + 1] != 0xD9) continue;
            end = at; // within coded data 0xFF is always followed by 0x00 or a restart, so the first is the end
            break;
        }

        if (end < 0) return null;
        var before = kept.ToArray();
        using var whole = new MemoryStream();
        whole.Write(before.AsSpan(0, 2));
        if (orientation is > 1 and <= 8) whole.Write(Turned(orientation));
        whole.Write(before.AsSpan(2));
        whole.Write(scan);
        whole.Write(rest[..(end + 2)]);
        return whole.ToArray();
    }

    /// <summary>Which way up the camera was held, 1 to 8; null where the segment does not say.</summary>
    private static int? Orientation(ReadOnlySpan<byte> exif)
    {
        if (!exif.StartsWith("Exif\0\0"u8) || exif.Length < 14) return null;
        var tiff = exif[6..];
        var little = tiff[0] == 'I';
        uint Long(ReadOnlySpan<byte> of) => little ? BinaryPrimitives.ReadUInt32LittleEndian(of) : BinaryPrimitives.ReadUInt32BigEndian(of);
        int Short(ReadOnlySpan<byte> of) => little ? BinaryPrimitives.ReadUInt16LittleEndian(of) : BinaryPrimitives.ReadUInt16BigEndian(of);
        var first = Long(tiff[4..]);
        if (first + 2 > tiff.Length) return null;
        var entries = Short(tiff[(int)first..]);
        for (var i = 0; i < entries; i++)
        {
            var at = first + 2 + (12L * i);
            if (at + 12 > tiff.Length) return null;
            var entry = tiff.Slice((int)at, 12);
            if (Short(entry) == 0x0112) return Short(entry[8..]);
        }

        return null;
    }

    /// <summary>An EXIF segment that says only which way up.</summary>
    private static byte[] Turned(int orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];
}

/// <summary>PNG: chunks, of which those that say something of the picture itself stay.</summary>
internal static class PngFile
{
    private static readonly string[] staying = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "cICP", "acTL", "fcTL", "fdAT"];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The picture alone; null where it is cut off or damaged.</summary>
    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(Signature);
        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > (uint)(bytes.Length - at - 12)) return null;
            var chunk = bytes.Slice(at, (int)length + 12);
            var name = System.Text.Encoding.ASCII.GetString(chunk.Slice(4, 4));
            if (at == 8 && name != "IHDR") return null;
            if (staying.Contains(name, StringComparer.Ordinal)) kept.Write(chunk);
            if (name == "IEND") return kept.ToArray();
            at += chunk.Length;
        }

        return null;
    }
}

/// <summary>WebP: the chunks of a RIFF file, of which those that say something of the picture itself stay.</summary>
internal static class WebpFile
{
    private const byte ExifFlag = 0x08, XmpFlag = 0x04;

    private static readonly string[] staying = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];

    /// <summary>The picture alone; null where it is cut off or damaged.</summary>
    public static byte[]? Clean(ReadOnlySpan<byte> bytes)
    {
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (end > bytes.Length) return null;
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..12]);
        var hasPicture = false;
        for (var at = 12; at + 8 <= end;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if (length > end - at - 8) return null;
            var padded = (int)Math.Min(8 + length + (length & 1), end - at);
            var chunk = bytes.Slice(at, padded).ToArray();
            var name = System.Text.Encoding.ASCII.GetString(chunk.AsSpan(0, 4));
            if (name == "VP8X" && length > 0) chunk[8] &= unchecked((byte)~(ExifFlag | XmpFlag));
            hasPicture |= name is "VP8 " or "VP8L" or "ANMF";
            if (staying.Contains(name, StringComparer.Ordinal)) kept.Write(chunk);
            at += padded;
        }

        if (!hasPicture) return null;
        var whole = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), (uint)whole.Length - 8);
        return whole;
    }
}
