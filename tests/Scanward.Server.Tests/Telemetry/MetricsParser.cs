using System.Globalization;
using System.Text.RegularExpressions;

namespace Scanward.Server.Tests.Telemetry;

/// <summary>
/// Reads Prometheus' text format 0.0.4 and OpenMetrics 1.0 as strictly as they are written down, and more so: each family is described before its samples, and
/// they stand together; no series is there twice; buckets rise to +Inf, which is the count.
/// </summary>
internal sealed partial class MetricsParser
{
    private readonly Dictionary<string, double> samples = [];
    private readonly Dictionary<string, string> types = [];
    private readonly Dictionary<string, List<(double Edge, double Count)>> buckets = [];
    private readonly bool openMetrics;
    private string family = "", type = "";
    private string? helpOf;

    private MetricsParser(bool openMetrics) => this.openMetrics = openMetrics;

    /// <summary>Values by series, with labels in the order in which they are written.</summary>
    public static (IReadOnlyDictionary<string, double> Samples, IReadOnlyDictionary<string, string> Types) Read(string text, bool openMetrics)
    {
        var parser = new MetricsParser(openMetrics);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.Split('\n')[..^1];
        if (openMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
            lines = lines[..^1];
        }

        foreach (var line in lines) parser.Line(line);
        parser.CheckHistograms();
        return (parser.samples, parser.types);
    }

    private void Line(string line)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            helpOf = help.Groups["name"].Value;
            Assert.False(types.ContainsKey(helpOf), line);
        }
        else if (TypeLine().Match(line) is { Success: true } described)
        {
            (family, type) = (described.Groups["name"].Value, described.Groups["type"].Value);
            Assert.Equal(helpOf, family);
            types.Add(family, type);
            if (type == "counter") Assert.Equal(!openMetrics, family.EndsWith("_total", StringComparison.Ordinal));
        }
        else
        {
            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"no line of the format: {line}");
            Take(sample, line);
        }
    }

    private void Take(Match sample, string line)
    {
        var name = sample.Groups["name"].Value;
        string[] allowed = type switch
        {
            "histogram" => [family + "_bucket", family + "_sum", family + "_count"],
            "counter" when openMetrics => [family + "_total"],
            _ => [family],
        };
        Assert.Contains(name, allowed);
        var value = double.Parse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (type is "counter" or "histogram") Assert.True(value >= 0, line);
        var labels = sample.Groups["label"].Captures.Select(c => c.Value).ToArray();
        Assert.Equal(labels.Length, sample.Groups["label"].Captures.Select(c => c.Value.Split('=')[0]).Distinct().Count());
        Assert.True(samples.TryAdd(name + (labels.Length == 0 ? "" : $"{{{string.Join(',', labels)}}}"), value), $"twice: {line}");
        if (!name.EndsWith("_bucket", StringComparison.Ordinal) || type != "histogram") return;
        Assert.StartsWith("le=", labels[^1], StringComparison.Ordinal);
        var edge = labels[^1][4..^1] is "+Inf" ? double.PositiveInfinity : double.Parse(labels[^1][4..^1], NumberStyles.Float, CultureInfo.InvariantCulture);
        var series = labels.Length == 1 ? family : $"{family}{{{string.Join(',', labels[..^1])}}}";
        if (!buckets.TryGetValue(series, out var all)) buckets.Add(series, all = []);
        all.Add((edge, value));
    }

    private void CheckHistograms()
    {
        foreach (var (series, all) in buckets)
        {
            var count = series.Contains('{', StringComparison.Ordinal) ? series.Replace("{", "_count{", StringComparison.Ordinal) : series + "_count";
            Assert.Equal(double.PositiveInfinity, all[^1].Edge);
            Assert.Equal(samples[count], all[^1].Count);
            Assert.Contains(count.Replace("_count", "_sum", StringComparison.Ordinal), samples.Keys);
            foreach (var (low, high) in all.Zip(all.Skip(1))) Assert.True(low.Edge < high.Edge && low.Count <= high.Count, $"{series}: {low} before {high}");
        }
    }

    [GeneratedRegex(@"\A# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\""]|\\\\|\\n|\\"")+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Help();

    [GeneratedRegex(@"\A# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        @"\A(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*=""([^\\""\n]|\\\\|\\n|\\"")*"")(,(?=[a-z])|(?=\})))+\})? (?<value>-?[0-9]+(\.[0-9]+)?)\z",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
