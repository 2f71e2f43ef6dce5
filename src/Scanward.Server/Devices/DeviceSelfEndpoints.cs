using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>What a device itself asks: how it gets its key, how it stands, and what it has to say of itself.</summary>
internal static class DeviceSelfEndpoints
{
    /// <summary>A person claims once; a shelf of new handhelds behind one address, some in a minute.</summary>
    private const int ClaimsPerMinute = 60;

    private const int PendingMost = 1_000_000;

    public static void MapOwnDevice(this IEndpointRouteBuilder app, TimeProvider time)
    {
        var limit = new AddressLimit(ClaimsPerMinute, time);
        app.MapPost("/api/v1/devices/claim", (HttpContext context, DeviceDesk desk, CancellationToken ct) => limit.Take(context) is { } over ? Task.FromResult<IResult>(over) : Claim(context, desk, ct));
        app.MapGet("/api/v1/devices/self", GetSelf).RequireRole(Role.Device).ForOwnDevice();
        app.MapPost("/api/v1/devices/self/report", Report).RequireRole(Role.Device).ForOwnDevice();
        app.MapPost("/api/v1/devices/self/rotate", (HttpContext context, DeviceDesk desk, CancellationToken ct) =>
            context.Caller().Role == Role.Device ? Rotate(context, desk, context.Caller().DeviceKey, ct) : Task.FromResult<IResult>(NoDevice(context))).RequireRole(Role.Device);
    }

    public static async Task<IResult> Rotate(HttpContext context, DeviceDesk desk, long keyId, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.OpenIfAny(context, ct);
        if (body is null) return problem!;
        var overlap = body.Whole("overlap_minutes", 0, KeyDesk.OverlapMinutesMax) ?? KeyDesk.OverlapMinutesDefault;
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var (change, secret, oldEndsAt) = await desk.Rotate(context.Caller().SiteNo, keyId, overlap, context.Caller().By, ct);
        if (change.Outcome == DeviceOutcome.NotFound) return DeviceEndpoints.NotFound(KeyEndpoints.IdOf(keyId));
        if (change.Outcome == DeviceOutcome.WrongState) return new ProblemResult(Problems.WrongState, change.Why!);
        context.Response.Headers.CacheControl = "no-store";
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("key", secret);
            json.WriteTime("old_ends_at", oldEndsAt.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> Claim(HttpContext context, DeviceDesk desk, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var code = body.Text("code", 64, required: true);
        var claim = ReadClaim(body);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        switch (await desk.Claim(code!, claim, ct))
        {
            case ClaimRefused refused:
                return new ProblemResult(refused.Problem, refused.Detail);
            case Claimed claimed:
                context.Response.Headers.CacheControl = "no-store";
                return new JsonResult(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("device_id", KeyEndpoints.IdOf(claimed.KeyId));
                    json.WriteString("key", claimed.Secret);
                    json.WriteString("confirm", claimed.Confirm);
                    json.WriteTime("expires_at", claimed.ExpiresAt.ToUnixTimeMilliseconds());
                    json.WriteEndObject();
                }, StatusCodes.Status201Created);
            case var other:
                throw new InvalidOperationException($"A claim is not answered {other}.");
        }
    }

    public static DeviceClaim ReadClaim(BodyReader body) => new(
        body.Text("name", DeviceDesk.NameMost), body.Text("model", DeviceDesk.ModelMost), body.Text("platform", DeviceDesk.PlatformMost), body.Text("firmware", FirmwareVersion.LengthMax),
        body.Text("app_version", DeviceDesk.AppVersionMost));

    private static async Task<IResult> GetSelf(HttpContext context, StoreReads reads, DeviceJson shown, CancellationToken ct) =>
        await reads.Device(0, context.Caller().DeviceKey, ct) is { } device ? new JsonResult(json => shown.WriteSelf(json, device)) : NoDevice(context);

    private static async Task<IResult> Report(HttpContext context, StoreReads reads, DeviceBook book, DeviceJson shown, ServerClock clock, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var saying = new DeviceSaying(clock.Now().ToUnixTimeMilliseconds())
        {
            BatteryPercent = body.Whole("battery_percent", 0, 100),
            Model = body.Text("model", DeviceDesk.ModelMost),
            Firmware = body.Text("firmware", FirmwareVersion.LengthMax),
            AppVersion = body.Text("app_version", DeviceDesk.AppVersionMost),
            Pending = body.Whole("pending", 0, PendingMost, required: true),
            OldestPendingMs = body.Time("oldest_pending_at")?.ToUnixTimeMilliseconds(),
        };
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (await reads.Device(0, context.Caller().DeviceKey, ct) is not { } device) return NoDevice(context);
        if (shown.StateOf(device) is DeviceState.Active or DeviceState.AwaitingApproval) book.Meter(device.KeyId).Note(saying);
        return new JsonResult(json => shown.WriteSelf(json, device));
    }

    private static ProblemResult NoDevice(HttpContext context) => new(Problems.NotFound, $"'{context.Caller().Name}' is no device's key.");
}
