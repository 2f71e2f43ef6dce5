using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward dead-letters list|show|replay|discard</c>: what was refused or given up, and what is to become of it.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() => new("dead-letters", "Look at what was refused or given up, route it again, or discard it.") { List(), Show(), Replay(), Discard() };

    private static Command List()
    {
        var (data, json, site, code, connector) = (CommonOptions.Data(), CommonOptions.Json(), Site(), Code(), Connector());
        var state = new Option<string>("--state") { Description = "open, replayed, discarded, or all.", DefaultValueFactory = _ => "open" };
        state.AcceptOnlyFromAmong("open", "replayed", "discarded", "all");
        var most = new Option<int>("--most") { Description = "How many, newest first.", DefaultValueFactory = _ => 50 };
        var list = new Command("list", "List dead letters, newest first.") { data, site, state, code, connector, most, json };
        list.SetAction((parsed, ct) => Run(
            parsed.GetValue(data)!, "dead-letters-list", Given(("site", parsed.GetValue(site)), ("state", parsed.GetValue(state)), ("code", parsed.GetValue(code)), ("connector", parsed.GetValue(connector)), ("most", $"{parsed.GetValue(most)}")),
            parsed.GetValue(json), result =>
            {
                foreach (var letter in result["items"]!.AsArray())
                    Console.WriteLine($"{letter!["id"]}  {letter["first_at"]}  {letter["site"]}  {letter["state"],-9}  {letter["code"],-22}  {(int)letter["times"]!,3} x  {letter["detail"]}");
                if (result["items"]!.AsArray().Count == 0) Console.WriteLine("No dead letters.");
            }, ct));
        return list;
    }

    private static Command Show()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var id = new Argument<string>("ID") { Description = "The dead letter's id." };
        var show = new Command("show", "Show one dead letter: why, its history, and the bytes as they came.") { id, data, json };
        show.SetAction((parsed, ct) => Run(parsed.GetValue(data)!, "dead-letters-show", Given(("id", parsed.GetValue(id))), parsed.GetValue(json), Tell, ct));
        return show;
    }

    private static Command Replay()
    {
        var (data, json, site, code, connector) = (CommonOptions.Data(), CommonOptions.Json(), Site(), Code(), Connector());
        var ids = new Argument<string[]>("ID") { Description = "Which ones; without, all open ones that match.", Arity = ArgumentArity.ZeroOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would become of them." };
        var rate = new Option<int>("--per-second") { Description = "At most so many a second.", DefaultValueFactory = _ => 50 };
        var replay = new Command("replay", "Route dead letters again, or send messages again, each under the key that it always had; twice is harmless.") { ids, data, site, code, connector, dryRun, rate, json };
        replay.SetAction((parsed, ct) => Run(
            parsed.GetValue(data)!, "dead-letters-replay",
            Given(("ids", string.Join(',', parsed.GetValue(ids) ?? [])), ("site", parsed.GetValue(site)), ("code", parsed.GetValue(code)), ("connector", parsed.GetValue(connector)), ("dry_run", parsed.GetValue(dryRun) ? "true" : null), ("per_second", $"{parsed.GetValue(rate)}")),
            parsed.GetValue(json), TellResults, ct));
        return replay;
    }

    private static Command Discard()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var ids = new Argument<string[]>("ID") { Description = "Which ones.", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why, for whoever asks later.", Required = true };
        var discard = new Command("discard", "Give dead letters up for good.") { ids, data, reason, json };
        discard.SetAction((parsed, ct) => Run(
            parsed.GetValue(data)!, "dead-letters-discard", Given(("ids", string.Join(',', parsed.GetValue(ids)!)), ("reason", parsed.GetValue(reason))), parsed.GetValue(json), TellResults, ct));
        return discard;
    }

    private static async Task<int> Run(string data, string operation, Dictionary<string, string> arguments, bool json, Action<JsonObject> tell, CancellationToken ct)
    {
        var result = await Progress.Show(report => ControlClient.Run(data, make: false, operation, arguments, Stream.Null, report, ct));
        if (json) Console.WriteLine(result.Result.ToJsonString());
        else if (result.Result["error"] is { } error) await Console.Error.WriteLineAsync((string)error!);
        else tell(result.Result);
        return result.ExitCode;
    }

    private static void TellResults(JsonObject result)
    {
        foreach (var item in result["items"]!.AsArray())
            Console.WriteLine($"{item!["id"]}  {item["result"]}{(item["scan_id"] is { } scan ? $", scan {scan}" : "")}{(item["why"] is { } why ? $": {why}" : "")}");
        Console.WriteLine(result["items"]!.AsArray().Count == 0 ? "No open dead letter matches." : string.Join(", ", result["counts"]!.AsObject().Select(c => $"{c.Value} {c.Key}")));
    }

    private static void Tell(JsonObject letter)
    {
        foreach (var (name, value) in letter)
        {
            if (name is "raw_base64" or "errors" or "attempts" || value is null) continue;
            Console.WriteLine($"{name,-16}  {value}");
        }

        foreach (var error in letter["errors"]!.AsArray()) Console.WriteLine($"error             {error!["pointer"]} {error["code"]}: {error["detail"]}");
        foreach (var attempt in letter["attempts"]?.AsArray() ?? []) Console.WriteLine($"attempt {attempt!["attempt"],-8}  {attempt["at"]} {attempt["error"]}");
        Console.WriteLine();
        Console.WriteLine(Printable(Convert.FromBase64String((string)letter["raw_base64"]!)));
    }

    /// <summary>Bytes that a terminal may be shown: a payload is hostile until somebody has looked at it.</summary>
    private static string Printable(byte[] raw)
    {
        var shown = new StringBuilder(raw.Length);
        foreach (var rune in Encoding.UTF8.GetString(raw).EnumerateRunes())
        {
            if (rune.Value == '\n' || !(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator)) shown.Append(rune);
            else shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }

        return shown.ToString();
    }

    private static Dictionary<string, string> Given(params (string Name, string? Value)[] arguments) =>
        arguments.Where(a => !string.IsNullOrEmpty(a.Value)).ToDictionary(a => a.Name, a => a.Value!);

    private static Option<string?> Site() => new("--site") { Description = "Only those of this site." };

    private static Option<string?> Connector() => new("--connector") { Description = "Only messages for this connector." };

    private static Option<string?> Code() => new("--code") { Description = "Only those with this code, such as asset_unknown." };
}
