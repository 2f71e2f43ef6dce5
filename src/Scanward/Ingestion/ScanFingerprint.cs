using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Scanward.Ingestion;

/// <summary>
/// SHA-256 over a canonical form of a scan's members without <c>device</c> and <c>sent_at</c>. Equal for any layout, member order, escapes, spelling
/// of a number or offset of the same instant; different for any other difference.
/// </summary>
/// <remarks>
/// The form, little-endian: the ASCII text <c>scanward.scan.1</c>, then for each member that is given, in the order of the fields below, one byte
/// that names it and its value. Texts are a 4-byte length and UTF-8; instants 4 bytes of days and 8 bytes of nanoseconds of the day since 1970;
/// coordinates two IEEE doubles (never -0); readings a 4-byte count and, in ordinal order, text and decimal (16 bytes, scale as small as the value
/// allows); the key its 16 bytes. No two different scans share a form, because every value says how long it is. Changing it makes repeats of stored
/// keys look like other requests: give it a new version, and know both for as long as keys live.
/// </remarks>
internal static class ScanFingerprint
{
    private const int OnStackMax = 1024;

    /// <summary>The version text, fixed-size members and every name byte and length.</summary>
    private const int FixedBytesMax = 192;

    public static ImmutableArray<byte> Of(in ScanDraft draft, Guid key)
    {
        var size = FixedBytesMax + Bytes(draft.AssetId) + Bytes(draft.TagText) + Bytes(draft.OperatorId)
            + Bytes(draft.FailureMode) + Bytes(draft.Note) + Bytes(draft.Symbology);
        foreach (var reading in draft.Readings.Span) size += Bytes(reading.Meter) + 4 + 16;

        var form = new Form(size <= OnStackMax ? stackalloc byte[OnStackMax] : new byte[size]);
        form.Raw("scanward.scan.1"u8);
        form.Text(1, draft.AssetId);
        form.Text(2, draft.TagText);
        form.Text(3, draft.Symbology);
        form.Byte(4, (byte)draft.Type);
        form.Instant(5, draft.ScannedAt);
        form.Text(6, draft.OperatorId);
        if (draft.Geolocation is { } point) form.Point(7, point);
        form.Key(8, key);
        form.Text(9, draft.FailureMode);
        form.Text(10, draft.Note);
        form.Readings(11, draft.Readings.Span);

        var hash = new byte[SHA256.HashSizeInBytes];
        SHA256.HashData(form.Written, hash);
        return ImmutableCollectionsMarshal.AsImmutableArray(hash);
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);

    private ref struct Form(Span<byte> buffer)
    {
        private readonly Span<byte> buffer = buffer;
        private int at;

        public readonly ReadOnlySpan<byte> Written => buffer[..at];

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(buffer[at..]);
            at += bytes.Length;
        }

        public void Byte(byte name, byte value)
        {
            buffer[at++] = name;
            buffer[at++] = value;
        }

        public void Text(byte name, string? text)
        {
            if (text is null) return;
            buffer[at++] = name;
            Text(text);
        }

        public void Instant(byte name, Instant instant)
        {
            buffer[at++] = name;
            var sinceEpoch = instant - NodaConstants.UnixEpoch;
            Int(sinceEpoch.Days);
            BinaryPrimitives.WriteInt64LittleEndian(buffer[at..], sinceEpoch.NanosecondOfDay);
            at += 8;
        }

        public void Point(byte name, GeoPoint point)
        {
            buffer[at++] = name;
            BinaryPrimitives.WriteDoubleLittleEndian(buffer[at..], point.Latitude);
            BinaryPrimitives.WriteDoubleLittleEndian(buffer[(at + 8)..], point.Longitude);
            at += 16;
        }

        public void Key(byte name, Guid key)
        {
            buffer[at++] = name;
            key.TryWriteBytes(buffer[at..], bigEndian: true, out var written);
            at += written;
        }

        public void Readings(byte name, ReadOnlySpan<MeterReading> readings)
        {
            if (readings.IsEmpty) return; // an empty object says the same as none
            buffer[at++] = name;
            Int(readings.Length);
            Span<int> bits = stackalloc int[4];
            foreach (var reading in readings)
            {
                Text(reading.Meter);
                decimal.GetBits(reading.Value, bits);
                foreach (var part in bits) Int(part);
            }
        }

        private void Text(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, buffer[(at + 4)..]);
            Int(length);
            at += length;
        }

        private void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer[at..], value);
            at += 4;
        }
    }
}
