namespace Scanward.Routing.Policy;

/// <summary>The scans that no row takes, and those that only the row takes which takes everything.</summary>
internal sealed class GapCheck(PolicySpace space, Effort effort)
{
    /// <summary>More boxes than a person reads at once; who closes these verifies again.</summary>
    private const int GapsMax = 5;
    private const int FallsMax = 8;

    private readonly Coverage coverage = new(space);

    /// <summary>False when the effort ran out before it was settled whether there is a gap at all.</summary>
    public bool Proven { get; private set; } = true;

    public IEnumerable<PolicyFinding> Gaps()
    {
        var boxes = Uncovered(space.Rows.Length, GapsMax, out var more, out var settled);
        Proven = settled || boxes.Count > 0;
        var ids = NewIds("gap");
        for (var b = 0; b < boxes.Count; b++)
        {
            yield return new()
            {
                Severity = FindingSeverity.Error,
                Code = FindingCode.Gap,
                Witness = Witnesses.Of(space, boxes[b]),
                Detail = $"No row takes {ScanWords.Describe(space, boxes[b])}.{(more && b == boxes.Count - 1 ? " There are more gaps." : "")}",
                Suggestion = RowYaml.Of(ids(), space, boxes[b], Review()),
                Placement = "paste at the end of `route`",
            };
        }
    }

    /// <summary>Notes on what the first row without conditions takes.</summary>
    public IEnumerable<PolicyFinding> Falls()
    {
        var last = 0;
        while (last < space.Rows.Length && space.Rows[last].Constraints.Length > 0) last++;
        if (last == space.Rows.Length) yield break;

        var row = space.Policy.Rows[last];
        var then = RowYaml.Then(row.Then);
        var boxes = Uncovered(last, FallsMax, out var more, out var settled);
        var ids = NewIds(row.Id);
        for (var b = 0; b < boxes.Count; b++)
        {
            var rest = b < boxes.Count - 1 ? "" : more ? " More kinds of scan do." : settled ? "" : " Whether more kinds of scan do is not settled.";
            yield return new()
            {
                Severity = FindingSeverity.Note,
                Code = FindingCode.ReachesOtherwise,
                Rows = [new(row.Id, row.Line)],
                Witness = Witnesses.Of(space, boxes[b]),
                Detail = $"{ScanWords.Capital(ScanWords.Describe(space, boxes[b]))} is left to row {ScanWords.Row(row)}: {then}.{rest}",
                Suggestion = RowYaml.Of(ids(), space, boxes[b], then),
                Placement = $"paste before row `{row.Id}`, with the result that you want",
            };
        }
    }

    /// <summary>Boxes that meet none of the first rows, each as large as it can be and none inside another.</summary>
    private List<ulong[]> Uncovered(int rowCount, int boxesMax, out bool more, out bool settled)
    {
        var rows = space.Rows.Take(rowCount).ToList();
        var boxes = new List<ulong[]>();
        more = false;
        while (true)
        {
            var answer = coverage.Uncovered(space.Everything(), rows, rows.Count, effort);
            settled = answer.Proven;
            if (answer.Gap is null) return boxes;
            if (boxes.Count == boxesMax)
            {
                more = true;
                return boxes;
            }

            Grow(answer.Gap, rows.Take(rowCount));
            boxes.Add(answer.Gap);
            rows.Add(space.Narrow(answer.Gap));
        }
    }

    /// <summary>
    /// Widens a box that meets no row, axis by axis, to all classes with which it still meets none: what is left narrow is what the gap is about.
    /// The facts that few rows ask for go first, so that those that people think in, such as the scan's type, stay.
    /// </summary>
    private void Grow(ulong[] box, IEnumerable<NarrowBox> rows)
    {
        var all = rows.ToList();
        var asked = new int[space.Axes.Length];
        foreach (var c in all.SelectMany(r => r.Constraints)) asked[c.Axis]++;
        foreach (var axis in Enumerable.Range(0, asked.Length).OrderBy(a => asked[a]).ThenByDescending(a => a))
        {
            var own = space.Of(box.AsSpan(), axis);
            space.Axes[axis].FillAll(own);
            foreach (var row in all)
            {
                if (row.Meets(box)) row.CutFrom(own, axis);
            }
        }
    }

    /// <summary>A person looks at it, at P3 or, where the policy has no response to that, at its least urgent priority.</summary>
    private string Review()
    {
        var known = space.Policy.Response;
        var priority = known.IsEmpty || known.ContainsKey(Priority.P3) ? Priority.P3 : known.Keys.Last();
        return PolicyWords.Of(new RowResult { Outcome = Outcome.Review, Priority = priority });
    }

    private Func<string> NewIds(string prefix)
    {
        var taken = space.Policy.Rows.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var n = 0;
        return () =>
        {
            do n++;
            while (!taken.Add($"{prefix}-{n}"));
            return $"{prefix}-{n}";
        };
    }
}
