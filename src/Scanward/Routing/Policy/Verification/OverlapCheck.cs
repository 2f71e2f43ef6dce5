using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Pairs of rows whose order matters though neither is a special case of the other.</summary>
internal sealed class OverlapCheck(PolicySpace space, Effort effort)
{
    private const int PairsMax = 200;

    private readonly Coverage coverage = new(space);

    public OverlapReport Run()
    {
        var findings = ImmutableArray.CreateBuilder<PolicyFinding>();
        var boxes = space.Rows.Select(space.Widen).ToArray();
        var results = space.Policy.Rows.Select(r => RowYaml.Then(r.Then)).ToArray();
        var complete = true;
        for (var late = 1; late < boxes.Length; late++)
        {
            for (var early = 0; early < late; early++)
            {
                if (!effort.Take(space.TestWeight, 0)) return new(findings.ToImmutable(), false);
                if (results[early] == results[late] || !Crosses(boxes, early, late)) continue;
                var both = Intersection(boxes[early], boxes[late]);
                var answer = coverage.Uncovered(both, space.Rows, early, effort);
                complete &= answer.Proven;
                if (answer.Gap is null) continue;
                if (findings.Count == PairsMax) return new(findings.ToImmutable(), false);
                findings.Add(Overlap(early, late, both, answer.Gap, results));
            }
        }

        return new(findings.ToImmutable(), complete);
    }

    private bool Crosses(ulong[][] boxes, int early, int late) =>
        !space.Rows[late].IsEmpty && space.Rows[early].Meets(boxes[late]) && !space.Rows[early].Contains(boxes[late])
            && !space.Rows[late].Contains(boxes[early]);

    private static ulong[] Intersection(ulong[] a, ulong[] b)
    {
        var both = (ulong[])a.Clone();
        for (var w = 0; w < both.Length; w++) both[w] &= b[w];
        return both;
    }

    private PolicyFinding Overlap(int early, int late, ulong[] both, ulong[] example, string[] results)
    {
        var (first, second) = (space.Policy.Rows[early], space.Policy.Rows[late]);
        return new()
        {
            Severity = FindingSeverity.Note,
            Code = FindingCode.Overlap,
            Rows = [new(first.Id, first.Line), new(second.Id, second.Line)],
            Witness = Witnesses.Of(space, example),
            Detail = $"Rows {ScanWords.Row(first)} and {ScanWords.Row(second)} both ask for {ScanWords.Describe(space, both)}: " +
                $"`{first.Id}` comes first and gives {results[early]}, `{second.Id}` would give {results[late]}.",
        };
    }
}
