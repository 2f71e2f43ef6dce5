using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scanward.Server.Tests.Processes;

/// <summary><c>scanward key</c> and <c>scanward audit verify</c>, beside a running server and without one.</summary>
public sealed partial class KeyCommandTests
{
    [Fact]
    public async Task Keys_AreMade_Listed_Rotated_AndRevoked_AndTheLogTells()
    {
        await using var folder = await ServedFolder.Serve();
        var site = folder.Keys.Keys.First();
        var made = await Run("key", "create", "--site", site, "--role", "operator", "--name", "desk", "--expires-in-days", "30");
        Assert.Matches(KeyLine(), made.Output);
        Assert.Equal(200, await Status(folder.Url, made.Output.Trim()));
        var id = (string)JsonNode.Parse((await Run("key", "list", "--json")).Output)!["items"]!.AsArray().Single(k => (string)k!["name"]! == "desk")!["id"]!;
        Assert.Matches($@"(?m)^ +{id}  valid    operator  {site} .*desk$", (await Run("key", "list", "--site", site)).Output);

        var rotated = await Run("key", "rotate", id, "--overlap-minutes", "0");
        Assert.Matches(KeyLine(), rotated.Output);
        Assert.Contains("The old one ends at", rotated.Error, StringComparison.Ordinal);
        Assert.Equal((401, 200), (await Status(folder.Url, made.Output.Trim()), await Status(folder.Url, rotated.Output.Trim())));
        Assert.Contains("was revoked at", (await Run("key", "revoke", id, "--reason", "left")).Output, StringComparison.Ordinal);
        Assert.Equal(401, await Status(folder.Url, rotated.Output.Trim()));
        Assert.Equal(0, (await Run("key", "revoke", id)).ExitCode);
        Assert.Matches("^[0-9]+ rows, all sound", (await Run("audit", "verify")).Output);
        Assert.Equal(0, (await folder.Stop()).ExitCode);

        foreach (var (arguments, said) in new[]
        {
            ("key create --site nowhere", "There is no site 'nowhere'"),
            ("key create --site *", "add --role admin"),
            ("key create --site x --role king", "king"),
            ("key create --site x --expires-in-days 0", "--expires-in-days takes a number from 1 to 3650."),
            ("key rotate 999999", "There is no key 999999"),
            ($"key rotate {id}", "was revoked"),
            ($"key rotate {id} --overlap-minutes 10081", "--overlap-minutes takes a number from 0 to 10080."),
            ("key revoke gate", "'gate' is not the number of a key"),
            ("audit verify --head nonsense", "--head takes"),
        })
        {
            var end = await Run(arguments.Split(' '));
            Assert.Equal((2, ""), (end.ExitCode, end.Output));
            Assert.Contains(said, end.Error, StringComparison.Ordinal);
        }

        Assert.Matches(KeyLine(), (await Run("key", "create", "--site", "*", "--role", "admin")).Output);
        var sound = JsonNode.Parse((await Run("audit", "verify", "--json")).Output)!;
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder.Path, "scanward.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "drop trigger audit_never_changes; update audit set actor = 'nobody' where audit_id = 2";
            command.ExecuteNonQuery();
        }

        var broken = await Run("audit", "verify", "--head", (string)sound["head"]!);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("Row 2 is not sound", broken.Output, StringComparison.Ordinal);

        Task<ProgramEnd> Run(params string[] arguments) => ProgramProcess.Run([.. arguments, "--data", folder.Path]);
    }

    [Fact]
    public async Task Serve_TakesItsLimits_AndRefusesNonsense()
    {
        foreach (var arguments in new[] { "--rate -1", "--rate-per-key x", "--rate-per-site 1000001" })
        {
            var end = await ProgramProcess.Run(["serve", .. arguments.Split(' ')]);
            Assert.Equal(2, end.ExitCode);
            Assert.Contains("takes a number from 0 to 1,000,000; 0 is no limit.", end.Error, StringComparison.Ordinal);
        }
    }

    private static async Task<int> Status(Uri url, string key)
    {
        using var http = ScanLoad.Client(url);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
        request.Headers.Authorization = new("Bearer", key);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    [GeneratedRegex("^swk_[A-Za-z0-9_-]{43}\n$", RegexOptions.None, 1000)]
    private static partial Regex KeyLine();
}
