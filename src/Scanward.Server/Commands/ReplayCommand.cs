using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Control;

namespace Scanward.Server.Commands;

/// <summary><c>scanward replay --verify</c>: decides every stored decision again and reports any difference.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var verify = new Option<bool>("--verify") { Description = "Decide every stored decision again from its record and compare." };
        var json = CommonOptions.Json();
        var replay = new Command("replay", "Decide stored decisions again.") { data, verify, json };
        replay.Validators.Add(result =>
        {
            if (!result.GetValue(verify)) result.AddError("Say what the replay is for: --verify.");
        });
        replay.SetAction(async (parsed, ct) =>
        {
            var result = await Progress.Show(
                report => ControlClient.Run(
                    parsed.GetValue(data)!, make: false, "replay-verify", new Dictionary<string, string>(), Stream.Null, report, ct));
            if (parsed.GetValue(json)) Console.WriteLine(result.Result.ToJsonString());
            else Tell(result.Result);
            return result.ExitCode;
        });
        return replay;
    }

    private static void Tell(JsonObject r)
    {
        foreach (var d in r["differences"]!.AsArray()) Console.WriteLine($"decision {d!["decision"]} of scan {d["scan"]}: {d["difference"]}");
        if ((int)r["other_engine"]! is > 0 and var other)
            Console.WriteLine($"{other} decisions were made by another version of the engine or of the time zone data.");
        Console.WriteLine(
            (int)r["different"]! == 0
                ? $"{r["decided"]} decisions decided again, none differs."
                : $"{r["decided"]} decisions decided again, {r["different"]} differ.");
    }
}
