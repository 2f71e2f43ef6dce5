using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;
using Scanward.Server.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Mirror;

/// <summary>
/// Brings the states that work orders have in a connector's target back to ours. What we have still to tell the target is newer than what it says, and goes first. A state that ours
/// cannot come to is shown as a conflict.
/// </summary>
internal sealed class StatusFlow(WorkOrderDesk desk, StoreReads reads, Writer writer, ServerClock clock)
{
    /// <summary>Returns whether our work order changed; of a work order that is not ours, false.</summary>
    public async Task<bool> Apply(Connector connector, CmmsWorkOrder theirs, CancellationToken ct)
    {
        if (await reads.Dispatched(connector.Name, theirs.Id, ct) is not { } ours) return false;
        if (theirs.StateText is { } text)
        {
            await writer.Change(session =>
            {
                session.NoteExternalState(connector.Name, theirs.Id, text, clock.Now());
                return true;
            });
        }

        if (theirs.State is not { } wanted || wanted == (WorkOrderState)ours.State || ours.Pending) return false;
        var answer = await Move(connector, ours, wanted);
        if (answer is WorkOrderUnchanged && Between(wanted) is { } between && await Move(connector, ours, between) is WorkOrderChanged) answer = await Move(connector, ours, wanted);
        var subject = $"work_order:{theirs.Id}";
        await writer.Change(session =>
        {
            if (answer is WorkOrderUnchanged no)
                session.SaveConflict(new(connector.Name, subject, ours.SiteNo, "state", $"It is '{theirs.StateText}' there, which is {Wire.Name(wanted)}; ours is {Wire.Name((WorkOrderState)ours.State)}: {no.Detail}"), clock.Now());
            else session.EndConflict(connector.Name, subject);
            return true;
        });
        return answer is WorkOrderChanged;
    }

    private Task<WorkOrderAnswer> Move(Connector connector, DispatchedRecord ours, WorkOrderState to)
    {
        var reason = $"{connector.Name} says so";
        return desk.Change(ours.SiteNo, ours.WorkOrderId, new()
        {
            By = new(null, Outbox.ActorOf(connector.Name)), Manages = true, State = to, Reason = reason, Detail = Access.AuditJson.Of(json => json.WriteString("reason", reason)),
        });
    }

    /// <summary>The state on the way, where there is no single step.</summary>
    private static WorkOrderState? Between(WorkOrderState wanted) => wanted switch
    {
        WorkOrderState.Completed or WorkOrderState.OnHold => WorkOrderState.InProgress,
        WorkOrderState.Closed => WorkOrderState.Completed,
        _ => null,
    };
}
