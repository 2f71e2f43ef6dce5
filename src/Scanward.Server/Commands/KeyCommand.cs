using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward key create|list|rotate|revoke</c>: who may do what, at which site.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Make, list, rotate and revoke keys.") { Make(), List(), Rotate(), Revoke() };

    private static Command Make()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var site = new Option<string>("--site") { Description = "The site that the key is for; '*' for an admin of all.", Required = true };
        var name = new Option<string>("--name") { Description = "What people call the device or the person.", DefaultValueFactory = _ => "device" };
        var role = new Option<string>("--role") { Description = "device, operator or admin.", DefaultValueFactory = _ => "device" };
        role.AcceptOnlyFromAmong([.. Wire.All<Role>()]);
        var days = new Option<int?>("--expires-in-days") { Description = "End it by itself after so many days.", HelpName = "N" };
        days.Validators.Add(result => Check(result, 1, 3_650));
        var create = new Command("create", "Make a key. It is printed once; only its hash is kept.") { data, site, name, role, days, json };
        create.SetAction((parsed, ct) => Run(
            parsed, data, json, "key-create",
            [("site", parsed.GetValue(site)), ("name", parsed.GetValue(name)), ("role", parsed.GetValue(role)), ("days", parsed.GetValue(days)?.ToString(CultureInfo.InvariantCulture))],
            result => Console.WriteLine((string)result["key"]!), ct));
        return create;
    }

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var site = new Option<string>("--site") { Description = "Only those of this site.", DefaultValueFactory = _ => Caller.AllSites };
        var list = new Command("list", "List keys, newest first, with their state and when each was last used.") { data, site, json };
        list.SetAction((parsed, ct) => Run(parsed, data, json, "key-list", [("site", parsed.GetValue(site))], result =>
        {
            foreach (var key in result["items"]!.AsArray()) Console.WriteLine($"{key!["id"],6}  {key["state"],-7}  {key["role"],-8}  {key["site"],-20}  {(string?)key["used_at"] ?? "never used",-20}  {key["name"]}");
            if (result["items"]!.AsArray().Count == 0) Console.WriteLine("No keys.");
        }, ct));
        return list;
    }

    private static Command Rotate()
    {
        var (data, json, id) = (CommonOptions.Data(), CommonOptions.Json(), Id());
        var overlap = new Option<int>("--overlap-minutes")
        {
            Description = "How long the old one goes on; 0 ends it at once.", HelpName = "N", DefaultValueFactory = _ => KeyDesk.OverlapMinutesDefault,
        };
        overlap.Validators.Add(result => Check(result, 0, KeyDesk.OverlapMinutesMax));
        var rotate = new Command("rotate", "Give a key a new secret, and print it once.") { id, data, overlap, json };
        rotate.SetAction((parsed, ct) => Run(
            parsed, data, json, "key-rotate", [("id", parsed.GetValue(id)), ("overlap_minutes", parsed.GetValue(overlap).ToString(CultureInfo.InvariantCulture))], result =>
            {
                Console.WriteLine((string)result["key"]!);
                Console.Error.WriteLine($"The old one ends at {result["older_end_at"]}.");
            }, ct));
        return rotate;
    }

    private static Command Revoke()
    {
        var (data, json, id) = (CommonOptions.Data(), CommonOptions.Json(), Id());
        var reason = new Option<string?>("--reason") { Description = "Why, for whoever asks later." };
        var revoke = new Command("revoke", "End a key at once.") { id, data, reason, json };
        revoke.SetAction((parsed, ct) => Run(
            parsed, data, json, "key-revoke", [("id", parsed.GetValue(id)), ("reason", parsed.GetValue(reason))],
            result => Console.WriteLine($"Key {result["id"]} ('{result["name"]}') was revoked at {result["revoked_at"]}."), ct));
        return revoke;
    }

    private static async Task<int> Run(
        ParseResult parsed, Option<string> data, Option<bool> json, string operation, IEnumerable<(string Name, string? Value)> arguments, Action<JsonObject> tell, CancellationToken ct)
    {
        var given = arguments.Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!);
        var result = await ControlClient.Run(parsed.GetValue(data)!, make: false, operation, given, Stream.Null, _ => { }, ct);
        if (parsed.GetValue(json)) Console.WriteLine(result.Result.ToJsonString());
        else if (result.Result["error"] is { } error) await Console.Error.WriteLineAsync((string)error!);
        else tell(result.Result);
        return result.ExitCode;
    }

    private static Argument<string> Id() => new("ID") { Description = "The key's number, as 'key list' shows it." };

    private static void Check(OptionResult result, int least, int most)
    {
        // Asking the option for its value would throw where that is no number.
        if (result.Implicit) return;
        if (!int.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            result.AddError($"{result.Option.Name} takes a number from {least} to {most}.");
    }
}
