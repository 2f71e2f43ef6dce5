using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing;
using Scanward.Server.Dispatch;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Routing;

/// <summary>A work order that has got its parts.</summary>
internal sealed record Released(long WorkOrderId, string Number, Priority Priority, WorkOrderState State, string? Technician);

/// <param name="Released">In the order in which they were decided.</param>
/// <param name="Next">Where to go on; null when none is left.</param>
internal sealed record WaitingStep(ImmutableArray<Released> Released, int Cancelled, int StillWaiting, WaitingFrom? Next);

/// <summary>
/// Routes work orders that wait for parts again: a new decision with its cause, from the scan as it was routed, that sees neither its own scan nor its own work
/// order. It reads and writes within the transaction of whoever calls it.
/// </summary>
internal sealed class WaitingDesk(Sites sites, PolicyKeeper policies, IdSequence ids, Outbox outbox)
{
    /// <summary>Work orders a step: at most 5 ms of the writer's time.</summary>
    public const int StepWorkOrders = 24;

    private readonly RegistryPool pool = new();

    /// <summary>Routes the next ones that wait for the part, most urgent first, oldest first within.</summary>
    public WaitingStep Step(IStoreSession session, int siteNo, string partId, WaitingFrom after, Instant now)
    {
        var waiting = session.ReadWaiting(siteNo, partId, after, StepWorkOrders);
        var released = ImmutableArray.CreateBuilder<Released>();
        var (cancelled, still) = (0, 0);
        foreach (var one in waiting)
        {
            switch (RouteAgain(session, one, now))
            {
                case { State: WorkOrderState.WaitingParts }: still++; break;
                case { State: WorkOrderState.Cancelled }: cancelled++; break;
                case var work: released.Add(new(work.WorkOrderId, NumberOf(work), work.Priority, work.State, work.TechnicianId)); break;
            }
        }

        if (waiting.Count == StepWorkOrders) return new(released.DrainToImmutable(), cancelled, still, new(waiting[^1].WorkOrder.Priority, waiting[^1].WorkOrder.WorkOrderId));
        session.Rechecked(siteNo, partId);
        return new(released.DrainToImmutable(), cancelled, still, null);
    }

    private StoredWorkOrder RouteAgain(IStoreSession session, WaitingWork waiting, Instant now)
    {
        var work = waiting.WorkOrder;
        var inputs = Inputs(session, waiting, now);
        var decision = Router.Decide(inputs);
        return decision switch
        {
            { Work: { State: not WorkOrderState.WaitingParts } found } => Release(session, work, inputs, decision, found, now),
            { Outcome: Outcome.Duplicate, PointsTo: { } other } => Cancel(session, work, inputs, decision, other, now),
            { Work: { } stuck } => GoOnWaiting(session, work, stuck),
            _ => work, // a person must look, as before
        };
    }

    private RoutingInputs Inputs(IStoreSession session, WaitingWork waiting, Instant now)
    {
        var work = waiting.WorkOrder;
        var record = DecisionRecord.Read(waiting.Record);
        var profile = RegistryJson.ReadProfile(waiting.Profile, pool);
        var policy = policies.Current.Compiled;
        var history = session.ReadHistories([work.AssetNo]).GetValueOrDefault(work.AssetNo, AssetHistory.None);
        var needed = Router.NeededParts(policy, profile, record.Scan.Type, record.Scan.FailureMode).Select(n => n.PartId).Concat(policy.FixedParts).Distinct();
        var stock = session.ReadStock([.. needed.Select(p => (work.SiteNo, p))], now);
        return new()
        {
            Scan = record.Scan with { ReceivedAt = now },
            Profile = profile,
            ProfileAsOf = now,
            History = history.Without(work.ScanId, work.WorkOrderId).AskedBy(record.Scan.Type, record.Scan.FailureMode),
            Stock = [.. stock.OrderBy(s => s.Key.PartId, StringComparer.Ordinal).Select(s => s.Value)],
            Loads = session.ReadLoads(work.SiteNo).ToDictionary(l => l.TechnicianId),
            Site = sites[work.SiteNo],
            Policy = policy,
            Ordered = record.Ordered,
        };
    }

    private StoredWorkOrder Release(IStoreSession session, StoredWorkOrder work, RoutingInputs inputs, RoutingDecision decision, NewWork found, Instant now)
    {
        foreach (var line in found.Parts.Where(l => l.State == PartState.Reserved))
        {
            if (!session.Move(new(ids.Next(), work.SiteNo, line.Part, StockMove.Reserve(line.Quantity), now) { WorkOrderId = work.WorkOrderId }))
                throw new InvalidOperationException($"{line.Part} was decided to be there, and is not."); // both see one transaction
        }

        session.ReplaceWorkOrderParts(work.SiteNo, work.WorkOrderId, found.Parts.Select(l => new StoredPart(l.Part, l.Quantity, (StoredPartState)l.State)));
        if (found.Assignment.Technician is { } technician) session.AddLoad(work.SiteNo, technician, found.Minutes, now);
        return Save(session, work, inputs, decision, now, WorkOrderAction.RoutedAgain, work with
        {
            State = found.State,
            CrewId = found.Assignment.Crew,
            TechnicianId = found.Assignment.Technician,
            Vendor = found.Vendor,
            Minutes = found.Minutes,
            Priority = decision.Priority!.Value,
            Outcome = decision.Outcome,
            Response = found.Response,
            PmDue = found.FoldsPm ?? work.PmDue,
        });
    }

    /// <summary>Meanwhile another work order has been made for the same: this one would be done twice.</summary>
    private StoredWorkOrder Cancel(IStoreSession session, StoredWorkOrder work, RoutingInputs inputs, RoutingDecision decision, WorkOrderRef other, Instant now)
    {
        var ended = new HistoryChange.Ended(work.WorkOrderId, now, Cancelled: true);
        session.SaveHistory(work.AssetNo, ended, session.ReadHistories([work.AssetNo]).GetValueOrDefault(work.AssetNo, AssetHistory.None).After(ended));
        session.ReplaceWorkOrderParts(work.SiteNo, work.WorkOrderId, []);
        return Save(session, work, inputs, decision, now, WorkOrderAction.Cancelled, work with { State = WorkOrderState.Cancelled, ClosedAt = now, DuplicateOf = other.Id });
    }

    private static StoredWorkOrder GoOnWaiting(IStoreSession session, StoredWorkOrder work, NewWork stuck)
    {
        var parts = stuck.Parts.Select(l => new StoredPart(l.Part, l.Quantity, (StoredPartState)l.State)).OrderBy(p => p.PartId, StringComparer.Ordinal).ToArray();
        if (!parts.SequenceEqual(session.ReadWorkOrderParts(work.WorkOrderId))) session.ReplaceWorkOrderParts(work.SiteNo, work.WorkOrderId, parts);
        return work;
    }

    private StoredWorkOrder Save(IStoreSession session, StoredWorkOrder before, RoutingInputs inputs, RoutingDecision decision, Instant now, WorkOrderAction action, StoredWorkOrder after)
    {
        var decisionId = ids.Next();
        var saved = after with { DecisionId = decisionId, Revision = before.Revision + 1 };
        session.WriteDecision(new(
            decisionId, before.ScanId, before.SiteNo, before.AssetNo, DecisionCause.RoutedAgain, now, DecisionContext.Of(inputs), decision, before.WorkOrderId, DecisionRecord.Write(inputs, decision)));
        session.SaveWorkOrder(saved, new(saved.WorkOrderId, saved.Revision, now, "scanward", action, before.State, saved.State, Detail(decision)));
        outbox.Changed(session, sites[saved.SiteNo].Site.SiteId, saved, "scanward", now);
        return saved;
    }

    private string NumberOf(StoredWorkOrder work) => WorkOrderRef.NumberOf(sites[work.SiteNo].Site.Code, work.Number);

    private static string Detail(RoutingDecision decision) => JsonSerializer.Serialize(new() { ["row"] = decision.RowId, ["reason"] = decision.Reason }, StoredJson.Default.DictionaryStringString);
}
