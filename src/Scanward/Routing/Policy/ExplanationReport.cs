using System.Text;
using System.Text.Json;

namespace Scanward.Routing.Policy;

/// <summary>The explanation of a decision over made-up facts, for people and for programs.</summary>
public static class ExplanationReport
{
    /// <summary>A few lines that end in LF.</summary>
    public static string Text(CompiledPolicy compiled, Facts facts, RowExplanation explanation)
    {
        var policy = compiled.Policy;
        var text = new StringBuilder();
        text.Append(explanation.Sentence).Append('\n');
        if (explanation.Row is { } row)
        {
            Line(text, "result", Result(row.Then));
            Line(text, "row", row.Line > 0 ? $"{row.Id}, line {row.Line}" : row.Id);
            Line(text, "given", string.Join(", ", explanation.Given));
            if (Response(policy, facts, row) is { } rule)
                Line(text, "response", $"{string.Join(", ", Spans(rule).Select(s => $"{s.Name} {s.Span}"))}, clock {Wire.Name(rule.Clock)}");
            Line(text, "also matched", string.Join(", ", explanation.AlsoMatched));
        }

        foreach (var miss in explanation.NearestMiss) Line(text, "nearest miss", $"{miss.Row}: {string.Join(", ", miss.Failed)}");
        Line(text, "policy", $"{policy.Name} version {policy.Version}, {policy.Hash[..Math.Min(12, policy.Hash.Length)]}");
        return text.ToString();
    }

    /// <summary>One JSON object; members that made-up facts cannot give (decision, time, technician, stock) are not there.</summary>
    public static string Json(CompiledPolicy compiled, Facts facts, RowExplanation explanation) => WireJson.Text(explanation, (json, of) =>
    {
        json.WriteStartObject();
        json.WriteString("policy"u8, compiled.Policy.Name);
        json.WriteNumber("version"u8, compiled.Policy.Version);
        json.WriteString("hash"u8, compiled.Hash);
        RowExplanationJson.WriteFacts(json, facts);
        json.WriteString("row"u8, of.Row?.Id);
        if (of.Row is { } row) WriteResult(json, row);
        json.WriteString("reason"u8, of.Sentence);
        RowExplanationJson.WriteRows(json, of);
        if (of.Row is { } matched && Response(compiled.Policy, facts, matched) is { } rule) WriteResponse(json, rule);
        json.WriteEndObject();
    });

    private static void WriteResult(Utf8JsonWriter json, PolicyRow row)
    {
        json.WriteNumber("line", row.Line);
        json.WriteString("outcome", Wire.Name(row.Then.Outcome));
        if (row.Then.Priority is { } priority) json.WriteNumber("priority", (int)priority);
        if (row.Then.DuplicateOf is { } target) json.WriteString("duplicate_of", Wire.Name(target));
        if (row.Then.Crew is { } crew) json.WriteString("crew", crew);
        if (!row.Then.Assign) json.WriteBoolean("unassigned", value: true);
        if (row.Then.Parts is not { } parts) return;
        json.WriteStartArray("parts");
        foreach (var need in parts)
        {
            json.WriteStartObject();
            json.WriteString("part", need.PartId);
            json.WriteNumber("quantity", need.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResponse(Utf8JsonWriter json, ResponseRule rule)
    {
        json.WriteStartObject("response");
        foreach (var (name, span) in Spans(rule)) json.WriteString(name, span);
        json.WriteString("clock", Wire.Name(rule.Clock));
        json.WriteEndObject();
    }

    private static ResponseRule? Response(Policy policy, Facts facts, PolicyRow row) =>
        row.Then.Priority is { } priority ? policy.ResponseFor(facts.Name(Fact.Site) ?? "", priority) : null;

    private static IEnumerable<(string Name, string Span)> Spans(ResponseRule rule)
    {
        if (rule.Acknowledge is { } acknowledge) yield return ("acknowledge", DurationText.Of(acknowledge));
        if (rule.OnSite is { } onSite) yield return ("on_site", DurationText.Of(onSite));
        if (rule.Done is { } done) yield return ("done", DurationText.Of(done));
    }

    private static string Result(RowResult then)
    {
        var parts = then.Parts is { } needs
            ? ", parts " + (needs.IsEmpty ? "none" : string.Join(", ", needs.Select(n => n.Quantity == 1 ? n.PartId : $"{n.Quantity} {n.PartId}")))
            : "";
        return $"{then.Short}{(then.Crew is { } crew ? ", crew " + crew : "")}{(then.Assign ? "" : ", unassigned")}{parts}";
    }

    private static void Line(StringBuilder text, string label, string value)
    {
        if (value.Length > 0) text.Append("  ").Append(label.PadRight(14)).Append(value).Append('\n');
    }
}
