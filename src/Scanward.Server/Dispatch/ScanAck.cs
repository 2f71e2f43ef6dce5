using System.Text.Json;
using Scanward.Routing;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Dispatch;

/// <summary>
/// The answer to the scanner. It holds only what the commit decided, is stored with it and never changes afterwards, so that a repeat of the
/// key gets the same bytes.
/// </summary>
internal static class ScanAck
{
    public static ScanStatus StatusOf(RoutingDecision decision) => decision.Outcome switch
    {
        Outcome.Duplicate => ScanStatus.Duplicate,
        Outcome.Review => ScanStatus.Review,
        Outcome.PartsPending => ScanStatus.WaitingParts,
        _ => ScanStatus.Routed,
    };

    /// <summary>201 where a work order was made, else 200.</summary>
    public static int HttpStatus(RoutingDecision decision) => decision.Work is null ? StatusCodes.Status200OK : StatusCodes.Status201Created;

    public static byte[] Write(long scanId, RoutingDecision decision, WorkOrderRef? workOrder) => WireJson.Write((scanId, decision, workOrder), static (json, of) =>
    {
        var (scanId, decision, workOrder) = of;
        json.WriteStartObject();
        WriteHead(json, scanId, StatusOf(decision));
        json.WriteString("outcome"u8, Wire.Name(decision.Outcome));
        if (decision.Priority is { } priority) json.WriteNumber("priority"u8, (int)priority);
        else json.WriteNull("priority"u8);
        json.WritePropertyName("work_order"u8);
        if (workOrder is { } made)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, TimeOrderedId.Format(made.Id));
            json.WriteString("number"u8, made.Number);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WritePropertyName("assigned"u8);
        DecisionJson.WriteAssigned(json, decision.Work?.Assignment);
        json.WritePropertyName("response"u8);
        DecisionJson.WriteResponse(json, decision.Work?.Response);
        json.WritePropertyName("parts"u8);
        DecisionJson.WriteParts(json, decision.Work);
        json.WriteString("reason"u8, decision.Reason);
        json.WriteString("explanation"u8, $"/api/v1/scans/{TimeOrderedId.Format(scanId)}/explanation");
        json.WriteEndObject();
    });

    /// <summary>The provisional answer while the asset is still being looked up.</summary>
    public static byte[] WriteResolving(long scanId, string why) => Write(json =>
    {
        WriteHead(json, scanId, ScanStatus.Resolving);
        json.WriteString("reason"u8, $"The scan is kept; its asset is still being looked up ({why}).");
    });

    /// <summary>The final answer of a scan that became a dead letter after it had been accepted.</summary>
    public static byte[] WriteDeadLetter(long scanId, long deadLetterId, string why) => Write(json =>
    {
        WriteHead(json, scanId, ScanStatus.DeadLetter);
        json.WriteString("dead_letter_id"u8, TimeOrderedId.Format(deadLetterId));
        json.WriteString("reason"u8, $"The scan could not be routed and is kept for a person: {why}.");
    });

    /// <summary>The answer to a device whose key was revoked: its scan is no scan of the store's, but a dead letter.</summary>
    public static byte[] WriteQuarantined(long deadLetterId) => Write(json =>
    {
        json.WriteNull("scan_id"u8);
        json.WriteString("status"u8, "quarantined"u8);
        json.WriteString("dead_letter_id"u8, TimeOrderedId.Format(deadLetterId));
        json.WriteString("reason"u8, "The key was revoked; the scan is kept for a person, and nothing was routed."u8);
    });

    private static void WriteHead(Utf8JsonWriter json, long scanId, ScanStatus status)
    {
        json.WriteString("scan_id"u8, TimeOrderedId.Format(scanId));
        json.WriteString("status"u8, Wire.Name(status));
    }

    private static byte[] Write(Action<Utf8JsonWriter> members) => WireJson.Write(
        members,
        static (json, members) =>
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        });
}
