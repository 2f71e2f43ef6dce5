using System.Collections.Immutable;

namespace Scanward.Server.Dispatch;

/// <summary>The connectors of an installation, and which site's work orders go to which.</summary>
internal sealed class Connectors
{
    private readonly Dictionary<string, Connector> bySite = new(StringComparer.Ordinal);
    private readonly Connector? others;

    /// <exception cref="ArgumentException">Two have one name, one site, or all others.</exception>
    public Connectors(ImmutableArray<Connector> all)
    {
        All = all;
        foreach (var connector in all)
        {
            if (connector.Name == EmbeddedConnector.Name || all.Count(c => c.Name == connector.Name) > 1) throw new ArgumentException($"There are two connectors '{connector.Name}'.", nameof(all));
            foreach (var site in connector.Sites)
            {
                if (!bySite.TryAdd(site, connector)) throw new ArgumentException($"Site '{site}' is that of two connectors.", nameof(all));
            }

            if (!connector.Sites.IsEmpty) continue;
            if (others is not null) throw new ArgumentException($"'{others.Name}' and '{connector.Name}' name no sites; one may, and takes all others.", nameof(all));
            others = connector;
        }
    }

    public static Connectors None { get; } = new([]);

    public ImmutableArray<Connector> All { get; }

    /// <summary>The connector of the site; null where its work orders stay here.</summary>
    public Connector? OfSite(string siteId) => bySite.GetValueOrDefault(siteId, others!);

    public Connector? Named(string name) => All.FirstOrDefault(c => c.Name == name);
}
