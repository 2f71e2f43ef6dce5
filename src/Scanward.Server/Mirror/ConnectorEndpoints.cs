using System.Text.Json;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.Mirror;

/// <summary>The connectors over HTTP: how they stand, what could not be taken over, and what their targets push.</summary>
internal static class ConnectorEndpoints
{
    private const int PushBytesMax = 1024 * 1024;

    private const int ConflictsMost = 100;

    public static void MapConnectors(this IEndpointRouteBuilder app)
    {
        var operators = app.MapGroup("").RequireRole(Role.Operator).ForAllSites();
        operators.MapGet("/api/v1/connectors", GetList);
        operators.MapGet("/api/v1/connectors/{name}/conflicts", GetConflicts);
        operators.MapPost("/api/v1/connectors/{name}/resume", Resume);
        operators.MapPost("/api/v1/connectors/{name}/sync", BeginSync);
    }

    /// <summary>Needs no key: what is pushed is signed.</summary>
    public static void MapPushes(this IEndpointRouteBuilder app) => app.MapPost("/api/v1/connectors/{name}/push", Push);

    private static async Task<IResult> GetList(HttpContext context, ConnectorDesk desk, StoreReads reads, DispatchFigures figures, ServerClock clock, CancellationToken ct)
    {
        var waiting = (await reads.OutboxWaiting(ct)).ToDictionary(w => w.Connector);
        var shown = desk.Connectors.All.Where(c => IsFor(desk, context.Caller(), c)).ToArray();
        var syncs = new Dictionary<string, (IReadOnlyList<SyncRecord> Rows, long Conflicts)>();
        foreach (var connector in shown) syncs[connector.Name] = (await reads.Syncs(connector.Name, ct), await reads.CountConflicts(connector.Name, ct));
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var connector in shown)
                Write(json, desk, connector, waiting.GetValueOrDefault(connector.Name), figures.Totals.FirstOrDefault(t => t.Connector == connector.Name), syncs[connector.Name], clock.Now());
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(
        Utf8JsonWriter json, ConnectorDesk desk, Connector connector, WaitingRecord? waiting, ConnectorCounts counts, (IReadOnlyList<SyncRecord> Rows, long Conflicts) sync, Instant now)
    {
        var dispatcher = desk.DispatcherOf(connector.Name)!;
        var gate = dispatcher.Gate.Read(now);
        json.WriteStartObject();
        json.WriteString("name", connector.Name);
        json.WriteStartArray("sites");
        foreach (var site in connector.Sites) json.WriteStringValue(site);
        json.WriteEndArray();
        json.WriteString("state", Wire.Name(gate.State));
        json.WriteString("why", gate.Why.Length > 0 ? gate.Why : null);
        json.WriteTime("since", gate.Since.Ms());
        json.WriteTime("next_try_at", gate.Until.Ms());
        json.WriteNumber("waiting", waiting?.Waiting ?? 0);
        json.WriteTime("oldest_at", waiting is { Oldest: > 0 and var oldest } ? TimeOrderedId.UnixMs(oldest) : null);
        json.WriteNumber("in_hand", dispatcher.InHand);
        json.WriteNumber("settled", counts.Settled);
        json.WriteNumber("given_up", counts.GivenUp);
        json.WriteNumber("conflicts", sync.Conflicts);
        json.WriteStartArray("sync");
        foreach (var row in sync.Rows)
        {
            json.WriteStartObject();
            json.WriteString("kind", row.Kind);
            json.WriteBoolean("full", row.IsFull);
            json.WriteTime("began_at", row.BeganAt);
            json.WriteTime("finished_at", row.FinishedAt);
            json.WriteNumber("done", row.Done);
            json.WriteNumber("changed", row.Changed);
            if (row.Total is { } total) json.WriteNumber("total", total);
            else json.WriteNull("total");
            json.WriteString("error", row.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task<IResult> GetConflicts(string name, HttpContext context, ConnectorDesk desk, StoreReads reads, CancellationToken ct)
    {
        if (Find(desk, context, name) is not { } connector) return NotFound();
        var conflicts = await reads.Conflicts(connector.Name, context.Caller().SiteNo, context.Request.Query["after"].ToString(), ConflictsMost + 1, ct);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var conflict in conflicts.Take(ConflictsMost))
            {
                json.WriteStartObject();
                json.WriteString("subject", conflict.Subject);
                json.WriteString("code", conflict.Code);
                json.WriteString("detail", conflict.Detail);
                json.WriteTime("first_at", conflict.FirstAt);
                json.WriteTime("last_at", conflict.LastAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", conflicts.Count > ConflictsMost ? conflicts[ConflictsMost - 1].Subject : null);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> Resume(string name, HttpContext context, ConnectorDesk desk)
    {
        if (Find(desk, context, name) is not { } connector) return NotFound();
        var caller = context.Caller();
        var state = await desk.Resume(desk.DispatcherOf(connector.Name)!, new(caller.DeviceKey, caller.Name), caller.SiteNo);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", connector.Name);
            json.WriteString("state", Wire.Name(state));
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> BeginSync(string name, HttpContext context, ConnectorDesk desk, CancellationToken ct)
    {
        if (Find(desk, context, name) is not { } connector) return NotFound();
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var full = body.Flag("full") ?? false;
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var sync = desk.SyncOf(connector.Name)!;
        if (!sync.Kinds.Any()) return new ProblemResult(Problems.WrongState, $"The system behind {connector.Name} cannot be pulled from: its mapping says no list.");
        sync.Ask(full);
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", connector.Name);
            json.WriteBoolean("full", full);
            json.WriteStartArray("kinds");
            foreach (var kind in sync.Kinds) json.WriteStringValue(Wire.Name(kind));
            json.WriteEndArray();
            json.WriteEndObject();
        }, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Push(string name, HttpContext context, ConnectorDesk desk, PushDesk pushes, ServerClock clock, CancellationToken ct)
    {
        if (desk.Connectors.Named(name) is not { Cmms.Abilities.Pushes: true } connector) return new ProblemResult(Problems.NotFound, "There is no connector of this name that takes pushes.");
        var (body, more) = await Ingestion.RequestBody.Read(context.Request, PushBytesMax, ct);
        if (more) return new ProblemResult(Problems.TooLarge, "A push takes at most 1 MiB.");
        return await pushes.Take(connector, new(header => context.Request.Headers.TryGetValue(header, out var value) ? value.ToString() : null, body, clock.Now()), ct) switch
        {
            PushNotTaken { Forged: true } forged => new ProblemResult(Problems.NotAuthenticated, forged.Why),
            PushNotTaken unreadable => new ProblemResult(Problems.InvalidBody, unreadable.Why),
            PushNothing nothing => Answer(0, 0, 0, nothing.Why),
            PushTaken taken => Answer(taken.Assets, taken.WorkOrders, taken.Changed, null),
            var other => throw new InvalidOperationException($"A push does not end as {other}."),
        };
    }

    private static JsonResult Answer(int assets, int workOrders, int changed, string? why) => new(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("assets", assets);
        json.WriteNumber("work_orders", workOrders);
        json.WriteNumber("changed", changed);
        json.WriteString("why", why);
        json.WriteEndObject();
    });

    private static Connector? Find(ConnectorDesk desk, HttpContext context, string name) => desk.Connectors.Named(name) is { } connector && IsFor(desk, context.Caller(), connector) ? connector : null;

    /// <summary>Whoever sees one site sees the connector of that site.</summary>
    private static bool IsFor(ConnectorDesk desk, Caller caller, Connector connector) => caller.SiteNo == 0 || desk.Connectors.Serves(connector, caller.SiteId);

    private static ProblemResult NotFound() => new(Problems.NotFound, "There is no such connector, or it serves other sites.");
}
