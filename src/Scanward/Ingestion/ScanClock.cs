using NodaTime;

namespace Scanward.Ingestion;

/// <summary>When a scan happened: <see cref="Occurred"/>, or a stamp that a person must look at, <see cref="InFuture"/> or <see
/// cref="TooOld"/>.</summary>
public abstract record Occurrence
{
    private protected Occurrence()
    {
    }
}

/// <summary>The scan happened at this instant of the server's clock, never after its receipt.</summary>
public sealed record Occurred(Instant At) : Occurrence;

/// <summary>The stamp lies in the future even after correction; the scan goes to review.</summary>
/// <param name="Corrected">What the stamp comes to on the server's clock, at most the last instant there is.</param>
/// <param name="Ahead">How far after receipt; more than <see cref="ScanClock.FutureTolerance"/>.</param>
public sealed record InFuture(Instant Corrected, Duration Ahead) : Occurrence;

/// <summary>The stamp is older than the offline window; the scan goes to review.</summary>
/// <param name="Corrected">What the stamp comes to on the server's clock, at least the first instant there is.</param>
/// <param name="Age">How long before receipt; more than <see cref="ScanClock.OfflineWindow"/>.</param>
public sealed record TooOld(Instant Corrected, Duration Age) : Occurrence;

/// <summary>
/// Puts a device's stamp on the server's clock: <c>occurred_at = scan_timestamp + (received_at − sent_at)</c>, clamped to the past. Seen the other
/// way round, a scan is as old as the device's own clock says between scanning and sending, however wrong that clock is. Without <c>sent_at</c> the
/// stamp counts as it is.
/// </summary>
public static class ScanClock
{
    /// <summary>How far after receipt a stamp may lie, corrected, and still count as "just now".</summary>
    public static readonly Duration FutureTolerance = Duration.FromMinutes(5);

    /// <summary>How long a device may keep scans before it hands them in.</summary>
    public static readonly Duration OfflineWindow = Duration.FromDays(7);

    /// <summary>Puts a stamp on the server's clock; total, whatever the device says.</summary>
    public static Occurrence OccurredAt(Instant scannedAt, Instant? sentAt, Instant receivedAt)
    {
        var age = (sentAt ?? receivedAt) - scannedAt; // two instants are at most 20,000 years apart, which a duration holds; instants may not
        if (age < -FutureTolerance) return new InFuture(Before(receivedAt, age), -age);
        if (age > OfflineWindow) return new TooOld(Before(receivedAt, age), age);
        return new Occurred(age > Duration.Zero ? Before(receivedAt, age) : receivedAt);
    }

    /// <summary>The instant by this much before another, held within what an instant can be.</summary>
    private static Instant Before(Instant instant, Duration age) =>
        age > instant - Instant.MinValue ? Instant.MinValue
        : -age > Instant.MaxValue - instant ? Instant.MaxValue
        : instant - age;
}
