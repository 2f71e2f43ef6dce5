using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scanward.Resolution;

namespace Scanward.Routing.Policy;

/// <summary>
/// The canonical form of a policy: one text for all files that decide alike by their words. It holds everything that can change a decision or what
/// follows from it, row ids included, because decisions name them. It leaves out what is for people: the policy's name and version,
/// comments, layout, the order of keys, how a cell is spelled (<c>1..2 or 3</c> is <c>at most 3</c>), and whether a row was written
/// under its site or in the route.
/// </summary>
public static class PolicyCanonical
{
    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, 64 lower-case hex digits.</summary>
    public static string Hash(Policy policy) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(policy))));

    /// <summary>Lines that end in LF; the first names the form, so that a later form can never give an equal hash by accident.</summary>
    public static string Text(Policy policy)
    {
        var text = new StringBuilder("scanward-policy/1\n");
        text.Append("timezone ").Append(Quote(policy.TimeZone)).Append('\n');
        foreach (var (kind, minutes) in policy.FreshMinutes) text.Append("fresh ").Append(kind).Append(' ').Append(minutes).Append('\n');
        foreach (var row in policy.Rows) AppendRow(text, row);
        foreach (var (priority, rule) in policy.Response) AppendResponse(text, "response ", priority, rule);
        foreach (var (site, rules) in policy.SiteResponse)
        {
            foreach (var (priority, rule) in rules)
            {
                if (rule != policy.Response.GetValueOrDefault(priority)) AppendResponse(text, $"response {Quote(site)} ", priority, rule);
            }
        }

        AppendAssign(text, policy.Assign);
        AppendParts(text, policy.Parts);
        foreach (var (priority, steps) in policy.Escalate)
        {
            foreach (var step in steps)
                text.Append("escalate ").Append(priority).Append(' ').Append(step.After).Append(' ').Append(Quote(step.To)).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, PolicyRow row)
    {
        text.Append("row ").Append(Quote(row.Id));
        var cells = row.When.Select(c => (FactColumn.Of(c).Name, Test: Test(c)))
            .Where(c => c.Test is not null).OrderBy(c => c.Name, StringComparer.Ordinal);
        foreach (var (name, test) in cells) text.Append(' ').Append(Quote(name)).Append(test);
        text.Append(" then ").Append(row.Then.Short);
        if (row.Then.Crew is { } crew) text.Append(" crew ").Append(Quote(crew));
        if (row.Then.Parts is { } parts) AppendNeeds(text.Append(" parts"), parts);
        if (!row.Then.Assign) text.Append(" unassigned");
        text.Append('\n');
    }

    /// <summary>What the cell accepts within the column's domain; null where that is everything.</summary>
    private static string? Test(PolicyCell cell)
    {
        var column = FactColumn.Of(cell);
        if (column.Kind == FactKind.Name)
        {
            if (cell.NamesNegated && cell.NamesUnknown && cell.Names.IsEmpty) return null;
            var names = cell.Names.Distinct().Order(StringComparer.Ordinal).Select(Quote);
            return $"{(cell.NamesNegated ? "!" : "=")}{(cell.NamesUnknown ? "?" : "")}[{string.Join(',', names)}]";
        }

        var values = cell.Values.Intersect(column.Domain);
        return values.Equals(column.Domain) ? null : "=" + string.Concat(values.Intervals.Select(Range));
    }

    private static string Range(Interval interval) =>
        interval.From == Facts.Unknown ? "[?]"
        : $"[{(interval.From == IntervalSet.Least ? "" : interval.From.ToString(CultureInfo.InvariantCulture))}..{(interval.To == long.MaxValue ? "" : interval.To.ToString(CultureInfo.InvariantCulture))}]";

    private static void AppendResponse(StringBuilder text, string kind, Priority priority, ResponseRule rule)
    {
        text.Append(kind).Append(priority);
        foreach (var (name, span) in new[] { ("acknowledge", rule.Acknowledge), ("on_site", rule.OnSite), ("done", rule.Done) })
        {
            if (span is { } given) text.Append(' ').Append(name).Append(' ').Append(given.Days).Append("d+").Append(given.Minutes).Append('m');
        }

        text.Append(' ').Append(Wire.Name(rule.Clock)).Append('\n');
    }

    private static void AppendAssign(StringBuilder text, AssignRules assign)
    {
        text.Append("need ").AppendJoin(',', assign.Need.Order().Select(Wire.Name)).Append('\n');
        text.Append("prefer ").AppendJoin(',', assign.Prefer.Select(Wire.Name)).Append('\n');
        text.Append("load_limit ").Append(assign.LoadLimitMinutes).Append('\n');
        foreach (var priority in Enum.GetValues<Priority>())
        {
            text.Append("if_none ")
                .Append(priority).Append(' ').Append(Wire.Name(assign.IfNone.GetValueOrDefault(priority, IfNone.Queue))).Append('\n');
        }
    }

    private static void AppendParts(StringBuilder text, PartsRules parts)
    {
        if (parts.Need is { } need) AppendNeeds(text.Append("parts"), need);
        else text.Append("parts of the asset");
        text.Append("\nsafety_stock ").AppendJoin(',', parts.UseSafetyStockFor).Append("\nrecheck ").Append(parts.RecheckWaitingMinutes).Append('\n');
    }

    private static void AppendNeeds(StringBuilder text, IEnumerable<PartNeed> needs)
    {
        foreach (var need in needs.OrderBy(n => n.PartId, StringComparer.Ordinal))
            text.Append(' ').Append(Quote(need.PartId)).Append('x').Append(need.Quantity);
    }

    // The length stands before the text, so that no name can imitate the form around it.
    private static string Quote(string text) => $"{text.Length}:{text}";
}
