using System.Diagnostics.CodeAnalysis;

namespace Scanward;

/// <summary>
/// Ids of scans, decisions, work orders and dead letters: 63 bits, ordered by time, shown as 13 Crockford base-32 characters (docs/adr/0006).
/// Bits, high to low: 41 of milliseconds since 2020-01-01, 6 of node, 16 of sequence.
/// </summary>
public static class TimeOrderedId
{
    /// <summary>Unix milliseconds of 2020-01-01T00:00:00Z.</summary>
    public const long EpochMs = 1_577_836_800_000;

    /// <summary>Characters of every id.</summary>
    public const int TextLength = 13;

    /// <summary>The smallest id of the given millisecond.</summary>
    public static long First(long unixMs) => Math.Max(0, unixMs - EpochMs) << 22;

    /// <summary>The Unix millisecond in which the id was made, or a little later under load.</summary>
    public static long UnixMs(long id) => (id >> 22) + EpochMs;

    /// <summary>Upper case, leading zeros included, so that texts sort as their numbers.</summary>
    public static string Format(long id) => string.Create(TextLength, id, static (span, value) =>
    {
        for (var i = span.Length - 1; i >= 0; i--, value >>= 5) span[i] = Crockford.Alphabet[(int)(value & 31)];
    });

    /// <summary>Folds case and takes O as 0, I and L as 1: ids are read aloud, and copied by hand.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out long id)
    {
        id = 0;
        if (text is not { Length: TextLength }) return false;
        var read = 0L;
        foreach (var c in text)
        {
            var digit = Crockford.ValueOf(c);
            if (digit < 0 || read > long.MaxValue >> 5) return false;
            read = (read << 5) | (long)digit;
        }

        id = read;
        return true;
    }
}
