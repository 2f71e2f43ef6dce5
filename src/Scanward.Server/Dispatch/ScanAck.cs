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

    /// <param name="repeat">How it repeats what was known; null where it does not.</param>
    /// <param name="yours">The work order that the person who scanned holds; null where there is none.</param>
    /// <param name="caveat">What is to be known of how the asset was found; null where nothing is special.</param>
    public static byte[] Write(long scanId, RoutingDecision decision, WorkOrderRef? workOrder, Repeat? repeat, StoredWorkOrder? yours, string? caveat = null) => WireJson.Write((scanId, decision, workOrder, repeat, yours, caveat), static (json, of) =>
    {
        var (scanId, decision, workOrder, repeat, yours, caveat) = of;
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
        if (repeat is { } kind) json.WriteString("repeat"u8, Wire.Name(kind));
        if (decision.Work?.FoldsPm is { } due) json.WriteString("pm_due"u8, NodaTime.Text.LocalDatePattern.Iso.Format(due));
        if (yours is not null) WriteYours(json, yours);
        json.WriteString("reason"u8, caveat is null ? decision.Reason : $"{decision.Reason} {caveat}");
        json.WriteString("explanation"u8, $"/api/v1/scans/{TimeOrderedId.Format(scanId)}/explanation");
        json.WriteEndObject();
    });

    /// <summary>The work order in the hands of who scanned, and the step that comes next.</summary>
    private static void WriteYours(Utf8JsonWriter json, StoredWorkOrder work)
    {
        json.WriteStartObject("yours"u8);
        json.WriteString("work_order_id"u8, TimeOrderedId.Format(work.WorkOrderId));
        json.WriteString("state"u8, Wire.Name(work.State));
        json.WriteString("next"u8, Wire.Name(work.State == WorkOrderState.InProgress ? WorkOrderState.Completed : WorkOrderState.InProgress));
        json.WriteString("change"u8, $"/api/v1/work-orders/{TimeOrderedId.Format(work.WorkOrderId)}");
        json.WriteNumber("revision"u8, work.Revision);
        json.WriteEndObject();
    }

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
