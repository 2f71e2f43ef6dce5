using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests;

/// <summary>Errors that belong to no phase, and the explanations that every problem's <c>type</c> leads to.</summary>
public sealed class ProblemTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Type_OfEveryProblem_LeadsToItsExplanation()
    {
        foreach (var problem in Problems.All.Values)
        {
            var page = await fixture.Server.Anonymous.Get(problem.Type);
            Assert.Equal((HttpStatusCode.OK, "text/plain"), (page.Status, page.MediaType));
            Assert.Contains(problem.Advice, page.Text, StringComparison.Ordinal);
        }

        (await fixture.Server.Anonymous.Get("/problems/no_such_code")).Is(Problems.NotFound);
    }

    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/favicon.ico")]
    [InlineData("/api")]
    [InlineData("/api/v1/scan")]
    [InlineData("/api/v3/assets/A.json")]
    [InlineData("/api/v1/scans/1/2/3.txt")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    public async Task Address_ThatNothingAnswersTo_Is404(string address)
    {
        (await fixture.Server.Anonymous.Get(address)).Is(Problems.NotFound);
        (await fixture.North.Get(address)).Is(Problems.NotFound);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/assets/AHU-000123", "GET,PATCH,PUT")]
    [InlineData("DELETE", "/api/v1/assets/A.B", "GET,PATCH,PUT")]
    [InlineData("PUT", "/api/v1/scans", "POST")]
    [InlineData("GET", "/api/v1/scans", "POST")]
    [InlineData("GET", "/api/v2/workorders", "POST")]
    public async Task Method_ThatIsNotTaken_Is405AndSaysWhichIs(string method, string address, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        var answer = (await HttpAnswer.Of(fixture.North.SendAsync(request))).Is(Problems.MethodNotAllowed);
        Assert.Equal(allowed, answer.Allow);
    }

    [Theory]
    [InlineData("/api/v1/scans/x")]
    [InlineData("/api/v1/scans/ZZZZZZZZZZZZZ")]
    [InlineData("/api/v1/scans/0000000000000/explanation")]
    [InlineData("/api/v1/scans/..%2f..%2f/explanation")]
    [InlineData("/api/v1/work-orders/-")]
    [InlineData("/api/v1/work-orders/WO-NC-99999999999999999999")]
    [InlineData("/api/v1/work-orders/%F0%9F%94%A7")]
    [InlineData("/api/v1/assets/'%20or%201=1--")]
    [InlineData("/api/v1/dead-letters/0")]
    [InlineData("/api/v2/assets/AHU-999999")]
    public async Task Id_ThatNothingHas_Is404(string address) => (await fixture.North.Get(address)).Is(Problems.NotFound);

    [Fact]
    public async Task Detail_QuotesTheQuerySafely()
    {
        var answer = (await fixture.North.Get($"/api/v1/assets?{Uri.EscapeDataString("<script>\r\n\u202e")}=1")).Is(Problems.InvalidQuery);
        Assert.All(answer.Text, c => Assert.False(char.IsControl(c)));
        Assert.True(Encoding.UTF8.GetByteCount(answer.Text) < 2000);
    }

    [Fact]
    public async Task Store_ThatCannotBeRead_IsAProblemThatShowsNothingOfTheInside()
    {
        await using var server = await RunningServer.Start();
        var database = Path.Combine(server.Folder, "scanward.db");
        File.Move(database, database + ".away");
        SqliteConnection.ClearAllPools();
        foreach (var address in new[] { "/api/v1/assets", "/api/v1/assets/AHU-000123", "/api/v1/work-orders", "/api/v1/dead-letters", "/api/v2/assets/AHU-000123" })
            Assert.Equal(5, (await server.North.Get(address)).Is(Problems.Unavailable).RetryAfterSeconds);
        var scan = TestScans.Corrective("AHU-000123");
        Assert.Equal(5, (await server.North.Scan(scan)).Is(Problems.NotDurable).RetryAfterSeconds);

        File.Move(database + ".away", database);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(scan)).Status);
    }
}
