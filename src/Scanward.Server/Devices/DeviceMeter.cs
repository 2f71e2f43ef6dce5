using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>What a device says of itself; members that it does not mention are null.</summary>
/// <param name="AtMs">When that was so.</param>
internal readonly record struct DeviceSaying(long AtMs)
{
    public string? Model { get; init; }

    public string? Firmware { get; init; }

    public string? AppVersion { get; init; }

    public int? BatteryPercent { get; init; }

    /// <summary>Scans that it has not sent yet.</summary>
    public int? Pending { get; init; }

    public long? OldestPendingMs { get; init; }
}

/// <summary>The last that is known of one device, in memory; the store gets it now and then (<see cref="DeviceWatch"/>).</summary>
internal sealed class DeviceMeter(long keyId)
{
    private readonly Lock gate = new();
    private DeviceNote last = new(keyId, null, null, null, null, null, null, null, null, null);
    private bool changed;
    private long storedSeenMs;

    public DeviceMeter(DeviceRecord stored)
        : this(stored.KeyId)
    {
        last = new(stored.KeyId, stored.Model, stored.Firmware, stored.AppVersion, stored.BatteryPercent, stored.Pending, stored.OldestPendingAt, stored.ReportedAt, stored.SeenAt, stored.StaleSince);
        storedSeenMs = stored.SeenAt ?? 0;
    }

    public DeviceNote Last
    {
        get
        {
            lock (gate) return last;
        }
    }

    /// <summary>Takes what it says, unless that is older than what it said last: a scan that waited tells of the past.</summary>
    public void Note(in DeviceSaying saying)
    {
        lock (gate)
        {
            if (saying.AtMs < last.ReportedMs) return;
            var now = last with
            {
                Model = saying.Model ?? last.Model,
                Firmware = saying.Firmware ?? last.Firmware,
                AppVersion = saying.AppVersion ?? last.AppVersion,
                BatteryPercent = saying.BatteryPercent ?? last.BatteryPercent,
                Pending = saying.Pending ?? last.Pending,
                OldestPendingMs = saying.Pending is null ? last.OldestPendingMs : saying.OldestPendingMs,
                ReportedMs = saying.AtMs,
            };
            changed |= now with { ReportedMs = last.ReportedMs } != last || saying.Pending is not null;
            last = now;
        }
    }

    /// <summary>Notes when it was last heard of, and whether it is silent.</summary>
    public void Seen(long? seenMs, long? staleSinceMs)
    {
        lock (gate)
        {
            changed |= staleSinceMs != last.StaleSinceMs;
            last = last with { SeenMs = seenMs, StaleSinceMs = staleSinceMs };
        }
    }

    /// <summary>What the store should be told; null where nothing is new, or only that it was heard of less than so long after the last time.</summary>
    public DeviceNote? Due(long seenEveryMs)
    {
        lock (gate) return changed || last.SeenMs - storedSeenMs >= seenEveryMs ? last : null;
    }

    public void Stored(DeviceNote note)
    {
        lock (gate)
        {
            storedSeenMs = note.SeenMs ?? 0;
            if (last == note) changed = false;
        }
    }
}
