using System.Data.Common;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>
/// Keeps the store's word of the devices a few minutes young at most, without a write for each scan; and notices devices that have fallen silent with scans that they have not sent.
/// </summary>
/// <param name="silentAfter">How long a device with such scans may be silent.</param>
/// <param name="tell">Told of them, for those who run the server.</param>
internal sealed class DeviceWatch(DeviceBook book, StoreReads reads, Writer writer, ServerClock clock, Duration silentAfter, Action<string> tell)
{
    private const int ChunkRows = 200;

    private static readonly Duration seenNotedEvery = Duration.FromMinutes(5);

    private static readonly TimeSpan lookEvery = TimeSpan.FromMinutes(1);

    /// <summary>While the server was down it could hear of nobody.</summary>
    private readonly long listeningSinceMs = clock.Now().ToUnixTimeMilliseconds();

    public async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Step(ct);
            }
            catch (Exception e) when (e is StoreException or DbException)
            {
                tell($"Noting what devices say: {e.Message}");
            }
        }
    }

    /// <summary>Looks at all devices once, and stores what is due. Returns how many that were.</summary>
    public async Task<int> Step(CancellationToken ct)
    {
        var due = new List<(DeviceMeter Meter, DeviceNote Note)>();
        foreach (var meter in book.Meters)
        {
            await Look(meter, ct);
            if (meter.Due((long)seenNotedEvery.TotalMilliseconds) is { } note) due.Add((meter, note));
        }

        foreach (var chunk in due.Chunk(ChunkRows))
        {
            await writer.Change(session =>
            {
                foreach (var (_, note) in chunk) session.NoteDevice(note);
                return true;
            }, bulk: true);
            foreach (var (meter, note) in chunk) meter.Stored(note);
        }

        return due.Count;
    }

    private async Task Look(DeviceMeter meter, CancellationToken ct)
    {
        var last = meter.Last;
        var seen = book.SeenMs(last);
        var heard = Math.Max(seen ?? 0, listeningSinceMs);
        var silent = last.Pending > 0 && clock.Now().ToUnixTimeMilliseconds() - heard >= (long)silentAfter.TotalMilliseconds;
        if (silent && last.StaleSinceMs is null)
        {
            if (await reads.Device(0, last.KeyId, ct) is not { RevokedAt: null } device)
            {
                book.Forget(last.KeyId); // nobody waits for it any more
                return;
            }

            tell(string.Create(
                CultureInfo.InvariantCulture,
                $"Device {last.KeyId} '{device.Name}' of {device.SiteId} has been silent since {Shown(seen ?? heard)} with {last.Pending} scans that it has not sent. Find it, and bring it where it has a network."));
            meter.Seen(seen, seen ?? heard);
        }
        else if (!silent && last.StaleSinceMs is not null)
        {
            tell(string.Create(CultureInfo.InvariantCulture, $"Device {last.KeyId} is heard of again."));
            meter.Seen(seen, null);
        }
        else if (seen != last.SeenMs)
        {
            meter.Seen(seen, last.StaleSinceMs);
        }
    }

    private static string Shown(long unixMs) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss'Z'").Format(Instant.FromUnixTimeMilliseconds(unixMs));
}
