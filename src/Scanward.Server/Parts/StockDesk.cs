using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Server.Access;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Parts;

/// <summary>What a booking wants.</summary>
internal sealed record Booking(int SiteNo, string PartId, AuditActor By)
{
    /// <summary>A delivery's own number: it is booked once.</summary>
    public string? Reference { get; init; }

    public string? Note { get; init; }

    /// <summary>The request that a delivery answers.</summary>
    public long? ReplenishmentId { get; init; }
}

/// <summary>What came of a booking.</summary>
internal abstract record Booked;

internal sealed record StockBooked(long MoveId, Stock Stock) : Booked;

internal sealed record NotBooked(ProblemKind Problem, string Detail) : Booked;

/// <summary>What a booking set free.</summary>
/// <param name="Released">Work orders that have their parts now, in the order in which they were decided.</param>
internal sealed record SetFree(ImmutableArray<Released> Released, int Cancelled, int StillWaiting);

/// <summary>
/// Books stock: deliveries, corrections, counts, transfers. Each is one move in the ledger, and what it makes available goes at once to the work orders that wait
/// for it, in steps behind the scans.
/// </summary>
internal sealed class StockDesk(Writer writer, WaitingDesk waiting, IdSequence ids, ServerClock clock)
{
    /// <summary>A delivery came. It answers the part's request for more, if there is one.</summary>
    public Task<Booked> Receive(Booking booking, int quantity) => writer.Change<Booked>(session =>
    {
        if (Find(session, booking) is not { } before) return NotStocked(booking);
        if (booking.Reference is { } reference && session.FindMove(booking.SiteNo, booking.PartId, StockMoveKind.Receive, reference) is { } known)
            return new NotBooked(Problems.AlreadyBooked, $"The delivery {reference} of {booking.PartId} was booked before, as move {TimeOrderedId.Format(known)}.");
        var request = booking.ReplenishmentId is { } id ? session.FindReplenishment(id) : null;
        if (booking.ReplenishmentId is not null)
        {
            if (request is null || request.SiteNo != booking.SiteNo || request.PartId != booking.PartId)
                return new NotBooked(Problems.NotFound, $"This site has no such replenishment of {booking.PartId}.");
            if (request.State is not (ReplenishmentState.Open or ReplenishmentState.Ordered))
                return new NotBooked(Problems.WrongState, $"The replenishment is {Wire.Name(request.State)}; a delivery answers one that is open or ordered.");
        }

        if (Move(session, booking, StockMove.Receive(quantity)) is not { } moved) return TooMuch(booking);
        if (before.OnOrder > 0)
        {
            var left = Math.Max(0, before.OnOrder - quantity);
            session.SaveOnOrder(booking.SiteNo, booking.PartId, left, left == 0 ? null : before.Eta);
        }

        if (request is not null) session.SaveReplenishment(request with { State = ReplenishmentState.Received });
        return new StockBooked(moved, Find(session, booking)!);
    });

    /// <summary>Corrects by a difference.</summary>
    public Task<Booked> Adjust(Booking booking, int change) => writer.Change(session => Correct(session, booking, stock => new StockMove(StockMoveKind.Adjust, change, 0)));

    /// <summary>Sets what was counted on the shelf.</summary>
    public Task<Booked> Count(Booking booking, int onHand) => writer.Change(session => Correct(session, booking, stock => new StockMove(StockMoveKind.Count, onHand - stock.OnHand, 0)));

    /// <summary>Sends stock to another site, where it is booked in when it arrives. The stock is that of the sender.</summary>
    public Task<Booked> Send(Booking booking, int toSiteNo, int quantity, Action<long> sent) => writer.Change<Booked>(session =>
    {
        var booked = Correct(session, booking, _ => new StockMove(StockMoveKind.TransferOut, -quantity, 0));
        if (booked is not StockBooked { MoveId: var id }) return booked;
        session.SaveTransfer(new(id, booking.SiteNo, toSiteNo, booking.PartId, quantity, clock.Now(), booking.By.Name));
        sent(id);
        return booked;
    });

    /// <summary>Books in what another site has sent.</summary>
    /// <param name="quantity">What arrived of it.</param>
    public Task<Booked> ReceiveTransfer(int siteNo, long transferId, int? quantity, AuditActor by) => writer.Change<Booked>(session =>
    {
        if (session.FindTransfer(transferId) is not { } transfer || transfer.ToSiteNo != siteNo) return new NotBooked(Problems.NotFound, "No such transfer is on its way to this site.");
        if (transfer.ReceivedAt is { } at) return new NotBooked(Problems.AlreadyBooked, $"The transfer was received before, at {at}, by {transfer.ReceivedBy}.");
        if (quantity > transfer.Quantity) return new NotBooked(Problems.InvalidBody, $"{transfer.Quantity} were sent; more cannot arrive. Book the rest as an adjustment.");
        var booking = new Booking(siteNo, transfer.PartId, by) { Reference = TimeOrderedId.Format(transferId) };
        if (Find(session, booking) is null) return NotStocked(booking);
        var arrived = quantity ?? transfer.Quantity;
        if (Move(session, booking, new StockMove(StockMoveKind.TransferIn, arrived, 0)) is not { } moved) return TooMuch(booking);
        session.SaveTransfer(transfer with { ReceivedAt = clock.Now(), ReceivedBy = by.Name, Received = arrived });
        return new StockBooked(moved, Find(session, booking)!);
    });

    /// <summary>Notes that a replenishment was ordered, or ordered otherwise, or cancelled. Null where that was noted.</summary>
    public Task<NotBooked?> Order(int siteNo, long replenishmentId, ReplenishmentState to, int? quantity, Instant? eta, AuditActor by) => writer.Change(session =>
    {
        if (session.FindReplenishment(replenishmentId) is not { } before || before.SiteNo != siteNo) return new NotBooked(Problems.NotFound, "This site has no such replenishment.");
        if (before.State is not (ReplenishmentState.Open or ReplenishmentState.Ordered))
            return new NotBooked(Problems.WrongState, $"It is {Wire.Name(before.State)}; only one that is open or ordered can change.");
        var after = before with { State = to, Quantity = quantity ?? before.Quantity, Eta = eta ?? before.Eta };
        session.SaveReplenishment(after);
        session.Audit(new(by, siteNo, $"replenishment.{Wire.Name(to)}", "replenishment", TimeOrderedId.Format(replenishmentId), clock.Now()) { Before = Told(before), After = Told(after) });
        if (Find(session, siteNo, before.PartId) is not { } stock) return null;
        var (was, becomes) = (before.State == ReplenishmentState.Ordered ? before.Quantity : 0, to == ReplenishmentState.Ordered ? after.Quantity : 0);
        var onOrder = Math.Max(0, stock.OnOrder - was) + becomes;
        session.SaveOnOrder(siteNo, before.PartId, onOrder, becomes > 0 ? after.Eta : onOrder == 0 ? null : stock.Eta);
        return (NotBooked?)null;
    });

    /// <summary>Routes what waits for a part again, until nothing of it is left to be decided.</summary>
    public async Task<SetFree> RouteWaiting(int siteNo, string partId, CancellationToken ct)
    {
        var released = ImmutableArray.CreateBuilder<Released>();
        var (cancelled, still) = (0, 0);
        for (WaitingFrom? next = default(WaitingFrom); next is { } from;)
        {
            ct.ThrowIfCancellationRequested();
            var step = await writer.Change(session => waiting.Step(session, siteNo, partId, from, clock.Now()), bulk: true);
            released.AddRange(step.Released);
            cancelled += step.Cancelled;
            still += step.StillWaiting;
            next = step.Next;
        }

        return new(released.DrainToImmutable(), cancelled, still);
    }

    private Booked Correct(IStoreSession session, Booking booking, Func<Stock, StockMove> move)
    {
        if (Find(session, booking) is not { } stock) return NotStocked(booking);
        var wanted = move(stock);
        if (booking.Reference is { } reference && session.FindMove(booking.SiteNo, booking.PartId, wanted.Kind, reference) is { } known)
            return new NotBooked(Problems.AlreadyBooked, $"{reference} was booked before, as move {TimeOrderedId.Format(known)}.");
        if (wanted.On(stock) is null)
        {
            return new NotBooked(
                Problems.NotEnoughStock,
                $"{stock.OnHand} of {stock.PartId} are on hand, {stock.Reserved} of them held for work orders: {stock.Available} can go, and {(long)stock.OnHand + wanted.OnHand} would be left.");
        }

        return Move(session, booking, wanted) is { } moved ? new StockBooked(moved, Find(session, booking)!) : TooMuch(booking);
    }

    private long? Move(IStoreSession session, Booking booking, StockMove move)
    {
        var before = Find(session, booking)!.OnHand;
        var row = new StockMoveRow(ids.Next(), booking.SiteNo, booking.PartId, move, clock.Now())
        {
            ReplenishmentId = booking.ReplenishmentId,
            Reference = booking.Reference,
            Note = booking.Note,
            Actor = booking.By.Name,
        };
        if (!session.Move(row)) return null;
        session.Audit(new(booking.By, booking.SiteNo, $"stock.{Wire.Name(move.Kind)}", "stock", booking.PartId, row.At)
        {
            Before = AuditJson.Of(json => json.WriteNumber("on_hand", before)),
            After = AuditJson.Of(json =>
            {
                json.WriteNumber("on_hand", before + move.OnHand);
                json.WriteId("move_id", row.MoveId);
            }),
        });
        return row.MoveId;
    }

    private static string Told(StoredReplenishment request) => AuditJson.Of(json =>
    {
        json.WriteString("state", Wire.Name(request.State));
        json.WriteNumber("quantity", request.Quantity);
        json.WriteTime("eta", request.Eta.Ms());
    });

    private Stock? Find(IStoreSession session, Booking booking) => Find(session, booking.SiteNo, booking.PartId);

    private Stock? Find(IStoreSession session, int siteNo, string partId) => session.ReadStock([(siteNo, partId)], clock.Now()).GetValueOrDefault((siteNo, partId));

    private static NotBooked NotStocked(Booking booking) => new(Problems.NotFound, $"This site does not stock {booking.PartId}; add it to its stock first.");

    private static NotBooked TooMuch(Booking booking) => new(Problems.NotEnoughStock, $"More than {Stock.QuantityMax} of {booking.PartId} cannot be.");
}
