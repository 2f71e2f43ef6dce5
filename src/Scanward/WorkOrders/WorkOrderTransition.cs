namespace Scanward.WorkOrders;

/// <summary>How somebody stands to a work order.</summary>
public enum WorkOrderParty
{
    /// <summary>A technician who does not hold it.</summary>
    Technician = 1,

    /// <summary>The technician who holds it.</summary>
    Holder = 2,

    /// <summary>Who runs the site's work: may do all that can be done.</summary>
    Manager = 3,
}

/// <summary>One step of a work order's life; on the wire in snake_case.</summary>
public enum WorkOrderAction
{
    Assigned = 1,
    HandedBack = 2,
    Started = 3,
    Held = 4,
    Completed = 5,
    Closed = 6,
    Cancelled = 7,
    Reopened = 8,

    /// <summary>Something was noted or used; the state stays.</summary>
    Noted = 9,

    /// <summary>Parts came, and it was routed again.</summary>
    RoutedAgain = 10,
}

/// <summary>Which steps there are between the states, and who may take them.</summary>
public static class WorkOrderTransition
{
    private static readonly Dictionary<(WorkOrderState From, WorkOrderState To), (WorkOrderAction Action, WorkOrderParty Least)> steps = new()
    {
        [(WorkOrderState.WaitingParts, WorkOrderState.Cancelled)] = (WorkOrderAction.Cancelled, WorkOrderParty.Manager),

        [(WorkOrderState.Open, WorkOrderState.Assigned)] = (WorkOrderAction.Assigned, WorkOrderParty.Technician), // who is free takes it
        [(WorkOrderState.Open, WorkOrderState.InProgress)] = (WorkOrderAction.Started, WorkOrderParty.Technician),
        [(WorkOrderState.Open, WorkOrderState.OnHold)] = (WorkOrderAction.Held, WorkOrderParty.Manager),
        [(WorkOrderState.Open, WorkOrderState.Cancelled)] = (WorkOrderAction.Cancelled, WorkOrderParty.Manager),

        [(WorkOrderState.Assigned, WorkOrderState.Assigned)] = (WorkOrderAction.Assigned, WorkOrderParty.Manager), // to somebody else
        [(WorkOrderState.Assigned, WorkOrderState.Open)] = (WorkOrderAction.HandedBack, WorkOrderParty.Holder),
        [(WorkOrderState.Assigned, WorkOrderState.InProgress)] = (WorkOrderAction.Started, WorkOrderParty.Holder),
        [(WorkOrderState.Assigned, WorkOrderState.OnHold)] = (WorkOrderAction.Held, WorkOrderParty.Holder),
        [(WorkOrderState.Assigned, WorkOrderState.Completed)] = (WorkOrderAction.Completed, WorkOrderParty.Holder),
        [(WorkOrderState.Assigned, WorkOrderState.Cancelled)] = (WorkOrderAction.Cancelled, WorkOrderParty.Manager),

        [(WorkOrderState.InProgress, WorkOrderState.Assigned)] = (WorkOrderAction.Assigned, WorkOrderParty.Manager),
        [(WorkOrderState.InProgress, WorkOrderState.Open)] = (WorkOrderAction.HandedBack, WorkOrderParty.Holder),
        [(WorkOrderState.InProgress, WorkOrderState.OnHold)] = (WorkOrderAction.Held, WorkOrderParty.Holder),
        [(WorkOrderState.InProgress, WorkOrderState.Completed)] = (WorkOrderAction.Completed, WorkOrderParty.Holder),
        [(WorkOrderState.InProgress, WorkOrderState.Cancelled)] = (WorkOrderAction.Cancelled, WorkOrderParty.Manager),

        [(WorkOrderState.OnHold, WorkOrderState.InProgress)] = (WorkOrderAction.Started, WorkOrderParty.Holder),
        [(WorkOrderState.OnHold, WorkOrderState.Assigned)] = (WorkOrderAction.Assigned, WorkOrderParty.Manager),
        [(WorkOrderState.OnHold, WorkOrderState.Open)] = (WorkOrderAction.HandedBack, WorkOrderParty.Holder),
        [(WorkOrderState.OnHold, WorkOrderState.Cancelled)] = (WorkOrderAction.Cancelled, WorkOrderParty.Manager),

        [(WorkOrderState.Completed, WorkOrderState.Closed)] = (WorkOrderAction.Closed, WorkOrderParty.Manager),
        [(WorkOrderState.Completed, WorkOrderState.Open)] = (WorkOrderAction.Reopened, WorkOrderParty.Manager),
        [(WorkOrderState.Completed, WorkOrderState.InProgress)] = (WorkOrderAction.Reopened, WorkOrderParty.Holder), // it was not done after all
        [(WorkOrderState.Closed, WorkOrderState.Open)] = (WorkOrderAction.Reopened, WorkOrderParty.Manager),
    };

    /// <summary>The step from one state to another; null where there is none.</summary>
    public static (WorkOrderAction Action, WorkOrderParty Least)? Step(WorkOrderState from, WorkOrderState to) => steps.TryGetValue((from, to), out var step) ? step : null;

    /// <summary>The states that can follow, for whoever asked for another one.</summary>
    public static IEnumerable<WorkOrderState> After(WorkOrderState from) => steps.Keys.Where(s => s.From == from).Select(s => s.To).Order();
}
