namespace Scanward.Routing.Policy;

/// <summary>Finds the word that a misspelling probably means.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    // Against thousands of candidates (row ids) a suggestion costs more than it is worth in a file with many faults.
    private const int MostCandidates = 2_000;

    /// <summary><c>; did you mean 'x'?</c>, or a full stop where nothing is close.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <summary>The candidate with the least edits, or null where none is within a third of the word's length (at least 1, at most 3 edits).</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord) return null;
        var allowed = Math.Clamp(word.Length / 3, 1, 3);
        string? best = null;
        var least = allowed + 1;
        foreach (var candidate in candidates.Take(MostCandidates))
        {
            if (Math.Abs(candidate.Length - word.Length) >= least) continue;
            var edits = Edits(word.ToLowerInvariant().Replace('-', '_'), candidate.ToLowerInvariant().Replace('-', '_'));
            if (edits >= least) continue;
            least = edits;
            best = candidate;
        }

        return best;
    }

    /// <summary>Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.</summary>
    private static int Edits(string a, string b)
    {
        var width = b.Length + 1;
        Span<int> older = stackalloc int[width];
        Span<int> previous = stackalloc int[width];
        Span<int> current = stackalloc int[width];
        for (var j = 0; j < width; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j < width; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], older[j - 2] + 1);
            }

            var spare = older;
            older = previous;
            previous = current;
            current = spare;
        }

        return previous[width - 1];
    }
}
