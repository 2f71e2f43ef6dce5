using System.CommandLine;
using System.Text;
using Scanward.Routing;
using Scanward.Routing.Policy;

namespace Scanward.Server.Commands;

/// <summary>The verbs <c>scanward policy …</c>. Exit codes: 0 done, 1 the check failed (a faulty policy, no row matches), 2 bad usage.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        var command = new Command("policy", "Ask and check routing policies.");
        command.Subcommands.Add(Explain());
        command.Subcommands.Add(PolicyVerifyCommand.Create());
        return command;
    }

    private static Command Explain()
    {
        var file = new Option<string>("--policy") { Description = "The policy file (YAML).", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var facts = new Argument<string[]>("facts") { Description = "fact=value …; a fact not given is unknown.", Arity = ArgumentArity.ZeroOrMore };
        var explain = new Command("explain", "Decide made-up facts and say why: scanward policy explain --policy FILE scan=corrective criticality=5")
        {
            file, json, facts,
        };
        explain.SetAction(result =>
        {
            var output = result.InvocationConfiguration;
            return Explain(result.GetValue(file), result.GetValue(facts) ?? [], result.GetValue(json), output.Output, output.Error);
        });
        return explain;
    }

    private static int Explain(string? path, string[] assignments, bool asJson, TextWriter output, TextWriter error)
    {
        if (path is null)
        {
            error.WriteLine("Say which policy: scanward policy explain --policy FILE fact=value …");
            return ExitCode.BadUsage;
        }

        var facts = new Facts();
        var understood = true;
        foreach (var assignment in assignments)
        {
            if (FactText.TrySet(facts, assignment, out var fault)) continue;
            error.WriteLine(fault);
            understood = false;
        }

        if (!understood) return ExitCode.BadUsage;
        var exit = Load(path, error, out var policy);
        if (policy is null) return exit;
        var compiled = PolicyCompiler.Compile(policy);
        var explanation = RowExplanation.Of(compiled, facts);
        if (asJson) output.WriteLine(ExplanationReport.Json(compiled, facts, explanation));
        else output.Write(ExplanationReport.Text(compiled, facts, explanation));
        return explanation.Row is null ? ExitCode.CheckFailed : ExitCode.Done;
    }

    /// <summary>
    /// Reads the file, or says on <paramref name="error"/> everything that is wrong with it, a line each: <c>file:line:column: …</c>
    /// </summary>
    internal static int Load(string path, TextWriter error, out Policy? policy)
    {
        policy = null;
        string text;
        try
        {
            // Four bytes a character at most; what is longer is refused without being read.
            if (new FileInfo(path) is { Exists: true, Length: > 4L * PolicyLimits.Characters })
            {
                error.WriteLine($"{path}: the file is too large to be a policy (at most {PolicyLimits.Characters} characters).");
                return ExitCode.CheckFailed;
            }

            text = File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error.WriteLine($"The policy file cannot be read: {e.Message}");
            return ExitCode.BadUsage;
        }

        switch (PolicyReader.Read(text))
        {
            case PolicyRead read:
                policy = read.Policy;
                return ExitCode.Done;
            case PolicyFaults faults:
                foreach (var fault in faults.Faults) error.WriteLine(fault.In(path));
                return ExitCode.CheckFailed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
