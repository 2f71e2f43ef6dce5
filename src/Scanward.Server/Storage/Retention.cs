using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>How long what is kept for a time only is kept.</summary>
internal sealed record RetentionOptions
{
    public static readonly RetentionOptions Default = new();

    /// <summary>Idempotency keys; at least twice the offline window, so that a key that is gone belongs to a scan too old to make a work order.</summary>
    public Duration Keys { get; init; } = Duration.FromDays(14);

    /// <summary>Where scans were made.</summary>
    public Duration Geolocations { get; init; } = Duration.FromDays(30);

    /// <summary>Dead letters that were replayed or discarded; null for ever.</summary>
    public Duration? ClosedDeadLetters { get; init; } = Duration.FromDays(90);

    /// <summary>Scans with their decisions and finished work orders; null for ever. Longer than <see cref="Keys"/>.</summary>
    public Duration? Scans { get; init; }
}

/// <summary>Forgets what is kept for a time only. It goes through the tables in small steps behind the scans and begins again at the end.</summary>
internal sealed class Retention(Writer writer, ServerClock clock, RetentionOptions options)
{
    private const int StepRows = 2_000;

    /// <summary>Fewer, since what a device sent lies in them.</summary>
    private const int StepLetters = 100;

    /// <summary>Fewer, since each takes several deletions.</summary>
    private const int StepScans = 200;

    /// <summary>Steps a second in which scans are deleted: more than come in, for long.</summary>
    private const int ScanSteps = 25;

    private static readonly TimeSpan stepEvery = TimeSpan.FromSeconds(1);

    private ScopedKey keysAfter;
    private long geolocationsAfter, lettersAfter, scansAfter;

    public async Task Run(Action<Exception> tell, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(stepEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Step();
            }
            catch (StoreException e)
            {
                tell(e);
            }
        }
    }

    /// <summary>Looks at the next rows of each table.</summary>
    public async Task Step()
    {
        var now = clock.Now();
        (keysAfter, geolocationsAfter, lettersAfter) = await writer.Change(
            session => (
                session.ForgetKeys(keysAfter, StepRows, now - options.Keys),
                session.ForgetGeolocations(geolocationsAfter, StepRows, now - options.Geolocations),
                options.ClosedDeadLetters is { } letters ? session.ForgetDeadLetters(lettersAfter, StepLetters, now - letters) : 0), bulk: true);
        if (options.Scans is not { } scans) return;
        for (var step = 0; step < ScanSteps; step++)
        {
            scansAfter = await writer.Change(session => session.ForgetScans(scansAfter, StepScans, now - scans), bulk: true);
            if (scansAfter == 0) break;
        }
    }
}
