using System.Diagnostics;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Routing;

/// <summary>A policy file that can be put in force is, within seconds; any other changes nothing and says why, with the place or a scan as witness.</summary>
public sealed class PolicyReloadTests
{
    private static readonly string Good = Samples.Policy("plant-routing");

    private static string Changed(string from, string to)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        return Good.Replace(from, to, StringComparison.Ordinal);
    }

    private static Task Write(RunningServer server, string text) => File.WriteAllTextAsync(Path.Combine(server.Folder, "policy.yaml"), text);

    /// <summary>Lets the clock run until the server sees it so.</summary>
    private static async Task<HttpAnswer> Eventually(RunningServer server, Func<HttpAnswer, bool> seen)
    {
        for (var tries = 0; ; tries++)
        {
            var ready = await server.Anonymous.Get("/readyz");
            if (seen(ready)) return ready;
            Assert.True(tries < 1_000, ready.Text);
            server.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private static string? Refused(HttpAnswer ready) => (string?)ready.Json["policy_refused"];

    [Fact]
    public async Task GoodFile_IsPutInForce_AndDecisionsNameIt()
    {
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Background = true, Tell = told.Add });
        var before = server.Installation.Policies.Current.Hash;
        Assert.Equal(3, (int)(await server.North.Scan(TestScans.Corrective("DOOR-00001"))).Json["priority"]!);

        await Write(server, Changed("- { id: fix,         when: { scan: corrective }, then: corrective_wo P3 }", "- { id: fix,         when: { scan: corrective }, then: corrective_wo P2 }"));
        var ready = await Eventually(server, r => (string)r.Json["policy"]! != before);
        Assert.Null(Refused(ready));
        Assert.Contains(told, t => t.Contains("plant-routing version 14", StringComparison.Ordinal) && t.Contains("in force", StringComparison.Ordinal));
        var scanned = await server.North.Scan(TestScans.Corrective("DOOR-00001", "other"));
        Assert.Equal(2, (int)scanned.Json["priority"]!);
        Assert.Equal((string)ready.Json["policy"]!, (string)(await server.North.Get((string)scanned.Json["explanation"]!)).Json["hash"]!);
    }

    /// <summary>The number is for people, so it is told; the rules are the same, and so is their hash.</summary>
    [Fact]
    public async Task OtherVersionOfTheSameRules_IsTold()
    {
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Background = true, Tell = told.Add });
        var before = server.Installation.Policies.Current.Hash;
        await Write(server, Changed("version: 14", "version: 15"));
        await Eventually(server, _ => told.Count > 0);
        Assert.Contains("plant-routing version 15 (", told.Single(), StringComparison.Ordinal);
        Assert.Equal((before, 15), (server.Installation.Policies.Current.Hash, server.Installation.Policies.Current.Compiled.Policy.Version));
    }

    /// <summary>What each fault must say, so that it can be mended without the documentation.</summary>
    [Theory]
    [InlineData("{ id: fix-c5,      when: { scan: corrective, criticality: 5 }", "{ id: fix-c5,      when: { scan: corrective, criticalty: 5 }", "policy.yaml:22:50:", "'criticalty' is not a fact; did you mean 'criticality'?")]
    [InlineData("last_scan_ago: under 10m", "last_scan_ago: under 10", "policy.yaml:11:", "last_scan_ago needs a unit: 10m, 10h, 10d or 10w.")]
    [InlineData("parts: short or unknown", "parts: shrt or unknown", "policy.yaml:", "did you mean 'short'?")]
    [InlineData("  - { id: otherwise,   then: review P3 }\n", "", "policy.yaml", "scan: preventive")] // a gap, with a scan that falls into it
    [InlineData("  - { id: otherwise,   then: review P3 }\n", "  - { id: otherwise,   then: review P3 }\n  - { id: never,       when: { scan: corrective }, then: review P3 }\n", "policy.yaml", "never")]
    [InlineData("version: 14", "version: 14\n  oops: [", "policy.yaml:6:7:", "")]
    [InlineData("timezone: America/Chicago", "timezone: America/Chicgo", "policy.yaml:6:11", "America/Chicago")]
    public async Task FaultyFile_KeepsTheLastGood_AndTellsWhy(string from, string to, string place, string says)
    {
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Background = true, Tell = told.Add });
        var before = server.Installation.Policies.Current.Hash;
        await Write(server, Changed(from, to));
        var ready = await Eventually(server, r => Refused(r) is not null);
        Assert.Equal(200, (int)ready.Status);
        Assert.Equal((true, before), ((bool)ready.Json["ready"]!, (string)ready.Json["policy"]!));
        Assert.Contains(place, Refused(ready), StringComparison.Ordinal);
        Assert.Contains(says, Refused(ready), StringComparison.Ordinal);
        Assert.Contains(told, t => t.Contains("the last good policy stays", StringComparison.Ordinal) && t.Contains(Refused(ready)!, StringComparison.Ordinal));
        Assert.Equal("fix", server.Installation.Policies.Current.Compiled.Rows.Single(r => r.Id == "fix").Id);
        Assert.Equal(3, (int)(await server.North.Scan(TestScans.Corrective("DOOR-00001"))).Json["priority"]!);

        await Write(server, Good);
        Assert.Equal(before, (string)(await Eventually(server, r => Refused(r) is null)).Json["policy"]!);
    }

    [Fact]
    public async Task FileThatIsGone_KeepsTheLastGood()
    {
        await using var server = await RunningServer.Start(o => o with { Background = true });
        File.Delete(Path.Combine(server.Folder, "policy.yaml"));
        Assert.Contains("policy.yaml", Refused(await Eventually(server, r => Refused(r) is not null)), StringComparison.Ordinal);
        await Write(server, Good);
        await Eventually(server, r => Refused(r) is null);
    }

    /// <summary>Between the start and the first look at the file lies, in a demo, the making of a plant.</summary>
    [Fact]
    public async Task ChangeBeforeTheWatchBegins_IsSeen()
    {
        await using var server = await RunningServer.Start();
        var before = server.Installation.Policies.Current.Hash;
        await Write(server, Changed("last_scan_ago: under 10m", "last_scan_ago: under 11m"));
        server.Installation.Start();
        await Eventually(server, r => (string)r.Json["policy"]! != before);
    }

    [Fact]
    public async Task Start_WithAFaultyPolicy_IsRefused_AndLetsTheFolderGo()
    {
        var folder = Directory.CreateTempSubdirectory("scanward-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), Changed("last_scan_ago: under 10m", "last_scan_ago: under 10"));
            var refused = await Assert.ThrowsAsync<PolicyRefusedException>(() => Installation.Open(DataFolder.Hold(folder), new InstallationOptions(), CancellationToken.None));
            Assert.Contains("policy.yaml:11:", refused.Message, StringComparison.Ordinal);
            await using var server = await RunningServer.Start(o => o with { Folder = folder });
            Assert.Equal(201, (int)(await server.North.Scan(TestScans.Corrective("DOOR-00001"))).Status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Serve_WithAFaultyPolicy_ExitsWith2_AndSaysWhere()
    {
        var folder = Directory.CreateTempSubdirectory("scanward-test-").FullName;
        try
        {
            var policy = Path.Combine(folder, "mine.yaml");
            await File.WriteAllTextAsync(policy, Changed("  - { id: otherwise,   then: review P3 }\n", ""));
            using var process = Process.Start(new ProcessStartInfo("dotnet")
            {
                ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Scanward.Server.dll"), "serve", "--data", Path.Combine(folder, "data"), "--policy", policy, "--urls", "http://127.0.0.1:0" },
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(2, process.ExitCode);
            Assert.Contains("mine.yaml", error, StringComparison.Ordinal);
            Assert.Contains("scan: preventive", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
