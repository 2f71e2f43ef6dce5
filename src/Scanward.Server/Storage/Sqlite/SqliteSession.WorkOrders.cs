using NodaTime;
using NodaTime.Text;
using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Work orders after they were made.</content>
internal sealed partial class SqliteSession
{
    private const string StoredColumns =
        """
        w.site_no, w.number, w.kind, w.state, w.outcome, w.priority, w.asset_no, w.failure_mode, w.crew_id, w.technician_id, w.vendor, w.minutes, w.scan_id, w.decision_id, w.opened_at,
        w.acknowledge_by, w.on_site_by, w.done_by, w.window_minutes, w.revision, w.started_at, w.completed_at, w.closed_at, w.labour_minutes, w.note, w.cause, w.remedy, w.duplicate_of, w.pm_due,
        w.work_order_id
        """;

    private SqliteStatement findWorkOrder = null!, saveWorkOrder = null!, readParts = null!, savePartOfWork = null!, deletePartsOfWork = null!, insertEvent = null!, addLoad = null!, readWaiting = null!, openWorkOf = null!;

    public StoredWorkOrder? ReadWorkOrder(long workOrderId)
    {
        findWorkOrder.Bind(workOrderId);
        var found = findWorkOrder.Step() ? ReadStored(findWorkOrder) : null;
        findWorkOrder.Reset();
        return found;
    }

    public List<StoredPart> ReadWorkOrderParts(long workOrderId)
    {
        var parts = new List<StoredPart>();
        readParts.Bind(workOrderId);
        while (readParts.Step()) parts.Add(new(readParts.Text(0), readParts.Int(1), (StoredPartState)readParts.Int(2), readParts.Int(3)));
        return parts;
    }

    public List<string> OpenWorkOf(int siteNo, string? technicianId, string? crewId, int most)
    {
        var numbers = new List<string>();
        openWorkOf.Bind(siteNo).Bind(technicianId).Bind(crewId).Bind(most);
        while (openWorkOf.Step()) numbers.Add(WorkOrderRef.NumberOf(openWorkOf.Text(0), openWorkOf.Long(1)));
        openWorkOf.Reset();
        return numbers;
    }

    public void SaveWorkOrder(StoredWorkOrder work, WorkOrderEventRow happened)
    {
        var response = work.Response;
        saveWorkOrder.Bind((int)work.State).Bind((int)work.Outcome).Bind((int)work.Priority).Bind(work.CrewId).Bind(work.TechnicianId).Bind(work.Vendor).Bind(work.Minutes)
            .Bind(work.DecisionId).Bind(response?.AcknowledgeBy.Ms()).Bind(response?.OnSiteBy.Ms()).Bind(response?.DoneBy.Ms()).Bind(response?.WindowMinutes)
            .Bind(work.Revision).Bind(happened.At.Ms()).Bind(work.StartedAt.Ms()).Bind(work.CompletedAt.Ms()).Bind(work.ClosedAt.Ms()).Bind(work.LabourMinutes)
            .Bind(work.Note).Bind(work.Cause).Bind(work.Remedy).Bind(work.DuplicateOf).Bind(work.PmDue is { } due ? LocalDatePattern.Iso.Format(due) : null)
            .Bind(work.WorkOrderId).Run();
        insertEvent.Bind(happened.WorkOrderId).Bind(happened.Revision).Bind(happened.At.Ms()).Bind(happened.Actor).Bind((int)happened.Action).Bind((int)happened.From)
            .Bind((int)happened.To).Bind(happened.Detail).Run();
    }

    public void SaveWorkOrderPart(int siteNo, long workOrderId, StoredPart part) =>
        savePartOfWork.Bind(workOrderId).Bind(part.PartId).Bind(siteNo).Bind(part.Quantity).Bind((int)part.State).Bind(part.Used).Run();

    public void ReplaceWorkOrderParts(int siteNo, long workOrderId, IEnumerable<StoredPart> parts)
    {
        deletePartsOfWork.Bind(workOrderId).Run();
        foreach (var part in parts) SaveWorkOrderPart(siteNo, workOrderId, part);
    }

    public void AddLoad(int siteNo, string technicianId, int minutes, Instant? assignedAt) => addLoad.Bind(siteNo).Bind(technicianId).Bind(minutes).Bind(assignedAt.Ms()).Run();

    public List<WaitingWork> ReadWaiting(int siteNo, string partId, WaitingFrom after, int most)
    {
        var waiting = new List<WaitingWork>();
        readWaiting.Bind(siteNo).Bind(partId).Bind((int)after.Priority).Bind(after.WorkOrderId).Bind(most);
        while (readWaiting.Step()) waiting.Add(new(ReadStored(readWaiting), readWaiting.Blob(30).ToArray(), readWaiting.Blob(31).ToArray()));
        return waiting;
    }

    private static StoredWorkOrder ReadStored(SqliteStatement row) => new()
    {
        SiteNo = row.Int(0),
        Number = row.Long(1),
        Kind = (WorkKind)row.Int(2),
        State = (WorkOrderState)row.Int(3),
        Outcome = (Outcome)row.Int(4),
        Priority = (Priority)row.Int(5),
        AssetNo = row.Long(6),
        FailureMode = row.TextOrNull(7),
        CrewId = row.TextOrNull(8),
        TechnicianId = row.TextOrNull(9),
        Vendor = row.TextOrNull(10),
        Minutes = row.Int(11),
        ScanId = row.Long(12),
        DecisionId = row.Long(13),
        OpenedAt = row.LongOrNull(14).ToInstant()!.Value,
        Response = row.LongOrNull(15) is null && row.LongOrNull(16) is null && row.LongOrNull(17) is null
            ? null : new(row.LongOrNull(15).ToInstant(), row.LongOrNull(16).ToInstant(), row.LongOrNull(17).ToInstant(), row.IntOrNull(18)),
        Revision = row.Int(19),
        StartedAt = row.LongOrNull(20).ToInstant(),
        CompletedAt = row.LongOrNull(21).ToInstant(),
        ClosedAt = row.LongOrNull(22).ToInstant(),
        LabourMinutes = row.Int(23),
        Note = row.TextOrNull(24),
        Cause = row.TextOrNull(25),
        Remedy = row.TextOrNull(26),
        DuplicateOf = row.LongOrNull(27),
        PmDue = row.TextOrNull(28) is { } due ? LocalDatePattern.Iso.Parse(due).Value : null,
        WorkOrderId = row.Long(29),
    };

    private void PrepareWorkOrderWrites()
    {
        findWorkOrder = database.Prepare($"select {StoredColumns} from work_order w where w.work_order_id = ?");
        saveWorkOrder = database.Prepare(
            """
            update work_order set state = ?, outcome = ?, priority = ?, crew_id = ?, technician_id = ?, vendor = ?, minutes = ?, decision_id = ?, acknowledge_by = ?, on_site_by = ?,
              done_by = ?, window_minutes = ?, revision = ?, updated_at = ?, started_at = ?, completed_at = ?, closed_at = ?, labour_minutes = ?, note = ?, cause = ?, remedy = ?,
              duplicate_of = ?, pm_due = ?
            where work_order_id = ?
            """);
        openWorkOf = database.Prepare(
            """
            select s.code, w.number from work_order w join site s on s.site_no = w.site_no
            where w.site_no = ?1 and w.state in (1, 2, 3, 4, 5) and (w.technician_id = ?2 or w.crew_id = ?3) limit ?4
            """);
        readParts = database.Prepare("select part_id, quantity, state, used from work_order_part where work_order_id = ? order by part_id");
        savePartOfWork = database.Prepare(
            """
            insert into work_order_part (work_order_id, part_id, site_no, quantity, state, used) values (?, ?, ?, ?, ?, ?)
            on conflict (work_order_id, part_id) do update set quantity = excluded.quantity, state = excluded.state, used = excluded.used
            """);
        deletePartsOfWork = database.Prepare("delete from work_order_part where work_order_id = ? and used = 0");
        insertEvent = database.Prepare(
            "insert into work_order_event (work_order_id, revision, at, actor, action, from_state, to_state, detail) values (?, ?, ?, ?, ?, ?, ?, ?)");
        addLoad = database.Prepare(
            """
            insert into technician_load (site_no, technician_id, minutes, last_assigned_at) values (?1, ?2, max(0, ?3), ?4)
            on conflict (site_no, technician_id) do update set minutes = max(0, minutes + ?3), last_assigned_at = coalesce(?4, last_assigned_at)
            """);
        // Most urgent first, oldest first within; the last decision of the work order holds the scan as it was routed.
        readWaiting = database.Prepare(
            $"""
            select {StoredColumns}, d.record, a.profile
            from work_order_part p join work_order w on w.work_order_id = p.work_order_id join decision d on d.decision_id = w.decision_id join asset a on a.asset_no = w.asset_no
            where p.site_no = ?1 and p.part_id = ?2 and p.state in (2, 3) and w.state = 1 and (w.priority > ?3 or (w.priority = ?3 and w.work_order_id > ?4))
            order by w.priority, w.work_order_id limit ?5
            """);
    }
}
