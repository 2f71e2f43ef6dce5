namespace Scanward;

/// <summary>The known name that a misspelled one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>Longer names are not compared: the work is bounded whatever comes.</summary>
    private const int LongestCompared = 64;

    private const int MostEdits = 3;

    /// <summary>
    /// The name that takes the fewest edits (insert, delete, replace, swap of neighbours), case and separators aside: at most three, and at most a
    /// third of the longer of the two. The first of those that are equally near; null where none is.
    /// </summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        Span<char> sought = stackalloc char[LongestCompared];
        sought = sought[..Plain(given, sought)];
        if (sought.IsEmpty) return null;
        Span<char> buffer = stackalloc char[LongestCompared];
        string? nearest = null;
        var least = MostEdits + 1;
        foreach (var name in names)
        {
            var candidate = buffer[..Plain(name, buffer)];
            if (candidate.IsEmpty || Math.Abs(candidate.Length - sought.Length) >= least) continue;
            var edits = Edits(sought, candidate);
            if (edits >= least || edits > Math.Max(1, Math.Max(sought.Length, candidate.Length) / 3)) continue;
            (nearest, least) = (name, edits);
        }

        return nearest;
    }

    /// <summary><c>; did you mean 'x'?</c>, or <paramref name="otherwise"/> where nothing is near.</summary>
    public static string Hint(string given, IEnumerable<string> names, string otherwise = ".") =>
        Of(given, names) is { } near ? $"; did you mean '{near}'?" : otherwise;

    /// <summary>Letters and digits in lower case: <c>assetId</c> and <c>asset_id</c> are the same. Nothing of a name that is too long.</summary>
    internal static int Plain(string name, Span<char> plain)
    {
        if (name.Length > LongestCompared) return 0;
        var length = 0;
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c)) plain[length++] = char.ToLowerInvariant(c);
        }

        return length;
    }

    /// <summary>Optimal string alignment distance, three rows at a time.</summary>
    private static int Edits(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        Span<int> before = stackalloc int[LongestCompared + 1];
        Span<int> last = stackalloc int[LongestCompared + 1];
        Span<int> row = stackalloc int[LongestCompared + 1];
        for (var j = 0; j <= to.Length; j++) last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[to.Length];
    }
}
