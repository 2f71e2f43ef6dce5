using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>
/// Forgets what is kept for a time only: idempotency keys (14 days, twice the offline window, so that a key that is gone belongs to a scan too old to make a
/// work order) and where scans were made (30 days). It goes through the tables in small steps behind the scans and begins again at the end.
/// </summary>
internal sealed class Retention(Writer writer, ServerClock clock)
{
    public static readonly Duration Keys = Duration.FromDays(14);

    public static readonly Duration Geolocations = Duration.FromDays(30);

    private const int StepRows = 2_000;

    private static readonly TimeSpan stepEvery = TimeSpan.FromSeconds(1);

    private ScopedKey keysAfter;
    private long scansAfter;

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
        var (keys, scans) = (keysAfter, scansAfter);
        (keysAfter, scansAfter) = await writer.Change(
            session => (session.ForgetKeys(keys, StepRows, now - Keys), session.ForgetGeolocations(scans, StepRows, now - Geolocations)), bulk: true);
    }
}
