using System.Collections.Immutable;
using System.Globalization;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>A row as it is read aloud.</summary>
/// <param name="When">What must be so, one clause a cell; empty for a row that takes everything.</param>
/// <param name="Then">What happens then.</param>
public sealed record RowSentence(ImmutableArray<string> When, string Then)
{
    /// <summary><c>When the scan is corrective and criticality is 5, then a corrective work order, P1.</c></summary>
    public override string ToString() => When.IsEmpty ? $"In every other case {Then}." : $"When {string.Join(" and ", When)}, then {Then}.";
}

/// <summary>
/// A policy in sentences for people who do not write policies. They are made from what the cells compiled to and not from their text, so that two spellings of one test read the same,
/// and a sentence says what will be decided.
/// </summary>
public static class PolicySentences
{
    public static RowSentence Of(PolicyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new([.. row.When.Select(CellSentence.Of)], Result(row.Then));
    }

    /// <summary><c>a corrective work order, P1, for shift_1_mech, with 2 × bearing_6205</c>.</summary>
    public static string Result(RowResult then)
    {
        ArgumentNullException.ThrowIfNull(then);
        var what = then.Outcome switch
        {
            Outcome.CorrectiveWo => "a corrective work order",
            Outcome.PreventivePm => "preventive maintenance",
            Outcome.InspectionWo => "an inspection",
            Outcome.Tier2Engineer => "a tier 2 engineer",
            Outcome.PartsPending => "a work order that waits for its parts",
            Outcome.WarrantyClaim => "a warranty claim",
            Outcome.Duplicate => Repeated(then.DuplicateOf ?? DuplicateOf.LastScan),
            _ => "a person looks at it",
        };
        var priority = then.Priority is { } p ? $", {Wire.Name(p)}" : "";
        var who = then.Crew is { } crew ? $", for {crew}" : then.Assign ? "" : ", and nobody is named";
        var parts = then.Parts switch { null => "", { IsEmpty: true } => ", without parts", { } needs => $", with {Parts(needs)}" };
        return what + priority + who + parts;
    }

    /// <summary>One sentence a priority, then one for each site that differs.</summary>
    public static ImmutableArray<string> Response(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return
        [
            .. policy.Response.Select(r => $"{Wire.Name(r.Key)}: {Response(r.Value)}."),
            .. policy.SiteResponse.SelectMany(site => site.Value.Select(r => $"{Wire.Name(r.Key)} at {site.Key}: {Response(r.Value)}.")),
        ];
    }

    /// <summary>Who is chosen, which parts a job takes, how old facts may be, and what happens when a time passes unmet.</summary>
    public static ImmutableArray<string> Rules(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. Fresh(policy), .. Assign(policy.Assign), .. Parts(policy.Parts), .. Escalation(policy)];
    }

    private static string Repeated(DuplicateOf of) => of switch
    {
        DuplicateOf.LastScan => "it repeats the last scan, and nothing more is made",
        DuplicateOf.SameFaultOpen => "it repeats the open work order for the same fault, and nothing more is made",
        DuplicateOf.OpenPm => "it points to the open preventive maintenance, and nothing more is made",
        DuplicateOf.OpenInspection => "it points to the open inspection, and nothing more is made",
        _ => "it points to the open corrective work order, and nothing more is made",
    };

    private static string Response(ResponseRule rule)
    {
        var site = rule.Clock == ResponseClockKind.Site;
        var spans = new List<string>();
        if (rule.Acknowledge is { } acknowledge) spans.Add($"acknowledged within {Span(acknowledge, site)}");
        if (rule.OnSite is { } onSite) spans.Add($"somebody on site within {Span(onSite, site)}");
        if (rule.Done is { } done) spans.Add($"done within {Span(done, site)}");
        return $"{PolicyWords.And(spans)}{(site ? ", counted in the site's working hours" : ", day and night")}";
    }

    private static string Span(ResponseSpan span, bool site)
    {
        var parts = new List<string>();
        if (span.Days > 0) parts.Add(PolicyWords.Count(span.Days, site ? "working day" : "day"));
        if (span.Minutes >= 60) parts.Add(PolicyWords.Count(span.Minutes / 60, "hour"));
        if (span.Minutes % 60 > 0) parts.Add(PolicyWords.Count(span.Minutes % 60, "minute"));
        return PolicyWords.And(parts);
    }

    private static IEnumerable<string> Fresh(Policy policy) => policy.FreshMinutes.Select(f => f.Key == "stock"
        ? $"What is known of stock counts for {PolicyWords.Duration(f.Value)}; older than that it is not known."
        : $"What is known of an asset counts for {PolicyWords.Duration(f.Value)}; older than that it is not known.");

    private static IEnumerable<string> Assign(AssignRules rules)
    {
        if (!rules.Need.IsEmpty) yield return $"Who comes {PolicyWords.And([.. rules.Need.Select(n => Need(n, rules.LoadLimitMinutes))])}.";
        yield return $"Of several goes {string.Join(", then ", rules.Prefer.Select(Preference))}.";
        foreach (var group in rules.IfNone.GroupBy(i => i.Value))
        {
            var names = PolicyWords.And([.. group.Select(i => Wire.Name(i.Key))]);
            yield return group.Key == IfNone.OnCall ? $"Where nobody can come, somebody on call does for {names}." : $"Where nobody can come, {names} waits in the queue.";
        }
    }

    private static string Need(AssignNeed need, int limit) => need switch
    {
        AssignNeed.AssetSkills => "has the asset's skills",
        AssignNeed.OnShift => "is on shift",
        _ => $"has less than {PolicyWords.Duration(limit)} of open work",
    };

    private static string Preference(AssignPreference preference) => preference switch
    {
        AssignPreference.SameSite => "who is at the site",
        AssignPreference.LeastLoaded => "who has the least to do",
        AssignPreference.LongestIdle => "who was idle for the longest time",
        _ => "the first by id",
    };

    private static IEnumerable<string> Parts(PartsRules rules)
    {
        yield return rules.Need is { } needs ? $"Each job takes {Parts(needs)}." : "A job takes the parts that its asset names for it.";
        if (!rules.UseSafetyStockFor.IsEmpty) yield return $"Safety stock may be taken for {PolicyWords.And([.. rules.UseSafetyStockFor.Select(p => Wire.Name(p))])}.";
        yield return $"What waits for parts is looked at again every {PolicyWords.Duration(rules.RecheckWaitingMinutes)}.";
    }

    private static string Parts(ImmutableArray<PartNeed> needs) =>
        needs.IsEmpty ? "no parts" : PolicyWords.And([.. needs.Select(n => n.Quantity == 1 ? n.PartId : string.Create(CultureInfo.InvariantCulture, $"{n.Quantity} × {n.PartId}"))]);

    private static IEnumerable<string> Escalation(Policy policy) =>
        from ladder in policy.Escalate
        from step in ladder.Value
        let unmet = step.After switch { "acknowledge" => "nobody acknowledges it", "on_site" => "nobody is on site", _ => "it is not done" }
        let whom = step.To switch { "on_call" => "whoever is on call", "site_manager" => "the site's manager", _ => step.To }
        select $"{Wire.Name(ladder.Key)}: when {unmet} in time, {whom} is told.";
}
