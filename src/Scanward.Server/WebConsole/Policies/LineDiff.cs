using System.Collections.Immutable;

namespace Scanward.Server.WebConsole.Policies;

internal enum DiffKind
{
    Same = 1,
    Gone = 2,
    Added = 3,

    /// <summary>Equal lines that are left out.</summary>
    Skipped = 4,
}

/// <param name="Before">1-based line in the earlier text; null where it is not there.</param>
internal sealed record DiffLine(DiffKind Kind, string Text, int? Before, int? After);

/// <summary>What differs between two texts, line by line: the fewest lines that went and came (Myers, 1986), and a few equal ones around them.</summary>
internal static class LineDiff
{
    private const int Around = 3;

    /// <summary>Differences past this are shown as all gone and all new, rather than spend quadratic time on them.</summary>
    private const int EditsMost = 2_000;

    public static ImmutableArray<DiffLine> Of(string before, string after)
    {
        var (a, b) = (Lines(before), Lines(after));
        var (head, tail) = (0, 0);
        while (head < a.Length && head < b.Length && a[head] == b[head]) head++;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)]) tail++;
        var all = new List<DiffLine>(a.Length + b.Length);
        for (var i = 0; i < head; i++) all.Add(new(DiffKind.Same, a[i], i + 1, i + 1));
        foreach (var line in Middle(a.AsSpan()[head..^tail], b.AsSpan()[head..^tail])) all.Add(line with { Before = line.Before + head, After = line.After + head });
        for (var i = tail; i > 0; i--) all.Add(new(DiffKind.Same, a[^i], a.Length - i + 1, b.Length - i + 1));
        return Shorten(all);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static List<DiffLine> Middle(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        var most = Math.Min(a.Length + b.Length, EditsMost);
        var reach = new int[(2 * most) + 3];
        var steps = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            steps.Add(reach[(most - edits)..(most + edits + 3)]);
            for (var k = -edits; k <= edits; k += 2)
            {
                var at = most + 1 + k;
                var x = k == -edits || (k != edits && reach[at - 1] < reach[at + 1]) ? reach[at + 1] : reach[at - 1] + 1;
                while (x < a.Length && x - k >= 0 && x - k < b.Length && a[x] == b[x - k]) x++;
                reach[at] = x;
                if (x >= a.Length && x - k >= b.Length) return Walk(a, b, steps);
            }
        }

        return AllOfBoth(a, b);
    }

    /// <summary>From the end back along the steps that reached it.</summary>
    private static List<DiffLine> Walk(ReadOnlySpan<string> a, ReadOnlySpan<string> b, List<int[]> steps)
    {
        var lines = new List<DiffLine>();
        var (x, y) = (a.Length, b.Length);
        for (var edits = steps.Count - 1; edits >= 0; edits--)
        {
            var reach = steps[edits]; // of the diagonals -edits - 1 to edits + 1, as they were before this step
            var k = x - y;
            var down = k == -edits || (k != edits && reach[k + edits] < reach[k + edits + 2]);
            var fromX = down ? reach[k + edits + 2] : reach[k + edits];
            var fromY = fromX - (down ? k + 1 : k - 1);
            for (; x > fromX && y > fromY && x > 0 && y > 0; x--, y--) lines.Add(new(DiffKind.Same, a[x - 1], x, y));
            if (edits == 0) break;
            lines.Add(down ? new(DiffKind.Added, b[y - 1], null, y) : new(DiffKind.Gone, a[x - 1], x, null));
            (x, y) = (fromX, fromY);
        }

        lines.Reverse();
        return lines;
    }

    private static List<DiffLine> AllOfBoth(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        var lines = new List<DiffLine>(a.Length + b.Length);
        for (var i = 0; i < a.Length; i++) lines.Add(new(DiffKind.Gone, a[i], i + 1, null));
        for (var i = 0; i < b.Length; i++) lines.Add(new(DiffKind.Added, b[i], null, i + 1));
        return lines;
    }

    private static ImmutableArray<DiffLine> Shorten(List<DiffLine> all)
    {
        var near = new bool[all.Count];
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Kind == DiffKind.Same) continue;
            for (var j = Math.Max(0, i - Around); j <= Math.Min(all.Count - 1, i + Around); j++) near[j] = true;
        }

        var shown = ImmutableArray.CreateBuilder<DiffLine>();
        for (var i = 0; i < all.Count;)
        {
            if (near[i])
            {
                shown.Add(all[i++]);
                continue;
            }

            var from = i;
            while (i < all.Count && !near[i]) i++;
            shown.Add(new(DiffKind.Skipped, $"{i - from} equal {(i - from == 1 ? "line" : "lines")}", null, null));
        }

        return shown.DrainToImmutable();
    }
}
