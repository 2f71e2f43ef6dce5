using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Connections.Features;
using NodaTime;
using NodaTime.Text;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>One secret of a key: whose it is, and until when.</summary>
/// <param name="EndsAt">When it ends by itself: the key expires, or another secret takes its place. Null where it does not.</param>
/// <param name="Replaced">Whether another secret takes its place.</param>
internal sealed record Credential(Caller Caller, Instant? EndsAt, bool Replaced, Instant? RevokedAt)
{
    /// <summary>Whether it had ended before, and independently of, any revocation.</summary>
    public bool Ended(Instant now) => EndsAt is { } end && end <= (RevokedAt ?? now);

    /// <summary>Why it opens nothing, in words for its holder; null where it does.</summary>
    public string? WhyNot(Instant now)
    {
        if (!Ended(now)) return RevokedAt is { } revoked ? $"The key '{Caller.Name}' was revoked at {Shown(revoked)}. Ask an admin for another one." : null;
        return Replaced
            ? $"The key '{Caller.Name}' was rotated, and this old one ended at {Shown(EndsAt!.Value)}. Use the new one."
            : $"The key '{Caller.Name}' expired at {Shown(EndsAt!.Value)}. Ask an admin for another one.";
    }

    private static string Shown(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss'Z'").Format(at);
}

/// <summary>All keys by their secrets' hashes, in memory; replaced as a whole when keys change.</summary>
internal sealed class Callers(StoreReads reads) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private readonly ConcurrentDictionary<long, KeyMeter> meters = new();
    private FrozenDictionary<KeyHash, Credential> byHash = FrozenDictionary<KeyHash, Credential>.Empty;

    /// <summary>How much each key is used.</summary>
    public IEnumerable<KeyValuePair<long, KeyMeter>> Meters => meters;

    /// <summary>When the key was last used, to the minute; 0 where it never was.</summary>
    public long UsedMs(long keyId) => meters.TryGetValue(keyId, out var meter) ? meter.UsedMs : 0;

    /// <summary>To be called after every durable change of keys; when it returns the change holds for the next request. One at a time, so that the last one has seen all changes.</summary>
    public async Task Load(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            Volatile.Write(ref byHash, (await reads.KeySecrets(ct)).ToFrozenDictionary(s => KeyHash.Of(s.KeyHash), Credential));
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Who sends the request; null where no known key stands in <c>Authorization: Bearer</c>.</summary>
    public Credential? Find(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        if (header is null || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return null;
        var keys = Volatile.Read(ref byHash);
        var known = HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<IConnectionItemsFeature>()?.Items : null; // one request at a time
        if (known is not null && known.TryGetValue(typeof(Asked), out var before) && before is Asked asked && asked.IsOf(header, keys)) return asked.Credential;
        Span<byte> hash = stackalloc byte[32];
        var found = DeviceKey.TryHash(header.AsSpan(7).Trim(), hash) ? keys.GetValueOrDefault(KeyHash.Of(hash)) : null;
        if (known is not null) known[typeof(Asked)] = new Asked(header, keys, found);
        return found;
    }

    public void Dispose() => loading.Dispose();

    private Credential Credential(KeySecretRecord secret)
    {
        var caller = new Caller(secret.KeyId, secret.SiteNo, secret.SiteId ?? Caller.AllSites, secret.Name)
        {
            Role = (Role)secret.Role,
            Revoked = secret.RevokedAt is not null,
            Approval = secret.DeviceState is { } state ? (DeviceApproval)state : DeviceApproval.Approved,
            Meter = meters.GetOrAdd(secret.KeyId, static (_, usedAt) => new KeyMeter(usedAt ?? 0), secret.UsedAt),
        };
        var replaced = secret.EndsAt is { } end && !(secret.ExpiresAt < end);
        return new(caller, (replaced ? secret.EndsAt : secret.ExpiresAt).ToInstant(), replaced, secret.RevokedAt.ToInstant());
    }

    /// <summary>What the last request of a connection brought, so that the same key is not hashed with every scan: the server hands out the same text while a header stays the same.</summary>
    /// <remarks>No record, whose text would show the key.</remarks>
    private sealed class Asked(string header, FrozenDictionary<KeyHash, Credential> keys, Credential? credential)
    {
        public Credential? Credential => credential;

        public bool IsOf(string otherHeader, FrozenDictionary<KeyHash, Credential> otherKeys) => keys == otherKeys && ReferenceEquals(header, otherHeader);
    }
}
