using System.Collections.Frozen;
using Scanward.Routing;

namespace Scanward.Server.Resolution;

/// <summary>The sites as routing needs them, compiled; an immutable snapshot replaced as a whole when the registry changes.</summary>
internal sealed class Sites
{
    private FrozenDictionary<int, SiteGround> byNo = FrozenDictionary<int, SiteGround>.Empty;

    public IReadOnlyDictionary<int, SiteGround> All => Volatile.Read(ref byNo);

    public SiteGround this[int siteNo] => Volatile.Read(ref byNo)[siteNo];

    /// <summary>Null where there is no such site.</summary>
    public int? NumberOf(string siteId)
    {
        foreach (var (siteNo, ground) in All)
        {
            if (ground.Site.SiteId == siteId) return siteNo;
        }

        return null;
    }

    public void Replace(IEnumerable<KeyValuePair<int, SiteGround>> sites) => Volatile.Write(ref byNo, sites.ToFrozenDictionary());
}
