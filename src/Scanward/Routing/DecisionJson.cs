using System.Text.Json;
using NodaTime;

namespace Scanward.Routing;

/// <summary>
/// A decision's result as JSON, in the spelling of the API. Two decisions are the same when these bytes are; what the explanation alone shows (who
/// was rejected and why) is left out.
/// </summary>
public static class DecisionJson
{
    /// <summary>The whole result as one object.</summary>
    public static byte[] Write(RoutingDecision decision) => WireJson.Write(decision, Write);

    public static void Write(Utf8JsonWriter json, RoutingDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("outcome"u8, Wire.Name(decision.Outcome));
        if (decision.Priority is { } priority) json.WriteNumber("priority"u8, (int)priority);
        json.WriteString("row"u8, decision.RowId);
        if (decision.DuplicateOf is { } of) json.WriteString("duplicate_of"u8, Wire.Name(of));
        if (decision.DuplicateScanId is { } scanId) json.WriteString("duplicate_scan"u8, TimeOrderedId.Format(scanId));
        if (decision.PointsTo is { } work) json.WriteString("points_to"u8, work.Number);
        if (decision.Work is { } made)
        {
            json.WriteStartObject("work"u8);
            json.WriteString("kind"u8, Wire.Name(made.Kind));
            json.WriteString("state"u8, Wire.Name(made.State));
            json.WriteNumber("minutes"u8, made.Minutes);
            if (made.Vendor is { } vendor) json.WriteString("vendor"u8, vendor);
            if (made.FoldsPm is { } due) json.WriteString("folds_pm"u8, NodaTime.Text.LocalDatePattern.Iso.Format(due));
            json.WritePropertyName("assigned"u8);
            WriteAssigned(json, made.Assignment);
            json.WriteString("decided_by"u8, made.Assignment.DecidedBy);
            json.WritePropertyName("parts"u8);
            WriteParts(json, made);
            json.WritePropertyName("response"u8);
            WriteResponse(json, made.Response);
            json.WriteEndObject();
        }

        json.WriteString("reason"u8, decision.Reason);
        json.WriteEndObject();
    }

    /// <summary>An object with crew, technician and name; null where nobody is assigned.</summary>
    public static void WriteAssigned(Utf8JsonWriter json, Assignment? assigned)
    {
        if (assigned is null or { Crew: null, Technician: null })
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("crew"u8, assigned.Crew);
        json.WriteString("technician"u8, assigned.Technician);
        json.WriteString("name"u8, assigned.Name);
        if (assigned.OnCall) json.WriteBoolean("on_call"u8, true);
        json.WriteEndObject();
    }

    /// <summary>An array with part, quantity, state and eta of each; empty where no work was made.</summary>
    public static void WriteParts(Utf8JsonWriter json, NewWork? work)
    {
        json.WriteStartArray();
        foreach (var part in work?.Parts ?? [])
        {
            json.WriteStartObject();
            json.WriteString("part"u8, part.Part);
            json.WriteNumber("quantity"u8, part.Quantity);
            json.WriteString("state"u8, Wire.Name(part.State));
            WriteInstant(json, "eta"u8, part.Eta);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An object with the times by which; null where no work was made.</summary>
    public static void WriteResponse(Utf8JsonWriter json, ResponseTimes? response)
    {
        if (response is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        WriteInstant(json, "acknowledge_by"u8, response.AcknowledgeBy);
        WriteInstant(json, "on_site_by"u8, response.OnSiteBy);
        WriteInstant(json, "done_by"u8, response.DoneBy);
        if (response.WindowMinutes is { } window) json.WriteNumber("window_minutes"u8, window);
        else json.WriteNull("window_minutes"u8);
        json.WriteEndObject();
    }

    /// <summary>RFC 3339 in UTC; null stays null.</summary>
    public static void WriteInstant(Utf8JsonWriter json, ReadOnlySpan<byte> name, Instant? instant)
    {
        if (instant is { } at) json.WriteString(name, at.ToDateTimeOffset().UtcDateTime);
        else json.WriteNull(name);
    }
}
