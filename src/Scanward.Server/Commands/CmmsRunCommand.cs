using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward cmms status|resume|sync</c>: connectors as they run.</summary>
internal static class CmmsRunCommand
{
    public static Command Status()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var status = new Command("status", "Show how each connector stands, and what waits for it.") { data, json };
        status.SetAction((parsed, ct) => Run(parsed.GetValue(data)!, "cmms-status", new(), parsed.GetValue(json), result =>
        {
            foreach (var item in result["items"]!.AsArray())
            {
                var why = (string)item!["why"]!;
                Console.WriteLine($"{item["name"],-20} {item["state"],-13} {item["waiting"],8} waiting{Age(item["oldest_seconds"])}{(why.Length > 0 ? $"  {why}" : "")}");
                TellSyncs(item["sync"]!.AsArray());
                TellConflicts(item);
            }

            foreach (var item in result["without_connector"]!.AsArray()) Console.WriteLine($"{item!["name"],-20} is not set up, and {item["waiting"]} messages wait for it. Put its file back.");
            if (result["items"]!.AsArray().Count == 0) Console.WriteLine("No connectors; work orders stay here.");
        }, ct));
        return status;
    }

    public static Command Resume()
    {
        var (name, data, json) = (Name(), CommonOptions.Data(), CommonOptions.Json());
        var resume = new Command("resume", "Try at once what waits for its time, after what was in the way has been put right.") { name, data, json };
        resume.SetAction((parsed, ct) => Run(
            parsed.GetValue(data)!, "cmms-resume", new() { ["name"] = parsed.GetRequiredValue(name) }, parsed.GetValue(json), result => Console.WriteLine($"{result["name"]} is tried again."), ct));
        return resume;
    }

    public static Command Sync()
    {
        var (name, data, json) = (Name(), CommonOptions.Data(), CommonOptions.Json());
        var full = new Option<bool>("--full") { Description = "All, and not only what changed; assets that are no longer there are retired." };
        var sync = new Command("sync", "Pull assets, stock and states of work orders from a connected system. What was interrupted goes on where it was.") { name, data, full, json };
        sync.SetAction((parsed, ct) =>
        {
            var arguments = new Dictionary<string, string> { ["name"] = parsed.GetRequiredValue(name) };
            if (parsed.GetValue(full)) arguments["full"] = "true";
            return Run(parsed.GetValue(data)!, "cmms-sync", arguments, parsed.GetValue(json), result =>
            {
                TellSyncs(result["sync"]!.AsArray());
                TellConflicts(result);
            }, ct);
        });
        return sync;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The connector: its file's name, without .yaml." };

    private static string Age(JsonNode? seconds) => (long?)seconds is { } age ? $", the oldest for {(age < 120 ? $"{age} s" : age < 7200 ? $"{age / 60} min" : $"{age / 3600} h")}" : "";

    private static void TellSyncs(JsonArray syncs)
    {
        foreach (var sync in syncs)
        {
            var of = sync!["total"] is { } total ? $" of {total}" : "";
            Console.WriteLine($"  {((string)sync["kind"]!).Replace('_', ' '),-12} {sync["done"]}{of} seen, {sync["changed"]} changed{((bool)sync["finished"]! ? "" : ", not finished")}{(sync["error"] is { } error ? $": {error}" : "")}");
        }
    }

    private static void TellConflicts(JsonNode of)
    {
        if ((long)of["conflicts"]! is > 0 and var conflicts) Console.WriteLine($"  {conflicts} conflicts: GET /api/v1/connectors/{of["name"]}/conflicts shows them.");
    }

    private static async Task<int> Run(string data, string operation, Dictionary<string, string> arguments, bool json, Action<JsonObject> tell, CancellationToken ct)
    {
        var result = await Progress.Show(report => ControlClient.Run(data, make: false, operation, arguments, Stream.Null, report, ct));
        if (json) Console.WriteLine(result.Result.ToJsonString());
        else if (result.Result["error"] is { } error) await Console.Error.WriteLineAsync((string)error!);
        else tell(result.Result);
        return result.ExitCode;
    }
}
