namespace Scanward.Resolution.Plants;

/// <summary>Finds what somebody who misspelled a name may have meant.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>
    /// The name that takes the fewest edits (insert, delete, substitute, swap of neighbours; case aside), at most a third of its length; null where
    /// none is that near.
    /// </summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        if (given.Length is 0 or > LongestCompared) return null;
        var allowed = Math.Max(1, given.Length / 3);
        string? nearest = null;
        foreach (var name in names)
        {
            if (name.Length > LongestCompared || Math.Abs(name.Length - given.Length) > allowed) continue;
            var edits = Edits(given, name);
            if (edits > allowed || (edits == allowed && nearest is not null)) continue;
            nearest = name;
            allowed = edits;
        }

        return nearest;
    }

    /// <summary>Optimal string alignment distance, three rows at a time.</summary>
    private static int Edits(string from, string to)
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
                var same = Same(from[i - 1], to[j - 1]);
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1])) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
