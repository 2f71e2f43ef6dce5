using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.People;

namespace Scanward.Server.Tests.Processes;

/// <summary><c>scanward person</c>, beside a running server and without one, and what <c>serve</c> and <c>demo</c> print for the first who comes.</summary>
public sealed class PersonCommandTests
{
    [Fact]
    public async Task TheFirstStart_PrintsALink_ThatMakesTheAdmin_WhoseCommandsHoldAtOnce()
    {
        await using var folder = await ServedFolder.Serve();
        var site = folder.Keys.Keys.First();
        using var browser = new Browser(folder.Url);
        var link = new Uri((await folder.Process.Line("/welcome?token=")).Trim());
        Assert.Equal(folder.Url.Authority, link.Authority);
        var printed = await Run("person", "link"); // takes the place of the one before
        var path = new Uri(printed.Output.Trim()).PathAndQuery;
        Assert.Equal(HttpStatusCode.Gone, (await browser.Get(link.PathAndQuery)).Status);
        await browser.Get(path);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post("/welcome", ("token", path.Split('=')[1]), ("sign_in_name", "boss"), ("name", "Boss"), ("password", Browser.Password), ("again", Browser.Password))).Status);
        Assert.Contains("There is an admin who can sign in.", (await Run("person", "link")).Error, StringComparison.Ordinal);

        var added = await Run("person", "add", "Denise", "--name", "Denise Jansen", "--role", $"{site}=planner", "--operator", "t-1");
        Assert.Contains("/welcome?token=", added.Output, StringComparison.Ordinal);
        Assert.Contains("Good once, until", added.Error, StringComparison.Ordinal);
        Assert.Equal($"denise: *=technician, {site}=manager.\n", (await Run("person", "roles", "denise", $"{site}=manager", "*=technician")).Output);
        Assert.Equal(0, (await Run("person", "add", "second", "--role", "*=admin")).ExitCode); // whoever has not come yet counts for nobody
        Assert.Contains("Nobody else may do everything", (await Run("person", "disable", "boss")).Error, StringComparison.Ordinal);
        Assert.Equal("denise is disabled.\n", (await Run("person", "disable", "DENISE")).Output);
        Assert.Equal("denise is enabled.\n", (await Run("person", "enable", "denise")).Output);
        Assert.Matches("(?m)^ +1  active    boss .* \\*=admin +Boss$", (await Run("person", "list")).Output);
        Assert.Equal(3, JsonNode.Parse((await Run("person", "list", "--json")).Output)!["items"]!.AsArray().Count);
        Assert.Matches("^[0-9]+ rows, all sound", (await Run("audit", "verify")).Output);
        var ended = await folder.Stop();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));

        foreach (var (arguments, said) in new[]
        {
            ("person link nobody", "There is nobody called 'nobody'"),
            ("person add boss", "Somebody is called boss already"),
            ("person add x", "2 to 64 characters"),
            ("person add zoe --role planner", "write it as SITE=ROLE"),
            ("person add zoe --role nowhere=planner", "There is no site 'nowhere'"),
            ("person roles denise *=king", "with one of technician, planner, manager, admin"),
        })
        {
            var end = await Run(arguments.Split(' '));
            Assert.Equal((2, ""), (end.ExitCode, end.Output));
            Assert.Contains(said, end.Error, StringComparison.Ordinal);
        }

        var offline = await Run("person", "link", "denise");
        Assert.StartsWith("/welcome?token=", offline.Output, StringComparison.Ordinal);
        Assert.Contains("Open it at the server's address", offline.Error, StringComparison.Ordinal);

        Task<ProgramEnd> Run(params string[] arguments) => ProgramProcess.Run([.. arguments, "--data", folder.Path]);
    }

    [Fact]
    public async Task Demo_HasAnAccountARole_OnThisMachineAlone()
    {
        using var folder = new TempFolder();
        var data = folder["demo"];
        var passwords = new Dictionary<string, string>();
        await using (var demo = ProgramProcess.Start("demo", "--data", data, "--urls", "http://127.0.0.1:0"))
        {
            var url = new Uri((await demo.Line("Sign in at ")).Split(' ')[3]);
            foreach (var role in (string[])["technician", "planner", "manager", "admin"]) passwords[role] = (await demo.Line($"  {role}")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            foreach (var (role, password) in passwords)
            {
                using var browser = new Browser(new Uri(url.GetLeftPart(UriPartial.Authority)));
                Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn(role, password)).Status);
                Assert.Contains(role, (await browser.Get("/account")).Text, StringComparison.Ordinal);
            }

            await demo.Signal("INT");
            Assert.Equal(0, (await demo.Ended).ExitCode);
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "demo-people.txt")));
        await using var open = ProgramProcess.Start("demo", "--data", data, "--urls", "http://0.0.0.0:0");
        var link = new Uri((await open.Line("/welcome?token=")).Trim());
        using var stranger = new Browser(new UriBuilder(link) { Host = "127.0.0.1", Path = "/", Query = "" }.Uri);
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.SignIn("admin", passwords["admin"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await stranger.Get(link.PathAndQuery)).Status);
        await open.Signal("INT");
        Assert.DoesNotContain(passwords["admin"], (await open.Ended).Output, StringComparison.Ordinal);
    }
}
