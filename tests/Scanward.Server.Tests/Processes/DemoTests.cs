using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scanward.Server.Tests.Processes;

/// <summary>What a newcomer does: start the demo, paste the line it prints, stop it, start it again.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class DemoTests
{
    [Fact]
    public async Task PrintedLine_MakesAWorkOrder_AndAgainTheSameAnswer_AlsoAfterARestart()
    {
        using var folder = new TempFolder();
        var data = folder["demo"];
        Reply first;
        PrintedRequest printed;
        await using (var demo = ProgramProcess.Start("demo", "--data", data, "--urls", "http://127.0.0.1:0"))
        {
            printed = PrintedRequest.Parse(await demo.Line("curl "));
            first = await printed.Send(printed.Url);
            Assert.True(first.Status == 201, first.ToString());
            var ack = JsonNode.Parse(first.Body)!;
            Assert.Matches("^WO-NC-[0-9]{6}$", (string)ack["work_order"]!["number"]!);
            Assert.NotEmpty((string)ack["assigned"]!["technician"]!);
            Assert.NotEmpty((string)ack["assigned"]!["name"]!);
            Assert.True((int)ack["response"]!["window_minutes"]! > 0);
            Assert.NotEmpty((string)ack["response"]!["on_site_by"]!);

            var again = await printed.Send(printed.Url);
            Assert.Equal((201, true, Encoding.UTF8.GetString(first.Body)), (again.Status, again.Retried, Encoding.UTF8.GetString(again.Body)));

            var keyFile = Path.Combine(data, "demo-device.key");
            Assert.Equal($"Bearer {(await File.ReadAllTextAsync(keyFile)).TrimEnd('\n')}", printed.Authorization);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
            await demo.Signal("INT");
            var ended = await demo.Ended;
            Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        }

        await using var next = ProgramProcess.Start("demo", "--data", data, "--urls", "http://127.0.0.1:0");
        var printedNext = PrintedRequest.Parse(await next.Line("curl "));
        Assert.Equal(printed.Authorization, printedNext.Authorization);
        var replayed = await printed.Send(printedNext.Url);
        Assert.Equal((201, true, Encoding.UTF8.GetString(first.Body)), (replayed.Status, replayed.Retried, Encoding.UTF8.GetString(replayed.Body)));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_UnderLoad_EndsWithEverythingStoredThatWasAnswered(string signal)
    {
        await using var folder = await ServedFolder.Serve();
        var load = new ScanLoad(1, folder.Keys);
        var running = load.Run(folder.Url, 8, CancellationToken.None);
        while (load.Acks < 100) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        await folder.Process.Signal(signal);
        var ended = await folder.Process.Ended;
        await running;
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Equal(["lock", "policy.yaml", "scanward.db"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order()); // and no WAL
        using var ledger = Ledger.Open(folder.Path);
        Assert.Empty(load.Wrong.Concat(ledger.Contradictions()).Concat(ledger.Contradictions(load.Intents)));
    }

    [Fact]
    public async Task Scans_ArePlayed_AndTheTablesSayWhereTheyWentAndWhy()
    {
        using var folder = new TempFolder();
        var demo = await ProgramProcess.Run("demo", "--data", folder["demo"], "--scans", "200");
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        Assert.Contains("Where they went", demo.Output);
        var outcomes = OutcomeRow().Matches(demo.Output);
        Assert.Contains(outcomes, row => row.Groups["name"].Value == "corrective_wo");
        Assert.Equal(200, outcomes.Sum(row => int.Parse(row.Groups["count"].Value)));
        Assert.Contains("row or fault", demo.Output);
        var why = WhyRow().Matches(demo.Output);
        Assert.Contains(why, row => row.Groups["row"].Value.StartsWith("fix", StringComparison.Ordinal));
        Assert.Equal(200, why.Sum(row => int.Parse(row.Groups["count"].Value)));

        var replay = await ProgramProcess.Run("replay", "--verify", "--data", folder["demo"]);
        Assert.True(replay.ExitCode == 0, replay.ToString());
    }

    [GeneratedRegex("^│ (?<name>[a-z_0-9]+) +│ +(?<count>[0-9]+) │\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutcomeRow();

    [GeneratedRegex("^│ (?<row>[^ │]+) +│ [a-z_0-9]+ +│ +(?<count>[0-9]+) │", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WhyRow();

    /// <summary>The request of a printed <c>curl</c> line.</summary>
    private sealed partial record PrintedRequest(Uri Url, string Authorization, string ContentType, string Body)
    {
        public static PrintedRequest Parse(string line)
        {
            var match = Curl().Match(line);
            Assert.True(match.Success, line);
            return new(new Uri(match.Groups["url"].Value), match.Groups["auth"].Value, match.Groups["type"].Value, match.Groups["body"].Value);
        }

        /// <param name="at">Whose host and port to send it to.</param>
        public async Task<Reply> Send(Uri at)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(at, Url.AbsolutePath)) { Content = new StringContent(Body, Encoding.UTF8, ContentType) };
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(Authorization);
            using var response = await http.SendAsync(request);
            return new(
                (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType,
                response.Headers.Contains("Idempotency-Replayed"), response.Headers.RetryAfter?.ToString());
        }

        // As a shell would read it: what stands between single quotes holds none.
        [GeneratedRegex("^ *curl -i (?<url>http://[^ ]+) -H 'Authorization: (?<auth>[^']+)' -H 'Content-Type: (?<type>[^']+)' -d '(?<body>[^']+)'$", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Curl();
    }
}
