using System.Text.Json;
using Scanward.Routing.Policy;

namespace Scanward.Routing;

/// <summary>Why a scan went where it went: its decision, decided again from the record and told in full (docs/policy.md, Explain).</summary>
public static class Explanation
{
    /// <summary>
    /// Decides again and writes one JSON object: policy, facts, row and the cells behind it, assignment, parts, response and the reason.
    /// </summary>
    public static void Write(Utf8JsonWriter json, string decisionId, RoutingInputs inputs)
    {
        var trace = Router.Trace(inputs, explain: true);
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
        RowExplanationJson.WriteFacts(json, trace.Facts);
        json.WriteString("row"u8, trace.Decision.RowId);
        if (trace.Row >= 0) RowExplanationJson.WriteRows(json, RowExplanation.Of(inputs.Policy, trace.Facts));
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
