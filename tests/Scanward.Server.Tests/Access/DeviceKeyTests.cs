using System.Net;
using System.Net.Http.Headers;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Access;

/// <summary>Every API asks for a device key; only health and the explanations of problems are open.</summary>
public sealed class DeviceKeyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Addresses =>
    [
        "/api/v1/scans/0000000000000", "/api/v1/scans/0000000000000/explanation", "/api/v1/work-orders", "/api/v1/work-orders/0000000000000", "/api/v1/assets",
        "/api/v1/assets/AHU-000123", "/api/v1/dead-letters", "/api/v1/dead-letters/0000000000000", "/api/v2/assets/AHU-000123",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Get_WithoutKey_Is401(string address) => AssertRefused(await fixture.Server.Anonymous.Get(address));

    [Theory]
    [InlineData("/api/v1/scans")]
    [InlineData("/api/v1/scans/batch")]
    [InlineData("/api/v2/workorders")]
    public async Task Post_WithoutKey_Is401AndStoresNothing(string address)
    {
        var letters = await fixture.Server.Installation.Reads.Count("dead_letter", default);
        AssertRefused(await fixture.Server.Anonymous.Post(address, TestScans.Corrective("AHU-000123").ToJsonString(), TestScans.NewKey()));
        AssertRefused(await fixture.Server.Anonymous.Post(address, "not json", TestScans.NewKey()));
        Assert.Equal(0, await fixture.Server.Installation.Reads.Count("scan", default));
        Assert.Equal(letters, await fixture.Server.Installation.Reads.Count("dead_letter", default));
    }

    [Theory]
    [InlineData("Bearer swk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer swk_")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Bearer key")]
    [InlineData("Bearer swk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, Bearer swk_A")]
    [InlineData("Basic c3drXzp4")]
    [InlineData("swk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Get_WithAnythingButAKey_Is401(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        AssertRefused(await HttpAnswer.Of(fixture.Server.Anonymous.SendAsync(request)));
    }

    [Fact]
    public async Task Get_WithAKeyThatDiffersInOneCharacter_Is401()
    {
        var key = fixture.North.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var other in new[] { key[..^2] + (key[^2] == 'A' ? 'B' : 'A') + key[^1], key.ToUpperInvariant(), key + "A", key[..^1], " " + key[4..] })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + other);
            AssertRefused(await HttpAnswer.Of(fixture.Server.Anonymous.SendAsync(request)));
        }
    }

    [Fact]
    public async Task Get_WithTheKey_WorksHoweverTheSchemeIsWritten()
    {
        var key = fixture.North.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var scheme in new[] { "Bearer", "bearer", "BEARER" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, key);
            Assert.Equal(HttpStatusCode.OK, (await HttpAnswer.Of(fixture.Server.Anonymous.SendAsync(request))).Status);
        }
    }

    [Fact]
    public async Task Store_HoldsNoKeyInTheClear()
    {
        var key = fixture.North.DefaultRequestHeaders.Authorization!.Parameter!;
        var stored = await fixture.Server.Installation.Reads.KeySecrets(default);
        Assert.NotEmpty(stored);
        foreach (var file in Directory.EnumerateFiles(fixture.Server.Folder, "scanward.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(key)));
        }
    }

    [Fact]
    public async Task Control_OverTheNetwork_IsNotThere() =>
        (await fixture.North.Post("/control/key-create?site=north-clinic", "")).Is(Problems.NotFound);

    private static void AssertRefused(HttpAnswer answer)
    {
        answer.Is(Problems.NotAuthenticated);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Null(answer.DeadLetterId);
    }
}
