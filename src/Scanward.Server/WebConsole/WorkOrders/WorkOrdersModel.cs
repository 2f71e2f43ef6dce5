using System.Collections.Immutable;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.WorkOrders;

/// <summary>Work orders as a board or as a list, with what narrows them.</summary>
internal sealed record WorkOrdersModel
{
    public required Filters Filters { get; init; }

    /// <summary>One column a state; on the board only.</summary>
    public ImmutableArray<BoardColumn> Columns { get; init; } = [];

    /// <summary>One page; in the list only.</summary>
    public ImmutableArray<WorkOrderCard> Rows { get; init; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; init; }

    /// <summary>Crews and technicians to choose from: ids and names.</summary>
    public required ImmutableArray<(string Id, string Name)> Crews { get; init; }

    public required ImmutableArray<(string Id, string Name)> Technicians { get; init; }

    /// <summary>What is wrong with the filters; empty where nothing is.</summary>
    public string Fault { get; init; } = "";

    public bool IsBoard => Filters["view"] != "list";
}

/// <param name="Count">How many there are in all; null where filters leave some out.</param>
/// <param name="More">Whether there are more than are shown.</param>
internal sealed record BoardColumn(WorkOrderState State, long? Count, bool More, ImmutableArray<WorkOrderCard> Cards);

/// <summary>A work order with the row that made it, and where it is besides.</summary>
internal sealed record WorkOrderCard(WorkOrderRecord Row, WorkOrderCardRecord? Beside, string? TechnicianName)
{
    public string Number => WorkOrderRef.NumberOf(Row.Code, Row.Number);

    public WorkOrderState State => (WorkOrderState)Row.State;

    public string Url => $"/work-orders/{Number}";

    /// <summary>Whether it is past the time by which it was to be done.</summary>
    public bool IsLate(long nowMs) => State.IsOpen() && Row.DoneBy < nowMs;

    /// <summary>What happens next without anybody doing anything, or what is waited for.</summary>
    public string Next => State switch
    {
        WorkOrderState.WaitingParts => "Goes on by itself when its parts arrive.",
        WorkOrderState.Open => Row.TechnicianId is null ? "Nobody has it: whoever is free can take it." : "To be taken.",
        WorkOrderState.Assigned => "To be acknowledged and started.",
        WorkOrderState.InProgress => "To be completed.",
        WorkOrderState.OnHold => "Held until somebody goes on with it.",
        WorkOrderState.Completed => "To be closed.",
        _ => "",
    };

    /// <summary>The time that matters next; null where none does.</summary>
    public long? Due => State switch
    {
        WorkOrderState.Open or WorkOrderState.Assigned => Row.AcknowledgeBy is { } by && Row.StartedAt is null ? by : Row.DoneBy,
        WorkOrderState.InProgress or WorkOrderState.OnHold or WorkOrderState.WaitingParts => Row.DoneBy,
        _ => null,
    };
}
