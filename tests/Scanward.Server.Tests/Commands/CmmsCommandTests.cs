using System.Text.Json.Nodes;
using Scanward.Server.Commands;
using Scanward.Server.Tests.Cmms.Conformance;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Commands;

/// <summary><c>scanward cmms</c>: what an integration engineer sees who sets a connector up.</summary>
public sealed class CmmsCommandTests : IDisposable
{
    private readonly TempFolder data = new();
    private readonly TrackerTarget target = new();
    private readonly Dictionary<string, JsonObject> made = [];

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Mappings_AreListedAndPrinted()
    {
        var (exit, output, _) = await Run("cmms", "mappings");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("scanward             Scanward's own contract", output, StringComparison.Ordinal);
        Assert.StartsWith("# The small contract", (await Run("cmms", "mappings", "scanward")).Output, StringComparison.Ordinal);
        var (unknown, _, error) = await Run("cmms", "mappings", "scanwart");
        Assert.Equal(ExitCode.BadUsage, unknown);
        Assert.Contains("did you mean 'scanward'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfASystemThatIsFine_GoesThroughEveryStep()
    {
        await using var server = new TrapServer { Script = Honest };
        Connect(server);
        var (exit, output, error) = await Check("--asset", "AHU-000123", "--create");
        Assert.Equal("", error);
        Assert.Equal(
            [
                "ok name", "ok address", "ok connection", "ok credentials", "ok look-up", "ok no such asset", "ok asset", "ok create", "ok find again", "ok update", "ok cancel",
            ],
            Steps(output));
        Assert.Equal(ExitCode.Done, exit);
        var order = Assert.Single(made).Value;
        Assert.StartsWith("Scanward check, please ignore", (string)order["title"]!, StringComparison.Ordinal);
        Assert.Equal(("A-7", "DOING", true), ((string)order["asset"]!["id"]!, (string)order["state"]!, order["cancelled"] is not null));
    }

    [Fact]
    public async Task Check_ChangesNothing_UnlessItIsAskedTo()
    {
        await using var server = new TrapServer { Script = Honest };
        Connect(server);
        var (exit, output, _) = await Check();
        Assert.Equal(["ok name", "ok address", "ok connection", "ok credentials", "ok look-up", "ok no such asset", "skipped asset", "skipped create"], Steps(output));
        Assert.Equal(ExitCode.Done, exit);
        Assert.Empty(made);
    }

    /// <summary>A target that ignores what is looked for would lead to a second work order after a lost answer.</summary>
    [Fact]
    public async Task Check_FindsOutThatLookUpsAreIgnored()
    {
        await using var server = new TrapServer { Script = r => r.Path == "/orders/search" ? target.Found(("1", "01KB3V9R8M0G3"))! : Honest(r) };
        Connect(server);
        var (exit, output, _) = await Check("--create");
        Assert.Equal(ExitCode.CheckFailed, exit);
        Assert.Contains("failed look-up", Steps(output));
        Assert.Contains("skipped create", Steps(output));
        Assert.Contains("ignores what it is asked for", output, StringComparison.Ordinal);
        Assert.Empty(made);
    }

    [Fact]
    public async Task Check_FindsOutThatTheReferenceIsDropped()
    {
        await using var server = new TrapServer
        {
            Script = r =>
            {
                var answer = Honest(r);
                foreach (var order in made.Values) order.Remove("fields");
                return answer;
            },
        };
        Connect(server);
        var (exit, output, _) = await Check("--create");
        Assert.Equal(ExitCode.CheckFailed, exit);
        Assert.Contains("failed find again", Steps(output));
        Assert.Contains("dropped the reference", output, StringComparison.Ordinal);
        Assert.True(Assert.Single(made).Value.ContainsKey("cancelled"));
    }

    [Theory]
    [InlineData(401, "Correct the secret")]
    [InlineData(403, "Give the account the right")]
    public async Task Check_WithWrongCredentials_SaysWhatToDo(int status, string toDo)
    {
        await using var server = new TrapServer { Script = _ => new(status, "{}") };
        Connect(server);
        var (exit, output, _) = await Check();
        Assert.Equal(ExitCode.CheckFailed, exit);
        Assert.Contains("failed credentials", Steps(output));
        Assert.Contains(toDo, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhereNothingListens_StopsThere()
    {
        await using (var server = new TrapServer()) Connect(server);
        var (exit, output, _) = await Check("--create");
        Assert.Equal((ExitCode.CheckFailed, "ok name, ok address, failed connection"), (exit, string.Join(", ", Steps(output))));
    }

    [Fact]
    public async Task Check_WhereTheAddressIsNotAllowed_StopsThere()
    {
        await using var server = new TrapServer();
        Connect(server, "http");
        var (exit, output, _) = await Check("--json");
        var json = JsonNode.Parse(output)!;
        Assert.Equal((ExitCode.CheckFailed, true, "address", "failed"), (exit, (bool)json["failed"]!, (string)json["steps"]![1]!["step"]!, (string)json["steps"]![1]!["state"]!));
        Assert.Contains("allow: [loopback]", (string)json["steps"]![1]!["what"]!, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Check_WithAStrangersCertificate_NamesTheRemedy()
    {
        using var certificate = TestCertificate.Make();
        await using var server = new TrapServer(certificate);
        Connect(server);
        Assert.Contains("ca_file", (await Check()).Output, StringComparison.Ordinal);
        data.Write("ca.pem", certificate.ExportCertificatePem());
        server.Script = Honest;
        Connect(server, more: "ca_file: ../ca.pem\n");
        Assert.Equal(ExitCode.Done, (await Check()).Exit);
    }

    [Fact]
    public async Task Check_OfAConnectorThatIsNone_OrHasFaults_SaysSo()
    {
        await using var server = new TrapServer();
        Connect(server, more: "colour: red\n");
        var (exit, _, error) = await Run("cmms", "check", "trakcer", "--data", data.Path);
        Assert.Equal(ExitCode.BadUsage, exit);
        Assert.Contains("Did you mean 'tracker'?", error, StringComparison.Ordinal);
        (exit, _, error) = await Check();
        Assert.Equal(ExitCode.CheckFailed, exit);
        Assert.Contains("tracker.yaml:3:1: The file has no member 'colour'", error, StringComparison.Ordinal);
    }

    private static string[] Steps(string output) =>
        [.. output.Split('\n').Where(l => l.Length > 24 && l[0] != ' ' && !l.StartsWith("All ", StringComparison.Ordinal)).Select(l => $"{l[..8].Trim()} {l[9..23].Trim()}")];

    private static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Verbs.Parse(arguments).InvokeAsync(new() { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private Task<(int Exit, string Output, string Error)> Check(params string[] more) => Run(["cmms", "check", "tracker", "--data", data.Path, .. more]);

    private void Connect(TrapServer server, string allow = "http, loopback", string more = "")
    {
        Directory.CreateDirectory(data["connectors"]);
        Directory.CreateDirectory(data["mappings"]);
        data.Write("mappings/tracker.yaml", target.Mapping);
        data.Write("key", "s3cret-key");
        data.Write("connectors/tracker.yaml", $"mapping: ../mappings/tracker.yaml\nbase_url: {server.Url}\n{more}allow: [{allow}]\nsecrets: {{ key: {{ file: ../key }} }}\noptions: {{ field: 7 }}\n");
    }

    /// <summary>The tracker as it would be.</summary>
    private TrapAnswer Honest(TrapRequest request)
    {
        if (target.IsCreate(request))
        {
            var order = JsonNode.Parse(request.Body)!.AsObject();
            var id = $"{made.Count + 1}";
            order["id"] = id;
            order["state"] = "TODO";
            made[id] = order;
            return new(200, order.ToJsonString());
        }

        if (request.Path == "/orders/search")
        {
            var sought = (string)JsonNode.Parse(request.Body)!["where"]!["cf7"]!;
            return new(200, new JsonObject { ["content"] = new JsonArray([.. made.Values.Where(o => (string?)o["fields"]?[0]!["value"] == sought).Select(o => o.DeepClone())]) }.ToJsonString());
        }

        if (request.Path.StartsWith("/orders/", StringComparison.Ordinal) && made.TryGetValue(request.Path.Split('/')[2], out var found))
        {
            if (request.Method == "PATCH") found["state"] = (string)JsonNode.Parse(request.Body)!["state"]!;
            if (request.Path.EndsWith("/cancel", StringComparison.Ordinal)) found["cancelled"] = true;
            return new(200, found.ToJsonString());
        }

        return request.Path switch
        {
            "/assets/AHU-000123" => target.Asset("A-7"),
            "/assets" => new(200, """{"content":[]}"""),
            _ => new(404, """{"message":"no such thing"}"""),
        };
    }
}
