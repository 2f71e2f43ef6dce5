using System.CommandLine;
using Scanward.Server.Commands;

namespace Scanward.Server.Tests.Commands;

public sealed class PolicyVerifyCommandTests
{
    private const string Clean = """
        policy: two
        version: 3
        timezone: UTC
        route:
          - { id: fix, when: { scan: corrective }, then: corrective_wo P1 }
          - { id: otherwise, then: corrective_wo P1 }
        response:
          P1: { done: 1d, clock: always }
        """;

    [Fact]
    public void Verify_OfACleanPolicy_ExitsWith0()
    {
        var (exit, output, _) = Run(Clean);
        Assert.Equal(0, exit);
        Assert.EndsWith("two version 3: every scan is taken by a row, and every row is reached.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfARefusedPolicy_ExitsWith1()
    {
        var (exit, output, _) = Run(Clean.Replace("scan: corrective", "scan: not unknown", StringComparison.Ordinal), "--overlaps");
        Assert.Equal(1, exit);
        Assert.Contains(":6: error: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_WithoutBudget_SaysThatItProvesNothing()
    {
        var (exit, output, _) = Run(Clean, "--budget", "0", "--json");
        Assert.Equal(0, exit);
        Assert.Contains("\"proven\": false", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfAFaultyFile_ExitsWith1AndNamesTheLine()
    {
        var (exit, output, error) = Run(Clean.Replace("corrective }", "corective }", StringComparison.Ordinal));
        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains(":5:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfNoFile_IsBadUsage()
    {
        using var error = new StringWriter();
        var exit = PolicyVerifyCommand.Create().Parse(["/no/such/policy.yaml"]).Invoke(new InvocationConfiguration { Error = error });
        Assert.Equal(2, exit);
        Assert.NotEmpty(error.ToString());
    }

    private static (int Exit, string Output, string Error) Run(string policy, params string[] options)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, policy);
            using var output = new StringWriter();
            using var error = new StringWriter();
            var exit = PolicyVerifyCommand.Create().Parse([path, .. options]).Invoke(new InvocationConfiguration { Output = output, Error = error });
            return (exit, output.ToString(), error.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
