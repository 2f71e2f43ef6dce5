using System.Collections.Concurrent;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Resolution;

/// <summary>
/// Profiles in the process, bounded, by site and by what was looked up. Two generations: what is used moves into the young one, and when that is full
/// the old one is let go. A change to the registry makes every entry read before it stale, or those of one asset.
/// </summary>
internal sealed class AssetMemory
{
    /// <summary>Entries a generation.</summary>
    public const int Capacity = 150_000;

    /// <summary>Single assets that are remembered as changed; past it all entries are stale.</summary>
    private const int ChangedMost = 10_000;

    private static readonly Duration maxAge = Duration.FromHours(1);

    private ConcurrentDictionary<AssetQuery, Entry> young = new();
    private ConcurrentDictionary<AssetQuery, Entry> old = new();
    private readonly ConcurrentDictionary<long, long> changed = new();
    private long version;
    private long wholly;

    /// <summary>To be taken before the registry is read, and handed to <see cref="Remember"/> with what was read.</summary>
    public long Version => Volatile.Read(ref version);

    /// <summary>Called after a change to the registry is durable.</summary>
    public void Invalidate()
    {
        var all = Interlocked.Increment(ref version);
        Volatile.Write(ref wholly, all);
        foreach (var mark in changed.Where(m => m.Value <= all)) changed.TryRemove(mark); // entries as old are stale without a mark
    }

    /// <summary>Called after a change to one asset is durable.</summary>
    public void Invalidate(long assetNo)
    {
        if (changed.Count >= ChangedMost)
        {
            Invalidate();
            return;
        }

        var now = Interlocked.Increment(ref version);
        changed.AddOrUpdate(assetNo, now, (_, before) => Math.Max(before, now));
    }

    public AssetFound? Find(AssetQuery query, Instant now)
    {
        if (young.TryGetValue(query, out var entry)) return Fresh(entry, now);
        if (!old.TryGetValue(query, out entry) || Fresh(entry, now) is not { } found) return null;
        Remember(query, found, entry.Version);
        return found;
    }

    public void Remember(AssetQuery query, AssetFound found, long readAtVersion)
    {
        if (young.Count >= Capacity)
        {
            old = young;
            young = new();
        }

        young[query] = new(found, readAtVersion);
    }

    private AssetFound? Fresh(Entry entry, Instant now) =>
        entry.Version >= Volatile.Read(ref wholly) && !(changed.TryGetValue(entry.Found.AssetNo, out var since) && entry.Version < since)
        && now < (entry.Found.FreshUntil ?? entry.Found.AsOf + maxAge) ? entry.Found : null;

    private sealed record Entry(AssetFound Found, long Version);
}
