namespace Scanward.Routing.Policy;

/// <summary>What a verification may still spend, in tests of one row against one box; wide boxes count for more.</summary>
internal sealed class Effort(long budget)
{
    public long Left { get; private set; } = budget;

    /// <summary>
    /// What must remain after the next question: each may spend a tenth of what is left, so that a hard one does not starve the others.
    /// </summary>
    public long Floor => Left - (Left / 10);

    /// <summary>False, and nothing taken, when less than <paramref name="floor"/> would be left.</summary>
    public bool Take(long tests, long floor)
    {
        if (Left - tests < floor) return false;
        Left -= tests;
        return true;
    }
}

/// <summary>Whether some part of a box lies in none of the rows.</summary>
/// <param name="Proven">False when the effort ran out first; nothing is claimed then.</param>
/// <param name="Gap">A box, never empty, that meets none of the rows; null when there is none.</param>
/// <param name="Cover">Where there is no gap: the rows that were needed to show it, in order. They cover the box together.</param>
internal readonly record struct CoverageAnswer(bool Proven, ulong[]? Gap, int[] Cover)
{
    public static readonly CoverageAnswer Unproven = new(false, null, []);
}

/// <summary>
/// The exact cover test: splits a box along the row that falls short of it in the fewest axes, at the axis that most rows constrain, until
/// each part lies in a row or meets none. Exponential in the worst case, therefore with an effort.
/// </summary>
internal sealed class Coverage(PolicySpace space)
{
    /// <summary>Looks for a part of <paramref name="box"/> in none of <paramref name="rows"/>, in the order in which they are tried.</summary>
    public CoverageAnswer Uncovered(ReadOnlySpan<ulong> box, IReadOnlyList<NarrowBox> rows, int rowCount, Effort effort)
    {
        var search = new Search(space, rows, effort);
        return search.Run(box, rowCount);
    }

    /// <summary>A depth-first search on a stack of its own: hostile policies nest deeper than the machine's stack.</summary>
    private sealed class Search(PolicySpace space, IReadOnlyList<NarrowBox> rows, Effort effort)
    {
        private readonly Stack<(ulong[] Box, int Start, int Count)> open = new();
        private readonly SortedSet<int> used = [];
        private readonly long floor = effort.Floor;
        private readonly long weight = space.TestWeight;
        private readonly int[] shortRows = new int[space.Axes.Length];

        /// <summary>The row numbers of all open boxes, one segment each; the box on top of the stack has the last one.</summary>
        private int[] candidates = [];

        public CoverageAnswer Run(ReadOnlySpan<ulong> box, int rowCount)
        {
            if (!effort.Take(weight * (rowCount + 1), floor)) return CoverageAnswer.Unproven;
            candidates = [.. Enumerable.Range(0, rowCount)];
            open.Push((box.ToArray(), 0, rowCount));
            while (open.TryPop(out var part))
            {
                var (kept, inside) = Keep(part.Box, part.Start, part.Count);
                if (inside >= 0)
                {
                    used.Add(inside);
                    continue;
                }

                if (kept == 0) return new(true, part.Box, []);
                if (!effort.Take(2 * weight * kept, floor)) return CoverageAnswer.Unproven;
                Split(part.Box, part.Start, kept);
            }

            return new(true, null, [.. used]);
        }

        /// <summary>Moves the rows that meet the box to the front of its segment; stops at a row that contains it.</summary>
        private (int Kept, int Inside) Keep(ulong[] box, int start, int count)
        {
            var kept = 0;
            for (var i = start; i < start + count; i++)
            {
                var row = rows[candidates[i]];
                if (!row.Meets(box)) continue;
                if (row.Contains(box)) return (kept, candidates[i]);
                candidates[start + kept++] = candidates[i];
            }

            return (kept, -1);
        }

        private void Split(ulong[] box, int start, int kept)
        {
            var (row, axis) = Choose(box, start, kept);
            var outside = (ulong[])box.Clone();
            for (var w = 0; w < axis.Count; w++)
            {
                outside[axis.Offset + w] &= ~row.Words[axis.At + w];
                box[axis.Offset + w] &= row.Words[axis.At + w];
            }

            var top = start + kept;
            if (candidates.Length < top + kept) Array.Resize(ref candidates, Math.Max(2 * candidates.Length, top + kept));
            Array.Copy(candidates, start, candidates, top, kept);
            open.Push((box, start, kept));
            open.Push((outside, top, kept));
        }

        /// <summary>The row that falls short of the box in the fewest axes, and of these axes the one that most rows constrain.</summary>
        private (NarrowBox Row, Constraint Axis) Choose(ulong[] box, int start, int kept)
        {
            Array.Clear(shortRows);
            var best = rows[candidates[start]];
            var fewest = int.MaxValue;
            for (var i = start; i < start + kept; i++)
            {
                var row = rows[candidates[i]];
                var axes = 0;
                foreach (ref readonly var c in row.Constraints.AsSpan())
                {
                    if (row.Contains(in c, box)) continue;
                    shortRows[c.Axis]++;
                    axes++;
                }

                if (axes >= fewest) continue;
                fewest = axes;
                best = row;
            }

            var split = default(Constraint);
            var most = 0;
            foreach (ref readonly var c in best.Constraints.AsSpan())
            {
                if (shortRows[c.Axis] <= most || best.Contains(in c, box)) continue;
                most = shortRows[c.Axis];
                split = c;
            }

            return (best, split);
        }
    }
}
