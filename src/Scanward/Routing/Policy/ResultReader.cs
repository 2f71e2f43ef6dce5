using System.Collections.Immutable;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>Reads what a row gives: <c>corrective_wo P1</c>, <c>duplicate of last_scan</c>, or a mapping with fixed choices.</summary>
internal sealed class ResultReader(FileFaults faults)
{
    private const string Forms = "'then' is written '<outcome> P1' to '<outcome> P4', or 'duplicate of <what>'.";

    public RowResult? Read(YamlNode node) => node switch
    {
        YamlScalar scalar => ReadShort(scalar),
        YamlMap =>
            Section.Of(node, "'then'", faults, "outcome", "priority", "of", "crew", "parts", "unassigned") is { } section
                ? ReadMapping(section)
                : null,
        _ => Refuse(node, "wrong_shape", Forms),
    };

    private RowResult? ReadShort(YamlScalar scalar)
    {
        var words = Words(scalar);
        if (words.Count == 0) return Refuse(scalar, "missing_key", Forms);
        if (Section.Word<Outcome>(words[0], "An outcome", faults) is not { } outcome) return null;
        if (outcome == Outcome.Duplicate)
        {
            if (words.Count != 3 || words[1].Text != "of")
                return Refuse(
                    scalar, "bad_result",
                    $"A duplicate says of what and has no priority: 'duplicate of {string.Join("', 'duplicate of ", Wire.All<DuplicateOf>())}'.");
            return Section.Word<DuplicateOf>(words[2], "What a duplicate is of", faults) is { } target
                ? new() { Outcome = outcome, DuplicateOf = target }
                : null;
        }

        if (words.Count == 1) return Refuse(scalar, "bad_result", $"{words[0].Text} needs a priority: '{words[0].Text} P3'.");
        if (words.Count > 2)
            return Refuse(
                scalar, "bad_result", Forms + " For a crew or parts write a mapping: { outcome: corrective_wo, priority: P3, crew: shift_1_mech }.");
        return Section.Word<Priority>(words[1], "A priority", faults) is { } priority ? new() { Outcome = outcome, Priority = priority } : null;
    }

    private RowResult? ReadMapping(Section section)
    {
        var outcome = section.Required("outcome") is null ? null : section.Word<Outcome>("outcome");
        var priority = section.Word<Priority>("priority");
        var target = section.Word<DuplicateOf>("of");
        var crew = section.Text("crew") is { } name ? Section.Id(name, "A crew", faults) : null;
        var parts = section.Node("parts") is { } list ? ReadParts(list) : null;
        var unassigned = section.YesNo("unassigned") ?? false;
        if (outcome is not { } chosen) return null;
        if (chosen is Outcome.Duplicate or Outcome.Review && (section.Has("crew") || section.Has("parts") || section.Has("unassigned")))
        {
            return Refuse(
                section.At, "bad_result", $"{Wire.Name(chosen)} makes no work order, so 'crew', 'parts' and 'unassigned' mean nothing there.");
        }

        if (chosen == Outcome.Duplicate && (section.Has("priority") || !section.Has("of")))
            return Refuse(section.At, "bad_result", "A duplicate has 'of' and no 'priority'.");
        if (chosen != Outcome.Duplicate && section.Has("of")) return Refuse(section.At, "bad_result", "'of' is for the outcome 'duplicate'.");
        if (chosen != Outcome.Duplicate && section.Required("priority") is null) return null;
        if (chosen == Outcome.Duplicate ? target is null : priority is null) return null;
        return new() { Outcome = chosen, Priority = priority, DuplicateOf = target, Crew = crew, Parts = parts, Assign = !unassigned };
    }

    /// <summary>A list of part ids, one of each, or a mapping of part id to quantity; a list may mix the two.</summary>
    public ImmutableArray<PartNeed>? ReadParts(YamlNode node)
    {
        var parts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (node is YamlMap map) AddQuantities(map, parts);
        else if (node is YamlList list) AddItems(list, parts);
        else return Unlisted(node);
        return [.. parts.Select(p => new PartNeed(p.Key, p.Value))];
    }

    private static List<YamlScalar> Words(YamlScalar scalar)
    {
        var words = new List<YamlScalar>();
        for (var at = 0; at < scalar.Text.Length;)
        {
            var start = at;
            while (at < scalar.Text.Length && !char.IsWhiteSpace(scalar.Text[at])) at++;
            if (at > start) words.Add(scalar.Slice(start, at - start));
            else at++;
        }

        return words;
    }

    private void AddItems(YamlList list, SortedDictionary<string, int> parts)
    {
        foreach (var item in list.Items)
        {
            if (item is YamlMap quantities) AddQuantities(quantities, parts);
            else if (Section.AsText(item, "A part", faults) is { } text && Section.Id(text, "A part", faults) is { } id) Add(text, id, 1, parts);
        }
    }

    private void AddQuantities(YamlMap map, SortedDictionary<string, int> parts)
    {
        foreach (var (key, value) in map.Entries)
        {
            var id = Section.Id(key, "A part", faults);
            if (Section.AsText(value, "A quantity", faults) is not { } text || id is null) continue;
            if (int.TryParse(text.Text, System.Globalization.NumberStyles.None, null, out var quantity) && quantity is > 0 and <= 1_000_000)
                Add(key, id, quantity, parts);
            else faults.Add(text, "bad_number", $"A quantity is a whole number from 1 to 1000000; '{text.Text}' is not one.");
        }
    }

    private void Add(YamlScalar at, string id, int quantity, SortedDictionary<string, int> parts)
    {
        if (!parts.TryAdd(id, quantity)) faults.Add(at, "duplicate_key", $"The part '{id}' is listed twice; for two of it write {{ {id}: 2 }}.");
    }

    private ImmutableArray<PartNeed>? Unlisted(YamlNode node)
    {
        faults.Add(node, "wrong_shape", "Parts are a list [bearing_6205, seal_o_ring] or a mapping of part to quantity { bearing_6205: 2 }.");
        return null;
    }

    private RowResult? Refuse(YamlNode at, string code, string detail)
    {
        faults.Add(at, code, detail);
        return null;
    }
}
