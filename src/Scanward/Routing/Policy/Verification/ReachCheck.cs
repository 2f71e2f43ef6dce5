using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Which rows some scan reaches, and why no scan reaches the others.</summary>
internal sealed class ReachCheck(PolicySpace space, Effort effort)
{
    private readonly Coverage coverage = new(space);
    private readonly List<PolicyFinding> findings = [];
    private readonly List<RowWitness> reached = [];
    private readonly List<int> unproven = [];

    private ImmutableArray<PolicyRow> Rows => space.Policy.Rows;

    public IReadOnlyList<PolicyFinding> Findings => findings;

    public IReadOnlyList<RowWitness> Reached => reached;

    /// <summary>Rows for which the effort ran out.</summary>
    public IReadOnlyList<int> Unproven => unproven;

    public void Run()
    {
        var first = new Dictionary<NarrowBox, int>();
        for (var r = 0; r < Rows.Length; r++)
        {
            if (space.Rows[r].IsEmpty) findings.Add(Impossible(r));
            else if (!first.TryAdd(space.Rows[r], r)) findings.Add(Duplicate(first[space.Rows[r]], r));
            else Reach(r);
        }
    }

    private void Reach(int r)
    {
        var box = space.Widen(space.Rows[r]);
        var answer = coverage.Uncovered(box, space.Rows, r, effort);
        if (!answer.Proven) unproven.Add(r);
        else if (answer.Gap is not null) reached.Add(new(RowOf(r), Witnesses.Of(space, answer.Gap)));
        else findings.Add(Shadowed(r, box, Minimise(box, answer.Cover)));
    }

    /// <summary>
    /// Drops rows, the latest first, as long as the others still cover the box. Without effort the cover stays larger, never wrong.
    /// </summary>
    private List<int> Minimise(ulong[] box, int[] cover)
    {
        var needed = cover.ToList();
        for (var i = needed.Count - 1; i >= 0 && needed.Count > 1; i--)
        {
            var without = needed.Where((_, at) => at != i).Select(r => space.Rows[r]).ToList();
            var answer = coverage.Uncovered(box, without, without.Count, effort);
            if (!answer.Proven) break;
            if (answer.Gap is null) needed.RemoveAt(i);
        }

        return needed;
    }

    private PolicyFinding Shadowed(int r, ulong[] box, List<int> by)
    {
        var point = Witnesses.PointOf(space, box);
        var taker = Enumerable.Range(0, r).First(i => space.Rows[i].Meets(point));
        var names = ScanWords.Join([.. by.Select(b => ScanWords.Row(Rows[b]))]);
        var movable = StaysReachedAfterMove(r, by[0]);
        var cause = by.Count == 1 ? $"{names} takes" : $"{names} together take";
        var remedy = movable ? $"Put it before `{Rows[by[0]].Id}`, or remove it" : by.Count == 1 ? "Remove it" : "Remove it, or narrow one of them";
        var example = by.Count == 1 && taker == by[0]
            ? ""
            : $"The example goes to `{Rows[taker].Id}`{(by.Contains(taker) ? "" : ", which comes even earlier")}. ";
        return new()
        {
            Severity = FindingSeverity.Error,
            Code = FindingCode.Unreachable,
            Rows = [RowOf(r), .. by.Select(RowOf)],
            Witness = Witnesses.Of(space, box),
            Detail = $"No scan reaches row {ScanWords.Row(Rows[r])}: {cause} all that it asks for ({ScanWords.Describe(space, box)}). " +
                $"{example}{remedy}.",
            Suggestion = movable ? RowYaml.Of(Rows[r]) : null,
            Placement = movable ? $"move it before row `{Rows[by[0]].Id}`" : null,
        };
    }

    /// <summary>
    /// Whether row <paramref name="r"/>, put before row <paramref name="place"/>, is reached and leaves every row that it passes reachable.
    /// </summary>
    private bool StaysReachedAfterMove(int r, int place)
    {
        var order = space.Rows.ToList();
        order.RemoveAt(r);
        order.Insert(place, space.Rows[r]);
        for (var i = place; i <= r; i++)
        {
            if (order[i].IsEmpty) continue;
            if (coverage.Uncovered(space.Widen(order[i]), order, i, effort).Gap is null) return false;
        }

        return true;
    }

    private PolicyFinding Duplicate(int first, int second)
    {
        var box = space.Widen(space.Rows[first]);
        var same = RowYaml.Then(Rows[first].Then) == RowYaml.Then(Rows[second].Then);
        var remedy = same
            ? "Remove one of them"
            : $"Keep the one that you mean: {RowYaml.Then(Rows[first].Then)} or {RowYaml.Then(Rows[second].Then)}";
        return new()
        {
            Severity = FindingSeverity.Error,
            Code = FindingCode.Duplicate,
            Rows = [RowOf(second), RowOf(first)],
            Witness = Witnesses.Of(space, box),
            Detail = $"Row {ScanWords.Row(Rows[second])} asks for the same scans as row {ScanWords.Row(Rows[first])}, "
                + $"{ScanWords.Describe(space, box)}, " +
                $"and so is never reached. {remedy}.",
        };
    }

    private PolicyFinding Impossible(int r) => new()
    {
        Severity = FindingSeverity.Error,
        Code = FindingCode.Unreachable,
        Rows = [RowOf(r)],
        Detail = $"Row {ScanWords.Row(Rows[r])} matches no scan: {WhyEmpty(r)}. Correct the test, or remove the row.",
    };

    private string WhyEmpty(int r)
    {
        var box = space.Rows[r];
        var axis = box.Constraints.First(box.IsEmptyIn).Axis;
        var cells = Rows[r].When.Where(c => FactColumn.Of(c).Name == space.Axes[axis].Name).ToList();
        var tests = ScanWords.Join([.. cells.Select(c => $"`{space.Axes[axis].Name}: {c.Text}`")]);
        if (cells.Count > 1) return $"{tests} exclude each other";
        var never = space.Axes[axis].Domain.MayBeUnknown ? "" : $"; {space.Axes[axis].Name} is never unknown";
        return $"{tests} holds for no value that the fact can have{never}";
    }

    private FindingRow RowOf(int r) => new(Rows[r].Id, Rows[r].Line);
}
