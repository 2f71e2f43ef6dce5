using Scanward.Routing;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole;

/// <summary>How a state is shown.</summary>
/// <param name="Tone">One of the six colours: queued, new, active, waiting, done, failed.</param>
public sealed record StateLook(string Tone, string Icon, string Word)
{
    public static readonly StateLook Unknown = new("queued", "info-circle", "unknown");

    public static StateLook Of(WorkOrderState state) => state switch
    {
        WorkOrderState.WaitingParts => new("waiting", "truck-delivery", "waiting for parts"),
        WorkOrderState.Open => new("new", "circle-check", "open"),
        WorkOrderState.Assigned => new("new", "user-circle", "assigned"),
        WorkOrderState.InProgress => new("active", "player-play", "in progress"),
        WorkOrderState.OnHold => new("waiting", "player-pause", "on hold"),
        WorkOrderState.Completed => new("done", "check", "completed"),
        WorkOrderState.Closed => new("done", "circle-check", "closed"),
        WorkOrderState.Cancelled => new("queued", "ban", "cancelled"),
        _ => Unknown,
    };

    public static StateLook Of(Outcome outcome) => outcome switch
    {
        Outcome.CorrectiveWo => new("new", "tool", "corrective"),
        Outcome.PreventivePm => new("new", "calendar-event", "preventive"),
        Outcome.InspectionWo => new("new", "eye", "inspection"),
        Outcome.Tier2Engineer => new("active", "user-circle", "tier 2 engineer"),
        Outcome.PartsPending => new("waiting", "truck-delivery", "parts pending"),
        Outcome.WarrantyClaim => new("active", "shield-check", "warranty claim"),
        Outcome.Duplicate => new("queued", "copy", "duplicate"),
        Outcome.Review => new("waiting", "eye", "review"),
        _ => Unknown,
    };

    internal static StateLook Of(DeadLetterState state) => state switch
    {
        DeadLetterState.Open => new("failed", "mailbox-off", "open"),
        DeadLetterState.Replayed => new("done", "arrow-back-up", "replayed"),
        DeadLetterState.Discarded => new("queued", "ban", "discarded"),
        _ => Unknown,
    };

    internal static StateLook Of(ConnectorState state) => state switch
    {
        ConnectorState.Flowing => new("done", "plug-connected", "flowing"),
        ConnectorState.Throttled => new("waiting", "player-pause", "throttled"),
        ConnectorState.CircuitOpen => new("failed", "plug-connected-x", "does not answer"),
        ConnectorState.NotAdmitted => new("failed", "key", "not admitted"),
        _ => Unknown,
    };

    internal static StateLook Of(MessageState state) => state switch
    {
        MessageState.Ready => new("queued", "hourglass", "to be sent"),
        MessageState.Sending => new("active", "refresh", "being sent"),
        MessageState.Retrying => new("waiting", "refresh", "to be sent again"),
        MessageState.Behind => new("queued", "hourglass", "behind an earlier one"),
        MessageState.DeadLetter => new("failed", "mailbox-off", "dead letter"),
        MessageState.Settled => new("done", "circle-check", "arrived"),
        _ => Unknown,
    };

    internal static StateLook Of(StoredPartState state) => state switch
    {
        StoredPartState.Reserved => new("done", "check", "reserved"),
        StoredPartState.Short => new("failed", "alert-triangle", "short"),
        StoredPartState.OnOrder => new("waiting", "truck-delivery", "on order"),
        StoredPartState.Consumed => new("done", "tool", "used"),
        StoredPartState.Released => new("queued", "arrow-back-up", "given back"),
        _ => Unknown,
    };

    internal static StateLook Of(ScanStatus status) => status switch
    {
        ScanStatus.Routed => new("done", "circle-check", "routed"),
        ScanStatus.Duplicate => new("queued", "copy", "duplicate"),
        ScanStatus.WaitingParts => new("waiting", "truck-delivery", "waiting for parts"),
        ScanStatus.Review => new("waiting", "eye", "review"),
        ScanStatus.Resolving => new("active", "hourglass", "resolving"),
        ScanStatus.DeadLetter => new("failed", "mailbox-off", "dead letter"),
        _ => Unknown,
    };

    /// <summary>P1 is the most urgent.</summary>
    public static StateLook Of(Priority priority) => priority switch
    {
        Priority.P1 => new("failed", "bolt", "P1"),
        Priority.P2 => new("waiting", "alert-triangle", "P2"),
        Priority.P3 => new("new", "clock", "P3"),
        _ => new("queued", "clock", "P4"),
    };
}
