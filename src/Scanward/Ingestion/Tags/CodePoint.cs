using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scanward.Ingestion.Tags;

/// <summary>Names a character so that a person can find it on a label, also when it is invisible or looks like another.</summary>
internal static class CodePoint
{
    public const char Gs = '\u001D';
    public const char Rs = '\u001E';
    public const char Eot = '\u0004';

    // Cyrillic and Greek letters that print like the Latin letter at the same index.
    private const string Confusable = "АВЕКМНОРСТХІЅЈаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο";
    private const string LooksLike = "ABEKMHOPCTXISJaeopcyxisjABEZHIKMNOPTYXo";

    /// <summary>The character at <paramref name="index"/> in words: <c>'x'</c>, <c>GS (U+001D)</c>, <c>U+0410, which looks like 'A'</c>.</summary>
    public static string Name(ReadOnlySpan<char> text, int index)
    {
        var c = text[index];
        if (c is > ' ' and <= '~') return $"'{c}'";
        if (c <= '\u007F') return Ascii(c);
        if (Rune.DecodeFromUtf16(text[index..], out var rune, out _) != OperationStatus.Done) return $"U+{(int)c:X4} (half of a surrogate pair)";
        if (c is >= '\uFF01' and <= '\uFF5E') return $"U+{(int)c:X4} (the full-width form of '{(char)(c - 0xFEE0)}')";
        var lookalike = Confusable.IndexOf(c);
        if (lookalike >= 0) return $"U+{(int)c:X4}, which looks like '{LooksLike[lookalike]}'";
        return Invisible(c) is { } name ? $"U+{(int)c:X4} ({name})" : string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
    }

    private static string Ascii(char c) => c switch
    {
        ' ' => "a space (U+0020)",
        '\0' => "NUL (U+0000)",
        Eot => "EOT (U+0004)",
        '\t' => "TAB (U+0009)",
        '\n' => "LF (U+000A)",
        '\r' => "CR (U+000D)",
        '\u001C' => "FS (U+001C)",
        Gs => "GS (U+001D)",
        Rs => "RS (U+001E)",
        '\u001F' => "US (U+001F)",
        _ => $"the control character U+{(int)c:X4}",
    };

    private static string? Invisible(char c) => c switch
    {
        '\u00A0' => "no-break space",
        '\u00AD' => "soft hyphen",
        '\u061C' => "Arabic letter mark, a writing direction control",
        '\u200B' => "zero width space",
        '\u200C' => "zero width non-joiner",
        '\u200D' => "zero width joiner",
        '\u200E' or '\u200F' => "writing direction mark",
        '\u2028' or '\u2029' => "line or paragraph separator",
        >= '\u202A' and <= '\u202E' => "writing direction control",
        '\u2060' => "word joiner",
        >= '\u2066' and <= '\u2069' => "writing direction control",
        '\uFEFF' => "byte order mark",
        '\uFFFD' => "replacement character: the scanner or its driver uses another encoding",
        >= '\u0080' and <= '\u009F' => "control character",
        _ => null,
    };
}
