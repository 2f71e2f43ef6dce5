using System.Text.Json;
using Scanward.Routing;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.People;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;
using Scanward.Server.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.WebConsole.WorkOrders;

/// <summary><c>/work-orders/{id}</c>, by id or number: the whole work order, and its next steps.</summary>
internal static class WorkOrderEndpoint
{
    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        return await WorkOrderEndpoints.Find(reads, visit.SiteNo, id, ct) is { } row
            ? Page.Of<WorkOrderPage>(visit, await Load(visit, row, reads, ct))
            : Refusal.NotFound(visit, "This site has no such work order.", "/work-orders", "All work orders");
    }

    /// <summary><c>POST /work-orders/{id}/steps</c>: one step, or something to note, against the revision that was looked at.</summary>
    public static async Task<IResult> Post(string id, HttpContext context, Visits visits, StoreReads reads, WorkOrderDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (await WorkOrderEndpoints.Find(reads, visit.SiteNo, id, ct) is not { } row) return Refusal.NotFound(visit, "This site has no such work order.", "/work-orders", "All work orders");
        var url = $"/work-orders/{WorkOrderRef.NumberOf(row.Code, row.Number)}";
        if (!MayChange(visit)) return Told.And(context, url, "Your account is no technician of this site, so it changes no work orders. Ask an admin for it.", failed: true);
        var form = await Form.Of(context);
        var change = Read(visit, form);
        if (form.IsFaulty) return Page.Of<WorkOrderPage>(visit, await Load(visit, row, reads, ct) with { Faults = form.Faults }, StatusCodes.Status422UnprocessableEntity);
        return await desk.Change(visit.SiteNo, row.WorkOrderId, change) switch
        {
            WorkOrderChanged { WorkOrder: var after } => Told.And(context, url, after.State == (WorkOrderState)row.State ? "Noted." : $"Now {StateLook.Of(after.State).Word}."),
            WorkOrderUnchanged no => Told.And(context, url, string.Join(' ', [no.Detail, .. no.Faults.IsDefault ? [] : no.Faults.Skip(1).Select(f => f.Detail)]), failed: true),
            var other => throw new InvalidOperationException($"A change of a work order is not {other}."),
        };
    }

    private static WorkOrderChange Read(Visit visit, Form form)
    {
        var manages = visit.May(PersonRole.Planner);
        var detail = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (string[])["state", "technician", "priority", "note", "reason", "labour_minutes", "cause", "remedy"])
        {
            if (form.Has(name)) detail[name] = form.Raw(name).Trim();
        }

        return new()
        {
            By = manages ? visit.By : visit.By with { Name = visit.OperatorId! },
            Manages = manages,
            Revision = form.Whole("revision", 1, int.MaxValue),
            State = form.Value<WorkOrderState>("state"),
            Technician = form.Text("technician", 64),
            Priority = (Priority?)form.Whole("priority", 1, 4),
            Note = form.Text("note", 2000),
            Reason = form.Text("reason", 500),
            LabourMinutes = form.Whole("labour_minutes", 0, 10_080),
            Cause = form.Text("cause", 64),
            Remedy = form.Text("remedy", 64),
            Detail = AuditJson.Of(json =>
            {
                foreach (var (name, value) in detail) json.WriteString(name, value);
            }),
        };
    }

    private static bool MayChange(Visit visit) => visit.May(PersonRole.Planner) || visit.OperatorId is not null;

    private static async Task<WorkOrderModel> Load(Visit visit, WorkOrderRecord row, StoreReads reads, CancellationToken ct)
    {
        var manages = visit.May(PersonRole.Planner);
        var party = manages ? WorkOrderParty.Manager : row.TechnicianId is not null && row.TechnicianId == visit.OperatorId ? WorkOrderParty.Holder : WorkOrderParty.Technician;
        var state = (WorkOrderState)row.State;
        return new()
        {
            Card = (await WorkOrdersEndpoint.Cards(visit, [row], reads, ct))[0],
            Parts = await reads.WorkOrderParts(row.WorkOrderId, ct),
            Dispatch = await DispatchStory.Read(reads, row.WorkOrderId, ct),
            Events = await reads.WorkOrderEvents(row.WorkOrderId, ct),
            Reports = await reads.Reports(row.WorkOrderId, ct),
            Reason = await reads.Scan(visit.SiteNo, row.ScanId, ct) is { Ack: { Length: > 0 } ack } ? ReasonOf(ack) : null,
            MayChange = MayChange(visit),
            Steps = MayChange(visit) ? [.. WorkOrderTransition.After(state).Where(to => to != state && WorkOrderTransition.Step(state, to) is { } step && party >= step.Least)] : [],
            Technicians = [.. visit.Ground.Roster.Technicians.Select(t => (t.TechnicianId, t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal)],
        };
    }

    private static string? ReasonOf(byte[] ack)
    {
        using var json = JsonDocument.Parse(ack);
        return json.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
    }
}
