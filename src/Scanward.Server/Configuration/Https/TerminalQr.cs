using System.Text;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;
using ZXing.QrCode.Internal;

namespace Scanward.Server.Configuration.Https;

/// <summary>A QR code in half blocks, light on dark, as terminals are; two modules of it a line.</summary>
internal static class TerminalQr
{
    private const int QuietModules = 2; // less than the standard's four, which readers of phones do not need, and terminals are narrow

    public static string Of(string text)
    {
        var hints = new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = QuietModules, [EncodeHintType.ERROR_CORRECTION] = ErrorCorrectionLevel.L };
        var modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
        var lines = new StringBuilder();
        for (var y = 0; y < modules.Height; y += 2)
        {
            for (var x = 0; x < modules.Width; x++) lines.Append((IsLight(modules, x, y), IsLight(modules, x, y + 1)) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            lines.Append('\n');
        }

        return lines.ToString();
    }

    private static bool IsLight(BitMatrix modules, int x, int y) => y >= modules.Height || !modules[x, y];
}
