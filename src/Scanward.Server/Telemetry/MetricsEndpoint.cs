using System.Reflection;
using System.Text;
using Scanward.Server.Access;
using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.Telemetry;

/// <summary>
/// <c>GET /metrics</c> for Prometheus. With a key it shows what that key's site has done, and what the whole server has in common; where the server is
/// started with <c>--open-metrics</c> it asks for no key and shows all sites.
/// </summary>
internal static class MetricsEndpoint
{
    public static readonly string Version = typeof(MetricsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <param name="open">Whether no key is asked for.</param>
    public static void MapMetrics(this IEndpointRouteBuilder app, bool open)
    {
        var metrics = app.MapGet("/metrics", (HttpContext context, Installation installation, CancellationToken ct) => Get(context, installation, open || context.Caller().SiteNo == 0 ? null : context.Caller().SiteNo, ct));
        if (!open) metrics.RequireRole(Role.Device).ForAllSites();
    }

    private static async Task<IResult> Get(HttpContext context, Installation installation, int? siteNo, CancellationToken ct)
    {
        var text = new MetricsText(context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase));
        var sites = await installation.Reads.Backlogs(siteNo, ct);
        WriteScans(text, [.. sites.Select(s => (s.SiteId, installation.ScanFigures.Read(s.SiteNo, null)))]);
        WriteBacklogs(text, sites);
        await DispatchMetrics.Write(text, installation, siteNo is { } of ? installation.Sites[of].Site.SiteId : null, ct);
        await DeviceMetrics.Write(text, installation, siteNo, ct);
        WriteServer(text, installation);
        return Results.Text(text.ToString(), text.ContentType, Encoding.UTF8);
    }

    private static void WriteScans(MetricsText text, (string Site, SiteFigures.Reading Of)[] sites)
    {
        text.Counter("scanward_scans", "Scans answered: decided, resolving (202, the asset is still being looked up), replayed (a repeat of a key) or refused.");
        foreach (var (site, of) in sites)
        {
            text.Sample(of.Decided, ("site", site), ("result", "decided"));
            text.Sample(of.Resolving, ("site", site), ("result", "resolving"));
            text.Sample(of.Replayed, ("site", site), ("result", "replayed"));
            text.Sample(of.Refused, ("site", site), ("result", "refused"));
        }

        Counts(text, "scanward_scan_outcomes", "outcome", "Decisions by outcome, also of scans that were answered before.", sites, of => of.Outcomes);
        Counts(text, "scanward_scan_rows", "row", "Decisions by row of the policy.", sites, of => of.Rows);
        Counts(text, "scanward_scan_duplicates", "of", "Duplicates by what they repeat.", sites, of => of.Duplicates);
        Counts(text, "scanward_scan_repeats", "kind", "Scans that repeat what was known: by the same person, of a fault that is open, of one that was repaired.", sites, of => of.Repeats);
        Counts(text, "scanward_scan_refusals", "code", "Scans refused, by the problem's code.", sites, of => of.Refusals);
        text.HistogramOf("scanward_scan_duration_seconds", "From a scan's coming in until its answer is ready, of scans that went through all phases.");
        foreach (var (site, of) in sites) text.Times(of.EndToEnd, (ScanFigures.Target.Ticks, of.WithinTarget), ("site", site));
        text.HistogramOf("scanward_scan_phase_duration_seconds", "The same by phase: ingestion, resolution, routing with the queue, commit with its fsync, dispatch.");
        foreach (var (site, of) in sites)
        {
            for (var phase = ScanPhase.Ingestion; phase <= ScanPhase.Dispatch; phase++) text.Times(of.Of(phase), null, ("site", site), ("phase", Wire.Name(phase)));
        }
    }

    private static void Counts(
        MetricsText text, string name, string label, string help, (string Site, SiteFigures.Reading Of)[] sites, Func<SiteFigures.Reading, IEnumerable<(string, long)>> counts)
    {
        text.Counter(name, help);
        foreach (var (site, of) in sites)
        {
            foreach (var (value, count) in counts(of)) text.Sample(count, ("site", site), (label, value));
        }
    }

    private static void WriteBacklogs(MetricsText text, IReadOnlyList<BacklogRecord> sites)
    {
        text.Gauge("scanward_dead_letters_open", "Dead letters that nobody has replayed or discarded.");
        foreach (var site in sites) text.Sample(site.DeadLettersOpen, ("site", site.SiteId));
        text.Gauge("scanward_scans_resolving", "Scans whose asset is still being looked up.");
        foreach (var site in sites) text.Sample(site.ScansResolving, ("site", site.SiteId));
        text.Gauge("scanward_work_orders_waiting_parts", "Work orders that wait for parts.");
        foreach (var site in sites) text.Sample(site.WaitingParts, ("site", site.SiteId));
    }

    private static void WriteServer(MetricsText text, Installation installation)
    {
        var store = installation.StoreFigures.Read(null);
        text.Gauge("scanward_queue_depth", "Scans and other changes that wait for the writer.");
        text.Sample(installation.Writer.Depth);
        text.Gauge("scanward_queue_limit", "Scans that may wait; past it they are turned away.");
        text.Sample(Writer.QueuedScans);
        text.HistogramOf("scanward_commit_items", "Scans and other changes in each commit.");
        text.Sizes(store.CommitItems);
        text.Counter("scanward_commits_failed", "Commits that the store did not take.");
        text.Sample(store.FailedCommits);
        text.HistogramOf("scanward_fsync_duration_seconds", "One fsync, which makes one or several commits durable.");
        text.Times(store.Flushes, null);
        text.HistogramOf("scanward_checkpoint_duration_seconds", "How long the writer stood still for the last part of a checkpoint.");
        text.Times(store.Checkpoints, null);
        text.Gauge("scanward_last_commit_age_seconds", "Since the last commit.");
        text.Sample(installation.StoreFigures.LastCommitAge.TotalSeconds);
        text.Gauge("scanward_scan_target_seconds", "What a scan may take end to end.");
        text.Sample(ScanFigures.Target.TotalSeconds);
        text.Counter("scanward_log_lines_dropped", "Lines of the scan log that were dropped because they could not be written fast enough.");
        text.Sample(installation.ScanLog?.Dropped ?? 0);
        text.Gauge("scanward_ready", "Whether /readyz says so: 1 or 0.");
        text.Sample(Readiness.Of(installation).Ready ? 1 : 0);
        text.Gauge("scanward_start_time_seconds", "When counting began, as Unix time.");
        text.Sample(installation.ScanFigures.Since.ToUnixTimeMilliseconds() / 1000.0);
        text.Gauge("scanward_build_info", "The version; always 1.");
        text.Sample(1, ("version", Version));
    }
}
