using System.Collections.Frozen;
using Scanward.Routing;

namespace Scanward.Server.Resolution;

/// <summary>The sites as routing needs them, compiled; an immutable snapshot replaced as a whole when the registry changes.</summary>
internal sealed class Sites
{
    private Snapshot known = new(FrozenDictionary<int, SiteGround>.Empty, []);

    /// <summary>Also those that were retired, whose decisions are read and replayed.</summary>
    public IReadOnlyDictionary<int, SiteGround> All => Volatile.Read(ref known).ByNo;

    public SiteGround this[int siteNo] => Volatile.Read(ref known).ByNo[siteNo];

    public bool IsRetired(int siteNo) => Volatile.Read(ref known).Retired.Contains(siteNo);

    /// <summary>Of a site in use; null where there is none.</summary>
    public int? NumberOf(string siteId) => EverNumberOf(siteId) is { } siteNo && !IsRetired(siteNo) ? siteNo : null;

    /// <summary>Also of a site that was retired; null where there never was one.</summary>
    public int? EverNumberOf(string siteId)
    {
        foreach (var (siteNo, ground) in All)
        {
            if (ground.Site.SiteId == siteId) return siteNo;
        }

        return null;
    }

    /// <summary>The site in use that comes first by its name; null where there is none.</summary>
    public (int SiteNo, string SiteId)? First() => All.Where(s => !IsRetired(s.Key)).OrderBy(s => s.Value.Site.Name, StringComparer.Ordinal).Select(s => ((int, string)?)(s.Key, s.Value.Site.SiteId)).FirstOrDefault();

    public void Replace(IEnumerable<KeyValuePair<int, SiteGround>> sites, IEnumerable<int> retired) => Volatile.Write(ref known, new(sites.ToFrozenDictionary(), retired.ToFrozenSet()));

    private sealed record Snapshot(FrozenDictionary<int, SiteGround> ByNo, FrozenSet<int> Retired);
}
