using NodaTime;
using Scanward.Resolution;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Stock and its ledger: every change is a move, and what a move frees is noted for those who wait.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement deleteStock = null!, moveStock = null!, insertMove = null!, findMove = null!, insertRecheck = null!, deleteRecheck = null!, findReplenishment = null!, saveReplenishment = null!,
        saveOnOrder = null!, insertTransfer = null!, findTransfer = null!, receiveTransfer = null!;

    public bool Move(StockMoveRow row)
    {
        var (_, onHand, reserved) = row.Move;
        moveStock.Bind(onHand).Bind(reserved).Bind(row.SiteNo).Bind(row.PartId).Run();
        if (database.Changes == 0) return false;
        WriteMove(row);
        if (onHand > reserved) insertRecheck.Bind(row.SiteNo).Bind(row.PartId).Bind(row.At.Ms()).Run();
        return true;
    }

    public long? FindMove(int siteNo, string partId, StockMoveKind kind, string reference)
    {
        findMove.Bind(siteNo).Bind(partId).Bind((int)kind).Bind(reference);
        var found = findMove.Step() ? findMove.Long(0) : (long?)null;
        findMove.Reset();
        return found;
    }

    public void DeleteStock(int siteNo, string partId) => deleteStock.Bind(siteNo).Bind(partId).Run();

    public void Rechecked(int siteNo, string partId) => deleteRecheck.Bind(siteNo).Bind(partId).Run();

    public StoredReplenishment? FindReplenishment(long replenishmentId)
    {
        findReplenishment.Bind(replenishmentId);
        var found = findReplenishment.Step()
            ? new StoredReplenishment(
                replenishmentId, findReplenishment.Int(0), findReplenishment.Text(1), findReplenishment.Int(2), (ReplenishmentState)findReplenishment.Int(3), findReplenishment.LongOrNull(4).ToInstant())
            : null;
        findReplenishment.Reset();
        return found;
    }

    public void SaveReplenishment(StoredReplenishment replenishment) =>
        saveReplenishment.Bind(replenishment.Quantity).Bind((int)replenishment.State).Bind(replenishment.Eta.Ms()).Bind(replenishment.ReplenishmentId).Run();

    public void SaveOnOrder(int siteNo, string partId, int onOrder, Instant? eta) => saveOnOrder.Bind(onOrder).Bind(eta.Ms()).Bind(siteNo).Bind(partId).Run();

    public void SaveTransfer(StoredTransfer transfer)
    {
        if (transfer.ReceivedAt is { } received)
        {
            receiveTransfer.Bind(received.Ms()).Bind(transfer.ReceivedBy).Bind(transfer.Received!.Value).Bind(transfer.TransferId).Run();
            return;
        }

        insertTransfer.Bind(transfer.TransferId).Bind(transfer.FromSiteNo).Bind(transfer.ToSiteNo).Bind(transfer.PartId).Bind(transfer.Quantity)
            .Bind(transfer.SentAt.Ms()).Bind(transfer.SentBy).Run();
    }

    public StoredTransfer? FindTransfer(long transferId)
    {
        findTransfer.Bind(transferId);
        var found = findTransfer.Step()
            ? new StoredTransfer(transferId, findTransfer.Int(0), findTransfer.Int(1), findTransfer.Text(2), findTransfer.Int(3), findTransfer.LongOrNull(4).ToInstant()!.Value, findTransfer.Text(5))
            {
                ReceivedAt = findTransfer.LongOrNull(6).ToInstant(),
                ReceivedBy = findTransfer.TextOrNull(7),
                Received = findTransfer.IntOrNull(8),
            }
            : null;
        findTransfer.Reset();
        return found;
    }

    private void WriteMove(StockMoveRow row)
    {
        var (kind, onHand, reserved) = row.Move;
        insertMove.Bind(row.MoveId).Bind(row.SiteNo).Bind(row.PartId).Bind((int)kind).Bind(onHand).Bind(reserved).Bind(row.At.Ms()).Bind(row.WorkOrderId)
            .Bind(row.ReplenishmentId).Bind(row.Reference).Bind(row.Note).Bind(row.Actor).Run();
    }

    private void PrepareStockWrites()
    {
        moveStock = database.Prepare(
            """
            update stock set on_hand = on_hand + ?1, reserved = reserved + ?2
            where site_no = ?3 and part_id = ?4 and on_hand + ?1 between 0 and 1000000000 and reserved + ?2 between 0 and on_hand + ?1
            """);
        insertMove = database.Prepare(
            """
            insert into stock_move (move_id, site_no, part_id, kind, on_hand, reserved, at, work_order_id, replenishment_id, reference, note, actor)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        findMove = database.Prepare("select move_id from stock_move where site_no = ? and part_id = ? and kind = ? and reference = ?");
        insertRecheck = database.Prepare(
            """
            insert into recheck (site_no, part_id, since) select ?1, ?2, ?3
            where exists (select 1 from work_order_part where site_no = ?1 and part_id = ?2 and state in (2, 3))
            on conflict (site_no, part_id) do nothing
            """);
        deleteStock = database.Prepare("delete from stock where site_no = ? and part_id = ?");
        deleteRecheck = database.Prepare("delete from recheck where site_no = ? and part_id = ?");
        findReplenishment = database.Prepare("select site_no, part_id, quantity, state, eta from replenishment where replenishment_id = ?");
        saveReplenishment = database.Prepare("update replenishment set quantity = ?, state = ?, eta = ? where replenishment_id = ?");
        saveOnOrder = database.Prepare("update stock set on_order = ?, eta = ? where site_no = ? and part_id = ?");
        insertTransfer = database.Prepare("insert into transfer (transfer_id, from_site_no, to_site_no, part_id, quantity, sent_at, sent_by) values (?, ?, ?, ?, ?, ?, ?)");
        findTransfer = database.Prepare(
            "select from_site_no, to_site_no, part_id, quantity, sent_at, sent_by, received_at, received_by, received from transfer where transfer_id = ?");
        receiveTransfer = database.Prepare("update transfer set received_at = ?, received_by = ?, received = ? where transfer_id = ?");
    }
}
