using System.Text.Json.Nodes;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Connectors for the command line.</summary>
internal static class CmmsOperations
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    public static async Task<ControlResult> Status(Installation installation, CancellationToken ct)
    {
        var now = installation.Clock.Now();
        var waiting = await installation.Reads.OutboxWaiting(ct);
        var items = new JsonArray();
        foreach (var dispatcher in installation.Dispatchers)
        {
            var (name, gate) = (dispatcher.Connector.Name, dispatcher.Gate.Read(now));
            var of = waiting.FirstOrDefault(w => w.Connector == name);
            items.Add(new JsonObject
            {
                ["name"] = name,
                ["state"] = Wire.Name(gate.State),
                ["why"] = gate.Why,
                ["waiting"] = of?.Waiting ?? 0,
                ["oldest_seconds"] = of is null ? null : (now.ToUnixTimeMilliseconds() - TimeOrderedId.UnixMs(of.Oldest)) / 1000,
                ["conflicts"] = await installation.Reads.CountConflicts(name, ct),
                ["sync"] = new JsonArray([.. (await installation.Reads.Syncs(name, ct)).Select(Told)]),
            });
        }

        var left = waiting.Where(w => installation.Dispatchers.All(d => d.Connector.Name != w.Connector)).Select(w => new JsonObject { ["name"] = w.Connector, ["waiting"] = w.Waiting });
        return new(0, new JsonObject { ["items"] = items, ["without_connector"] = new JsonArray([.. left]) });
    }

    public static async Task<ControlResult> Resume(Installation installation, IReadOnlyDictionary<string, string> arguments)
    {
        if (installation.ConnectorDesk.DispatcherOf(arguments.GetValueOrDefault("name", "")) is not { } dispatcher) return NoConnector(installation, arguments);
        var state = await installation.ConnectorDesk.Resume(dispatcher, AuditActor.CommandLine, siteNo: 0);
        return new(0, new JsonObject { ["name"] = dispatcher.Connector.Name, ["state"] = Wire.Name(state) });
    }

    /// <summary>Pulls, and comes back when it is done.</summary>
    public static async Task<ControlResult> Sync(Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, CancellationToken ct)
    {
        if (installation.ConnectorDesk.SyncOf(arguments.GetValueOrDefault("name", "")) is not { } sync) return NoConnector(installation, arguments);
        if (!sync.Kinds.Any()) return ControlResult.Bad($"The system behind {sync.Connector.Name} cannot be pulled from: its mapping says no list.");
        var pull = sync.Pull(arguments.ContainsKey("full"), ct);
        while (await Task.WhenAny(pull, Task.Delay(lookEvery, installation.Clock.Time, ct)) != pull)
        {
            if ((await installation.Reads.Syncs(sync.Connector.Name, ct)).Where(s => s.FinishedAt is null).MaxBy(s => s.BeganAt) is { } row) report(new($"pulling {row.Kind.Replace('_', ' ')}", row.Done, row.Total ?? 0));
        }

        var well = await pull;
        return new(well ? 0 : 1, new JsonObject
        {
            ["name"] = sync.Connector.Name,
            ["conflicts"] = await installation.Reads.CountConflicts(sync.Connector.Name, ct),
            ["sync"] = new JsonArray([.. (await installation.Reads.Syncs(sync.Connector.Name, ct)).Select(Told)]),
        });
    }

    private static ControlResult NoConnector(Installation installation, IReadOnlyDictionary<string, string> arguments) => ControlResult.Bad(
        $"There is no connector '{arguments.GetValueOrDefault("name")}'{(installation.Connectors.All.IsEmpty ? "; none is set up (docs/connectors/mapping.md)." : $"; there are {string.Join(", ", installation.Connectors.All.Select(c => c.Name))}.")}");

    private static JsonObject Told(SyncRecord row) => new()
    {
        ["kind"] = row.Kind,
        ["full"] = row.IsFull,
        ["done"] = row.Done,
        ["changed"] = row.Changed,
        ["total"] = row.Total,
        ["finished"] = row.FinishedAt is not null,
        ["error"] = row.Error,
    };
}
