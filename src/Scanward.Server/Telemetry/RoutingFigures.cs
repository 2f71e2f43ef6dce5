using System.Text.Json;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.Telemetry;

/// <summary>The figures of routing as JSON: what became of a site's scans, how long it took, and what waits (docs/figures.md).</summary>
internal static class RoutingFigures
{
    /// <summary>Windows by name; null minutes are all since the start.</summary>
    private static readonly (string Name, int? Minutes)[] windows = [("last_5m", 5), ("last_1h", 60), ("since_start", null)];

    public static void MapRoutingFigures(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/metrics/routing", Get);

    private static async Task<IResult> Get(HttpContext context, Installation installation, CancellationToken ct)
    {
        var caller = context.Caller();
        var backlog = await installation.Reads.Backlogs(caller.SiteNo, ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("site", caller.SiteId);
            json.WriteTime("since", installation.ScanFigures.Since.ToUnixTimeMilliseconds());
            json.WriteNumber("target_ms", ScanFigures.Target.TotalMilliseconds);
            json.WriteStartObject("windows");
            foreach (var (name, minutes) in windows)
            {
                json.WriteStartObject(name);
                Write(json, installation.ScanFigures.Read(caller.SiteNo, minutes));
                json.WriteStartObject("store");
                Write(json, installation.StoreFigures.Read(minutes));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
            WriteNow(json, installation, backlog);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, SiteFigures.Reading reading)
    {
        json.WriteNumber("scans", reading.Answered);
        json.WriteNumber("decided", reading.Decided);
        json.WriteNumber("resolving", reading.Resolving);
        json.WriteNumber("replayed", reading.Replayed);
        json.WriteNumber("refused", reading.Refused);
        WriteShare(json, "refused_share", reading.Refused, reading.Answered);
        WriteCounts(json, "refusals", reading.Refusals);
        WriteCounts(json, "outcomes", reading.Outcomes);
        WriteCounts(json, "rows", reading.Rows);
        WriteCounts(json, "duplicates", reading.Duplicates);
        WriteCounts(json, "repeats", reading.Repeats);
        json.WriteNumber("deferred", reading.Deferred);
        json.WriteStartObject("latency_ms");
        for (var phase = ScanPhase.Ingestion; phase <= ScanPhase.Dispatch; phase++) WriteTimes(json, Wire.Name(phase), reading.Of(phase));
        WriteTimes(json, "end_to_end", reading.EndToEnd);
        json.WriteEndObject();
        WriteShare(json, "within_target_share", reading.WithinTarget, reading.EndToEnd.Count);
    }

    private static void Write(Utf8JsonWriter json, StoreFigures.Reading reading)
    {
        var commits = reading.CommitItems;
        json.WriteNumber("commits", commits.Count);
        json.WriteNumber("failed_commits", reading.FailedCommits);
        json.WriteStartObject("commit_items");
        WriteQuantiles(json, commits, 1);
        json.WriteEndObject();
        WriteTimes(json, "fsync_ms", reading.Flushes);
        WriteTimes(json, "checkpoint_ms", reading.Checkpoints);
    }

    private static void WriteNow(Utf8JsonWriter json, Installation installation, IReadOnlyList<BacklogRecord> backlog)
    {
        json.WriteStartObject("now");
        json.WriteNumber("queue_depth", installation.Writer.Depth);
        json.WriteNumber("queue_limit", Writer.QueuedScans);
        json.WriteNumber("dead_letters_open", backlog[0].DeadLettersOpen);
        json.WriteNumber("scans_resolving", backlog[0].ScansResolving);
        json.WriteNumber("work_orders_waiting_parts", backlog[0].WaitingParts);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string member, IEnumerable<(string Name, long Count)> counts)
    {
        json.WriteStartObject(member);
        foreach (var (name, count) in counts) json.WriteNumber(name, count);
        json.WriteEndObject();
    }

    /// <summary>In milliseconds, from ticks of 100 ns.</summary>
    private static void WriteTimes(Utf8JsonWriter json, string member, Histogram histogram)
    {
        json.WriteStartObject(member);
        json.WriteNumber("count", histogram.Count);
        WriteQuantiles(json, histogram, 1.0 / TimeSpan.TicksPerMillisecond);
        json.WriteEndObject();
    }

    private static void WriteQuantiles(Utf8JsonWriter json, Histogram histogram, double unit)
    {
        WriteNumber(json, "p50", histogram.Quantile(0.50) * unit);
        WriteNumber(json, "p95", histogram.Quantile(0.95) * unit);
        WriteNumber(json, "p99", histogram.Quantile(0.99) * unit);
        WriteNumber(json, "mean", histogram.Count == 0 ? null : histogram.Sum * unit / histogram.Count);
    }

    private static void WriteShare(Utf8JsonWriter json, string member, long part, long whole) => WriteNumber(json, member, whole == 0 ? null : (double)part / whole);

    private static void WriteNumber(Utf8JsonWriter json, string member, double? value)
    {
        if (value is { } number) json.WriteNumber(member, Math.Round(number, 6));
        else json.WriteNull(member);
    }
}
