using System.Globalization;
using System.Numerics;

namespace Scanward.Server.Devices;

/// <summary>
/// Compares firmware versions as makers write them: <c>4.2.0</c>, <c>v1.10</c>, <c>11-26-05.00-RN-U00-STD-HEL-04</c>. The text is cut into runs of digits and runs of letters; whatever stands between
/// only parts them. Runs are compared in order: digits as numbers, letters without case, and a number is newer than a word. Zeros at the end, or before a word, count for nothing: <c>4.2</c> is <c>4.2.0</c>.
/// A word such as beta or rc that the other has not makes it older; any other run more makes it newer.
/// </summary>
internal static class FirmwareVersion
{
    /// <summary>As long as a scan's <c>device.firmware</c> may be.</summary>
    public const int LengthMax = 64;

    private static readonly string[] before = ["alpha", "beta", "dev", "pre", "preview", "rc", "snapshot"];

    /// <summary>Below 0 where the first is older, above 0 where it is newer.</summary>
    public static int Compare(string first, string second)
    {
        var (a, b) = (Runs(first), Runs(second));
        for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            var order = Compare(i < a.Count ? a[i] : null, i < b.Count ? b[i] : null);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Whether there is anything to compare.</summary>
    public static bool IsOne(string text) => text.Any(char.IsAsciiDigit);

    private static int Compare(Run? a, Run? b)
    {
        var rank = Rank(a).CompareTo(Rank(b));
        if (rank != 0 || a is null || b is null) return rank;
        return a.Number is { } number ? number.CompareTo(b.Number!.Value) : string.CompareOrdinal(a.Word, b.Word);
    }

    /// <summary>Null is the end of a version: what comes before it was made before, anything else after.</summary>
    private static int Rank(Run? run) => run switch { null => 1, { Number: not null } => 3, _ => IsBefore(run.Word) ? 0 : 2 };

    private static bool IsBefore(string word) => before.Contains(word, StringComparer.Ordinal);

    private static List<Run> Runs(string text)
    {
        var runs = new List<Run>();
        for (var at = 0; at < text.Length;)
        {
            var from = at;
            if (char.IsAsciiDigit(text[at]))
            {
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                runs.Add(new(BigInteger.Parse(text.AsSpan(from, at - from), CultureInfo.InvariantCulture), ""));
            }
            else if (char.IsLetter(text[at]))
            {
                while (at < text.Length && char.IsLetter(text[at])) at++;
                TrimZeros(runs);
                var word = text[from..at].ToLowerInvariant();
                if (runs.Count > 0 || word != "v") runs.Add(new(null, word)); // v4.2 is 4.2
            }
            else
            {
                at++;
            }
        }

        TrimZeros(runs);
        return runs;
    }

    /// <summary>Before a word as at the end, or 1.0-rc1 and 1-rc1 would be two.</summary>
    private static void TrimZeros(List<Run> runs)
    {
        while (runs is [.., { Number.IsZero: true }]) runs.RemoveAt(runs.Count - 1);
    }

    private sealed record Run(BigInteger? Number, string Word);
}
