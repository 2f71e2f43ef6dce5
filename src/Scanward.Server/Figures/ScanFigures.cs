using System.Collections.Concurrent;
using Scanward.Routing;

namespace Scanward.Server.Figures;

/// <summary>What is counted of scans, by site. Counting takes well under a microsecond a scan, allocates nothing and waits for nobody.</summary>
internal sealed class ScanFigures(TimeProvider time)
{
    /// <summary>What a scan may take end to end.</summary>
    public static readonly TimeSpan Target = TimeSpan.FromMilliseconds(800);

    private readonly ConcurrentDictionary<int, SiteFigures> sites = new();
    private readonly long start = time.GetTimestamp();

    /// <summary>When counting began.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Others that are told of each scan. To be set before the first.</summary>
    public ScanObserver? Observers { get; set; }

    /// <summary>A time stamp.</summary>
    public long Now() => time.GetTimestamp();

    public void Answered(in ScanPassage passage)
    {
        Of(passage.SiteNo).Answered(passage);
        Observers?.Invoke(passage);
    }

    /// <summary>Counts the decision of a scan that was answered before: its asset could be resolved, or its dead letter was replayed.</summary>
    public void DecidedLater(int siteNo, RoutingDecision decision, Repeat? repeat) => Of(siteNo).DecidedLater(decision, repeat, Now());

    /// <summary>The site's figures; all are 0 where it has had no scans.</summary>
    /// <param name="minutes">As <see cref="RollingCounts.Read"/> takes it.</param>
    public SiteFigures.Reading Read(int siteNo, int? minutes) => Of(siteNo).Read(minutes, Now());

    /// <summary>As <see cref="SiteFigures.ScansByMinute"/>.</summary>
    public long[] ScansByMinute(int siteNo) => Of(siteNo).ScansByMinute(Now());

    private SiteFigures Of(int siteNo) => sites.TryGetValue(siteNo, out var known) ? known : sites.GetOrAdd(siteNo, _ => new(start, time));
}
