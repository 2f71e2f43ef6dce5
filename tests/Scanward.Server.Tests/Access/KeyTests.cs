using System.Net;
using NodaTime;
using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Access;

/// <summary>Keys with a role and a site: made, listed, rotated with an overlap, revoked at once, expired.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private KeyClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        admin = await server.Key(Role.Admin);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("device")]
    [InlineData("operator")]
    [InlineData("admin")]
    public async Task Create_ShowsTheKeyOnce_AndItWorks(string role)
    {
        var made = await admin.Http.Post("/api/v1/keys", $$"""{"name":"gate 3","role":"{{role}}"}""");
        Assert.Equal((HttpStatusCode.Created, "no-store"), (made.Status, made.Headers.CacheControl?.ToString()));
        var (id, key) = ((string)made.Json["id"]!, (string)made.Json["key"]!);
        Assert.Equal($"/api/v1/keys/{id}", made.Headers.Location?.ToString());
        Assert.Equal((TestPlants.North, role, "gate 3", "valid", "test admin"), (
            (string)made.Json["site"]!, (string)made.Json["role"]!, (string)made.Json["name"]!, (string)made.Json["state"]!, (string)made.Json["created_by"]!));
        Assert.Equal(HttpStatusCode.OK, (await server.WithKey(key).Get("/api/v1/assets")).Status);

        var shown = await admin.Http.Get($"/api/v1/keys/{id}");
        Assert.Null(shown.Json["key"]);
        Assert.DoesNotContain(key, shown.Text + (await admin.Http.Get("/api/v1/keys")).Text + (await admin.Http.Get("/api/v1/audit")).Text, StringComparison.Ordinal);
        Assert.Equal([id], (await admin.Http.GetAll("/api/v1/keys?name=gate 3", 1)).Items.Select(k => (string)k["id"]!));
    }

    [Theory]
    [InlineData("""{"role":"device"}""", "/name", "missing_member")]
    [InlineData("""{"name":"x"}""", "/role", "missing_member")]
    [InlineData("""{"name":"x","role":"king"}""", "/role", "unknown_value")]
    [InlineData("""{"name":"","role":"device"}""", "/name", "too_short")]
    [InlineData("""{"name":"a\u0007b","role":"device"}""", "/name", "control_character")]
    [InlineData("""{"name":"x","role":"device","expires_at":"2026-11-24T15:59:59Z"}""", "/expires_at", "in_the_past")]
    [InlineData("""{"name":"x","role":"device","expires_at":"soon"}""", "/expires_at", "bad_timestamp")]
    [InlineData("""{"name":"x","role":"device","kind":"y"}""", "/kind", "unknown_member")]
    public async Task Create_Faulty_SaysWhere_AndMakesNone(string body, string pointer, string code)
    {
        var before = await server.Installation.Reads.Count("access_key", default);
        (await admin.Http.Post("/api/v1/keys", body)).Is(Problems.InvalidBody).Says(pointer, code);
        Assert.Equal(before, await server.Installation.Reads.Count("access_key", default));
    }

    [Theory]
    [InlineData("device")]
    [InlineData("operator")]
    public async Task WrongRole_IsToldWhichItTakes(string name)
    {
        Assert.True(Wire.TryParse<Role>(name, out var role));
        var key = await server.Key(role);
        foreach (var answer in new[] { await key.Http.Get("/api/v1/keys"), await key.Http.Post("/api/v1/keys", """{"name":"x","role":"admin"}"""), await key.Http.Post($"/api/v1/keys/{admin.KeyId}/revoke", "{}") })
            Assert.Contains("role admin", (string)answer.Is(Problems.NotPermitted).Json["detail"]!, StringComparison.Ordinal);
        var audit = await key.Http.Get("/api/v1/audit");
        if (role == Role.Device) Assert.Contains("role operator", (string)audit.Is(Problems.NotPermitted).Json["detail"]!, StringComparison.Ordinal);
        else Assert.Equal(HttpStatusCode.OK, audit.Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.Http.Get("/api/v1/assets")).Status);
    }

    [Fact]
    public async Task AdminOfASite_SeesAndTouchesItsOwnKeysOnly()
    {
        var south = await server.Key(Role.Device, TestPlants.South);
        (await admin.Http.Get($"/api/v1/keys/{south.KeyId}")).Is(Problems.NotFound);
        (await admin.Http.Post($"/api/v1/keys/{south.KeyId}/revoke", "")).Is(Problems.NotFound);
        (await admin.Http.Post($"/api/v1/keys/{south.KeyId}/rotate", "")).Is(Problems.NotFound);
        (await admin.Http.Post("/api/v1/keys", """{"name":"x","role":"device","site":"south-plant"}""")).Is(Problems.NotPermitted);
        (await admin.Http.Post("/api/v1/keys", """{"name":"x","role":"admin","site":"*"}""")).Is(Problems.NotPermitted);
        Assert.All((await admin.Http.GetAll("/api/v1/keys", 50)).Items, k => Assert.Equal(TestPlants.North, (string)k["site"]!));
        Assert.Equal(HttpStatusCode.OK, (await south.Http.Get("/api/v1/assets")).Status);
        (await admin.Http.Get("/api/v1/keys/nonsense")).Is(Problems.NotFound);
        (await admin.Http.Get("/api/v1/keys?cursor=nonsense")).Is(Problems.InvalidQuery);
    }

    [Fact]
    public async Task AdminOfAllSites_NamesTheSite_WhereOneIsMeant()
    {
        var all = await server.Key(Role.Admin, "*");
        (await all.Http.Get("/api/v1/assets")).Is(Problems.SiteRequired);
        Assert.Equal([TestPlants.North, TestPlants.South], (await all.Http.GetAll("/api/v1/keys?role=device", 50)).Items.Select(k => (string)k["site"]!).Distinct().Order());
        Assert.Equal(2, (await OfSite(TestPlants.South, "/api/v1/assets")).Json["items"]!.AsArray().Count);
        (await OfSite("nowhere", "/api/v1/assets")).Is(Problems.SiteRequired);
        (await all.Http.Post("/api/v1/keys", """{"name":"x","role":"device","site":"*"}""")).Is(Problems.InvalidBody).Says("/site", "not_permitted");
        (await all.Http.Post("/api/v1/keys", """{"name":"x","role":"device","site":"nowhere"}""")).Is(Problems.InvalidBody).Says("/site", "unknown_value");
        (await all.Http.Post("/api/v1/keys", """{"name":"x","role":"device"}""")).Is(Problems.InvalidBody).Says("/site", "missing_member");
        Assert.Equal("south-plant", (string)(await all.Http.Post("/api/v1/keys", """{"name":"x","role":"operator","site":"south-plant"}""")).Json["site"]!);

        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/v1/assets");
        other.Headers.Add(Gate.SiteHeader, TestPlants.South);
        (await HttpAnswer.Of(admin.Http.SendAsync(other))).Is(Problems.NotPermitted);

        async Task<HttpAnswer> OfSite(string site, string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add(Gate.SiteHeader, site);
            return await HttpAnswer.Of(all.Http.SendAsync(request));
        }
    }

    [Fact]
    public async Task Rotate_BothWork_UntilTheOverlapEnds()
    {
        var key = await server.Key(Role.Device);
        var rotated = await admin.Http.Post($"/api/v1/keys/{key.KeyId}/rotate", """{"overlap_minutes":60}""");
        Assert.Equal((HttpStatusCode.OK, "2026-11-24T17:00:00Z"), (rotated.Status, (string)rotated.Json["older_end_at"]!));
        var next = server.WithKey((string)rotated.Json["key"]!);
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await key.Http.Get("/api/v1/assets")).Status, (await next.Get("/api/v1/assets")).Status));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var refused = (await key.Http.Get("/api/v1/assets")).Is(Problems.NotAuthenticated);
        Assert.Contains("rotated", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        Assert.Contains("invalid_token", Assert.Single(refused.Headers.WwwAuthenticate).Parameter, StringComparison.Ordinal);
        (await key.Http.Scan(TestScans.Corrective("AHU-000123"))).Is(Problems.NotAuthenticated);
        Assert.Equal(HttpStatusCode.Created, (await next.Scan(TestScans.Corrective("AHU-000123"))).Status);
    }

    [Fact]
    public async Task Rotate_Twice_LeavesAllInTheirOverlap_AndNoneBeyondTheLatest()
    {
        var first = await server.Key(Role.Device);
        var second = server.WithKey((string)(await admin.Http.Post($"/api/v1/keys/{first.KeyId}/rotate", "")).Json["key"]!); // a day, as by default
        server.Clock.Advance(TimeSpan.FromHours(1));
        var third = server.WithKey((string)(await admin.Http.Post($"/api/v1/keys/{first.KeyId}/rotate", """{"overlap_minutes":30}""")).Json["key"]!);
        Assert.Equal("200, 200, 200", await Statuses());
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("401, 401, 200", await Statuses());
        Assert.Equal(HttpStatusCode.OK, (await admin.Http.Post($"/api/v1/keys/{first.KeyId}/rotate", """{"overlap_minutes":0}""")).Status);
        Assert.Equal("401, 401, 401", await Statuses());
        for (var i = 0; i < 20; i++) await admin.Http.Post($"/api/v1/keys/{first.KeyId}/rotate", """{"overlap_minutes":10080}""");
        Assert.Equal(["16"], server.Rows($"select count(*) from key_secret where key_id = {first.KeyId}"));

        async Task<string> Statuses() =>
            $"{(int)(await first.Http.Get("/api/v1/assets")).Status}, {(int)(await second.Get("/api/v1/assets")).Status}, {(int)(await third.Get("/api/v1/assets")).Status}";
    }

    [Theory]
    [InlineData("""{"overlap_minutes":-1}""", "out_of_range")]
    [InlineData("""{"overlap_minutes":10081}""", "out_of_range")]
    [InlineData("""{"overlap_minutes":"60"}""", "wrong_type")]
    public async Task Rotate_WithABadOverlap_ChangesNothing(string body, string code)
    {
        var key = await server.Key(Role.Device);
        (await admin.Http.Post($"/api/v1/keys/{key.KeyId}/rotate", body)).Is(Problems.InvalidBody).Says("/overlap_minutes", code);
        Assert.Equal(["1"], server.Rows($"select count(*) from key_secret where key_id = {key.KeyId}"));
    }

    [Fact]
    public async Task Revoke_EndsAllItsSecretsAtOnce_AndTwiceIsHarmless()
    {
        var key = await server.Key(Role.Operator, name: "desk");
        var next = server.WithKey((string)(await admin.Http.Post($"/api/v1/keys/{key.KeyId}/rotate", "")).Json["key"]!);
        var revoked = await admin.Http.Post($"/api/v1/keys/{key.KeyId}/revoke", """{"reason":"left the company"}""");
        Assert.Equal(("revoked", "test admin"), ((string)revoked.Json["state"]!, (string)revoked.Json["revoked_by"]!));
        foreach (var client in new[] { key.Http, next })
        {
            var refused = (await client.Get("/api/v1/assets")).Is(Problems.NotAuthenticated);
            Assert.Contains("'desk' was revoked at 2026-11-24T16:00:00Z", (string)refused.Json["detail"]!, StringComparison.Ordinal);
            (await client.Scan(TestScans.Corrective("AHU-000123"))).Is(Problems.NotAuthenticated); // only a device has a queue
        }

        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("2026-11-24T16:00:00Z", (string)(await admin.Http.Post($"/api/v1/keys/{key.KeyId}/revoke", "")).Json["revoked_at"]!);
        (await admin.Http.Post($"/api/v1/keys/{key.KeyId}/rotate", "")).Is(Problems.WrongState);
        Assert.Equal(2, (await admin.Http.GetAll($"/api/v1/audit?entity=key&entity_id={key.KeyId}", 50)).Items.Count(r => (string)r["action"]! is "key.revoked" or "key.created"));
    }

    [Fact]
    public async Task Expired_IsTold_AndCannotBeRotated()
    {
        var key = await server.Key(Role.Device, expiresAt: Instant.FromDateTimeOffset(TestPlants.Start.AddDays(1)));
        Assert.Equal(HttpStatusCode.OK, (await key.Http.Get("/api/v1/assets")).Status);
        server.Clock.Advance(TimeSpan.FromDays(1));
        foreach (var answer in new[] { await key.Http.Get("/api/v1/assets"), await key.Http.Scan(TestScans.Corrective("AHU-000123")) })
            Assert.Contains("expired at 2026-11-25T16:00:00Z", (string)answer.Is(Problems.NotAuthenticated).Json["detail"]!, StringComparison.Ordinal);
        (await admin.Http.Post($"/api/v1/keys/{key.KeyId}/rotate", "")).Is(Problems.WrongState);
        Assert.Equal("expired", (string)(await admin.Http.Get($"/api/v1/keys/{key.KeyId}")).Json["state"]!);
    }

    [Fact]
    public async Task LastUse_IsStored_OnceAnHourAtMost()
    {
        var key = await server.Key(Role.Device);
        Assert.Equal(0, await server.Installation.Keys.NoteUse());
        await key.Http.Get("/api/v1/assets");
        Assert.Equal(1, await server.Installation.Keys.NoteUse());
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        await key.Http.Get("/api/v1/assets");
        Assert.Equal(0, await server.Installation.Keys.NoteUse());
        Assert.Equal("2026-11-24T16:00:00Z", await UsedAt());
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await key.Http.Get("/api/v1/assets");
        Assert.Equal(2, await server.Installation.Keys.NoteUse()); // and the admin's, who looked above
        Assert.Equal("2026-11-24T17:00:00Z", await UsedAt());

        async Task<string?> UsedAt() => (string?)(await admin.Http.Get($"/api/v1/keys/{key.KeyId}")).Json["used_at"];
    }
}
