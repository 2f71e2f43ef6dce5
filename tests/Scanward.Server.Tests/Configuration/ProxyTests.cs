using System.Net;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Configuration;

/// <summary>Behind a reverse proxy: what it forwards is believed, and what others claim is not.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task KnownProxy_SaysHowPeopleReachIt(string proxy)
    {
        await using var server = await RunningServer.Start(o => o with { Http = h => h with { Proxies = [proxy] } });
        Assert.StartsWith("https://scan.example.org/scan#enrol=", await EnrolmentUrl(server, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "scan.example.org"), ("X-Forwarded-For", "203.0.113.9")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.9.9.9")]
    [InlineData(null)]
    public async Task AnybodyElse_IsNotBelieved(string? proxy)
    {
        await using var server = await RunningServer.Start(o => o with { Http = h => h with { Proxies = proxy is null ? [] : [proxy] } });
        Assert.StartsWith($"{server.Url.GetLeftPart(UriPartial.Authority)}/scan#", await EnrolmentUrl(server, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example.org"), ("X-Forwarded-For", "203.0.113.9")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicUrl_CountsMoreThanWhatWasAskedFor()
    {
        await using var server = await RunningServer.Start(o => o with { Http = h => h with { PublicUrl = new Uri("https://scan.example.org/") } });
        Assert.StartsWith("https://scan.example.org/scan#enrol=", await EnrolmentUrl(server), StringComparison.Ordinal);
    }

    /// <summary>The last address that the proxy itself has seen counts; what stands before it, the client may have made up.</summary>
    [Fact]
    public async Task Limits_AreOfTheAddressThatTheProxySaw()
    {
        await using var server = await RunningServer.Start(o => o with { Http = h => h with { Proxies = ["127.0.0.1"] } });
        for (var i = 0; i < 60; i++) (await Claim(server, $"198.51.100.{i}, 203.0.113.9")).Is(Problems.EnrolmentUnknown);
        (await Claim(server, "198.51.100.77, 203.0.113.9")).Is(Problems.RateLimited);
        (await Claim(server, "203.0.113.10")).Is(Problems.EnrolmentUnknown);
    }

    private static Task<HttpAnswer> Claim(RunningServer server, string forwardedFor) =>
        server.Anonymous.Post("/api/v1/devices/claim", """{"code":"0000-0000-00000"}""", change: r => r.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor));

    private static async Task<string> EnrolmentUrl(RunningServer server, params (string Name, string Value)[] headers)
    {
        var answer = await server.North.Post("/api/v1/devices/enrolments", "{}", change: r =>
        {
            foreach (var (name, value) in headers) r.Headers.TryAddWithoutValidation(name, value);
        });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (string)answer.Json["url"]!;
    }
}
