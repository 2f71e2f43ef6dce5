using System.CommandLine;
using System.Text.Json.Nodes;
using Scanward.Server.Doctor;

namespace Scanward.Server.Commands;

/// <summary><c>scanward doctor</c>: examines a data folder and says what to do about what it finds.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var (data, file, json) = (CommonOptions.Data(), ConfigCommand.File(), CommonOptions.Json());
        var deep = new Option<bool>("--deep") { Description = "Also read every index of the store, which takes longer." };
        var doctor = new Command("doctor", "Examine a data folder, with or without a running server, and say what to do.") { data, file, deep, json };
        doctor.SetAction(async (parsed, ct) =>
        {
            var diagnosis = await Progress.Show(report => Checkup.Run(
                parsed.GetValue(data)!, parsed.GetValue(file), parsed.GetValue(deep), TimeProvider.System, stage => report(new(stage, 0, 0)), ct));
            if (parsed.GetValue(json)) Console.WriteLine(Json(diagnosis).ToJsonString());
            else Tell(diagnosis, Console.Out);
            return diagnosis.Failed ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return doctor;
    }

    private static JsonObject Json(Diagnosis diagnosis) => new()
    {
        ["failed"] = diagnosis.Failed,
        ["findings"] = new JsonArray([.. diagnosis.Findings.Select(f => new JsonObject { ["level"] = Word(f), ["code"] = f.Code, ["what"] = f.What, ["to_do"] = f.ToDo.Length == 0 ? null : f.ToDo })]),
    };

    /// <summary>What is worst comes last, where people look.</summary>
    private static void Tell(Diagnosis diagnosis, TextWriter output)
    {
        foreach (var finding in diagnosis.Findings.OrderBy(f => f.Level))
        {
            output.WriteLine($"{Word(finding),-8} {finding.Code,-20} {finding.What.Replace("\n", $"\n{new string(' ', 30)}", StringComparison.Ordinal)}");
            if (finding.ToDo.Length > 0) output.WriteLine($"{new string(' ', 30)}→ {finding.ToDo}");
        }

        var (failed, warnings) = (diagnosis.Findings.Count(f => f.Level == FindingLevel.Failed), diagnosis.Findings.Count(f => f.Level == FindingLevel.Warning));
        output.WriteLine(failed + warnings == 0 ? "All is well." : $"{failed} failed, {warnings} warnings.");
    }

    private static string Word(Finding finding) => finding.Level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warning",
        _ => "failed",
    };
}
