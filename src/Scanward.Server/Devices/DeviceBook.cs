using System.Collections.Concurrent;
using System.Collections.Frozen;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>What is known of the devices now, and the firmware that is wanted of them: in memory, since each scan asks and tells.</summary>
internal sealed class DeviceBook(StoreReads reads, Callers callers, ServerClock clock)
{
    private readonly ConcurrentDictionary<long, DeviceMeter> meters = new();
    private FrozenDictionary<int, FirmwareRules> rules = FrozenDictionary<int, FirmwareRules>.Empty;

    public ICollection<DeviceMeter> Meters => meters.Values;

    /// <summary>To be called before anything listens.</summary>
    public async Task Load(CancellationToken ct)
    {
        foreach (var device in await reads.DevicesInUse(ct)) meters.TryAdd(device.KeyId, new(device));
        await LoadRules(ct);
    }

    /// <summary>To be called after every durable change of rules; it holds for the next scan.</summary>
    public async Task LoadRules(CancellationToken ct) => Volatile.Write(
        ref rules,
        (await reads.FirmwareRules(ct)).GroupBy(r => r.SiteNo).ToFrozenDictionary(g => g.Key, g => new FirmwareRules([.. g.Select(r => new FirmwareRuleRow(r.Model, r.Minimum, r.RefuseFrom.ToInstant()))])));

    public FirmwareRules RulesOf(int siteNo) => Volatile.Read(ref rules).GetValueOrDefault(siteNo) ?? FirmwareRules.None;

    public DeviceMeter Meter(long keyId) => meters.GetOrAdd(keyId, static id => new DeviceMeter(id));

    public void Forget(long keyId) => meters.TryRemove(keyId, out _);

    /// <summary>When a request of the device came last, to the minute; null where none ever did.</summary>
    public long? SeenMs(DeviceNote device) => Math.Max(callers.UsedMs(device.KeyId), device.SeenMs ?? 0) is > 0 and var seen ? seen : null;

    public FirmwareStanding Standing(int siteNo, DeviceNote device) => RulesOf(siteNo).Judge(device.Model, device.Firmware, clock.Now());

    /// <summary>Notes what a scan tells of its device. Returns why the site does not take it from that firmware; null where it does.</summary>
    public string? WhyNot(Caller caller, Scan scan)
    {
        if (caller.Role != Role.Device || caller.DeviceKey == 0) return null;
        var known = RulesOf(caller.SiteNo);
        if (scan.Device is null && known.Rules.IsEmpty) return null;
        var meter = Meter(caller.DeviceKey);
        if (scan.Device is { } said && (said.BatteryPercent is not null || said.Firmware is not null))
        {
            var now = clock.Now().ToUnixTimeMilliseconds();
            meter.Note(new(Math.Min(now, scan.ScannedAt.ToUnixTimeMilliseconds())) { BatteryPercent = said.BatteryPercent, Firmware = said.Firmware });
        }

        if (known.Rules.IsEmpty) return null;
        var last = meter.Last;
        var standing = known.Judge(last.Model, scan.Device?.Firmware ?? last.Firmware, clock.Now());
        return standing.State == FirmwareState.RefuseNew && scan.ScannedAt >= standing.RefuseFrom ? standing.Detail : null;
    }
}
