using System.Buffers.Binary;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>Labels as pictures: a dot of the printer is a pixel, and the file says how many go on a metre.</summary>
internal static class RasterSheet
{
    public static byte[] Png(LabelPrint print, Action<SKCanvas> paint)
    {
        using var bitmap = Draw((int)Math.Round(print.Dots(print.Stock.Page.Width)), (int)Math.Round(print.Dots(print.Stock.Page.Height)), paint);
        using var pixmap = bitmap.PeekPixels();
        using var encoded = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Up, 6)) ?? throw new InvalidOperationException("Skia did not encode the picture.");
        return WithResolution(encoded.ToArray(), print.Dpi);
    }

    /// <summary>In grey, on white.</summary>
    public static SKBitmap Draw(int width, int height, Action<SKCanvas> paint)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        paint(canvas);
        canvas.Flush();
        return bitmap;
    }

    /// <summary>Puts the chunk pHYs behind the header (PNG, 11.3.4.3), which Skia leaves out; without it the picture prints at any size.</summary>
    private static byte[] WithResolution(byte[] png, int dpi)
    {
        const int headerEnd = 8 + 25;
        Span<byte> chunk = stackalloc byte[21];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 9);
        "pHYs"u8.CopyTo(chunk[4..]);
        var perMetre = (int)Math.Round(dpi / 0.0254);
        BinaryPrimitives.WriteInt32BigEndian(chunk[8..], perMetre);
        BinaryPrimitives.WriteInt32BigEndian(chunk[12..], perMetre);
        chunk[16] = 1; // the unit is the metre
        BinaryPrimitives.WriteUInt32BigEndian(chunk[17..], Crc(chunk[4..17]));
        return [.. png.AsSpan(0, headerEnd), .. chunk, .. png.AsSpan(headerEnd)];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320u);
        }

        return ~crc;
    }
}
