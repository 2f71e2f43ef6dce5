using System.Collections.Immutable;

namespace Scanward.Server.Dispatch;

/// <summary>
/// The connectors of an installation, and which site is whose. A site's work orders go to one; its assets come from that one too, or from another that has assets and takes no work
/// orders.
/// </summary>
internal sealed class Connectors
{
    private readonly BySite orders, others;

    /// <exception cref="ArgumentException">Two of a kind have one name, one site, or all others.</exception>
    public Connectors(ImmutableArray<Connector> all)
    {
        All = all;
        if (all.FirstOrDefault(c => c.Name == EmbeddedConnector.Name || all.Count(other => other.Name == c.Name) > 1) is { } twin) throw new ArgumentException($"There are two connectors '{twin.Name}'.", nameof(all));
        orders = new(all.Where(c => c.Cmms.Abilities.TakesWorkOrders));
        others = new(all.Where(c => !c.Cmms.Abilities.TakesWorkOrders));
    }

    public static Connectors None { get; } = new([]);

    public ImmutableArray<Connector> All { get; }

    /// <summary>Where the site's work orders go; null where they stay here.</summary>
    public Connector? WorkOrdersOf(string siteId) => orders.Of(siteId);

    /// <summary>Who is asked for the site's assets; null where they are all our own.</summary>
    public Connector? AssetsOf(string siteId) => others.Of(siteId) is { Cmms.Abilities.FindsAssets: true } registry ? registry : orders.Of(siteId) is { Cmms.Abilities.FindsAssets: true } cmms ? cmms : null;

    /// <summary>Whether the site is the connector's.</summary>
    public bool Serves(Connector connector, string siteId) => orders.Of(siteId) == connector || others.Of(siteId) == connector;

    public Connector? Named(string name) => All.FirstOrDefault(c => c.Name == name);

    /// <summary>Connectors of one kind.</summary>
    private sealed class BySite
    {
        private readonly Dictionary<string, Connector> named = new(StringComparer.Ordinal);
        private readonly Connector? rest;

        public BySite(IEnumerable<Connector> connectors)
        {
            foreach (var connector in connectors)
            {
                foreach (var site in connector.Sites)
                {
                    if (!named.TryAdd(site, connector)) throw new ArgumentException($"Site '{site}' is that of two connectors.", nameof(connectors));
                }

                if (!connector.Sites.IsEmpty) continue;
                if (rest is not null) throw new ArgumentException($"'{rest.Name}' and '{connector.Name}' name no sites; one may, and takes all others.", nameof(connectors));
                rest = connector;
            }
        }

        public Connector? Of(string siteId) => named.GetValueOrDefault(siteId, rest!);
    }
}
