using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>A row as a site adds it: where it goes, and what it is.</summary>
internal sealed record AddedRow(string SiteId, PolicyRow Row, bool Before, YamlScalar Anchor);

/// <summary>The mapping of a row and its <c>then</c>.</summary>
internal readonly record struct RowPlace(YamlNode Row, YamlNode Then);

/// <summary>Reads rows: <c>{ id, when, then }</c>, and with <c>before</c> or <c>after</c> the rows that sites add.</summary>
internal sealed class RowReader(FileFaults faults)
{
    private static readonly ImmutableArray<string> FactNames = [.. FactColumn.All.Select(c => c.Name)];

    private readonly ResultReader results = new(faults);
    private readonly HashSet<string> meters = [];
    private readonly Dictionary<string, RowPlace> places = [];

    /// <summary>Where each row stands, by id; rows with faults included, so that what refers to them is not at fault too.</summary>
    public IReadOnlyDictionary<string, RowPlace> Places => places;

    public ImmutableArray<PolicyRow> ReadRoute(YamlNode node)
    {
        if (Section.AsList(node, "'route'", faults) is not { } list) return [];
        if (list.Items.IsEmpty) faults.Add(list, "missing_key", "'route' needs at least one row.");
        if (list.Items.Length > PolicyLimits.Rows)
        {
            faults.Add(list, "too_large", $"'route' has {list.Items.Length} rows; a policy has at most {PolicyLimits.Rows}.");
            return [];
        }

        var rows = ImmutableArray.CreateBuilder<PolicyRow>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (Section.Of(item, "A row", faults, "id", "when", "then") is { } section && ReadRow(section) is { } row) rows.Add(row);
        }

        return rows.ToImmutable();
    }

    public AddedRow? ReadAdded(string siteId, YamlNode item)
    {
        if (Section.Of(item, "An added row", faults, "id", "before", "after", "when", "then") is not { } section) return null;
        var row = ReadRow(section);
        var before = section.Text("before");
        var after = section.Text("after");
        if (section.Has("before") == section.Has("after"))
        {
            faults.Add(section.At, "missing_key", "An added row says where it goes: either 'before: <row>' or 'after: <row>'.");
            return null;
        }

        if (row is null || (before ?? after) is not { } anchor) return null;
        if (row.When.Any(c => c is { Fact: Fact.Site, Meter: null }))
        {
            faults.Add(section.At, "site_cell", $"Rows of '{siteId}' gain 'site: {siteId}' by themselves; leave the fact 'site' out.");
            return null;
        }

        var own = new PolicyCell(Fact.Site, null, siteId, IntervalSet.Empty, [siteId]);
        return new(siteId, row with { When = row.When.Insert(0, own) }, before is not null, anchor);
    }

    private PolicyRow? ReadRow(Section section)
    {
        var id = section.RequiredId("id");
        if (id is not null && !places.TryAdd(id, new(section.At, section.Node("then") ?? section.At)))
        {
            faults.Add(section.Node("id")!, "duplicate_id", $"The row id '{id}' is used twice; the first is in line {places[id].Row.Line}.");
            id = null;
        }

        var cells = section.Node("when") is { } when ? ReadCells(when) : [];
        var then = section.Required("then") is { } result ? results.Read(result) : null;
        return id is null || then is null ? null : new() { Id = id, When = cells, Then = then, Line = section.At.Line };
    }

    private ImmutableArray<PolicyCell> ReadCells(YamlNode when)
    {
        if (Section.AsMap(when, "'when'", faults) is not { } map) return [];
        var cells = ImmutableArray.CreateBuilder<PolicyCell>(map.Entries.Length);
        foreach (var (key, value) in map.Entries)
        {
            if (FactColumn.Find(key.Text) is not { } column)
            {
                faults.Add(key, "unknown_fact", UnknownFact(key, value));
            }
            else if (column.Meter is not null && meters.Add(column.Meter) && meters.Count == PolicyLimits.Meters + 1)
            {
                faults.Add(key, "too_large", $"A policy asks for at most {PolicyLimits.Meters} different meters.");
            }
            else if (Section.AsText(value, $"The test of {column.Name}", faults) is { } text && CellGrammar.Read(column, text, faults) is { } cell)
            {
                cells.Add(cell);
            }
        }

        return cells.ToImmutable();
    }

    private string UnknownFact(YamlScalar key, YamlNode value)
    {
        if (value is YamlScalar { Text: "", Quoted: false }
            && FactColumn.All.Any(c => c.Words.Any(w => w.Word == key.Text)) | (key.Text.Length > 0 && char.IsAsciiDigit(key.Text[0])))
        {
            return $"'{key.Text}' stands here as if it were a fact, because YAML splits at a comma: list values with 'or'.";
        }

        if (key.Text.StartsWith("reading", StringComparison.Ordinal))
            return $"'{key.Text}' is not a fact: a meter's reading is written 'reading:run_hours', with the meter's name (letters, digits, '_', '-', "
                + "'.').";
        return $"'{key.Text}' is not a fact{faults.Hint(key.Text, FactNames)} The facts are {string.Join(", ", FactNames)}, reading:<meter>.";
    }
}
