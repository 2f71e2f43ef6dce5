using Scanward.Server.Devices;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Devices;

/// <summary><c>/devices</c>: what scans here, how it does, and who lets it in.</summary>
internal static class DevicesEndpoint
{
    private const string ListName = "devices-page";

    private const int AwaitingMost = 50;

    public static async Task<IResult> Get(HttpContext context, Visits visits, StoreReads reads, DeviceJson devices, DeviceBook book, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var model = await Load(context, visit, reads, devices, book, ct);
        return Page.Of<DevicesPage>(visit, model, model.Fault.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary><c>POST /devices/enrolments</c>: shows a code for one device, which is shown this once.</summary>
    public static async Task<IResult> Enrol(HttpContext context, Visits visits, StoreReads reads, DeviceDesk desk, DeviceJson devices, DeviceBook book, PublicAddress address, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var form = await Form.Of(context);
        var (name, technician) = (form.Text("name", DeviceDesk.NameMost), form.Text("operator_id", 64));
        if (technician is not null && visit.Ground.Roster.Technicians.All(t => t.TechnicianId != technician)) form.Fault("operator_id", "Choose one of the list.");
        var model = await Load(context, visit, reads, devices, book, ct);
        if (form.IsFaulty) return Page.Of<DevicesPage>(visit, model with { Faults = form.Faults }, StatusCodes.Status422UnprocessableEntity);
        var enrolment = await desk.Enrol(visit.SiteNo, name, technician, visit.By);
        context.Response.Headers.CacheControl = "no-store";
        return Page.Of<DevicesPage>(visit, model with { Enrolment = new(enrolment.UrlAt(address.Of(context.Request)), enrolment.Code, enrolment.ExpiresAt.ToUnixTimeMilliseconds()) });
    }

    /// <summary><c>POST /devices/{id}/{step}</c>.</summary>
    public static async Task<IResult> Step(string id, string step, HttpContext context, Visits visits, DeviceDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var form = await Form.Of(context);
        if (!long.TryParse(id, out var keyId)) return Refusal.NotFound(visit, "There is no such device.", "/devices", "All devices");
        var (change, done) = step switch
        {
            "approve" => (await desk.Approve(visit.SiteNo, keyId, visit.By, ct), "Approved: it can scan now."),
            "refuse" => (await desk.Refuse(visit.SiteNo, keyId, visit.By, ct), "Refused: its key opens nothing."),
            "revoke" => (await desk.Revoke(visit.SiteNo, keyId, form.Text("reason", 500), visit.By, ct), "Revoked. What it still hands in is kept for a person to look at."),
            "change" => (await Change(visit, desk, keyId, form, ct), "Changed."),
            _ => (DeviceChange.NotFound, ""),
        };
        return change.Outcome switch
        {
            DeviceOutcome.NotFound => Refusal.NotFound(visit, "There is no such device.", "/devices", "All devices"),
            DeviceOutcome.WrongState => Told.And(context, "/devices", change.Why!, failed: true),
            _ => Told.And(context, "/devices", done),
        };
    }

    private static async Task<DeviceChange> Change(Visit visit, DeviceDesk desk, long keyId, Form form, CancellationToken ct)
    {
        var (name, technician) = (form.Text("name", DeviceDesk.NameMost), form.Text("operator_id", 64));
        if (form.IsFaulty) return new(DeviceOutcome.WrongState, form.Faults.First().Value);
        if (technician is not null && visit.Ground.Roster.Technicians.All(t => t.TechnicianId != technician)) return new(DeviceOutcome.WrongState, "This site has no such technician.");
        return await desk.Change(visit.SiteNo, keyId, was => (name ?? was.Name, technician), visit.By, ct);
    }

    private static async Task<DevicesModel> Load(HttpContext context, Visit visit, StoreReads reads, DeviceJson devices, DeviceBook book, CancellationToken ct)
    {
        var state = DeviceJson.StateInSql(visit.Now.ToUnixTimeMilliseconds());
        var filters = new Dictionary<string, (string, Func<string, object?>)>
        {
            ["state"] = (state, text => Wire.TryParse<DeviceState>(text, out _) ? text : null),
            ["stale"] = ("(d.stale_since is not null)", text => text == "yes" ? 1 : null),
        };
        var given = context.Request.Query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value);
        var (query, faults) = ListQuery.Read(new QueryCollection(given), ListName, filters);
        var chosen = HttpMethods.IsGet(context.Request.Method) ? Filters.Of(context) : new Filters("/devices", new Dictionary<string, string>());
        var rows = query is null ? [] : await reads.Devices(visit.SiteNo, query.Filters, query.Before, query.Limit + 1, ct);
        DeviceLine Line(DeviceRecord row)
        {
            var last = devices.Last(row);
            return new(row, devices.StateOf(row), last, book.SeenMs(last), book.Standing(row.SiteNo, last));
        }

        return new()
        {
            Filters = chosen,
            Fault = query is null ? faults[0].Detail : "",
            Awaiting = [.. (await reads.Devices(visit.SiteNo, [new(state, Wire.Name(DeviceState.AwaitingApproval))], null, AwaitingMost, ct)).Select(Line)],
            Rows = [.. rows.Take(query?.Limit ?? 0).Select(Line).Where(l => l.State != DeviceState.AwaitingApproval)],
            Next = query is not null && rows.Count > query.Limit ? chosen.With("cursor", ListQuery.Cursor(ListName, rows[query.Limit - 1].KeyId)) : null,
            Technicians = [.. visit.Ground.Roster.Technicians.Select(t => (t.TechnicianId, t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal)],
            Rules = book.RulesOf(visit.SiteNo).Rules,
        };
    }
}
