using System.Collections.Immutable;
using NodaTime;
using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Overview;

/// <summary>How the site is doing now, over the last hour.</summary>
internal sealed record OverviewModel
{
    /// <summary>Scans in each of the last 60 minutes, the oldest first.</summary>
    public required ImmutableArray<long> ScansByMinute { get; init; }

    public required SiteFigures.Reading Hour { get; init; }

    public required BacklogRecord Backlog { get; init; }

    public required IReadOnlyList<OpenWorkRecord> OpenWork { get; init; }

    public required IReadOnlyList<DeadLetterCauseRecord> DeadLetters { get; init; }

    public required ImmutableArray<ConnectorHealth> Connectors { get; init; }

    /// <summary>What has come since the last visit; null at the first one.</summary>
    public SinceVisit? Since { get; init; }

    public long Open => OpenWork.Sum(w => w.Count);

    public long Overdue => OpenWork.Sum(w => w.Overdue);

    /// <summary>The 95th percentile of a phase, in milliseconds.</summary>
    public double? P95(ScanPhase phase) => Hour.Of(phase).Quantile(0.95) / TimeSpan.TicksPerMillisecond;

    public double? P95EndToEnd => Hour.EndToEnd.Quantile(0.95) / TimeSpan.TicksPerMillisecond;

    public double? RejectedShare => Hour.Answered == 0 ? null : (double)Hour.Refused / Hour.Answered;
}

/// <summary>How a connector stands.</summary>
internal sealed record ConnectorHealth(string Name, StateLook Look, string Why, long Waiting, long? OldestAt);

/// <summary>What has come since the last visit; counts stop at <see cref="Most"/>.</summary>
internal sealed record SinceVisit(Instant At, SinceRecord Counts)
{
    public const int Most = 10_000;

    public static string Shown(long count) => count >= Most ? "10,000 or more" : count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
