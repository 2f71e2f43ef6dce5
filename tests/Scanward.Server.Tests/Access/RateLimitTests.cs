using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Access;

/// <summary>Limits of a key, of its site and overall, on a clock that the test moves.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Key_ThatFloods_Is429_AndStoresNothing_UntilItsBucketFills()
    {
        await using var server = await RunningServer.Start(o => o with { Limits = new(2, 0, 0) });
        for (var left = 7; left >= 0; left--)
        {
            var answer = await server.North.Get("/api/v1/assets");
            Assert.Equal((HttpStatusCode.OK, $"\"key\";r={left};t={(8 - left + 1) / 2}", "\"key\";q=8;w=4"), (answer.Status, Header(answer, "RateLimit"), Header(answer, "RateLimit-Policy")));
        }

        var over = (await server.North.Scan(TestScans.Corrective("AHU-000123"))).Is(Problems.RateLimited);
        Assert.Equal((1, "\"key\";r=0;t=1"), (over.RetryAfterSeconds, Header(over, "RateLimit")));
        (await server.North.Post("/api/v1/scans", "not json")).Is(Problems.RateLimited);
        Assert.Equal(["0"], server.Rows("select (select count(*) from scan) + (select count(*) from dead_letter)"));
        Assert.Equal(HttpStatusCode.OK, (await server.South.Get("/api/v1/assets")).Status);
        server.Clock.Advance(TimeSpan.FromMilliseconds(499));
        (await server.North.Get("/api/v1/assets")).Is(Problems.RateLimited);
        server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Created, (await server.North.Scan(TestScans.Corrective("AHU-000123"))).Status);
    }

    [Fact]
    public async Task Batch_CountsItsItems_AndOneLargerThanTheBucketIsOwed()
    {
        await using var server = await RunningServer.Start(o => o with { Limits = new(2, 0, 0) });
        Assert.Equal(HttpStatusCode.OK, (await Send(5)).Status);
        var over = (await Send(5)).Is(Problems.RateLimited);
        Assert.Equal(1, over.RetryAfterSeconds); // of the 8, 5 went and 1 for this request; its other 4 lack 2, at 2 a second
        Assert.Equal(["5"], server.Rows("select count(*) from scan"));
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await Send(1)).Status);
        (await Send(20)).Is(Problems.RateLimited); // only a whole bucket may be overdrawn
        Assert.Equal(["6"], server.Rows("select count(*) from scan"));

        Task<HttpAnswer> Send(int items) => server.North.Post(
            "/api/v1/scans/batch", new JsonArray([.. Enumerable.Range(0, items).Select(_ => (JsonNode)TestScans.Corrective("AHU-000123"))]).ToJsonString());
    }

    [Fact]
    public async Task Site_ThatIsFlooded_RefusesTheOneThatFloods_AndNeverTheCalmOne()
    {
        await using var server = await RunningServer.Start(o => o with { Limits = new(0, 10, 0) });
        var (flooding, calm) = (await server.Key(Role.Device, name: "flooding"), await server.Key(Role.Device, name: "calm"));
        var taken = 0;
        for (var tenth = 0; tenth < 100; tenth++)
        {
            for (var i = 0; i < 4; i++)
            {
                var answer = await flooding.Http.Get("/api/v1/assets?limit=1");
                if (answer.Status == HttpStatusCode.OK) taken++;
                else Assert.Equal(("\"site\";r=0;t=1", 1), (Header(answer.Is(Problems.RateLimited), "RateLimit"), answer.RetryAfterSeconds));
            }

            if (tenth % 3 == 0) Assert.Equal(HttpStatusCode.OK, (await calm.Http.Get("/api/v1/assets?limit=1")).Status); // 3.3 a second of its share of 5
            server.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(taken, 60, 100); // what the calm one leaves of 10 a second for 10 s, and a burst of 2 s
        Assert.Equal(HttpStatusCode.OK, (await server.South.Get("/api/v1/assets")).Status);
    }

    [Fact]
    public async Task Overall_BindsAcrossSites()
    {
        await using var server = await RunningServer.Start(o => o with { Limits = new(0, 0, 1) });
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get("/api/v1/assets")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get("/api/v1/assets")).Status);
        (await server.North.Get("/api/v1/assets")).Is(Problems.RateLimited);
        Assert.Equal(HttpStatusCode.OK, (await server.South.Get("/api/v1/assets")).Status); // its own share
        Assert.Equal("\"all\";q=2;w=2", Header((await server.North.Get("/api/v1/assets")).Is(Problems.RateLimited), "RateLimit-Policy"));
    }

    [Fact]
    public async Task Unlimited_SaysNothing()
    {
        await using var server = await RunningServer.Start();
        Assert.False((await server.North.Get("/api/v1/assets")).Headers.Contains("RateLimit-Policy"));
    }

    private static string? Header(HttpAnswer answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
