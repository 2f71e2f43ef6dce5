using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary><c>scanward dead-letters</c> on a data folder, beside its running server and without one.</summary>
public sealed class DeadLettersCommandTests
{
    [Fact]
    public async Task Letters_AreListed_Shown_Replayed_AndDiscarded()
    {
        await using var folder = await ServedFolder.Serve();
        using (var http = ScanLoad.Client(folder.Url))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/scans") { Content = new StringContent("{\"tag\": \"x\\u001b[2J\u202e", System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", folder.Keys.Values.First());
            using var refused = await http.SendAsync(request);
        }

        var listed = JsonNode.Parse((await Run("list", "--json")).Output)!["items"]!.AsArray();
        var id = (string)Assert.Single(listed)!["id"]!;
        Assert.Contains("malformed_json", (await Run("list")).Output, StringComparison.Ordinal);
        var shown = await Run("show", id);
        Assert.Contains("{\"tag\": \"x\\u001b[2J\\u{202E}", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', shown.Output);
        Assert.Equal((1, true), (await Run("replay", id)) is var failed ? (failed.ExitCode, failed.Output.Contains("failed", StringComparison.Ordinal)) : default);
        Assert.Equal(2, (await Run("show", "nonsense")).ExitCode);
        Assert.Equal(0, (await folder.Stop()).ExitCode);

        Assert.Equal(2, (await Run("replay", id, "0000000000000")).ExitCode);
        Assert.Contains("1 discarded", (await Run("discard", id, "--reason", "a broken reader")).Output, StringComparison.Ordinal);
        Assert.Contains("No dead letters.", (await Run("list")).Output, StringComparison.Ordinal);
        Assert.Contains("a broken reader", (await Run("show", id)).Output, StringComparison.Ordinal);
        Assert.Contains("No open dead letter", (await Run("replay")).Output, StringComparison.Ordinal);

        Task<ProgramEnd> Run(string verb, params string[] arguments) => ProgramProcess.Run(["dead-letters", verb, .. arguments, "--data", folder.Path]);
    }
}
