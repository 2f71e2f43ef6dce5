namespace Scanward.Server.Telemetry;

/// <summary>Whether the process lives, and whether it can do its work; open to whoever can reach the address.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", Ready);
    }

    /// <summary>200 with what is in force, or 503 with the reasons.</summary>
    private static JsonResult Ready(Installation installation)
    {
        var reasons = new List<string>();
        if (installation.StoppingToken.IsCancellationRequested) reasons.Add("stopping: the server was told to stop; send new requests elsewhere.");
        if (installation.Writer.Broken is { } broken) reasons.Add($"The store is broken: {broken.Message}");
        if (installation.Sites.All.Count == 0) reasons.Add("There are no sites yet; import a plant.");
        var ready = reasons.Count == 0;
        return new(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", ready);
            json.WriteStartArray("reasons");
            foreach (var reason in reasons) json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteString("policy", installation.Policies.Current.Hash);
            json.WriteString("policy_refused", installation.Policies.Refusal);
            json.WriteNumber("queue_depth", installation.Writer.Depth);
            json.WriteEndObject();
        }, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
