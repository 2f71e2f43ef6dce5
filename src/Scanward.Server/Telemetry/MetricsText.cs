using System.Globalization;
using System.Text;
using Scanward.Server.Figures;

namespace Scanward.Server.Telemetry;

/// <summary>
/// Writes metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0. A family is begun, then its samples follow; times are in seconds.
/// </summary>
internal sealed class MetricsText(bool openMetrics)
{
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";

    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Upper edges in ticks of 100 ns, at which counts are exact: 12.8 µs to 13.4 s.</summary>
    private static readonly long[] timeEdges = [.. Enumerable.Range(7, 21).Select(power => 1L << power)];

    /// <summary>Upper edges of sizes; below 32 each value has its own bucket, so any edge is exact.</summary>
    private static readonly long[] sizeEdges = [2, 3, 5, 9, 17, 32, 64, 128, 256, 512];

    private readonly StringBuilder text = new();
    private string family = "";

    public string ContentType => openMetrics ? OpenMetricsType : PrometheusType;

    /// <summary>A number that only grows; its samples are named <c>NAME_total</c>.</summary>
    public void Counter(string name, string help)
    {
        Begin(openMetrics ? name : name + "_total", "counter", help);
        family = name + "_total";
    }

    public void Gauge(string name, string help) => Begin(name, "gauge", help);

    public void HistogramOf(string name, string help) => Begin(name, "histogram", help);

    /// <summary>A sample of the family that was begun last.</summary>
    /// <param name="labels">Names and values.</param>
    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Line(family, labels, null, value);

    /// <param name="target">Adds an edge with an exact count of its own, in ticks.</param>
    public void Times(Histogram histogram, (long Ticks, long Count)? target, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Buckets(histogram, timeEdges, TimeSpan.TicksPerSecond, target, labels);

    public void Sizes(Histogram histogram, params ReadOnlySpan<(string Name, string Value)> labels) => Buckets(histogram, sizeEdges, 1, null, labels);

    public override string ToString() => openMetrics ? text + "# EOF\n" : text.ToString();

    private void Begin(string name, string type, string help)
    {
        family = name;
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(help, quoted: openMetrics)}\n# TYPE {name} {type}\n");
    }

    /// <summary>Values are whole numbers below the edge: of sizes the largest is one less, of times (cut to whole ticks) the edge itself.</summary>
    private void Buckets(Histogram histogram, long[] edges, long unit, (long Ticks, long Count)? target, ReadOnlySpan<(string, string)> labels)
    {
        foreach (var edge in edges)
        {
            if (target is { } exact && exact.Ticks < edge)
            {
                Line(family + "_bucket", labels, Number(exact.Ticks / (double)unit), exact.Count);
                target = null;
            }

            Line(family + "_bucket", labels, Number((unit == 1 ? edge - 1 : edge) / (double)unit), histogram.CountBelow(edge));
        }

        Line(family + "_bucket", labels, "+Inf", histogram.Count);
        Line(family + "_sum", labels, null, histogram.Sum / (double)unit);
        Line(family + "_count", labels, null, histogram.Count);
    }

    private void Line(string name, ReadOnlySpan<(string Name, string Value)> labels, string? edge, double value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var (label, of) in labels)
        {
            text.Append(separator).Append(label).Append("=\"").Append(Escape(of, quoted: true)).Append('"');
            separator = ',';
        }

        if (edge is not null)
        {
            text.Append(separator).Append("le=\"").Append(edge).Append('"');
            separator = ',';
        }

        if (separator == ',') text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>As both formats take it; in OpenMetrics an edge is a float even where it is whole.</summary>
    private static string Number(double value)
    {
        var shown = value.ToString("0.################", CultureInfo.InvariantCulture);
        return shown.Contains('.', StringComparison.Ordinal) ? shown : shown + ".0";
    }

    private static string Escape(string value, bool quoted)
    {
        value = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quoted ? value.Replace("\"", "\\\"", StringComparison.Ordinal) : value;
    }
}
