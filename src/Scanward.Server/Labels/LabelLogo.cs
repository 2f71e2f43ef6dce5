using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>The picture beside the text: a PNG of bounded size, judged by its header before anything is unpacked.</summary>
internal static class LabelLogo
{
    public const int BytesMost = 1024 * 1024;

    private const int PixelsMost = 4_000_000, SideMost = 8_000;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Why it cannot be used; null where it can, or is empty.</summary>
    public static string? WhyNot(ReadOnlyMemory<byte> logo)
    {
        if (logo.IsEmpty) return null;
        if (logo.Length > BytesMost) return TooLarge(logo.Length);
        if (!logo.Span.StartsWith(Signature)) return "The logo is not a PNG. Save it as one, in black on white.";
        using var data = SKData.CreateCopy(logo.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null) return "The logo is a PNG that cannot be read. Save it anew.";
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        return width is 0 or > SideMost || height is 0 or > SideMost || (long)width * height > PixelsMost ? $"The logo has {width} × {height} pixels. A label needs no more than 1000 × 1000; scale it down." : null;
    }

    public static string TooLarge(long bytes) => $"The logo has {bytes / 1024:N0} KiB, and at most {BytesMost / 1024:N0} KiB are taken. A label is small: 1000 × 1000 pixels are plenty; scale it down.";

    /// <summary>Null where there is none, or where it breaks off.</summary>
    public static SKImage? Load(ReadOnlyMemory<byte> logo)
    {
        if (logo.IsEmpty) return null;
        using var data = SKData.CreateCopy(logo.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success ? SKImage.FromBitmap(bitmap) : null;
    }
}
