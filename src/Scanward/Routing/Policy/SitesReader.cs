using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>What sites change: response times that replace the policy's own, and rows woven in beside the policy's rows.</summary>
internal sealed record SiteChanges(
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<Priority, ResponseRule>> Response, ImmutableArray<AddedRow> Added)
{
    public static readonly SiteChanges None = new(ImmutableSortedDictionary<string, ImmutableSortedDictionary<Priority, ResponseRule>>.Empty, []);
}

/// <summary>Reads the section <c>sites</c> and weaves added rows in.</summary>
internal sealed class SitesReader(FileFaults faults)
{
    /// <summary>Sites come out in the order of their ids, so that the order in the file changes nothing.</summary>
    public SiteChanges Read(YamlNode? node, ImmutableSortedDictionary<Priority, ResponseRule> response, RowReader rows, ResponseReader responses)
    {
        if (node is null || Section.AsMap(node, "'sites'", faults) is not { } map) return SiteChanges.None;
        var changed = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<Priority, ResponseRule>>(StringComparer.Ordinal);
        var added = ImmutableArray.CreateBuilder<AddedRow>();
        foreach (var (key, value) in map.Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
        {
            if (Section.Id(key, "A site", faults) is not { } siteId) continue;
            if (Section.Of(value, $"The site '{siteId}'", faults, "response", "add") is not { } section) continue;
            var own = responses.Read(section.Node("response"), response);
            if (!own.IsEmpty) changed[siteId] = own;
            if (section.Node("add") is not { } add || Section.AsList(add, "'add'", faults) is not { } list) continue;
            foreach (var item in list.Items)
            {
                if (rows.ReadAdded(siteId, item) is { } row) added.Add(row);
            }
        }

        return new(changed.ToImmutable(), added.ToImmutable());
    }

    /// <summary>
    /// The rows in the order in which they are tried. Rows added before (or after) the same row keep their own order; an added row can stand
    /// beside another that the same site has added above it.
    /// </summary>
    /// <param name="route">The policy's own rows.</param>
    /// <param name="added">What <see cref="Read"/> found.</param>
    /// <param name="places">All rows in the file, those that could not be read included: who stands beside one of those is not at fault.</param>
    public ImmutableArray<PolicyRow> Weave(
        ImmutableArray<PolicyRow> route, ImmutableArray<AddedRow> added, IReadOnlyDictionary<string, RowPlace> places)
    {
        if (route.Length + added.Length > PolicyLimits.Rows)
        {
            faults.Add(
                added[0].Row.Line, 1, "too_large",
                $"With the rows that sites add there are {route.Length + added.Length}; a policy has at most {PolicyLimits.Rows}.");
            return route;
        }

        var order = new LinkedList<PolicyRow>();
        var byId = new Dictionary<string, LinkedListNode<PolicyRow>>();
        var lastAfter = new Dictionary<string, LinkedListNode<PolicyRow>>();
        var owner = new Dictionary<string, string>();
        foreach (var row in route)
        {
            byId.Add(row.Id, order.AddLast(row));
        }

        foreach (var (siteId, row, before, anchor) in added)
        {
            if (!byId.TryGetValue(anchor.Text, out var beside))
            {
                if (!places.ContainsKey(anchor.Text))
                    faults.Add(
                        anchor, "unknown_row",
                        $"There is no row '{anchor.Text}' to stand {(before ? "before" : "after")}{faults.Hint(anchor.Text, byId.Keys)}");
                continue;
            }

            if (owner.TryGetValue(anchor.Text, out var other) && other != siteId)
            {
                faults.Add(anchor, "unknown_row", $"The row '{anchor.Text}' is the site {other}'s own; stand beside a row of 'route'.");
                continue;
            }

            var node = before ? order.AddBefore(beside, row) : order.AddAfter(lastAfter.GetValueOrDefault(anchor.Text, beside), row);
            if (!before) lastAfter[anchor.Text] = node;
            byId.Add(row.Id, node);
            owner.Add(row.Id, siteId);
        }

        return [.. order];
    }
}
