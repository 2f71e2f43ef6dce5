using System.Globalization;
using NodaTime;
using Scanward.Server.Figures;
using Scanward.Server.Mirror;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Overview;

/// <summary><c>GET /</c>.</summary>
internal static class OverviewEndpoint
{
    /// <summary>When this browser last looked, and when before that: what has come since the last visit is told for as long as this one lasts.</summary>
    private const string SeenCookie = "scanward-seen";

    private static readonly Duration visitEnds = Duration.FromMinutes(30);

    public static async Task<IResult> Get(
        HttpContext context, Visits visits, StoreReads reads, ScanFigures figures, ConnectorDesk connectors, OpenWorkCounts openWork, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var last = LastVisit(context, visit);
        var model = new OverviewModel
        {
            ScansByMinute = [.. figures.ScansByMinute(visit.SiteNo)],
            Hour = figures.Read(visit.SiteNo, RollingCounts.MinutesMost - 1),
            Backlog = (await reads.Backlogs(visit.SiteNo, ct))[0],
            OpenWork = await openWork.Of(visit.SiteNo),
            DeadLetters = await reads.DeadLetterCauses(visit.SiteNo, ct),
            Connectors = [.. await Health(visit, connectors, reads, ct)],
            Since = last is { } at && await reads.Since(visit.SiteNo, at.ToUnixTimeMilliseconds(), SinceVisit.Most, ct) is { } counts ? new(at, counts) : null,
        };
        return Page.Of<OverviewPage>(visit, model);
    }

    /// <summary>When the last visit ended; null where this is the first.</summary>
    private static Instant? LastVisit(HttpContext context, Visit visit)
    {
        var parts = (context.Request.Cookies[SeenCookie] ?? "").Split('.');
        Instant? Read(int i) => parts.Length > i && long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < visit.Now.ToUnixTimeMilliseconds() ? Instant.FromUnixTimeMilliseconds(ms) : null;
        var (seen, before) = (Read(0), Read(1));
        if (seen is { } at && visit.Now - at > visitEnds) before = at;
        var told = string.Create(CultureInfo.InvariantCulture, $"{visit.Now.ToUnixTimeMilliseconds()}{(before is { } b ? $".{b.ToUnixTimeMilliseconds()}" : "")}");
        context.Response.Cookies.Append(SeenCookie, told, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromDays(90) });
        return before;
    }

    private static async Task<IEnumerable<ConnectorHealth>> Health(Visit visit, ConnectorDesk desk, StoreReads reads, CancellationToken ct)
    {
        var connectors = desk.Connectors.All.Where(c => desk.Connectors.Serves(c, visit.SiteId)).ToArray();
        if (connectors.Length == 0) return [];
        var waiting = (await reads.OutboxWaiting(ct)).ToDictionary(w => w.Connector);
        return connectors.Select(c =>
        {
            var gate = desk.DispatcherOf(c.Name)!.Gate.Read(visit.Now);
            var (count, oldest) = waiting.TryGetValue(c.Name, out var w) ? (w.Waiting, w.Oldest) : (0, 0);
            return new ConnectorHealth(c.Name, StateLook.Of(gate.State), gate.Why, count, oldest > 0 ? TimeOrderedId.UnixMs(oldest) : null);
        });
    }
}
