using System.Collections.Immutable;

namespace Scanward.Ingestion;

/// <summary>The known name that an unknown one was probably meant to be.</summary>
internal static class DidYouMean
{
    /// <summary>Longer names are not compared: the work is bounded whatever comes.</summary>
    private const int CharactersMax = 32;

    /// <summary>
    /// The known name that is the same but for case and separators (<c>assetId</c>), else the nearest within a third of its length and three edits
    /// (<c>asett_id</c>), else the first that begins or ends with it (<c>timestamp</c>); null where none is near.
    /// </summary>
    public static string? Find(string name, ImmutableArray<string> known)
    {
        if (name.Length > CharactersMax) return null;
        var plain = Plain(name);
        if (plain.Length < 2) return null;
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var target = Plain(candidate);
            var edits = Edits(plain, target);
            if (edits <= Math.Clamp(target.Length / 3, 1, 3) && edits < least) (nearest, least) = (candidate, edits);
        }

        if (nearest is not null || plain.Length < 3) return nearest;
        foreach (var candidate in known)
        {
            var target = Plain(candidate);
            if (target.StartsWith(plain, StringComparison.Ordinal) || target.EndsWith(plain, StringComparison.Ordinal)) return candidate;
        }

        return null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Optimal string alignment distance: inserts, deletes, replacements, and swaps of neighbours count one each.</summary>
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, table[i - 2, j - 2] + 1);
                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}
