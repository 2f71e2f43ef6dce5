using System.CommandLine;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward key create</c>: makes a device key for a site.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var site = new Option<string>("--site") { Description = "The site whose assets the key may scan.", Required = true };
        var name = new Option<string>("--name") { Description = "What people call the device.", DefaultValueFactory = _ => "device" };
        var json = CommonOptions.Json();
        var create = new Command("create", "Make a device key. It is printed once; only its hash is kept.") { data, site, name, json };
        create.SetAction(async (parsed, ct) =>
        {
            var arguments = new Dictionary<string, string> { ["site"] = parsed.GetValue(site)!, ["name"] = parsed.GetValue(name)! };
            var result = await ControlClient.Run(parsed.GetValue(data)!, make: false, "key-create", arguments, Stream.Null, _ => { }, ct);
            if (parsed.GetValue(json)) Console.WriteLine(result.Result.ToJsonString());
            else if (result.Result["error"] is { } error) await Console.Error.WriteLineAsync((string)error!);
            else Console.WriteLine((string)result.Result["key"]!);
            return result.ExitCode;
        });
        return new Command("key", "Work with device keys.") { create };
    }
}
