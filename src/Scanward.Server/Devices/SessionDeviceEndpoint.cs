using Scanward.Server.Access;
using Scanward.Server.People;

namespace Scanward.Server.Devices;

/// <summary><c>POST /session/device</c>: a person who has signed in on a phone makes it a device of theirs. Nobody else is asked: signing in was the proof.</summary>
internal static class SessionDeviceEndpoint
{
    public static void MapSessionDevice(this IEndpointRouteBuilder app) => app.MapPost("/session/device", Make).RequirePerson(PersonRole.Technician).ForOneSite();

    private static async Task<IResult> Make(HttpContext context, DeviceDesk desk, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var claim = DeviceSelfEndpoints.ReadClaim(body);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var who = context.SignedIn();
        var (keyId, secret) = await desk.MakeFor(who.SiteNo, who.Person.OperatorId, claim, who.By, ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("device_id", KeyEndpoints.IdOf(keyId));
            json.WriteString("key", secret);
            json.WriteString("site", who.SiteId);
            json.WriteString("operator_id", who.Person.OperatorId);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }
}
