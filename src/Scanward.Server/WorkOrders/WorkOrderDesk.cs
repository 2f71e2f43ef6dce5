using System.Collections.Immutable;
using NodaTime;
using Scanward.Maintenance;
using Scanward.Routing;
using Scanward.Routing.Clock;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WorkOrders;

/// <summary>
/// Moves work orders on: checked against where they stand and who asks, then written in one transaction with all that hangs on it: parts, the technician's
/// load, the asset's history and its next PM.
/// </summary>
internal sealed class WorkOrderDesk(Writer writer, Sites sites, PolicyKeeper policies, Registry registry, IdSequence ids, Outbox outbox, ServerClock clock)
{
    public async Task<WorkOrderAnswer> Change(int siteNo, long workOrderId, WorkOrderChange change)
    {
        var answer = await writer.Change(session => Apply(session, siteNo, workOrderId, change, clock.Now()));
        if (answer is WorkOrderChanged { WorkOrder: { PmDue: not null, State: WorkOrderState.Completed } done }) registry.Forget(done.AssetNo);
        return answer;
    }

    /// <summary>Cancels a work order that is open, with all that hangs on it, in a transaction of somebody else's.</summary>
    public void GiveUp(IStoreSession session, int siteNo, long workOrderId, AuditActor by, string reason, Instant now) =>
        Apply(session, siteNo, workOrderId, new() { By = by, Manages = true, State = WorkOrderState.Cancelled, Reason = reason, Detail = AuditJson.Of(json => json.WriteString("reason", reason)) }, now);

    private WorkOrderAnswer Apply(IStoreSession session, int siteNo, long workOrderId, WorkOrderChange change, Instant now)
    {
        if (session.ReadWorkOrder(workOrderId) is not { } work || work.SiteNo != siteNo) return new WorkOrderUnchanged(Problems.NotFound, "This site has no such work order.");
        if (change.Revision is { } seen && seen != work.Revision)
            return new WorkOrderUnchanged(Problems.Stale, $"You saw revision {seen}; it is at revision {work.Revision} and {Wire.Name(work.State)} now{(work.TechnicianId is { } holder ? $", with {holder}" : "")}.");
        var (step, refused) = StepOf(work, change);
        if (refused is not null) return refused;
        var parts = new PartsUse(session, ids, work, change, now);
        if (parts.Check(step!.Value.To) is { } faults) return new WorkOrderUnchanged(Problems.NotEnoughStock, faults.Length == 1 ? faults[0].Detail : $"{faults.Length} parts are not there; each is listed in errors.", faults);
        parts.Book(step.Value.To);
        var after = After(work, change, step.Value, now);
        if (step.Value.To == WorkOrderState.Completed) after = after with { PmDue = NextPm(session, after, change, now) };
        MoveLoad(session, work, after, now);
        MoveHistory(session, work, after, change, now);
        session.Audit(new(change.By, siteNo, $"work_order.{Wire.Name(step.Value.Action)}", "work_order", TimeOrderedId.Format(workOrderId), now)
        {
            Before = $$"""{"state":"{{Wire.Name(work.State)}}"}""", After = $$"""{"state":"{{Wire.Name(after.State)}}"}""",
        });
        session.SaveWorkOrder(after, new(workOrderId, after.Revision, now, change.Actor, step.Value.Action, work.State, after.State, change.Detail));
        outbox.Changed(session, sites[siteNo].Site.SiteId, after, change.Actor, now);
        return new WorkOrderChanged(after);
    }

    /// <summary>The step that is asked for, or why it cannot be taken.</summary>
    private ((WorkOrderAction Action, WorkOrderState To)? Step, WorkOrderUnchanged? Refused) StepOf(StoredWorkOrder work, WorkOrderChange change)
    {
        var roster = sites[work.SiteNo].Roster;
        var party = change.Manages ? WorkOrderParty.Manager : work.TechnicianId == change.Actor ? WorkOrderParty.Holder : WorkOrderParty.Technician;
        if (!change.Manages && roster.Technicians.All(t => t.TechnicianId != change.Actor)) return Refuse(Problems.NotPermitted, $"'{change.Actor}' is no technician of this site.");
        if (change.Technician is { } named && roster.Technicians.All(t => t.TechnicianId != named)) return Refuse(Problems.InvalidBody, $"There is no technician '{named}' at this site.");
        if (change.Crew is { } crew && roster.Crews.All(c => c.CrewId != crew)) return Refuse(Problems.InvalidBody, $"There is no crew '{crew}' at this site.");
        if (!change.Manages && (change.Technician ?? change.Actor) != change.Actor) return Refuse(Problems.NotPermitted, "Only an operator assigns work to others.");
        if (!change.Manages && (change.Priority is not null || change.Crew is not null)) return Refuse(Problems.NotPermitted, "Only an operator changes priority or crew.");

        var to = change.State ?? (change.Technician is not null && change.Technician != work.TechnicianId ? WorkOrderState.Assigned : work.State);
        if (to == work.State && (to != WorkOrderState.Assigned || change.Technician is null))
        {
            if (change.State is not null) return Refuse(Problems.NoSuchStep, $"It is {Wire.Name(to)} already.{Following(work.State)}");
            return party == WorkOrderParty.Technician
                ? Refuse(Problems.NotPermitted, work.TechnicianId is { } holder ? $"It is with {holder}." : "Take it first: set its state to assigned or in_progress.")
                : ((WorkOrderAction.Noted, to), null);
        }

        if (WorkOrderTransition.Step(work.State, to) is not var (action, least)) return Refuse(Problems.NoSuchStep, $"It is {Wire.Name(work.State)} and cannot become {Wire.Name(to)}.{Following(work.State)}");
        if (party < least)
            return Refuse(Problems.NotPermitted, least == WorkOrderParty.Manager ? $"Only an operator may make a work order {Wire.Name(to)} that is {Wire.Name(work.State)}." : work.TechnicianId is { } with ? $"It is with {with}." : "Take it first.");
        if (to == WorkOrderState.Assigned && (change.Technician ?? (change.Manages ? work.TechnicianId : change.Actor)) is null) return Refuse(Problems.InvalidBody, "Say which technician it is assigned to.");
        if (action is WorkOrderAction.Held or WorkOrderAction.Cancelled or WorkOrderAction.Reopened && change.Reason is null)
            return Refuse(Problems.InvalidBody, $"Say in 'reason' why it is {Wire.Name(action)}.");
        return ((action, to), null);
    }

    private StoredWorkOrder After(StoredWorkOrder work, WorkOrderChange change, (WorkOrderAction Action, WorkOrderState To) step, Instant now)
    {
        var technician = step.To switch
        {
            WorkOrderState.Open => null,
            WorkOrderState.Assigned => change.Technician ?? (change.Manages ? work.TechnicianId : change.Actor),
            WorkOrderState.InProgress => change.Technician ?? work.TechnicianId ?? (change.Manages ? null : change.Actor),
            _ => work.TechnicianId,
        };
        var roster = sites[work.SiteNo].Roster;
        var priority = change.Priority ?? work.Priority;
        return work with
        {
            State = step.To,
            TechnicianId = technician,
            CrewId = change.Crew ?? (technician is not null && technician != work.TechnicianId ? roster.Technicians.First(t => t.TechnicianId == technician).CrewId : work.CrewId),
            Priority = priority,
            Response = priority == work.Priority ? work.Response : ResponseFor(work, priority),
            Revision = work.Revision + 1,
            StartedAt = step.To == WorkOrderState.InProgress ? work.StartedAt ?? now : work.StartedAt,
            CompletedAt = step.To switch { WorkOrderState.Completed => now, WorkOrderState.Closed => work.CompletedAt, _ => null },
            ClosedAt = step.To is WorkOrderState.Closed or WorkOrderState.Cancelled ? now : null,
            LabourMinutes = work.LabourMinutes + (change.LabourMinutes ?? 0),
            Note = change.Note ?? work.Note,
            Cause = change.Cause ?? work.Cause,
            Remedy = change.Remedy ?? work.Remedy,
        };
    }

    private ResponseTimes? ResponseFor(StoredWorkOrder work, Priority priority)
    {
        var ground = sites[work.SiteNo];
        return policies.Current.Compiled.Policy.ResponseFor(ground.Site.SiteId, priority) is { } rule ? ResponseClock.Compute(rule, ground.Calendar, work.OpenedAt) : null;
    }

    /// <summary>Sets when the asset's PM is due next, and returns the date of the one that has been done.</summary>
    private LocalDate? NextPm(IStoreSession session, StoredWorkOrder work, WorkOrderChange change, Instant now)
    {
        if (work.PmDue is null && work.Kind != WorkKind.Preventive) return null;
        if (session.ReadProfile(work.AssetNo) is not { Preventive: { } plan } profile) return work.PmDue;
        if (work.PmDue is { } due && due != plan.Next) return due; // it was set otherwise meanwhile, or done before
        var today = now.InZone(sites[work.SiteNo].Calendar.Zone).Date;
        var reading = change.Readings.Where(r => r.Meter == plan.Meter).Select(r => (decimal?)r.Value).FirstOrDefault()
            ?? (plan.Meter is { } meter && session.ReadHistories([work.AssetNo]).TryGetValue(work.AssetNo, out var history) && history.Meters.TryGetValue(meter, out var last) ? last : null);
        session.SaveProfile(work.AssetNo, profile with { Preventive = MaintenancePlan.Done(plan, today, reading) }, now);
        return plan.Next;
    }

    private static void MoveLoad(IStoreSession session, StoredWorkOrder before, StoredWorkOrder after, Instant now)
    {
        var (carried, carries) = (before.State.IsOpen() ? before.TechnicianId : null, after.State.IsOpen() ? after.TechnicianId : null);
        if (carried == carries) return;
        if (carried is not null) session.AddLoad(before.SiteNo, carried, -before.Minutes, null);
        if (carries is not null) session.AddLoad(after.SiteNo, carries, after.Minutes, now);
    }

    private void MoveHistory(IStoreSession session, StoredWorkOrder before, StoredWorkOrder after, WorkOrderChange change, Instant now)
    {
        var history = session.ReadHistories([after.AssetNo]).GetValueOrDefault(after.AssetNo, AssetHistory.None);
        void Happens(HistoryChange happened)
        {
            history = history.After(happened);
            session.SaveHistory(after.AssetNo, happened, history);
        }

        if (!change.Readings.IsEmpty) Happens(new HistoryChange.MetersRead(change.Readings));
        if (before.State.IsOpen() && !after.State.IsOpen()) Happens(new HistoryChange.Ended(after.WorkOrderId, now, after.State == WorkOrderState.Cancelled));
        if (before.State.IsOpen() || !after.State.IsOpen()) return;
        var number = new WorkOrderRef(after.WorkOrderId, WorkOrderRef.PrefixOf(sites[after.SiteNo].Site.Code), after.Number);
        Happens(new HistoryChange.Reopened(new(after.Kind, after.FailureMode, number, after.OpenedAt)));
    }

    private static ((WorkOrderAction, WorkOrderState)?, WorkOrderUnchanged?) Refuse(ProblemKind problem, string detail) => (null, new(problem, detail));

    private static string Following(WorkOrderState state) =>
        WorkOrderTransition.After(state).ToArray() is { Length: > 0 } states ? $" It can become {string.Join(", ", states.Select(s => Wire.Name(s)))}." : " Nothing follows; make a new one.";
}
