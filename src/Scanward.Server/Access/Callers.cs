using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Scanward.Server.Storage;

namespace Scanward.Server.Access;

/// <summary>All valid device keys by hash, in memory; replaced as a whole when keys change.</summary>
internal sealed class Callers(StoreReads reads)
{
    private FrozenDictionary<KeyHash, Caller> byHash = FrozenDictionary<KeyHash, Caller>.Empty;

    public async Task Load(CancellationToken ct)
    {
        var keys = await reads.DeviceKeys(ct);
        Volatile.Write(
            ref byHash, keys.ToFrozenDictionary(k => KeyHash.Of(k.KeyHash), k => new Caller(k.DeviceKeyId, (int)k.SiteNo, k.SiteId, k.Name)));
    }

    /// <summary>Who sends the request; null where no valid key stands in <c>Authorization: Bearer</c>.</summary>
    public Caller? Find(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        if (header is null || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return null;
        Span<byte> hash = stackalloc byte[32];
        return DeviceKey.TryHash(header.AsSpan(7).Trim(), hash) ? Volatile.Read(ref byHash).GetValueOrDefault(KeyHash.Of(hash)) : null;
    }

    /// <summary>A SHA-256 as a value. Looking up a hash of a secret takes the same time whatever part of the secret was right.</summary>
    private readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
    {
        public static KeyHash Of(ReadOnlySpan<byte> hash)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(hash);
            return new(words[0], words[1], words[2], words[3]);
        }
    }
}
