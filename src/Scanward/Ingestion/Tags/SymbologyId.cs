namespace Scanward.Ingestion.Tags;

/// <summary>
/// AIM symbology identifiers (ISO/IEC 15424): <c>]cm</c>, a code letter and a modifier, which a scanner can be told to send before the data.
/// They are case-sensitive: <c>]C1</c> is GS1-128, <c>]c1</c> a channel code.
/// </summary>
internal static class SymbologyId
{
    public const int Length = 3;

    // The code letters that ISO/IEC 15424 gives out, with ]J of ISS DotCode and ]h of Han Xin.
    private const string CodeLetters = "ABCDEFGHIJKLMNOPQRSTUXYZcdeghopsz";

    public static bool IsWellFormed(ReadOnlySpan<char> id) =>
        id.Length == Length && id[0] == ']' && char.IsAsciiLetter(id[1]) && char.IsAsciiLetterOrDigit(id[2]);

    /// <summary>The symbol says, by an FNC1 in first position, that it holds a GS1 element string.</summary>
    public static bool HoldsElementString(ReadOnlySpan<char> id) => id is "]C1" or "]e0" or "]d2" or "]d5" or "]d8" or "]Q3" or "]Q4" or "]J1";

    /// <summary>The scanner follows the ECI protocol: backslashes are doubled, <c>\NNNNNN</c> names a character set.</summary>
    public static bool FollowsEci(ReadOnlySpan<char> id) => id is "]Q2" or "]Q4" or "]d4" or "]d5";

    /// <summary>EAN-13, UPC-A or UPC-E (sent as 13 or 12 digits), or EAN-8.</summary>
    public static bool IsEan(ReadOnlySpan<char> id) => id is "]E0" or "]E4";

    /// <summary>What is odd about the identifier, for a warning; null when nothing is.</summary>
    public static string? Oddity(string id)
    {
        ReadOnlySpan<char> other = [']', (char)(id[1] ^ 0x20), id[2]];
        if (id is not "]E0" && !HoldsElementString(id) && HoldsElementString(other))
            return $"Symbology identifiers are case-sensitive: {id} is not {other}, so this is not read as a GS1 element string.";
        return CodeLetters.Contains(id[1]) ? null : $"{id} is not a symbology identifier that is given out; the rest is read as plain text.";
    }
}
