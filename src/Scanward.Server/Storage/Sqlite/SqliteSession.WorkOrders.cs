using NodaTime;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Work orders that end, with all that hangs on them.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement findWorkOrder = null!, endWorkOrder = null!, reservedParts = null!, consume = null!, release = null!, endReservations = null!, unload = null!;

    public bool Finish(long workOrderId, WorkOrderState to, Instant at)
    {
        findWorkOrder.Bind(workOrderId);
        if (!findWorkOrder.Step()) return false;
        var (siteNo, assetNo, state, technician, minutes) =
            (findWorkOrder.Int(0), findWorkOrder.Long(1), (WorkOrderState)findWorkOrder.Int(2), findWorkOrder.TextOrNull(3), findWorkOrder.Int(4));
        findWorkOrder.Reset();
        if (!state.IsOpen() || to.IsOpen()) return false;
        var cancelled = to == WorkOrderState.Cancelled;
        endWorkOrder.Bind((int)to).Bind(at.Ms()).Bind(at.Ms()).Bind(workOrderId).Run();
        var parts = new List<(string PartId, int Quantity)>();
        reservedParts.Bind(workOrderId);
        while (reservedParts.Step()) parts.Add((reservedParts.Text(0), reservedParts.Int(1)));
        foreach (var (partId, quantity) in parts) (cancelled ? release : consume).Bind(quantity).Bind(siteNo).Bind(partId).Run();
        endReservations.Bind(cancelled ? (int)StoredPartState.Released : (int)StoredPartState.Consumed).Bind(workOrderId).Run();
        if (technician is not null) unload.Bind(minutes).Bind(siteNo).Bind(technician).Run();
        if (ReadHistories([assetNo]).TryGetValue(assetNo, out var history))
        {
            var ended = new HistoryChange.Ended(workOrderId, at, cancelled);
            SaveHistory(assetNo, ended, history.After(ended));
        }

        return true;
    }

    private void PrepareWorkOrderWrites()
    {
        findWorkOrder = database.Prepare("select site_no, asset_no, state, technician_id, minutes from work_order where work_order_id = ?");
        endWorkOrder = database.Prepare("update work_order set state = ?, closed_at = ?, updated_at = ?, revision = revision + 1 where work_order_id = ?");
        reservedParts = database.Prepare("select part_id, quantity from work_order_part where work_order_id = ? and state = 1");
        consume = database.Prepare("update stock set on_hand = on_hand - ?1, reserved = reserved - ?1 where site_no = ?2 and part_id = ?3");
        release = database.Prepare("update stock set reserved = reserved - ?1 where site_no = ?2 and part_id = ?3");
        endReservations = database.Prepare("update work_order_part set state = ? where work_order_id = ? and state = 1");
        unload = database.Prepare("update technician_load set minutes = max(0, minutes - ?) where site_no = ? and technician_id = ?");
    }
}
