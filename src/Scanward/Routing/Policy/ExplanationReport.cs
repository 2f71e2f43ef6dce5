using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Scanward.Routing.Policy;

/// <summary>The explanation of a decision over made-up facts, for people and for programs.</summary>
public static class ExplanationReport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
            if (Response(policy, facts, row) is { } rule) Line(text, "response", $"{string.Join(", ", Spans(rule).Select(s => $"{s.Name} {s.Span}"))}, clock {PolicyWords.Of(rule.Clock)}");
            Line(text, "also matched", string.Join(", ", explanation.AlsoMatched));
        }

        foreach (var miss in explanation.NearestMiss) Line(text, "nearest miss", $"{miss.Row}: {string.Join(", ", miss.Failed)}");
        Line(text, "policy", $"{policy.Name} version {policy.Version}, {policy.Hash[..Math.Min(12, policy.Hash.Length)]}");
        return text.ToString();
    }

    /// <summary>One JSON object; members that made-up facts cannot give (decision, time, technician, stock) are not there.</summary>
    public static string Json(CompiledPolicy compiled, Facts facts, RowExplanation explanation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("policy", compiled.Policy.Name);
            json.WriteNumber("version", compiled.Policy.Version);
            json.WriteString("hash", compiled.Hash);
            WriteFacts(json, facts);
            json.WriteString("row", explanation.Row?.Id);
            if (explanation.Row is { } row) WriteResult(json, row);
            json.WriteString("reason", explanation.Sentence);
            WriteCells(json, "because", explanation.Because);
            WriteCells(json, "given", explanation.Given);
            json.WriteStartArray("also_matched");
            foreach (var id in explanation.AlsoMatched) json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteStartArray("nearest_miss");
            foreach (var miss in explanation.NearestMiss)
            {
                json.WriteStartObject();
                json.WriteString("row", miss.Row);
                WriteCells(json, "failed", miss.Failed);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (explanation.Row is { } matched && Response(compiled.Policy, facts, matched) is { } rule) WriteResponse(json, rule);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFacts(Utf8JsonWriter json, Facts facts)
    {
        json.WriteStartObject("facts");
        foreach (var column in FactText.Known(facts))
        {
            var text = FactText.Of(facts, column);
            if (column.Kind is FactKind.Count or FactKind.Reading) json.WriteNumber(column.Name, decimal.Parse(text, CultureInfo.InvariantCulture));
            else json.WriteString(column.Name, text);
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, PolicyRow row)
    {
        json.WriteNumber("line", row.Line);
        json.WriteString("outcome", PolicyWords.Of(row.Then.Outcome));
        if (row.Then.Priority is { } priority) json.WriteNumber("priority", (int)priority);
        if (row.Then.DuplicateOf is { } target) json.WriteString("duplicate_of", PolicyWords.Of(target));
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
        json.WriteString("clock", PolicyWords.Of(rule.Clock));
        json.WriteEndObject();
    }

    private static void WriteCells(Utf8JsonWriter json, string name, IEnumerable<CellExplanation> cells)
    {
        json.WriteStartArray(name);
        foreach (var cell in cells)
        {
            json.WriteStartObject();
            json.WriteString("fact", cell.Fact);
            json.WriteString("value", cell.Value);
            json.WriteString("test", cell.Test);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ResponseRule? Response(Policy policy, Facts facts, PolicyRow row) =>
        row.Then.Priority is { } priority ? policy.ResponseFor(facts.Name(Fact.Site) ?? "", priority) : null;

    private static IEnumerable<(string Name, string Span)> Spans(ResponseRule rule)
    {
        if (rule.Acknowledge is { } acknowledge) yield return ("acknowledge", PolicyWords.Of(acknowledge));
        if (rule.OnSite is { } onSite) yield return ("on_site", PolicyWords.Of(onSite));
        if (rule.Done is { } done) yield return ("done", PolicyWords.Of(done));
    }

    private static string Result(RowResult then)
    {
        var parts = then.Parts is { } needs ? ", parts " + (needs.IsEmpty ? "none" : string.Join(", ", needs.Select(n => n.Quantity == 1 ? n.PartId : $"{n.Quantity} {n.PartId}"))) : "";
        return $"{PolicyWords.Of(then)}{(then.Crew is { } crew ? ", crew " + crew : "")}{(then.Assign ? "" : ", unassigned")}{parts}";
    }

    private static void Line(StringBuilder text, string label, string value)
    {
        if (value.Length > 0) text.Append("  ").Append(label.PadRight(14)).Append(value).Append('\n');
    }
}
