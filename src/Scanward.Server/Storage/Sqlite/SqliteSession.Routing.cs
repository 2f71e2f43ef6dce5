using System.Text.Json;
using NodaTime.Text;
using Scanward.Ingestion;
using Scanward.Routing;

namespace Scanward.Server.Storage.Sqlite;

/// <content>What a batch of scans writes.</content>
internal sealed partial class SqliteSession
{
    private readonly Dictionary<DecisionContext, long> contexts = [];
    private (DecisionContext? Context, long No) lastContext;
    private SqliteStatement insertScan = null!, answerScan = null!, insertDecision = null!, insertWorkOrder = null!, insertWorkOrderPart = null!,
        insertReplenishment = null!, insertDispatch = null!, reserve = null!, saveLoad = null!, saveLastWorkOrder = null!,
        insertResolving = null!, deleteResolving = null!, findContext = null!, insertContext = null!;

    public void Write(DeskWrites writes)
    {
        foreach (var scan in writes.Scans) WriteScan(scan);
        foreach (var work in writes.WorkOrders) WriteWorkOrder(work);
        foreach (var decision in writes.Decisions) WriteDecision(decision);
        foreach (var (assetNo, change) in writes.HistoryChanges) AppendChange(assetNo, change);
        foreach (var (assetNo, history) in writes.Histories) recentHistories.Put(assetNo, lastHistoryNo, AssetHistoryCodec.Write(history));
        foreach (var ((siteNo, partId), stock) in writes.Stock) reserve.Bind(stock.Reserved).Bind(stock.OnOrder).Bind(stock.Eta.Ms()).Bind(siteNo).Bind(partId).Run();
        foreach (var move in writes.Moves) WriteMove(move);
        foreach (var scan in writes.WorkOrderScans) AppendWorkOrderScan(scan);
        foreach (var load in writes.Loads.Values) saveLoad.Bind(load.SiteNo).Bind(load.TechnicianId).Bind(load.Minutes).Bind(load.LastAssignedAt.Ms()).Run();
        foreach (var (siteNo, number) in writes.LastNumbers) saveLastWorkOrder.Bind(number).Bind(siteNo).Run();
        foreach (var order in writes.Replenishments)
        {
            insertReplenishment.Bind(order.ReplenishmentId).Bind(order.SiteNo).Bind(order.PartId).Bind(order.Quantity).Bind(1L).Bind(order.OpenedAt.Ms())
                .Bind(order.Eta.Ms()).Bind(order.WorkOrderId).Run();
        }

        foreach (var dispatch in writes.Dispatches) WriteDispatch(dispatch);
        foreach (var message in writes.Messages) Enqueue(message);

        foreach (var row in writes.Resolving) WriteResolving(row);
        foreach (var scanId in writes.Resolved) deleteResolving.Bind(scanId).Run();
    }

    private void WriteResolving(ResolvingRow row) =>
        insertResolving.Bind(row.ScanId).Bind(row.SiteNo).Bind(row.Payload).Bind(row.ReceivedAt.Ms()).Bind(row.DeviceKey).Bind(row.Attempts).Bind(row.DueAt.Ms())
            .Bind(row.History).Run();

    private void WriteScan(ScanRow row)
    {
        if (!row.First)
        {
            answerScan.Bind((int)row.Status).Bind(row.AnswerStatus).Bind(row.Ack).Bind(row.AssetNo).Bind(row.ScanId).Run();
            return;
        }

        var scan = row.Scan;
        Span<byte> key = stackalloc byte[16];
        scan.IdempotencyKey.TryWriteBytes(key, bigEndian: true, out _);
        var place = scan.Geolocation is { } at ? Geo.Coarse(at) : (GeoPoint?)null;
        insertScan.Bind(row.ScanId).Bind(row.SiteNo).Bind(row.AssetNo).Bind(scan.AssetId).Bind(scan.Tag?.Raw).Bind(scan.Tag?.Key).Bind(scan.Symbology)
            .Bind((int)scan.Type).Bind(scan.FailureMode).Bind(scan.OperatorId).Bind(scan.Note)
            .Bind(scan.Readings.IsEmpty ? null : JsonSerializer.Serialize(scan.Readings.ToDictionary(r => r.Meter, r => r.Value), StoredJson.Default.DictionaryStringDecimal))
            .Bind(scan.Device is null ? null : JsonSerializer.Serialize(scan.Device, StoredJson.Default.DeviceReport))
            .Bind(row.DeviceKey).Bind(key).Bind(scan.ScannedAt.Ms()).Bind(scan.SentAt.Ms()).Bind(row.ReceivedAt.Ms()).Bind(row.OccurredAt.Ms())
            .Bind(place?.Latitude).Bind(place?.Longitude).Bind((int)row.Status).Bind(row.AnswerStatus).Bind(row.Ack).Run();
    }

    public void WriteDecision(DecisionRow row) =>
        insertDecision.Bind(row.DecisionId).Bind(row.ScanId).Bind(row.SiteNo).Bind(row.AssetNo).Bind((int)row.Cause).Bind(row.DecidedAt.Ms()).Bind(NumberOf(row.Context))
            .Bind(row.Decision.RowId).Bind((int)row.Decision.Outcome).Bind((int?)row.Decision.Priority).Bind(row.WorkOrderId).Bind(row.Record).Run();

    /// <summary>Contexts are few and never change; once committed their number is remembered.</summary>
    private long NumberOf(DecisionContext context)
    {
        if (ReferenceEquals(context, lastContext.Context)) return lastContext.No; // five long texts are not compared with every scan
        if (contexts.TryGetValue(context, out var known))
        {
            lastContext = (context, known);
            return known;
        }

        findContext.Bind(context.PolicyHash).Bind(context.SiteHash).Bind(context.RosterHash).Bind(context.Engine).Bind(context.TimeZoneData);
        var found = findContext.Step() ? findContext.Long(0) : (long?)null;
        findContext.Reset();
        if (found is { } number)
        {
            contexts[context] = number;
            return number;
        }

        insertContext.Bind(context.PolicyHash).Bind(context.SiteHash).Bind(context.RosterHash).Bind(context.Engine).Bind(context.TimeZoneData);
        insertContext.Step();
        number = insertContext.Long(0); // not remembered yet: this transaction may still be undone
        insertContext.Reset();
        return number;
    }

    private void WriteWorkOrder(WorkOrderRow row)
    {
        var work = row.Decision.Work!;
        insertWorkOrder.Bind(row.WorkOrderId).Bind(row.SiteNo).Bind(row.Number).Bind((int)row.Kind).Bind((int)row.State).Bind((int)row.Decision.Outcome)
            .Bind((int)row.Decision.Priority!).Bind(row.AssetNo).Bind(row.FailureMode).Bind(row.Title).Bind(work.Assignment.Crew).Bind(work.Assignment.Technician)
            .Bind(work.Vendor).Bind(work.Minutes).Bind(row.ScanId).Bind(row.DecisionId).Bind(row.OpenedAt.Ms()).Bind(work.Response?.AcknowledgeBy.Ms())
            .Bind(work.Response?.OnSiteBy.Ms()).Bind(work.Response?.DoneBy.Ms()).Bind(work.Response?.WindowMinutes)
            .Bind(row.PmDue is { } due ? LocalDatePattern.Iso.Format(due) : null).Run();
        foreach (var part in work.Parts)
        {
            insertWorkOrderPart.Bind(row.WorkOrderId).Bind(part.Part).Bind(row.SiteNo).Bind(part.Quantity).Bind((int)part.State).Run();
        }
    }

    private void PrepareRoutingWrites()
    {
        insertScan = database.Prepare(
            """
            insert into scan (scan_id, site_no, asset_no, asset_id, tag_raw, tag_key, symbology, scan_type, failure_mode, operator_id, note, readings, device,
                              device_key, idempotency_key, scanned_at, sent_at, received_at, occurred_at, latitude, longitude, status, answer_status, ack)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        answerScan = database.Prepare("update scan set status = ?, answer_status = ?, ack = ?, asset_no = ? where scan_id = ?");
        findContext = database.Prepare(
            "select context_no from decision_context where policy_hash = ? and site_hash = ? and roster_hash = ? and engine = ? and time_zone_data = ?");
        insertContext = database.Prepare(
            "insert into decision_context (policy_hash, site_hash, roster_hash, engine, time_zone_data) values (?, ?, ?, ?, ?) returning context_no");
        insertDecision = database.Prepare(
            """
            insert into decision (decision_id, scan_id, site_no, asset_no, cause, decided_at, context_no, row_id, outcome, priority, work_order_id, record)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        insertWorkOrder = database.Prepare(
            """
            insert into work_order (work_order_id, site_no, number, kind, state, outcome, priority, asset_no, failure_mode, title, crew_id, technician_id, vendor,
                                    minutes, scan_id, decision_id, opened_at, acknowledge_by, on_site_by, done_by, window_minutes, pm_due, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?17, ?, ?, ?, ?, ?, ?17)
            """);
        insertWorkOrderPart = database.Prepare("insert into work_order_part (work_order_id, part_id, site_no, quantity, state) values (?, ?, ?, ?, ?)");
        insertReplenishment = database.Prepare(
            "insert into replenishment (replenishment_id, site_no, part_id, quantity, state, opened_at, eta, work_order_id) values (?, ?, ?, ?, ?, ?, ?, ?)");
        insertDispatch = database.Prepare(
            "insert into dispatch (work_order_id, operation, revision, connector, external_id, settled_at, external_number, external_url) values (?, ?, ?, ?, ?, ?, ?, ?) "
            + "on conflict (work_order_id, operation, revision) do update set external_id = excluded.external_id, external_number = excluded.external_number, external_url = excluded.external_url");
        reserve = database.Prepare("update stock set reserved = ?, on_order = ?, eta = ? where site_no = ? and part_id = ?");
        saveLoad = database.Prepare(
            """
            insert into technician_load (site_no, technician_id, minutes, last_assigned_at) values (?, ?, ?, ?)
            on conflict (site_no, technician_id) do update set minutes = excluded.minutes, last_assigned_at = excluded.last_assigned_at
            """);
        saveLastWorkOrder = database.Prepare("update site set last_work_order = ? where site_no = ?");
        insertResolving = database.Prepare(
            """
            insert into resolving (scan_id, site_no, payload, received_at, device_key, attempts, due_at, history) values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (scan_id) do update set attempts = excluded.attempts, due_at = excluded.due_at, history = excluded.history
            """);
        deleteResolving = database.Prepare("delete from resolving where scan_id = ?");
    }
}
