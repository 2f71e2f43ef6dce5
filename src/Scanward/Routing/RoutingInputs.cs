using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Routing.Crews;
using Scanward.Routing.Policy;

namespace Scanward.Routing;

/// <summary>Everything that a decision is made from. The same inputs give the same decision, for ever (I10).</summary>
public sealed record RoutingInputs
{
    /// <summary>The rules that are written in code, as they are now.</summary>
    public const int CurrentEngine = FoldingEngine;

    /// <summary>From here on a repair within the PM window does the PM as well.</summary>
    private const int FoldingEngine = 2;

    /// <summary>The version of the rules to decide by; an earlier one where an old decision is decided again.</summary>
    public int Engine { get; init; } = CurrentEngine;

    internal bool FoldsPm => Engine >= FoldingEngine;

    public required RoutedScan Scan { get; init; }

    public required AssetProfile Profile { get; init; }

    /// <summary>When the profile was true.</summary>
    public required Instant ProfileAsOf { get; init; }

    /// <summary>The asset's past before this scan, or at least what such a scan can ask of it (<see cref="AssetHistory.AskedBy"/>).</summary>
    public required AssetHistory History { get; init; }

    /// <summary>The stock of every part that the scan may need; a part that is missing is not stocked.</summary>
    public required ImmutableArray<Stock> Stock { get; init; }

    /// <summary>By technician id; who is missing carries nothing and was never assigned.</summary>
    public required IReadOnlyDictionary<string, TechnicianLoad> Loads { get; init; }

    public required SiteGround Site { get; init; }

    public required CompiledPolicy Policy { get; init; }

    /// <summary>
    /// Set where a client orders the work outright; then the policy's table is not asked, only its crews, parts and response times.
    /// </summary>
    public OrderedWork? Ordered { get; init; }

    /// <summary>How many scans of the same commit were decided before it.</summary>
    public int PositionInBatch { get; init; }
}

/// <summary>Work that somebody orders, past the policy's table.</summary>
public sealed record OrderedWork(Outcome Outcome, Priority Priority);

/// <summary>What of a scan bears on its route.</summary>
public sealed record RoutedScan
{
    public required ScanType Type { get; init; }

    public string? FailureMode { get; init; }

    /// <summary>The server's clock; drives crews, stock and response times.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>The corrected time of the scan; drives ages. Equals <see cref="ReceivedAt"/> where <see cref="Stamp"/> is not in order.</summary>
    public required Instant OccurredAt { get; init; }

    public StampCheck Stamp { get; init; } = StampCheck.Ok;

    /// <summary>Null where it is not known.</summary>
    public LocationFact? Location { get; init; }

    public string? OperatorRole { get; init; }

    public ImmutableArray<MeterReading> Readings { get; init; } = [];

    /// <summary>What bears on the route of a scan.</summary>
    /// <param name="firstReceivedAt">When it came in; its stamp is put on the server's clock by this.</param>
    /// <param name="receivedAt">When it is routed as if received: later only where a dead letter is replayed.</param>
    public static RoutedScan Of(ResolvedScan resolved, SiteGround site, Instant firstReceivedAt, Instant receivedAt)
    {
        var scan = resolved.Scan;
        var occurrence = ScanClock.OccurredAt(scan.ScannedAt, scan.SentAt, firstReceivedAt);
        return new()
        {
            Type = scan.Type,
            FailureMode = scan.FailureMode,
            ReceivedAt = receivedAt,
            // Cut to what the store keeps, so that the record decides as the scan did.
            OccurredAt = occurrence is Occurred { At: var at } ? Instant.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : receivedAt,
            Stamp = occurrence switch { Occurred => StampCheck.Ok, InFuture => StampCheck.InFuture, _ => StampCheck.TooOld },
            Location = ScanLocation.Locate(scan.Geolocation, resolved.Profile.Geolocation, site.Site.Geofence),
            OperatorRole = site.RoleOf(scan.OperatorId),
            Readings = scan.Readings,
        };
    }
}

/// <summary>What is to be thought of the scan's time stamp.</summary>
public enum StampCheck
{
    Ok = 1,

    /// <summary>More than five minutes ahead of the server, after correction.</summary>
    InFuture = 2,

    /// <summary>Older than the offline window.</summary>
    TooOld = 3,
}
