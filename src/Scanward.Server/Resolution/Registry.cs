using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Resolution;

/// <summary>Keeps what the process remembers of the registry in step with the store.</summary>
internal sealed class Registry(StoreReads reads, Sites sites, AssetMemory memory)
{
    /// <summary>To be called after every durable change.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        var pool = new RegistryPool();
        var stored = await reads.Sites(ct);
        sites.Replace(
            stored.Select(s => KeyValuePair.Create(s.SiteNo, new SiteGround(RegistryJson.ReadSite(s.SiteBody), RegistryJson.ReadRoster(s.RosterBody, pool), s.SiteHash, s.RosterHash))),
            stored.Where(s => s.RetiredAt is not null).Select(s => s.SiteNo));
        memory.Invalidate();
    }

    /// <summary>Makes the process read assets anew; for changes that leave the sites alone.</summary>
    public void Forget() => memory.Invalidate();

    /// <summary>Makes the process read one asset anew.</summary>
    public void Forget(long assetNo) => memory.Invalidate(assetNo);
}
