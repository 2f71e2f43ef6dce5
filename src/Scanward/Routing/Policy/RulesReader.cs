using System.Collections.Immutable;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>Reads the sections beside the rows: <c>fresh</c>, <c>assign</c>, <c>parts</c>, <c>escalate</c>.</summary>
internal sealed class RulesReader(FileFaults faults)
{
    // Whom an escalation goes to is open (a crew, a role); what comes close to these words without being one is a slip.
    private static readonly string[] KnownTargets = ["on_call", "site_manager"];

    private readonly ResultReader results = new(faults);

    public ImmutableSortedDictionary<string, long> ReadFresh(YamlNode? node)
    {
        var fresh = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        if (node is not null && Section.Of(node, "'fresh'", faults, "stock", "profile") is { } section)
        {
            foreach (var (key, _) in section.At.Entries)
            {
                if (section.Has(key.Text) && section.Minutes(key.Text) is { } minutes) fresh[key.Text] = minutes;
            }
        }

        return fresh.ToImmutable();
    }

    public AssignRules ReadAssign(YamlNode? node)
    {
        var rules = new AssignRules();
        if (node is null || Section.Of(node, "'assign'", faults, "need", "prefer", "load_limit", "if_none") is not { } section) return rules;
        if (section.Node("need") is { } need) rules = rules with { Need = Words<AssignNeed>(need, "'need'") };
        if (section.Node("prefer") is { } prefer) rules = rules with { Prefer = ReadPrefer(prefer) };
        if (section.Minutes("load_limit") is { } limit) rules = rules with { LoadLimitMinutes = limit };
        if (section.Node("if_none") is { } ifNone) rules = rules with { IfNone = ReadIfNone(ifNone) };
        return rules;
    }

    public PartsRules ReadParts(YamlNode? node)
    {
        var rules = new PartsRules();
        if (node is null || Section.Of(node, "'parts'", faults, "need", "reserve", "use_safety_stock_for", "recheck_waiting") is not { } section)
            return rules;
        if (section.Node("need") is { } need && need is not YamlScalar { Text: "asset" }) rules = rules with { Need = ReadNeed(need) };
        if (section.Text("reserve") is { Text: not "when_created" } reserve)
        {
            faults.Add(reserve, "unknown_value", $"Parts are reserved 'when_created' (with the work order); '{reserve.Text}' is not offered.");
        }

        if (section.Node("use_safety_stock_for") is { } priorities)
            rules = rules with { UseSafetyStockFor = [.. Words<Priority>(priorities, "'use_safety_stock_for'")] };
        if (section.Minutes("recheck_waiting") is { } recheck) rules = rules with { RecheckWaitingMinutes = recheck };
        return rules;
    }

    public ImmutableSortedDictionary<Priority, ImmutableArray<EscalationStep>> ReadEscalate(
        YamlNode? node, ImmutableSortedDictionary<Priority, ResponseRule> response)
    {
        var ladders = ImmutableSortedDictionary.CreateBuilder<Priority, ImmutableArray<EscalationStep>>();
        if (node is null || Section.AsMap(node, "'escalate'", faults) is not { } map) return ladders.ToImmutable();
        foreach (var (key, value) in map.Entries)
        {
            if (Section.Word<Priority>(key, "A priority", faults) is not { } priority) continue;
            if (Section.AsList(value, $"The ladder of {key.Text}", faults) is not { } list) continue;
            ladders[priority] = [.. list.Items.Select(i => ReadStep(i, priority, response.GetValueOrDefault(priority))).OfType<EscalationStep>()];
        }

        return ladders.ToImmutable();
    }

    private ImmutableArray<PartNeed>? ReadNeed(YamlNode need)
    {
        if (need is not YamlScalar word) return results.ReadParts(need);
        faults.Add(
            word, "unknown_value",
            $"'need' is 'asset' (the asset's own parts) or a list of parts; '{word.Text}' is neither{faults.Hint(word.Text, ["asset"])}");
        return null;
    }

    private EscalationStep? ReadStep(YamlNode item, Priority priority, ResponseRule? rule)
    {
        if (Section.Of(item, "An escalation step", faults, "after", "to") is not { } step) return null;
        var after = step.RequiredText("after");
        var to = step.RequiredText("to");
        if (after is not null)
        {
            var (known, given) = after.Text switch
            {
                "acknowledge" => (true, rule?.Acknowledge is not null),
                "on_site" => (true, rule?.OnSite is not null),
                "done" => (true, rule?.Done is not null),
                _ => (false, false),
            };
            if (!known)
                faults.Add(
                    after, "unknown_value",
                    $"'after' is acknowledge, on_site or done; '{after.Text}' is none of "
                        + $"them{faults.Hint(after.Text, ["acknowledge", "on_site", "done"])}");
            else if (!given)
                faults.Add(
                    after, "missing_response",
                    $"{Wire.Name(priority)} has no response time '{after.Text}', so this step would never come: give one under 'response'.");
        }

        if (to is null || Section.Id(to, "'to'", faults) is not { } target) return null;
        if (!KnownTargets.Contains(target) && NearestName.Of(target, KnownTargets) is { } near)
        {
            faults.Add(to, "unknown_value", $"'{target}' is not whom work escalates to; did you mean '{near}'?");
        }

        return after is null ? null : new(after.Text, target);
    }

    private ImmutableArray<AssignPreference> ReadPrefer(YamlNode node)
    {
        var prefer = Words<AssignPreference>(node, "'prefer'");
        if (node is YamlList list && prefer.Length == list.Items.Length && (prefer.IsEmpty || prefer[^1] != AssignPreference.TechnicianId))
        {
            faults.Add(node, "bad_preference", "The last of 'prefer' is technician_id: it is unique, so that there are no ties.");
        }

        return prefer;
    }

    private ImmutableSortedDictionary<Priority, IfNone> ReadIfNone(YamlNode node)
    {
        var choices = ImmutableSortedDictionary.CreateBuilder<Priority, IfNone>();
        if (Section.Of(node, "'if_none'", faults, "P1", "P2", "P3", "P4", "else") is not { } section) return choices.ToImmutable();
        var otherwise = section.Word<IfNone>("else");
        foreach (var priority in Enum.GetValues<Priority>())
        {
            if ((section.Word<IfNone>(Wire.Name(priority)) ?? otherwise) is { } choice) choices[priority] = choice;
        }

        return choices.ToImmutable();
    }

    private ImmutableArray<T> Words<T>(YamlNode node, string what)
        where T : struct, Enum
    {
        if (Section.AsList(node, what, faults) is not { } list) return [];
        var words = ImmutableArray.CreateBuilder<T>();
        foreach (var item in list.Items)
        {
            if (Section.AsText(item, $"An item of {what}", faults) is not { } text
                || Section.Word<T>(text, $"An item of {what}", faults) is not { } word)
                continue;
            if (words.Contains(word)) faults.Add(text, "duplicate_key", $"'{text.Text}' is listed twice.");
            else words.Add(word);
        }

        return words.ToImmutable();
    }
}
