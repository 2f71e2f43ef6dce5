using System.Collections.Concurrent;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Resolution;

namespace Scanward.Server.Mirror;

/// <summary>
/// Assets of sites that have a maintenance system of their own: first the mirror in the store, then, where that is too old or does not know, the system itself. Where that does not
/// answer, the mirror will do as long as the policy says, and whoever asks is told so.
/// </summary>
/// <param name="allowedAge">How old a profile may be; null for any age.</param>
internal sealed class ConnectedAssets(OwnRegistry own, Connectors connectors, Func<string, ConnectorGate?> gates, AssetMirror mirror, Func<Duration?> allowedAge, ServerClock clock) : IAssetSource
{
    /// <summary>How long it is remembered that a system knows no such asset.</summary>
    private static readonly Duration unknownFor = Duration.FromSeconds(30);

    /// <summary>How long the mirror is used without asking again after the system has not answered.</summary>
    private static readonly Duration askAgainAfter = Duration.FromSeconds(5);

    /// <summary>What is waited for the system where the mirror could do.</summary>
    private static readonly TimeSpan patienceWithMirror = TimeSpan.FromMilliseconds(300);

    private const int UnknownMost = 10_000;

    private readonly ConcurrentDictionary<AssetQuery, Instant> unknown = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> slots = new();

    public string Name => "the registry";

    public string Why(Exception fault) => fault is CmmsSilentException ? fault.Message.TrimEnd('.') : $"{Name} failed: {fault.Message}";

    public bool WasAsked(Exception fault) => fault is not CmmsSilentException { WasAsked: false };

    public async Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct)
    {
        var here = await own.FindAsset(query, ct);
        if (connectors.AssetsOf(query.SiteId) is not { } connector || here is AssetElsewhere) return here;
        var now = clock.Now();
        var found = here as AssetFound;
        if (found is not null && (found.Connector is null || now - found.AsOf < connector.Limits.MirrorFor)) return found with { FreshUntil = found.Connector is null ? null : found.AsOf + connector.Limits.MirrorFor };
        if (found is null && unknown.TryGetValue(query, out var until) && now < until) return here;
        var asking = Ask(connector, query, ct);
        if (found is null) return await asking is { } answer && !(answer is AssetUnknown && here is TagUnclaimed) ? answer : here;
        try
        {
            return await asking.WaitAsync(patienceWithMirror, clock.Time, ct);
        }
        catch (Exception e) when (e is TimeoutException or CmmsSilentException)
        {
            if (allowedAge() is { } most && now - found.AsOf > most) throw new CmmsSilentException($"{Silence(connector, e)}, and what is known of the asset is older than the policy allows", e) { WasAsked = e is not CmmsSilentException { WasAsked: false } };
            return found with { FreshUntil = now + askAgainAfter, Caveat = $"{Silence(connector, e)}; the asset is as it was at {NodaTime.Text.InstantPattern.General.Format(found.AsOf)}." };
        }
    }

    private static string Silence(Connector connector, Exception e) => e is TimeoutException ? $"{connector.Name} did not answer within {patienceWithMirror.TotalMilliseconds:0} ms" : e.Message.TrimEnd('.');

    /// <exception cref="CmmsSilentException">There was no answer, or none that says anything.</exception>
    private async Task<AssetAnswer> Ask(Connector connector, AssetQuery query, CancellationToken ct)
    {
        var slot = slots.GetOrAdd(connector.Name, static (_, most) => new(most), connector.Limits.Concurrency);
        await slot.WaitAsync(ct);
        CmmsReply<CmmsAsset> reply;
        try
        {
            if (gates(connector.Name) is { } gate && gate.Read(clock.Now()) is { State: not ConnectorState.Flowing } standing) throw new CmmsSilentException($"{connector.Name} is not asked now: {standing.Why}") { WasAsked = false };
            reply = await connector.Cmms.FindAsset(query, ct);
            if (gates(connector.Name) is { } judge) Tell(judge, query, reply);
        }
        finally
        {
            slot.Release();
        }

        if (reply.Ending != CmmsEnding.Done) throw new CmmsSilentException($"{connector.Name} failed: {reply.Why}");
        if (reply.Value is not { Gone: false } asset) return NotThere(query);
        var result = await mirror.Save(connector, [asset], query.SiteId, null, null, bulk: false, ct);
        if (!result.Saved.TryGetValue(asset.ExternalId, out var saved)) throw new CmmsSilentException($"What {connector.Name} says of it cannot be taken over; GET /api/v1/connectors/{connector.Name}/conflicts says why");
        if (saved.Profile.SiteId != query.SiteId) return new AssetElsewhere();
        unknown.TryRemove(query, out _);
        var now = clock.Now();
        return new AssetFound(saved.AssetNo, saved.Profile, now) { Connector = connector.Name, FreshUntil = now + connector.Limits.MirrorFor };
    }

    private void Tell(ConnectorGate gate, AssetQuery query, CmmsReply<CmmsAsset> reply)
    {
        var verdict = DispatchRules.AfterLookUp(reply);
        if (verdict.Step != DispatchStep.GiveUp) gate.Tell(clock.Now(), query.GetHashCode(), verdict, reply.Why);
    }

    private AssetUnknown NotThere(AssetQuery query)
    {
        if (unknown.Count >= UnknownMost) unknown.Clear();
        unknown[query] = clock.Now() + unknownFor;
        return new();
    }
}

/// <summary>A maintenance system did not say anything of what was asked.</summary>
internal sealed class CmmsSilentException : Exception
{
    public CmmsSilentException()
    {
    }

    public CmmsSilentException(string message)
        : base(message)
    {
    }

    public CmmsSilentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether it was asked at all, which it is not while it is known not to answer.</summary>
    public bool WasAsked { get; init; } = true;
}
