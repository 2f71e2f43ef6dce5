using System.Collections.Immutable;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.WorkOrders;

/// <summary>One work order, whole.</summary>
internal sealed record WorkOrderModel
{
    public required WorkOrderCard Card { get; init; }

    public required IReadOnlyList<WorkOrderPartRecord> Parts { get; init; }

    public required DispatchStory Dispatch { get; init; }

    public required IReadOnlyList<WorkOrderEventRecord> Events { get; init; }

    public required IReadOnlyList<ReportRecord> Reports { get; init; }

    /// <summary>The plain sentence with which it was decided.</summary>
    public string? Reason { get; init; }

    /// <summary>States that it can go to from here, for whoever looks.</summary>
    public required ImmutableArray<WorkOrderState> Steps { get; init; }

    /// <summary>Whether who looks may change it at all.</summary>
    public required bool MayChange { get; init; }

    public required ImmutableArray<(string Id, string Name)> Technicians { get; init; }

    /// <summary>What was wrong with the form that was sent, by field.</summary>
    public IReadOnlyDictionary<string, string> Faults { get; init; } = ImmutableDictionary<string, string>.Empty;
}
