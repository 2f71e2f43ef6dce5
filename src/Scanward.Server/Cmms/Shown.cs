using System.Globalization;
using System.Text;

namespace Scanward.Server.Cmms;

/// <summary>What others wrote, as it may be shown: short, in one line, and without what would command a terminal or a log.</summary>
internal static class Shown
{
    private const int ExcerptMax = 500;

    /// <summary>The beginning of an answer's body; null of none. Bytes that are no UTF-8 show as U+FFFD.</summary>
    /// <param name="redact">Takes secrets out, before something is cut through.</param>
    public static string? Excerpt(ReadOnlySpan<byte> body, Func<string, string> redact)
    {
        var text = redact(Encoding.UTF8.GetString(body)).Trim();
        return text.Length == 0 ? null : Line(text, ExcerptMax);
    }

    /// <summary>At most so many characters of a text; breaks and runs of spaces are one space, and what nobody would see is escaped.</summary>
    public static string Line(string text, int most)
    {
        var shown = new StringBuilder(Math.Min(text.Length, most) + 8);
        foreach (var c in text)
        {
            if (shown.Length >= most) return shown.Append('…').ToString();
            if (char.IsWhiteSpace(c)) Space(shown);
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else shown.Append(c);
        }

        return shown.ToString().TrimEnd();
    }

    private static void Space(StringBuilder shown)
    {
        if (shown.Length > 0 && shown[^1] != ' ') shown.Append(' ');
    }
}
