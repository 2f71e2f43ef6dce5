using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward person add|list|link|roles|disable|enable</c>: who may sign in, and what they may do where.</summary>
internal static class PersonCommand
{
    public static Command Create() => new("person", "Add, invite and disable people, and say what they may.") { Add(), List(), Link(), Roles(), Disable(), Enable() };

    private static Command Add()
    {
        var (data, json, who) = (CommonOptions.Data(), CommonOptions.Json(), new Argument<string>("NAME") { Description = "What the person types to sign in: a-z, 0-9 and . _ - @ +." });
        var name = new Option<string?>("--name") { Description = "What people call the person, in any letters; by default the sign-in name." };
        var roles = new Option<string[]>("--role") { Description = "A role at a site, such as north-clinic=planner or '*=admin'; technician, planner, manager or admin. May be given several times.", HelpName = "SITE=ROLE" };
        var operatorId = new Option<string?>("--operator") { Description = "Who the person is on the roster and in scans.", HelpName = "ID" };
        var email = new Option<string?>("--email") { Description = "An e-mail address, to find the person by." };
        var add = new Command("add", "Add somebody, and print the link with which they set their password. It is printed once.") { who, data, name, roles, operatorId, email, json };
        add.SetAction((parsed, ct) => Run(
            parsed, data, json, "person-add",
            [("who", parsed.GetValue(who)), ("name", parsed.GetValue(name)), ("roles", string.Join(',', parsed.GetValue(roles) ?? [])), ("operator", parsed.GetValue(operatorId)), ("email", parsed.GetValue(email))], TellLink, ct));
        return add;
    }

    private static Command List()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var list = new Command("list", "List people, with what they may do where and when they last signed in.") { data, json };
        list.SetAction((parsed, ct) => Run(parsed, data, json, "person-list", [], result =>
        {
            foreach (var person in result["items"]!.AsArray()) Console.WriteLine($"{person!["id"],6}  {person["state"],-8}  {person["sign_in_name"],-24}  {(string?)person["signed_in_at"] ?? "never signed in",-24}  {RolesOf(person),-30}  {person["name"]}");
            if (result["items"]!.AsArray().Count == 0) Console.WriteLine("Nobody. 'scanward person link' prints the link that makes the first admin.");
        }, ct));
        return list;
    }

    private static Command Link()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var who = new Argument<string?>("NAME") { Description = "Whose, by sign-in name or number; without one it is the link that makes the first admin.", Arity = ArgumentArity.ZeroOrOne };
        var link = new Command("link", "Print a link that is good once, with which somebody sets a password and signs in.") { who, data, json };
        link.SetAction((parsed, ct) => Run(parsed, data, json, "person-link", [("who", parsed.GetValue(who))], TellLink, ct));
        return link;
    }

    private static Command Roles()
    {
        var (data, json, who) = (CommonOptions.Data(), CommonOptions.Json(), Who());
        var wanted = new Argument<string[]>("SITE=ROLE") { Description = "Such as north-clinic=planner or '*=admin'; all roles that the person is to have. Without any they may do nothing.", Arity = ArgumentArity.ZeroOrMore };
        var roles = new Command("roles", "Say what somebody may do where, instead of what they might before.") { who, wanted, data, json };
        roles.SetAction((parsed, ct) => Run(
            parsed, data, json, "person-roles", [("who", parsed.GetValue(who)), ("roles", string.Join(',', parsed.GetValue(wanted) ?? []))],
            result => Console.WriteLine($"{result["sign_in_name"]}: {(RolesOf(result) is { Length: > 0 } given ? given : "no roles")}."), ct));
        return roles;
    }

    private static Command Disable() => Simple("disable", "person-disable", "Sign somebody out everywhere, and let them in no more.", "is disabled");

    private static Command Enable() => Simple("enable", "person-enable", "Let somebody in again.", "is enabled");

    private static Command Simple(string verb, string operation, string description, string done)
    {
        var (data, json, who) = (CommonOptions.Data(), CommonOptions.Json(), Who());
        var command = new Command(verb, description) { who, data, json };
        command.SetAction((parsed, ct) => Run(parsed, data, json, operation, [("who", parsed.GetValue(who))], result => Console.WriteLine($"{result["sign_in_name"]} {done}."), ct));
        return command;
    }

    private static void TellLink(JsonObject result)
    {
        Console.WriteLine((string)result["link"]!);
        Console.Error.WriteLine($"Good once, until {result["link_ends_at"]}.{((bool)result["served"]! ? "" : " Open it at the server's address, once it runs.")}");
    }

    private static string RolesOf(JsonNode person) => string.Join(", ", person["roles"]!.AsArray().Select(r => $"{r!["site"]}={r["role"]}"));

    private static Argument<string> Who() => new("NAME") { Description = "Who, by sign-in name or number." };

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
}
