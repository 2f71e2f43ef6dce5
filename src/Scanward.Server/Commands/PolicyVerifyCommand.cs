using System.CommandLine;
using System.Globalization;
using Scanward.Routing.Policy;

namespace Scanward.Server.Commands;

/// <summary>The verb <c>scanward policy verify FILE</c>. Exit codes: 0 the policy can be published, 1 it is faulty or refused, 2 bad usage.</summary>
internal static class PolicyVerifyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The policy file (YAML)." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var overlaps = new Option<bool>("--overlaps")
        {
            Description = "Also list rows whose order matters though neither is a special case of the other.",
        };
        var budget = new Option<long>("--budget")
        {
            Description = $"Tests of a row that may be spent; {PolicyVerifier.DefaultBudget.ToString("N0", CultureInfo.InvariantCulture)} unless "
                + "said.",
            HelpName = "TESTS",
            DefaultValueFactory = _ => PolicyVerifier.DefaultBudget,
        };
        var verify = new Command("verify", "Find gaps, rows that no scan reaches and duplicate rows, each with a scan that shows it.")
        {
            file, json, overlaps, budget,
        };
        verify.SetAction(result =>
        {
            var output = result.InvocationConfiguration;
            return Verify(
                result.GetRequiredValue(file), result.GetValue(json), result.GetValue(overlaps), result.GetValue(budget), output.Output,
                output.Error);
        });
        return verify;
    }

    private static int Verify(string path, bool asJson, bool withOverlaps, long budget, TextWriter output, TextWriter error)
    {
        if (budget < 0)
        {
            error.WriteLine("A budget is a number of tests, 0 or more.");
            return ExitCode.BadUsage;
        }

        var exit = PolicyCommand.Load(path, error, out var policy);
        if (policy is null) return exit;
        var report = PolicyVerifier.Verify(policy, budget);
        var overlaps = withOverlaps ? PolicyVerifier.Overlaps(policy, budget) : null;
        if (asJson) output.WriteLine(VerificationText.Json(policy, report, overlaps));
        else output.Write(VerificationText.Of(policy, report, path, overlaps));
        return report.Refuses ? ExitCode.CheckFailed : ExitCode.Done;
    }
}
