using System.CommandLine;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward audit verify</c>: whether the audit log is as it was written.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var head = new Option<string?>("--head") { Description = "A row and hash that an earlier run printed; finds also what was cut off at the end.", HelpName = "N:HASH" };
        var verify = new Command("verify", "Follow the audit log's chain of hashes, and name the first row that does not fit.") { data, head, json };
        verify.SetAction(async (parsed, ct) =>
        {
            var arguments = new Dictionary<string, string>();
            if (parsed.GetValue(head) is { } noted) arguments["head"] = noted;
            var result = await Progress.Show(report => ControlClient.Run(parsed.GetValue(data)!, make: false, "audit-verify", arguments, Stream.Null, report, ct));
            var told = result.Result;
            if (parsed.GetValue(json)) Console.WriteLine(told.ToJsonString());
            else if (told["error"] is { } error) await Console.Error.WriteLineAsync((string)error!);
            else if (told["broken"] is { } broken) Console.WriteLine($"Row {broken} is not sound: {told["why"]}. The {told["rows"]} rows before it are.");
            else Console.WriteLine($"{told["rows"]} rows, all sound. Note this elsewhere, for --head: {told["head"]}");
            return result.ExitCode;
        });
        return new Command("audit", "Work with the audit log.") { verify };
    }
}
