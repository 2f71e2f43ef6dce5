using System.Globalization;
using System.Text;

namespace Scanward.Server.WebConsole;

/// <summary>What a scanner read, so that it can be looked at and does nothing: control characters, invisible ones and those that turn the direction of text become visible.</summary>
internal static class RawText
{
    public static string Visible(string raw)
    {
        var shown = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes())
        {
            if (rune.Value < 0x20) shown.Append((char)(0x2400 + rune.Value));
            else if (rune.Value == 0x7F) shown.Append('\u2421');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
                shown.Append(CultureInfo.InvariantCulture, $"‹U+{rune.Value:X4}›");
            else shown.Append(rune);
        }

        return shown.ToString();
    }

    public static string Hex(string raw) => string.Join(' ', Encoding.UTF8.GetBytes(raw).Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));
}
