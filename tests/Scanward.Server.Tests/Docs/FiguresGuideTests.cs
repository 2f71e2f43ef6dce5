using System.Text.RegularExpressions;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Telemetry;
using Scanward.Tests;

namespace Scanward.Server.Tests.Docs;

/// <summary><c>docs/figures.md</c> lists the metrics that there are.</summary>
public sealed partial class FiguresGuideTests
{
    [Fact]
    public async Task Metrics_AreThoseOfTheGuide()
    {
        await using var server = await RunningServer.Start();
        var (_, types) = MetricsParser.Read((await server.North.Get("/metrics")).Text, openMetrics: false);
        var told = Repository.Read("docs/figures.md").Split('\n').Where(l => l.StartsWith("| `scanward_", StringComparison.Ordinal)).Select(l => l.Split('|'))
            .SelectMany(cells => Name().Matches(cells[1]).Select(m => $"{m.Value} {cells[2].Trim()}"));
        Assert.Equal(types.Select(t => $"{t.Key} {t.Value}").Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("scanward_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
