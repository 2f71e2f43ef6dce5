using System.Collections.Concurrent;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Server.Access;

namespace Scanward.Server.Resolution;

/// <summary>What became of the look-up of one scan's asset.</summary>
internal abstract record Resolution;

internal sealed record Resolved(ResolvedScan Scan) : Resolution;

/// <summary>The registry answered, and the answer is final.</summary>
internal sealed record Unresolvable(ProblemKind Problem, string Detail) : Resolution
{
    /// <summary>Whether an asset may come that has the tag, upon which the scan is routed by itself.</summary>
    public bool MayBeClaimed => Problem == Problems.AssetUnknown || Problem == Problems.TagUnclaimed;
}

/// <summary>The registry did not answer in time.</summary>
/// <param name="Asked">Whether it was asked at all, which it is not while it is known not to answer.</param>
internal sealed record NotYet(string Why, bool Asked = true) : Resolution;

/// <summary>
/// The second phase: from tag to asset, through the process's memory, then the connector. One look-up of the same thing at a time; the others wait
/// for it.
/// </summary>
internal sealed class Assets(AssetMemory memory, IAssetSource source, ServerClock clock)
{
    /// <summary>The one attempt inside a request.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>After which a look-up that goes on behind the request is ended.</summary>
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<AssetQuery, Task<AssetAnswer>> lookups = new();

    /// <summary>From memory alone; null where it cannot say.</summary>
    public ResolvedScan? Recall(Scan scan, Caller caller, Instant now) =>
        memory.Find(Query(scan, caller), now) is { } found ? Resolve(scan, found) : null;

    public async Task<Resolution> Resolve(Scan scan, Caller caller, CancellationToken ct)
    {
        if (Recall(scan, caller, clock.Now()) is { } known) return new Resolved(known);
        var query = Query(scan, caller);
        try
        {
            return await Shared(query).WaitAsync(Patience, clock.Time, ct) switch
            {
                AssetFound found => new Resolved(Resolve(scan, found)),
                AssetElsewhere => new Unresolvable(
                    Problems.NotThisSite, $"'{query.Text}' belongs to an asset of another site than '{caller.SiteId}', the site of this device key."),
                TagUnclaimed => new Unresolvable(
                    Problems.TagUnclaimed, $"The tag '{query.Text}' was printed blank and belongs to no asset yet: choose the asset that it is on. The scan is kept, and routed once that is known."),
                _ => new Unresolvable(
                    Problems.AssetUnknown, $"No asset of site '{caller.SiteId}' has the {(scan.Tag is null ? "id" : "tag")} '{query.Text}'."),
            };
        }
        catch (TimeoutException)
        {
            return new NotYet($"{source.Name} did not answer within {Patience.TotalMilliseconds:0} ms");
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return new NotYet(source.Why(e), source.WasAsked(e));
        }
    }

    private Task<AssetAnswer> Shared(AssetQuery query)
    {
        if (lookups.TryGetValue(query, out var underWay)) return underWay;
        var started = new TaskCompletionSource<AssetAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = lookups.GetOrAdd(query, started.Task);
        if (shared == started.Task) _ = LookUp(query, started);
        return shared;
    }

    /// <summary>Never throws: what goes wrong goes to those who wait.</summary>
    private async Task LookUp(AssetQuery query, TaskCompletionSource<AssetAnswer> waiters)
    {
        await Task.Yield();
        try
        {
            using var limit = new CancellationTokenSource(LookUpLimit, clock.Time);
            var version = memory.Version;
            var answer = await source.FindAsset(query, limit.Token);
            if (answer is AssetFound found) memory.Remember(query, found, version);
            lookups.TryRemove(query, out _);
            waiters.SetResult(answer);
        }
        catch (Exception e)
        {
            lookups.TryRemove(query, out _);
            waiters.SetException(e);
            _ = waiters.Task.Exception; // observed here, so that nobody waiting is no fault
        }
    }

    private static ResolvedScan Resolve(Scan scan, AssetFound found) => new(scan, found.AssetNo, found.Profile, found.AsOf) { Caveat = found.Caveat };

    private static AssetQuery Query(Scan scan, Caller caller) => new(caller.SiteId, scan.AssetId, scan.Tag?.Key);
}
