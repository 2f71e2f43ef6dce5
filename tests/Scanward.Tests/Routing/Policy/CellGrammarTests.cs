using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class CellGrammarTests
{
    private const long U = Facts.Unknown;
    private const long Top = long.MaxValue;

    [Theory]
    [InlineData("scan", "corrective", 1L, 1L)]
    [InlineData("scan", "not corrective", U, U, 2L, 3L)]
    [InlineData("scan", "not corrective or unknown", 2L, 3L)]
    [InlineData("scan", "not unknown", 1L, 3L)]
    [InlineData("scan", "unknown", U, U)]
    [InlineData("location", "off_site or unknown", U, U, 3L, 3L)]
    [InlineData("criticality", "4..5", 4L, 5L)]
    [InlineData("criticality", "4 .. 5", 4L, 5L)]
    [InlineData("criticality", "1 or 3 or 2", 1L, 3L)]
    [InlineData("criticality", "under 3", 1L, 2L)]
    [InlineData("criticality", "over 3", 4L, 5L)]
    [InlineData("criticality", "at least 3", 3L, 5L)]
    [InlineData("criticality", "at most 3", 1L, 3L)]
    [InlineData("criticality", "not 2..4", U, U, 1L, 1L, 5L, 5L)]
    [InlineData("failures_90d", "at least 3", 3L, 16L)]
    [InlineData("open_pm", "yes", 1L, 1L)]
    [InlineData("open_pm", "no", 0L, 0L)]
    [InlineData("mtbf_used", "over 80%", 81L, Top)]
    [InlineData("mtbf_used", "50%..80%", 50L, 80L)]
    [InlineData("last_scan_ago", "under 10m", 0L, 9L)]
    [InlineData("last_scan_ago", "at most 1w 1d 1h 1m", 0L, 11581L)]
    [InlineData("last_scan_ago", "at most 1w1d1h1m", 0L, 11581L)]
    [InlineData("pm_due_in", "-7d..7d", -10080L, 10080L)]
    [InlineData("pm_due_in", "under -7d", IntervalSet.Least, -10081L)]
    [InlineData("pm_due_in", "over 7d", 10081L, Top)]
    [InlineData("pm_due_in", "-1d 4h", -1680L, -1680L)]
    [InlineData("warranty_left", "over 0d", 1L, Top)]
    [InlineData("pm_due_in", "not unknown", IntervalSet.Least, Top)]
    [InlineData("reading:run_hours", "over 8123.5", 8123501L, Top)]
    [InlineData("reading:run_hours", "-1.25..1", -1250L, 1000L)]
    public void Read_Numbers_GiveIntervals(string fact, string test, params long[] ends)
    {
        var cell = PolicyTexts.Read(PolicyTexts.Cell(fact, test)).Rows[0].When[0];

        Assert.Equal(IntervalSet.Of(ends.Chunk(2).Select(e => new Interval(e[0], e[1]))), cell.Values);
        Assert.Equal(test, cell.Text);
    }

    [Theory]
    [InlineData("bearing_noise", "bearing_noise", false, false)]
    [InlineData("bearing_noise or leak", "bearing_noise,leak", false, false)]
    [InlineData("not bearing_noise", "bearing_noise", true, true)]
    [InlineData("not bearing_noise or unknown", "bearing_noise", true, false)]
    [InlineData("bearing_noise or unknown", "bearing_noise", false, true)]
    [InlineData("unknown", "", false, true)]
    [InlineData("not unknown", "", true, false)]
    [InlineData("'\"bearing noise\" or leak'", "bearing noise,leak", false, false)]
    [InlineData("\"bearing noise\"", "bearing noise", false, false)]
    [InlineData("\"bearing noise or leak\"", "bearing noise,leak", false, false)]
    [InlineData("'\"unknown\" or \"not\" or \"or\"'", "not,or,unknown", false, false)]
    [InlineData("AHU-000123", "AHU-000123", false, false)]
    public void Read_Names_PlainOrQuoted(string test, string names, bool negated, bool unknown)
    {
        var cell = PolicyTexts.Read(PolicyTexts.Cell("failure_mode", test)).Rows[0].When[0];

        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries), cell.Names);
        Assert.Equal((negated, unknown), (cell.NamesNegated, cell.NamesUnknown));
    }

    /// <summary>Cells made up with their meaning beside them: the text, read, means just that at every edge.</summary>
    [Fact]
    public void Read_MadeUpCells_MeanWhatTheySay()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var column = MadeUp.Pick(random, FactColumn.All.Where(c => c.Kind != FactKind.Name).ToArray());
            var (text, holds) = MadeUp.Cell(random, column);
            var probes = MadeUp.Edges(column);
            if (!probes.Any(holds)) continue;

            var reading = PolicyReader.Read(PolicyTexts.Cell(column.Name, text));

            var cell = Assert.IsType<PolicyRead>(reading).Policy.Rows[0].When[0];
            Assert.Equal(probes.Where(holds), probes.Where(cell.Values.Contains));
        }
    }
}
