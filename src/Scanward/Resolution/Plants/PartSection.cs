using NodaTime;

namespace Scanward.Resolution.Plants;

/// <summary>Reads <c>parts</c> and <c>stock</c>.</summary>
internal sealed class PartSection(PlantCursor cursor, NameTable sites, NameTable names, InternPool pool)
{
    private const int MostUnits = 1_000_000_000;

    private static readonly PlantMembers PartMembers = new("id", "name", "unit");

    private static readonly PlantMembers StockMembers =
        new("on_hand", "safety_stock", "reorder_point", "reorder_quantity", "on_order", "eta", "lead_time_days", "as_of");

    private readonly List<Stock> stock = [];

    public List<PartDefinition> Parts { get; } = [];

    public void ReadEntry()
    {
        string? id = null, name = null;
        var unit = PartDefinition.Piece;
        var members = cursor.Mapping("a part", PartMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "id": id = cursor.Word("a part's id") is { } word && names.Declare(word.Text, word.At) ? pool.Share(word.Text) : null; break;
                case "name": name = cursor.Text("a part's name"); break;
                case "unit": unit = cursor.Text("a part's unit", PlantValues.LongestId) ?? unit; break;
            }
        }

        members.Require("id");
        members.Require("name");
        if (id is not null && name is not null) Parts.Add(new PartDefinition(id, name, pool.Share(unit)));
    }

    /// <summary>One site's stock, the cursor standing at the mapping of its parts.</summary>
    /// <param name="site">The key and its place.</param>
    /// <param name="read">Called after each entry.</param>
    public void ReadStock(PlantText site, Action read)
    {
        sites.Refer(site.Text, site.At);
        var siteId = pool.Share(site.Text);
        var entries = cursor.Mapping("a site's stock");
        while (entries.Next(out var part))
        {
            names.Refer(part, entries.KeyAt);
            if (ReadFigures(siteId, pool.Share(part)) is { } figures) stock.Add(figures);
            read();
        }
    }

    /// <summary>What was read; figures that say no time of their own were true at the given one.</summary>
    public IEnumerable<Stock> Stock(Instant asOf) =>
        stock.Select(figures => figures.AsOf == Instant.MinValue ? figures with { AsOf = asOf } : figures);

    private Stock? ReadFigures(string siteId, string partId)
    {
        int? onHand = null, safety = null, point = null, quantity = null, onOrder = null, lead = null;
        Instant? eta = null, asOf = null;
        var members = cursor.Mapping("the stock of a part", StockMembers);
        while (members.Next(out var member))
        {
            switch (member)
            {
                case "on_hand": onHand = cursor.Whole(member, 0, MostUnits); break;
                case "safety_stock": safety = cursor.Whole(member, 0, MostUnits); break;
                case "reorder_point": point = cursor.Whole(member, 0, MostUnits); break;
                case "reorder_quantity": quantity = cursor.Whole(member, 1, MostUnits); break;
                case "on_order": onOrder = cursor.Whole(member, 0, MostUnits); break;
                case "eta": eta = cursor.Moment(member); break;
                case "lead_time_days": lead = cursor.Days(member, 0, 3650); break;
                case "as_of": asOf = cursor.Moment(member); break;
            }
        }

        if (!members.Require("on_hand") || onHand is null) return null;
        return new Stock
        {
            SiteId = siteId,
            PartId = partId,
            OnHand = onHand.Value,
            OnOrder = onOrder ?? 0,
            SafetyStock = safety ?? 0,
            ReorderPoint = point,
            ReorderQuantity = quantity,
            LeadTimeDays = lead,
            Eta = eta,
            AsOf = asOf ?? Instant.MinValue,
        };
    }
}
