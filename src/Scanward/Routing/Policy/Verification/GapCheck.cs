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
            var (about, gates) = PastGates(boxes[b], space.Rows.Length);
            var scan = ScanWords.Describe(space, about);
            var claim = gates.Count == 0 ? $"No row takes {scan}." : $"No row takes {scan} that gets past {ScanWords.Join(gates)}.";
            yield return new()
            {
                Severity = FindingSeverity.Error,
                Code = FindingCode.Gap,
                Witness = Witnesses.Of(space, boxes[b], about),
                Detail = claim + (more && b == boxes.Count - 1 ? " There are more gaps." : ""),
                Suggestion = RowYaml.Of(ids(), space, about, Review()),
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
        var boxes = Uncovered(last, FallsMax, out var more, out var settled);
        var ids = NewIds(row.Id);
        for (var b = 0; b < boxes.Count; b++)
        {
            var (about, gates) = PastGates(boxes[b], last);
            var scan = ScanWords.Describe(space, about) + (gates.Count == 0 ? "" : $" that gets past {ScanWords.Join(gates)}");
            var rest = b < boxes.Count - 1 ? "" : more ? " More kinds of scan do." : settled ? "" : " Whether more kinds of scan do is not settled.";
            yield return new()
            {
                Severity = FindingSeverity.Note,
                Code = FindingCode.ReachesOtherwise,
                Rows = [new(row.Id, row.Line)],
                Witness = Witnesses.Of(space, boxes[b], about),
                Detail = $"{ScanWords.Capital(scan)} is left to row {ScanWords.Row(row)}: {row.Then.Short}.{rest}",
                Suggestion = RowYaml.Of(ids(), space, about, RowYaml.Then(row.Then)),
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
            space.Axes[axis].Classes.FillAll(own);
            foreach (var row in all)
            {
                if (row.Meets(box)) row.CutFrom(own, axis);
            }
        }
    }

    /// <summary>
    /// Leaves out what rows that ask for one fact alone have taken already: past <c>location: off_site</c> nobody needs to hear that a scan is not
    /// off site, nor does a row that stands behind need to ask. Which asset and which kind of scan is always said.
    /// </summary>
    private (ulong[] Box, List<string> Gates) PastGates(ulong[] box, int rowCount)
    {
        var wider = (ulong[])box.Clone();
        var gates = new List<string>();
        foreach (var gate in Enumerable.Range(0, rowCount).Where(IsGate).GroupBy(r => space.Rows[r].Constraints[0].Axis))
        {
            if (space.IsWhole(box, gate.Key)) continue;
            var own = space.Of(wider.AsSpan(), gate.Key);
            foreach (var r in gate) space.Rows[r].AddTo(own, gate.Key);
            if (space.IsWhole(wider, gate.Key)) gates.AddRange(gate.Select(r => $"`{space.Policy.Rows[r].Id}`"));
            else space.Of(box.AsSpan(), gate.Key).CopyTo(own);
        }

        // What is left must still say which scans are meant.
        return space.Narrow(wider).Constraints.Length > 0 ? (wider, gates) : (box, []);
    }

    private bool IsGate(int r)
    {
        if (space.Rows[r] is not { IsEmpty: false, Constraints: [var only] }) return false;
        var axis = space.Axes[only.Axis];
        return axis.Meter is not null || axis.Fact is not (Fact.Scan or Fact.Site or Fact.AssetClass or Fact.Asset or Fact.Criticality);
    }

    /// <summary>A person looks at it, at P3 or, where the policy has no response to that, at its least urgent priority.</summary>
    private string Review()
    {
        var known = space.Policy.Response;
        var priority = known.IsEmpty || known.ContainsKey(Priority.P3) ? Priority.P3 : known.Keys.Last();
        return new RowResult { Outcome = Outcome.Review, Priority = priority }.Short;
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
