using Scanward.Server.Access;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>Devices over HTTP, for those who see to them: those of the caller's site, or of all sites where its key is for all.</summary>
internal static class DeviceEndpoints
{
    private const string ListName = "devices";

    public static void MapDevices(this IEndpointRouteBuilder app)
    {
        var devices = app.MapGroup("").RequireRole(Role.Operator).ForAllSites();
        devices.MapGet("/api/v1/devices", GetList);
        devices.MapGet("/api/v1/devices/{id}", GetOne);
        devices.MapPatch("/api/v1/devices/{id}", Change);
        devices.MapPost("/api/v1/devices/enrolments", Enrol);
        devices.MapPost("/api/v1/devices/{id}/approve", (string id, HttpContext context, DeviceDesk desk, StoreReads reads, DeviceJson shown, CancellationToken ct) =>
            Apply(id, context, reads, shown, body => { }, (siteNo, keyId) => desk.Approve(siteNo, keyId, context.Caller().By, ct), ct));
        devices.MapPost("/api/v1/devices/{id}/refuse", (string id, HttpContext context, DeviceDesk desk, StoreReads reads, DeviceJson shown, CancellationToken ct) =>
            Apply(id, context, reads, shown, body => { }, (siteNo, keyId) => desk.Refuse(siteNo, keyId, context.Caller().By, ct), ct));
        devices.MapPost("/api/v1/devices/{id}/revoke", (string id, HttpContext context, DeviceDesk desk, StoreReads reads, DeviceJson shown, CancellationToken ct) =>
        {
            string? reason = null;
            return Apply(id, context, reads, shown, body => reason = body.Text("reason", 500), (siteNo, keyId) => desk.Revoke(siteNo, keyId, reason, context.Caller().By, ct), ct);
        });
        devices.MapPost("/api/v1/devices/{id}/rotate", (string id, HttpContext context, DeviceDesk desk, CancellationToken ct) =>
            KeyEndpoints.TryReadId(id, out var keyId) ? DeviceSelfEndpoints.Rotate(context, desk, keyId, ct) : Task.FromResult<IResult>(NotFound(id)));
    }

    public static ProblemResult NotFound(string id) => new(Problems.NotFound, $"There is no device {(id.Length <= 20 ? id : "of this id")} here.");

    /// <summary>A technician of the site; a fault where there is none of this id.</summary>
    public static string? Operator(BodyReader body, Sites sites, int siteNo)
    {
        var operatorId = body.Text("operator_id", 64);
        if (operatorId is not null && sites.All.TryGetValue(siteNo, out var ground) && ground.Roster.Technicians.All(t => t.TechnicianId != operatorId))
            body.Fault("operator_id", "unknown_value", $"{ground.Site.SiteId} has no technician '{operatorId}'.");
        return operatorId;
    }

    private static Task<IResult> GetList(HttpContext context, StoreReads reads, DeviceJson shown, ServerClock clock)
    {
        var filters = new Dictionary<string, (string, Func<string, object?>)>
        {
            ["state"] = (DeviceJson.StateInSql(clock.Now().ToUnixTimeMilliseconds()), text => Wire.TryParse<DeviceState>(text, out _) ? text : null),
            ["site"] = ("s.site_id", text => text),
            ["stale"] = ("(d.stale_since is not null)", text => text switch { "true" => 1, "false" => 0, _ => null }),
            ["operator_id"] = ("d.operator_id", text => text),
        };
        return Listing.Of(context, ListName, filters, reads.Devices, r => r.KeyId, shown.Write);
    }

    private static async Task<IResult> GetOne(string id, HttpContext context, StoreReads reads, DeviceJson shown, CancellationToken ct) =>
        KeyEndpoints.TryReadId(id, out var keyId) && await reads.Device(context.Caller().SiteNo, keyId, ct) is { } device ? new JsonResult(json => shown.Write(json, device)) : NotFound(id);

    private static async Task<IResult> Enrol(HttpContext context, DeviceDesk desk, Sites sites, PublicAddress address, CancellationToken ct)
    {
        var caller = context.Caller();
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        var name = body.Text("name", DeviceDesk.NameMost);
        var site = body.Text("site", 64, required: caller.SiteNo == 0) ?? caller.SiteId;
        var siteNo = sites.NumberOf(site);
        if (caller.SiteNo != 0 && site != caller.SiteId) return new ProblemResult(Problems.NotPermitted, $"'{caller.Name}' is a key of {caller.SiteId}, and enrols devices there only.");
        if (siteNo is null && body.Has("site")) body.Fault("site", "unknown_value", $"There is no site '{site}'.");
        var operatorId = Operator(body, sites, siteNo ?? 0);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var enrolment = await desk.Enrol(siteNo!.Value, name, operatorId, caller.By);
        context.Response.Headers.CacheControl = "no-store";
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("enrolment_id", KeyEndpoints.IdOf(enrolment.EnrolmentId));
            json.WriteString("code", enrolment.Code);
            json.WriteString("url", enrolment.UrlAt(address.Of(context.Request)));
            json.WriteTime("expires_at", enrolment.ExpiresAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Change(string id, HttpContext context, DeviceDesk desk, StoreReads reads, DeviceJson shown, Sites sites, CancellationToken ct)
    {
        var caller = context.Caller();
        if (!KeyEndpoints.TryReadId(id, out var keyId) || await reads.Device(caller.SiteNo, keyId, ct) is not { } device) return NotFound(id);
        string? name = null, operatorId = null;
        var has = false;
        return await Apply(id, context, reads, shown, body =>
        {
            name = body.Text("name", DeviceDesk.NameMost);
            has = body.Has("operator_id");
            operatorId = Operator(body, sites, device.SiteNo);
        }, (siteNo, number) => desk.Change(siteNo, number, was => (name ?? was.Name, has ? operatorId : was.OperatorId), caller.By, ct), ct);
    }

    private static async Task<IResult> Apply(
        string id, HttpContext context, StoreReads reads, DeviceJson shown, Action<BodyReader> read, Func<int, long, Task<DeviceChange>> apply, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        read(body);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (!KeyEndpoints.TryReadId(id, out var keyId)) return NotFound(id);
        var change = await apply(context.Caller().SiteNo, keyId);
        return change.Outcome switch
        {
            DeviceOutcome.NotFound => NotFound(id),
            DeviceOutcome.WrongState => new ProblemResult(Problems.WrongState, change.Why!),
            _ => await reads.Device(0, keyId, ct) is { } device ? new JsonResult(json => shown.Write(json, device)) : NotFound(id),
        };
    }
}
