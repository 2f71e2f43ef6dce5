using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Scanward.Dispatch;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Dispatch;

/// <summary>What a message says: the members of <see cref="DispatchFields"/> as one JSON object, from the work order as it is when it is first sent.</summary>
internal static class MessageContent
{
    /// <param name="connector">Whose ids of assets are told.</param>
    public static byte[] Write(OutboxCandidate of, AssetProfile asset, Site site, Roster roster, IReadOnlyList<WorkOrderPartRecord> parts, string connector)
    {
        var operation = (DispatchOperation)of.Operation;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("operation", Wire.Name(operation));
            json.WriteString("key", WorkOrderMessage.KeyOf(of.WorkOrderId, operation, of.Revision));
            json.WriteString("reference", WorkOrderMessage.ReferenceOf(of.WorkOrderId));
            json.WriteNumber("revision", of.Revision);
            WriteWorkOrder(json, of, asset, site, parts);
            json.WriteStartObject("asset");
            json.WriteString("id", asset.AssetId);
            if (of.AssetConnector == connector) Text(json, "external_id", of.AssetExternalId);
            json.WriteString("name", asset.Name);
            json.WriteString("class", asset.Class);
            json.WriteNumber("criticality", asset.Criticality);
            Text(json, "location", asset.Location);
            Text(json, "tag", asset.Tags.FirstOrDefault());
            json.WriteEndObject();
            json.WriteStartObject("site");
            json.WriteString("id", site.SiteId);
            json.WriteString("name", site.Name);
            json.WriteString("code", site.Code);
            json.WriteEndObject();
            json.WriteStartObject("assigned");
            Text(json, "crew", of.CrewId);
            Text(json, "technician", of.TechnicianId);
            Text(json, "name", roster.Technicians.FirstOrDefault(t => t.TechnicianId == of.TechnicianId)?.Name ?? roster.Crews.FirstOrDefault(c => c.CrewId == of.CrewId)?.Name);
            json.WriteEndObject();
            json.WriteStartObject("scan");
            json.WriteString("id", TimeOrderedId.Format(of.ScanId));
            json.WriteString("operator", of.OperatorId);
            Text(json, "note", of.Note);
            Time(json, "occurred_at", of.OccurredAt);
            json.WriteEndObject();
            json.WriteStartArray("parts");
            foreach (var part in parts)
            {
                json.WriteStartObject();
                json.WriteString("part", part.PartId);
                json.WriteNumber("quantity", part.Quantity);
                json.WriteString("state", Wire.Name((StoredPartState)part.State));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (of.Action is { } action) WriteChange(json, of, (WorkOrderAction)action);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteWorkOrder(Utf8JsonWriter json, OutboxCandidate of, AssetProfile asset, Site site, IReadOnlyList<WorkOrderPartRecord> parts)
    {
        json.WriteStartObject("work_order");
        json.WriteString("id", WorkOrderMessage.ReferenceOf(of.WorkOrderId));
        json.WriteString("number", WorkOrderRef.NumberOf(site.Code, of.Number));
        json.WriteString("title", of.Title);
        json.WriteString("description", Description(of, asset, site, parts));
        json.WriteString("kind", Wire.Name((WorkKind)of.Kind));
        json.WriteString("state", Wire.Name((WorkOrderState)(of.ToState ?? of.State)));
        json.WriteString("outcome", Wire.Name((Outcome)of.Outcome));
        json.WriteNumber("priority", of.WorkPriority);
        Text(json, "failure_mode", of.FailureMode);
        Text(json, "vendor", of.Vendor);
        json.WriteNumber("minutes", of.Minutes);
        Time(json, "opened_at", of.OpenedAt);
        Time(json, "acknowledge_by", of.AcknowledgeBy);
        Time(json, "on_site_by", of.OnSiteBy);
        Time(json, "done_by", of.DoneBy);
        if (of.WindowMinutes is { } window) json.WriteNumber("window_minutes", window);
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, OutboxCandidate of, WorkOrderAction action)
    {
        using var given = JsonDocument.Parse(of.Detail ?? "{}");
        string? Given(string member) => given.RootElement.ValueKind == JsonValueKind.Object && given.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        json.WriteStartObject("change");
        json.WriteString("action", Wire.Name(action));
        json.WriteString("from", Wire.Name((WorkOrderState)of.FromState!.Value));
        json.WriteString("to", Wire.Name((WorkOrderState)of.ToState!.Value));
        Text(json, "actor", of.Actor);
        Text(json, "reason", Given("reason"));
        Text(json, "note", Given("note"));
        var text = new StringBuilder($"{Wire.Name(action).Replace('_', ' ')} by {of.Actor}, now {Wire.Name((WorkOrderState)of.ToState.Value).Replace('_', ' ')}");
        foreach (var member in (string[])["reason", "note", "cause", "remedy"])
        {
            if (Given(member) is { } said) text.Append('\n').Append(member).Append(": ").Append(said);
        }

        json.WriteString("text", text.ToString());
        json.WriteEndObject();
    }

    private static string Description(OutboxCandidate of, AssetProfile asset, Site site, IReadOnlyList<WorkOrderPartRecord> parts)
    {
        var text = new StringBuilder(of.Title).Append('\n');
        text.Append($"\n{asset.AssetId} {asset.Name}");
        if (asset.Location is { } where) text.Append($", {where}");
        if (of.FailureMode is { } mode) text.Append($"\nFound: {mode.Replace('_', ' ')}");
        if (of.Note is { } note) text.Append($"\nNote of {of.OperatorId}: {note}");
        if (parts.Count > 0) text.Append("\nParts: ").AppendJoin(", ", parts.Select(p => $"{p.Quantity} × {p.PartId} ({Wire.Name((StoredPartState)p.State).Replace('_', ' ')})"));
        if (of.Vendor is { } vendor) text.Append($"\nUnder warranty of {vendor}");
        if (of.OnSiteBy is { } onSite) text.Append($"\nOn site by {Format(onSite)}");
        if (of.DoneBy is { } done) text.Append($"\nDone by {Format(done)}");
        return text.Append($"\n\nScanward {WorkOrderRef.NumberOf(site.Code, of.Number)}, reference {WorkOrderMessage.ReferenceOf(of.WorkOrderId)}").ToString();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Time(Utf8JsonWriter json, string name, long? unixMs)
    {
        if (unixMs is { } ms) json.WriteString(name, Format(ms));
    }

    private static string Format(long unixMs) => InstantPattern.General.Format(Instant.FromUnixTimeMilliseconds(unixMs));
}
