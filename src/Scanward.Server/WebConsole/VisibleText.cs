using System.Globalization;
using System.Text;

namespace Scanward.Server.WebConsole;

/// <summary>Text that came from a barcode or a stranger, with nothing hidden in it: control characters have pictures, and what turns the direction of writing has its number.</summary>
internal static class VisibleText
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="lines">Whether line ends stay, as in a payload of several lines.</param>
    public static string Of(string text, bool lines = false)
    {
        if (!text.EnumerateRunes().Any(IsHidden)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (lines && rune.Value == '\n') shown.Append('\n');
            else if (rune.Value < ' ') shown.Append((char)(0x2400 + rune.Value));
            else if (rune.Value == 0x7F) shown.Append('\u2421');
            else if (IsHidden(rune)) shown.Append(CultureInfo.InvariantCulture, $"‹U+{rune.Value:X4}›");
            else shown.Append(rune);
        }

        return shown.ToString();
    }

    /// <summary>Bytes as text; bytes that are no UTF-8 as <c>\xNN</c>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var shown = new StringBuilder(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var taken);
            if (status == System.Buffers.OperationStatus.Done) shown.Append(rune);
            else foreach (var one in bytes[..taken]) shown.Append(CultureInfo.InvariantCulture, $"\\x{one:X2}");
            bytes = bytes[taken..];
        }

        return Of(shown.ToString(), lines: true);
    }

    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The bytes of a text, as two digits each.</summary>
    public static string Hex(string text) => string.Join(' ', Encoding.UTF8.GetBytes(text).Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));

    private static bool IsHidden(Rune rune) => rune.Value != ' ' && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.PrivateUse or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator;
}
