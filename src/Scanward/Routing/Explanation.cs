using System.Globalization;
using System.Text.Json;
using Scanward.Routing.Policy;

namespace Scanward.Routing;

/// <summary>Why a scan went where it went: its decision, decided again from the record and told in full (POLICY, Explain).</summary>
public static class Explanation
{
    public static void Write(Utf8JsonWriter json, string decisionId, RoutingInputs inputs)
    {
        var trace = Router.Trace(inputs, explain: true);
        var rows = RowExplanation.Of(inputs.Policy, trace.Facts);
        var policy = inputs.Policy.Policy;
        json.WriteStartObject();
        json.WriteString("decision"u8, decisionId);
        json.WriteString("policy"u8, policy.Name);
        json.WriteNumber("version"u8, policy.Version);
        json.WriteString("hash"u8, policy.Hash);
        DecisionJson.WriteInstant(json, "now"u8, inputs.Scan.ReceivedAt);
        DecisionJson.WriteInstant(json, "occurred_at"u8, inputs.Scan.OccurredAt);
        DecisionJson.WriteInstant(json, "profile_as_of"u8, inputs.ProfileAsOf);
        json.WriteNumber("profile_revision"u8, inputs.Profile.Revision);
        WriteFacts(json, trace.Facts);
        json.WriteString("row"u8, trace.Decision.RowId);
        if (trace.Row >= 0) WriteRows(json, rows);
        json.WriteString("outcome"u8, Wire.Name(trace.Decision.Outcome));
        if (trace.Decision.Priority is { } priority) json.WriteNumber("priority"u8, (int)priority);
        json.WritePropertyName("assignment"u8);
        WriteAssignment(json, trace.Decision.Work?.Assignment);
        json.WritePropertyName("parts"u8);
        DecisionJson.WriteParts(json, trace.Decision.Work);
        json.WritePropertyName("response"u8);
        DecisionJson.WriteResponse(json, trace.Decision.Work?.Response);
        json.WriteString("reason"u8, trace.Decision.Reason);
        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, Facts facts)
    {
        json.WriteStartObject("facts"u8);
        foreach (var column in FactText.Known(facts))
        {
            var text = FactText.Of(facts, column);
            if (column.Kind is FactKind.Count or FactKind.Reading) json.WriteNumber(column.Name, decimal.Parse(text, CultureInfo.InvariantCulture));
            else json.WriteString(column.Name, text);
        }

        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, RowExplanation rows)
    {
        WriteCells(json, "because", rows.Because.Concat(rows.Given));
        json.WriteStartArray("also_matched"u8);
        foreach (var id in rows.AlsoMatched) json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteStartArray("nearest_miss"u8);
        foreach (var miss in rows.NearestMiss)
        {
            json.WriteStartObject();
            json.WriteString("row"u8, miss.Row);
            WriteCells(json, "failed", miss.Failed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCells(Utf8JsonWriter json, string name, IEnumerable<CellExplanation> cells)
    {
        json.WriteStartArray(name);
        foreach (var cell in cells)
        {
            json.WriteStartObject();
            json.WriteString("fact"u8, cell.Fact);
            json.WriteString("value"u8, cell.Value);
            json.WriteString("test"u8, cell.Test);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAssignment(Utf8JsonWriter json, Assignment? assignment)
    {
        if (assignment is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("crew"u8, assignment.Crew);
        json.WriteString("technician"u8, assignment.Technician);
        json.WriteString("name"u8, assignment.Name);
        json.WriteBoolean("on_call"u8, assignment.OnCall);
        json.WriteString("decided_by"u8, assignment.DecidedBy);
        json.WriteStartArray("rejected"u8);
        foreach (var rejected in assignment.Rejected)
        {
            json.WriteStartObject();
            json.WriteString("technician"u8, rejected.Technician);
            json.WriteString("why"u8, rejected.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
