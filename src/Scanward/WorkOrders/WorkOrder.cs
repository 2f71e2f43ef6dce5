namespace Scanward.WorkOrders;

/// <summary>What a work order is for.</summary>
public enum WorkKind
{
    Corrective = 1,
    Preventive = 2,
    Inspection = 3,
}

/// <summary>Where a work order stands; on the wire in snake_case.</summary>
public enum WorkOrderState
{
    /// <summary>Needs parts that are not there; reserves nothing.</summary>
    WaitingParts = 1,

    /// <summary>In a crew's queue, nobody named.</summary>
    Open = 2,

    Assigned = 3,
    InProgress = 4,
    OnHold = 5,
    Completed = 6,
    Closed = 7,
    Cancelled = 8,
}

/// <summary>A work order as others point to it.</summary>
/// <param name="Number">As people say it, such as <c>WO-NC-000123</c>.</param>
public sealed record WorkOrderRef(long Id, string Number)
{
    /// <summary><c>WO-{site code}-{n}</c> (docs/adr/0009).</summary>
    public static string NumberOf(string siteCode, long number) => $"WO-{siteCode}-{number:D6}";
}

/// <summary>What the states mean.</summary>
public static class WorkOrderStates
{
    /// <summary>Whether work is still to be done.</summary>
    public static bool IsOpen(this WorkOrderState state) => state is < WorkOrderState.Completed;
}
