using System.Globalization;
using System.Text;

namespace Scanward.Server.Labels;

/// <summary>What people wrote, as it may be printed: on one line, and without characters that nobody sees or that turn others around.</summary>
internal static class LabelText
{
    private const int CharactersMost = 300;

    /// <summary>Marks on one letter; no language stacks more, and each more would climb further over the line above.</summary>
    private const int MarksMost = 6;

    public static string Clean(string? text)
    {
        var cleaned = new StringBuilder();
        var (marks, space) = (0, false);
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (cleaned.Length >= CharactersMost) break;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                space = cleaned.Length > 0;
                continue;
            }

            if (IsUnseen(rune, category)) continue;
            marks = IsMark(category) ? marks + 1 : 0;
            if (marks > MarksMost) continue;
            if (space) cleaned.Append(' ');
            space = false;
            cleaned.Append(rune);
        }

        return cleaned.ToString();
    }

    public static bool IsMark(UnicodeCategory category) => category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Joiners shape letters and emoji, and stay; the other format characters steer the order of text (bidi overrides, isolates, marks) or hide in it.</summary>
    private static bool IsUnseen(Rune rune, UnicodeCategory category) =>
        (category == UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D)) || rune.Value is >= 0xE0000 and <= 0xE0FFF || category is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
