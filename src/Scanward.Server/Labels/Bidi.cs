using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace Scanward.Server.Labels;

/// <param name="Start">Of its characters in the text, in UTF-16 units.</param>
internal readonly record struct BidiRun(int Start, int Length, bool IsRightToLeft);

/// <summary>
/// The order in which a line of mixed directions is drawn: the implicit part of the Unicode Bidirectional Algorithm (UAX #9: W1 to W7, N1, N2, I1, I2, L2). The explicit part is left out, since
/// <see cref="LabelText.Clean"/> takes its control characters out; so are bracket pairs (N0).
/// </summary>
internal static class Bidi
{
    private enum Class
    {
        L,
        R,
        Al,
        En,
        An,
        Es,
        Et,
        Cs,
        Nsm,
        On,
    }

    /// <summary>Whether the line begins at the right: its first letter that has a direction says so.</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (ClassOf(rune) is Class.R or Class.Al) return true;
            if (ClassOf(rune) == Class.L) return false;
        }

        return false;
    }

    /// <summary>Runs of one direction in the order in which they stand on paper, from left to right.</summary>
    /// <param name="isRightToLeft">Where the paragraph begins that the line is of.</param>
    public static IReadOnlyList<BidiRun> Runs(string text, bool isRightToLeft)
    {
        var starts = new List<int>();
        var classes = new List<Class>();
        for (var at = 0; at < text.Length; at += Rune.GetRuneAt(text, at).Utf16SequenceLength)
        {
            starts.Add(at);
            classes.Add(ClassOf(Rune.GetRuneAt(text, at)));
        }

        if (classes.Count == 0) return [];
        var baseLevel = isRightToLeft ? 1 : 0;
        var resolved = classes.ToArray();
        ResolveWeak(resolved, baseLevel == 1 ? Class.R : Class.L);
        ResolveNeutral(resolved, baseLevel == 1 ? Class.R : Class.L);
        var levels = resolved.Select(c => (baseLevel % 2, c) switch
        {
            (0, Class.R) => baseLevel + 1,
            (0, Class.En or Class.An) => baseLevel + 2,
            (1, Class.L or Class.En or Class.An) => baseLevel + 1,
            _ => baseLevel,
        }).ToArray();
        return Reorder(Cut(text, starts, levels));
    }

    private static void ResolveWeak(Class[] classes, Class sor)
    {
        var (previous, strong) = (sor, sor);
        for (var i = 0; i < classes.Length; i++) // W1 to W3
        {
            if (classes[i] == Class.Nsm) classes[i] = previous;
            previous = classes[i];
            if (classes[i] == Class.En && strong == Class.Al) classes[i] = Class.An;
            if (classes[i] is Class.L or Class.R or Class.Al) strong = classes[i];
        }

        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] == Class.Al) classes[i] = Class.R;
        }

        for (var i = 1; i < classes.Length - 1; i++) // W4
        {
            if (classes[i] is Class.Es or Class.Cs && classes[i - 1] == Class.En && classes[i + 1] == Class.En) classes[i] = Class.En;
            else if (classes[i] == Class.Cs && classes[i - 1] == Class.An && classes[i + 1] == Class.An) classes[i] = Class.An;
        }

        for (var i = 0; i < classes.Length; i++) // W5
        {
            if (classes[i] != Class.Et) continue;
            var end = i;
            while (end < classes.Length && classes[end] == Class.Et) end++;
            if ((i > 0 && classes[i - 1] == Class.En) || (end < classes.Length && classes[end] == Class.En)) Array.Fill(classes, Class.En, i, end - i);
            i = end - 1;
        }

        strong = sor;
        for (var i = 0; i < classes.Length; i++) // W6, W7
        {
            if (classes[i] is Class.Es or Class.Et or Class.Cs) classes[i] = Class.On;
            if (classes[i] == Class.En && strong == Class.L) classes[i] = Class.L;
            if (classes[i] is Class.L or Class.R) strong = classes[i];
        }
    }

    private static void ResolveNeutral(Class[] classes, Class embedding)
    {
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != Class.On) continue;
            var end = i;
            while (end < classes.Length && classes[end] == Class.On) end++;
            var before = i == 0 ? embedding : Side(classes[i - 1]);
            var after = end == classes.Length ? embedding : Side(classes[end]);
            Array.Fill(classes, before == after ? before : embedding, i, end - i);
            i = end - 1;
        }
    }

    private static Class Side(Class resolved) => resolved == Class.L ? Class.L : Class.R;

    private static List<(BidiRun Run, int Level)> Cut(string text, List<int> starts, int[] levels)
    {
        var runs = new List<(BidiRun, int)>();
        for (var i = 0; i < levels.Length;)
        {
            var end = i + 1;
            while (end < levels.Length && levels[end] == levels[i]) end++;
            runs.Add((new(starts[i], (end < starts.Count ? starts[end] : text.Length) - starts[i], levels[i] % 2 == 1), levels[i]));
            i = end;
        }

        return runs;
    }

    /// <summary>L2: from the highest level down to the lowest odd one, what is at least as high is turned around.</summary>
    private static List<BidiRun> Reorder(List<(BidiRun Run, int Level)> runs)
    {
        for (var level = runs.Max(r => r.Level); level >= 1; level--)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                var end = i;
                while (end < runs.Count && runs[end].Level >= level) end++;
                if (end > i + 1) runs.Reverse(i, end - i);
                i = Math.Max(i, end - 1);
            }
        }

        return [.. runs.Select(r => r.Run)];
    }

    private static Class ClassOf(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        return category switch
        {
            UnicodeCategory.DecimalDigitNumber => rune.Value is >= '0' and <= '9' or >= 0x6F0 and <= 0x6F9 ? Class.En : rune.Value is >= 0x660 and <= 0x669 ? Class.An : Class.L,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => Class.Nsm,
            UnicodeCategory.CurrencySymbol => Class.Et,
            _ => rune.Value switch
            {
                '+' or '-' or 0x2212 => Class.Es,
                ',' or '.' or '/' or ':' or 0xA0 => Class.Cs,
                '#' or '%' or 0xB0 or 0xB1 or 0x2030 or 0x66A => Class.Et,
                0x66B or 0x66C => Class.An,
                _ => IsLetter(category) ? OfScript(rune) : Class.On,
            },
        };
    }

    private static bool IsLetter(UnicodeCategory category) => category <= UnicodeCategory.OtherLetter || category is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber;

    private static Class OfScript(Rune rune)
    {
        var script = UnicodeFunctions.Default.GetScript(rune.Value);
        if (script.HorizontalDirection != Direction.RightToLeft) return Class.L;
        return script == Script.Arabic || script == Script.Syriac || script == Script.Thaana ? Class.Al : Class.R;
    }
}
