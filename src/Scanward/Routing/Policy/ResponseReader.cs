using System.Collections.Immutable;

namespace Scanward.Routing.Policy;

/// <summary>Reads response times per priority, and a site's changes to them.</summary>
internal sealed class ResponseReader(FileFaults faults)
{
    private static readonly ImmutableSortedDictionary<Priority, ResponseRule> None = ImmutableSortedDictionary<Priority, ResponseRule>.Empty;

    /// <summary>
    /// The rules of <paramref name="node"/>; where <paramref name="basis"/> is given, each is the basis' rule with the scalars that the node
    /// replaces.
    /// </summary>
    public ImmutableSortedDictionary<Priority, ResponseRule> Read(YamlNode? node, ImmutableSortedDictionary<Priority, ResponseRule>? basis = null)
    {
        if (node is null || Section.AsMap(node, "'response'", faults) is not { } map) return None;
        var rules = None.ToBuilder();
        foreach (var (key, value) in map.Entries)
        {
            if (Section.Word<Priority>(key, "A priority", faults) is not { } priority) continue;
            if (Section.Of(value, $"The response of {key.Text}", faults, "acknowledge", "on_site", "done", "clock") is not { } section) continue;
            var old = basis?.GetValueOrDefault(priority);
            if (ReadRule(section, old) is { } rule) rules[priority] = rule;
        }

        return rules.ToImmutable();
    }

    private ResponseRule? ReadRule(Section section, ResponseRule? old)
    {
        var clock = section.Word<ResponseClockKind>("clock") ?? old?.Clock;
        if (clock is null && !section.Has("clock"))
        {
            faults.Add(section.At, "missing_key", "A response needs 'clock': 'always', or 'site' for the site's working hours.");
        }

        var rule = new ResponseRule(
            Span(section, "acknowledge") ?? old?.Acknowledge, Span(section, "on_site") ?? old?.OnSite, Span(section, "done") ?? old?.Done, clock ?? ResponseClockKind.Always);
        if (rule is { Acknowledge: null, OnSite: null, Done: null } && !section.Has("acknowledge") && !section.Has("on_site") && !section.Has("done"))
        {
            faults.Add(section.At, "missing_key", "A response needs at least one of 'acknowledge', 'on_site' and 'done'.");
        }

        return rule;
    }

    private ResponseSpan? Span(Section section, string key)
    {
        if (section.Text(key) is not { } text) return null;
        if (DurationText.TryParse(text.Text, out var parts) is { } fault)
        {
            faults.Add(text, fault.Code, $"'{key}' {fault.Detail}");
        }
        else if (parts.Weeks > 0)
        {
            faults.Add(
                text, "bad_unit",
                $"'{key}' takes days, hours and minutes (under 'clock: site' a day is a working day): write {(parts.Weeks * 7) + parts.Days}d.");
        }
        else if (parts.TotalMinutes <= 0 || parts.Days > 3660 || parts.Hours > 87_840 || parts.Minutes > 5_270_400)
        {
            faults.Add(text, "out_of_range", $"'{key}' is longer than 0m and no longer than 3660d.");
        }
        else
        {
            return new(parts.Days, (parts.Hours * 60) + parts.Minutes);
        }

        return null;
    }
}
