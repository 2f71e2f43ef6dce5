using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Resolution;
using Scanward.Server.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.WorkOrders;

/// <summary>The parts of one change of a work order: what was used leaves the shelf, what was held for it first; what is held beyond it goes back at the end.</summary>
internal sealed class PartsUse(IStoreSession session, IdSequence ids, StoredWorkOrder work, WorkOrderChange change, Instant now)
{
    private readonly List<StoredPart> held = session.ReadWorkOrderParts(work.WorkOrderId);

    /// <summary>Parts that are not there; null where all are. Nothing is changed.</summary>
    public ImmutableArray<ScanFault>? Check(WorkOrderState to)
    {
        if (change.PartsUsed is not { } used) return null;
        var faults = ImmutableArray.CreateBuilder<ScanFault>();
        if (!to.IsOpen() && to != WorkOrderState.Completed) faults.Add(new("/parts_used", "not_used", $"Parts are used by work that goes on or is completed, not by one that is {Wire.Name(to)}."));
        var stock = session.ReadStock([.. used.Select(u => (work.SiteNo, u.PartId)).Distinct()], now);
        foreach (var (use, i) in used.Select((u, i) => (u, i)))
        {
            if (!stock.TryGetValue((work.SiteNo, use.PartId), out var there))
            {
                faults.Add(new($"/parts_used/{i}/part", "not_stocked", $"This site does not stock {use.PartId}."));
                continue;
            }

            var own = Math.Min(use.Quantity, HeldOf(use.PartId));
            if (StockMove.Consume(use.Quantity, own).On(there) is null)
            {
                faults.Add(new(
                    $"/parts_used/{i}/quantity", Problems.NotEnoughStock.Code,
                    $"{use.Quantity} of {use.PartId} cannot have been used: {there.OnHand} are on hand, {there.Reserved - HeldOf(use.PartId)} of them held for other work orders."));
            }
        }

        return faults.Count > 0 ? faults.ToImmutable() : null;
    }

    /// <summary>Books what <see cref="Check"/> has found to be there.</summary>
    public void Book(WorkOrderState to)
    {
        var used = change.PartsUsed ?? (to == WorkOrderState.Completed && work.State.IsOpen() ? [.. held.Where(p => p.State == StoredPartState.Reserved).Select(p => new PartUsed(p.PartId, p.Quantity))] : []);
        foreach (var use in used)
        {
            var place = held.FindIndex(p => p.PartId == use.PartId);
            var before = place < 0 ? new StoredPart(use.PartId, use.Quantity, StoredPartState.Consumed) : held[place];
            var own = before.State == StoredPartState.Reserved ? Math.Min(use.Quantity, before.Quantity) : 0;
            Move(use.PartId, StockMove.Consume(use.Quantity, own));
            var left = before.State == StoredPartState.Reserved ? before.Quantity - own : 0;
            var total = before.Used + use.Quantity;
            var after = before with { Quantity = left > 0 ? left : total, State = left > 0 ? StoredPartState.Reserved : StoredPartState.Consumed, Used = total };
            if (place < 0) held.Add(after);
            else held[place] = after;
            session.SaveWorkOrderPart(work.SiteNo, work.WorkOrderId, after);
        }

        if (to.IsOpen()) return;
        foreach (var part in held.Where(p => p.State is StoredPartState.Reserved or StoredPartState.Short or StoredPartState.OnOrder).ToArray())
        {
            if (part.State == StoredPartState.Reserved) Move(part.PartId, StockMove.Release(part.Quantity));
            session.SaveWorkOrderPart(
                work.SiteNo, work.WorkOrderId, part.Used > 0 ? part with { Quantity = part.Used, State = StoredPartState.Consumed } : part with { State = StoredPartState.Released });
        }
    }

    private int HeldOf(string partId) => held.Where(p => p.PartId == partId && p.State == StoredPartState.Reserved).Sum(p => p.Quantity);

    private void Move(string partId, StockMove move)
    {
        if (!session.Move(new(ids.Next(), work.SiteNo, partId, move, now) { WorkOrderId = work.WorkOrderId, Actor = change.Actor }))
            throw new InvalidOperationException($"{partId} was found to be there, and is not."); // both see one transaction
    }
}
