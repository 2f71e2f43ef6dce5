namespace Scanward.Server.Telemetry;

/// <summary>Whether the process lives, and whether it can do its work; open to whoever can reach the address.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", Ready);
    }

    /// <summary>200 with what is in force, or 503 with the reasons; each check with how it stands.</summary>
    private static JsonResult Ready(Installation installation)
    {
        var readiness = Readiness.Of(installation);
        return new(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", readiness.Ready);
            json.WriteStartArray("reasons");
            foreach (var check in readiness.Checks.Where(c => !c.Ok)) json.WriteStringValue(check.Detail);
            json.WriteEndArray();
            json.WriteStartArray("checks");
            foreach (var check in readiness.Checks)
            {
                json.WriteStartObject();
                json.WriteString("name", check.Name);
                json.WriteBoolean("ok", check.Ok);
                json.WriteString("detail", check.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("policy", installation.Policies.Current.Hash);
            json.WriteString("policy_refused", installation.Policies.Refusal);
            json.WriteNumber("queue_depth", installation.Writer.Depth);
            json.WriteEndObject();
        }, readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
