using System.Globalization;
using System.Text;

namespace Scanward.Ingestion;

/// <summary>Hostile text made fit for a message: short, on one line, nothing invisible.</summary>
internal static class Quoted
{
    private const int CharactersMax = 60;

    /// <summary>Characters of a member name in a pointer before it is cut; a payload's own names are shorter.</summary>
    private const int PointerNameMax = 256;

    /// <summary>In quotes, cut after 60 characters, with everything but printable characters as <c>\uXXXX</c>.</summary>
    public static string Text(string text)
    {
        var result = new StringBuilder("\"");
        var shown = 0;
        foreach (var c in text)
        {
            if (shown++ == CharactersMax)
            {
                result.Append('…');
                break;
            }

            if (c is '"' or '\\') result.Append('\\').Append(c);
            else if (char.IsSurrogate(c)
                     || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                         or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else result.Append(c);
        }

        return result.Append('"').ToString();
    }

    /// <summary>A pointer to a member of what <paramref name="parent"/> points to (RFC 6901 §3: <c>~</c> is <c>~0</c>, <c>/</c> is
    /// <c>~1</c>).</summary>
    public static string Pointer(string parent, string name)
    {
        if (name.Length > PointerNameMax)
            name = $"{name.AsSpan(0, char.IsHighSurrogate(name[PointerNameMax - 1]) ? PointerNameMax - 1 : PointerNameMax)}…";
        return $"{parent}/{name.Replace("~", "~0").Replace("/", "~1")}";
    }
}
