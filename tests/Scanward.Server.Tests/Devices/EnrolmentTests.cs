using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Devices;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Devices;

/// <summary>From the code on a screen to a device that scans: claimed once, approved by a person, refused, revoked, rotated.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Enrol_Claim_Approve_ThenItScans()
    {
        var enrolment = await server.North.Post("/api/v1/devices/enrolments", """{"name":"Mia's phone","operator_id":"nc-t001"}""");
        Assert.Equal((HttpStatusCode.Created, "no-store"), (enrolment.Status, enrolment.Headers.CacheControl?.ToString()));
        var code = (string)enrolment.Json["code"]!;
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$", code);
        Assert.Equal(($"{server.Url.GetLeftPart(UriPartial.Authority)}/scan#enrol={code}", "2026-11-24T16:10:00Z"), ((string)enrolment.Json["url"]!, (string)enrolment.Json["expires_at"]!));

        var claimed = await Claim(code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Created, "no-store", "2026-11-24T17:00:00Z"), (claimed.Status, claimed.Headers.CacheControl?.ToString(), (string)claimed.Json["expires_at"]!));
        var (id, confirm) = ((string)claimed.Json["device_id"]!, (string)claimed.Json["confirm"]!);
        Assert.Matches("^[0-9]{3} [0-9]{3}$", confirm);
        var phone = server.WithKey((string)claimed.Json["key"]!);

        var self = (await phone.Get("/api/v1/devices/self")).Json;
        Assert.Equal(("awaiting_approval", confirm, TestPlants.North, "Mia's phone", "nc-t001"), ((string)self["state"]!, (string)self["confirm"]!, (string)self["site"]!, (string)self["name"]!, (string)self["operator_id"]!));
        foreach (var refused in new[] { await phone.Get("/api/v1/assets"), await phone.Scan(TestScans.Corrective("AHU-000123")), await phone.Post("/api/v1/devices/self/rotate", "") }) refused.Is(Problems.DeviceNotApproved);
        Assert.Equal(["0 0"], server.Rows("select (select count(*) from scan), (select count(*) from dead_letter)"));
        var awaited = (await server.North.Get("/api/v1/alerts")).Json["items"]!.AsArray().Single()!;
        Assert.Equal(("device_awaits_approval", id), ((string)awaited["kind"]!, (string)awaited["device_id"]!));
        Assert.Contains(confirm, (string)awaited["detail"]!, StringComparison.Ordinal);

        var approved = await server.North.Post($"/api/v1/devices/{id}/approve", "");
        Assert.Equal(("active", null, "test device"), ((string)approved.Json["state"]!, (string?)approved.Json["confirm"], (string)approved.Json["decided_by"]!));
        Assert.Equal("active", (string)(await phone.Get("/api/v1/devices/self")).Json["state"]!);
        server.Clock.Advance(TimeSpan.FromDays(2)); // what is approved does not lapse
        Assert.Equal(HttpStatusCode.Created, (await phone.Scan(TestScans.Corrective("AHU-000123").At(server.Clock.GetUtcNow()))).Status);
        Assert.Equal(["device.approved", "device.claimed", "enrolment.created"], (await server.North.Get("/api/v1/audit?limit=3")).Json["items"]!.AsArray().Select(a => (string)a!["action"]!));
        Assert.DoesNotContain(code, (await server.North.Get("/api/v1/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_Faults_SayWhatToDo()
    {
        var code = await Code();
        (await Claim("ZZZZ-ZZZZ-ZZZZZ")).Is(Problems.EnrolmentUnknown);
        (await Claim("not a code")).Is(Problems.EnrolmentUnknown);
        (await Claim(new string('0', 65))).Is(Problems.InvalidBody).Says("/code", "too_long");
        (await server.Anonymous.Post("/api/v1/devices/claim", """{"name":"x"}""")).Is(Problems.InvalidBody).Says("/code", "missing_member");
        (await server.Anonymous.Post("/api/v1/devices/claim", $$"""{"code":"{{code}}","colour":"red"}""")).Is(Problems.InvalidBody).Says("/colour", "unknown_member");
        (await server.Anonymous.Post("/api/v1/devices/claim", """{"code":""")).Is(Problems.MalformedJson);
        server.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(HttpStatusCode.Created, (await Claim(code)).Status);
        (await Claim(code)).Is(Problems.EnrolmentUsed);

        var late = await Code();
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        (await Claim(late)).Is(Problems.EnrolmentExpired);
        (await Claim(code)).Is(Problems.EnrolmentUsed);
        Assert.Equal(["1"], server.Rows("select count(*) from device where enrolment_id is not null"));
    }

    [Fact]
    public async Task Claim_ManyAtOnce_OneGetsIt()
    {
        var code = await Code();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Claim(code)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Is(Problems.EnrolmentUsed));
    }

    [Fact]
    public async Task Claim_TooOften_IsToldToWait()
    {
        HttpAnswer answer;
        var sent = 0;
        do answer = await Claim("ZZZZ-ZZZZ-ZZZZZ");
        while (answer.Status == HttpStatusCode.NotFound && ++sent < 1_000);
        Assert.Equal(60, sent);
        Assert.Equal(1, answer.Is(Problems.RateLimited).RetryAfterSeconds);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Claim("ZZZZ-ZZZZ-ZZZZZ")).Is(Problems.EnrolmentUnknown);
    }

    [Fact]
    public async Task Refuse_EndsIt_AndKeepsNothingOfIt()
    {
        var (id, phone) = await Claimed();
        Assert.Equal("refused", (string)(await server.North.Post($"/api/v1/devices/{id}/refuse", "")).Json["state"]!);
        Assert.Equal("refused", (string)(await phone.Get("/api/v1/devices/self")).Json["state"]!);
        (await phone.Scan(TestScans.Corrective("AHU-000123"))).Is(Problems.NotAuthenticated);
        Assert.Equal(["0"], server.Rows("select count(*) from dead_letter"));
        (await server.North.Post($"/api/v1/devices/{id}/approve", "")).Is(Problems.WrongState);
        Assert.Equal("refused", (string)(await server.North.Post($"/api/v1/devices/{id}/refuse", "")).Json["state"]!); // twice is harmless
    }

    [Fact]
    public async Task Revoke_HoldsAtOnce_LateScansAreQuarantined_AndItLearnsSo()
    {
        var (id, phone) = await Claimed();
        await server.North.Post($"/api/v1/devices/{id}/approve", "");
        Assert.Equal(HttpStatusCode.Created, (await phone.Scan(TestScans.Corrective("AHU-000123"))).Status);
        var revoked = await server.North.Post($"/api/v1/devices/{id}/revoke", """{"reason":"lost"}""");
        Assert.Equal(("revoked", "test device"), ((string)revoked.Json["state"]!, (string)revoked.Json["revoked_by"]!));
        Assert.Equal("quarantined", (string)(await phone.Scan(TestScans.Corrective("AHU-000124"))).Json["status"]!);
        Assert.Equal("revoked", (string)(await phone.Get("/api/v1/devices/self")).Json["state"]!);
        Assert.Equal("revoked", (string)(await phone.Post("/api/v1/devices/self/report", """{"pending":1}""")).Json["state"]!);
        (await phone.Get("/api/v1/assets")).Is(Problems.NotAuthenticated);
        Assert.Equal(1, (int)(await server.North.Get($"/api/v1/devices/{id}")).Json["quarantined"]!);
    }

    [Fact]
    public async Task Unapproved_LapsesAfterAnHour()
    {
        var (id, phone) = await Claimed();
        server.Clock.Advance(TimeSpan.FromHours(1));
        (await phone.Get("/api/v1/devices/self")).Is(Problems.NotAuthenticated);
        (await server.North.Post($"/api/v1/devices/{id}/approve", "")).Is(Problems.WrongState);
        Assert.Equal("expired", (string)(await server.North.Get($"/api/v1/devices/{id}")).Json["state"]!);
        Assert.Empty((await server.North.Get("/api/v1/alerts")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Rotate_BothWork_UntilTheOverlapEnds()
    {
        var (id, phone) = await Claimed();
        (await server.North.Post($"/api/v1/devices/{id}/rotate", "")).Is(Problems.WrongState);
        await server.North.Post($"/api/v1/devices/{id}/approve", "");
        var rotated = await phone.Post("/api/v1/devices/self/rotate", "");
        Assert.Equal((HttpStatusCode.OK, "2026-11-25T16:00:00Z"), (rotated.Status, (string)rotated.Json["old_ends_at"]!));
        var next = server.WithKey((string)rotated.Json["key"]!);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await phone.Get("/api/v1/devices/self")).Status, (await next.Get("/api/v1/devices/self")).Status));
        server.Clock.Advance(TimeSpan.FromDays(1));
        (await phone.Get("/api/v1/devices/self")).Is(Problems.NotAuthenticated);
        Assert.Equal(id, (string)(await next.Get("/api/v1/devices/self")).Json["device_id"]!);
        var byHand = await server.North.Post($"/api/v1/devices/{id}/rotate", """{"overlap_minutes":0}""");
        Assert.Equal(HttpStatusCode.OK, (await server.WithKey((string)byHand.Json["key"]!).Get("/api/v1/assets")).Status);
        (await next.Get("/api/v1/devices/self")).Is(Problems.NotAuthenticated);
    }

    [Fact]
    public async Task Change_RenamesAndSaysWhoCarriesIt()
    {
        var (id, phone) = await Claimed();
        await server.North.Post($"/api/v1/devices/{id}/approve", "");
        var changed = await Patch(id, """{"name":"Gate 3","operator_id":"nc-t002"}""");
        Assert.Equal(("Gate 3", "nc-t002"), ((string)changed.Json["name"]!, (string)changed.Json["operator_id"]!));
        Assert.Equal("Gate 3", (string)(await phone.Get("/api/v1/devices/self")).Json["name"]!);
        Assert.Equal(("Gate 3", null), ((string)(await Patch(id, """{"operator_id":null}""")).Json["name"]!, (string?)(await server.North.Get($"/api/v1/devices/{id}")).Json["operator_id"]));
        (await Patch(id, """{"operator_id":"nobody"}""")).Is(Problems.InvalidBody).Says("/operator_id", "unknown_value");
        (await Patch("9999", """{"name":"x"}""")).Is(Problems.NotFound);
    }

    [Fact]
    public async Task OtherSites_SeeAndTouchNothing()
    {
        var (id, _) = await Claimed();
        (await server.South.Get($"/api/v1/devices/{id}")).Is(Problems.NotFound);
        foreach (var act in new[] { "approve", "refuse", "revoke", "rotate" }) (await server.South.Post($"/api/v1/devices/{id}/{act}", "")).Is(Problems.NotFound);
        (await server.South.Post("/api/v1/devices/enrolments", """{"site":"north-clinic"}""")).Is(Problems.NotPermitted);
        Assert.DoesNotContain(id, (await server.South.GetAll("/api/v1/devices", 50)).Items.Select(d => (string)d["device_id"]!));
        Assert.Empty((await server.South.Get("/api/v1/alerts")).Json["items"]!.AsArray());
        var all = await server.Key(Role.Admin, Caller.AllSites);
        Assert.Equal(id, (string)(await all.Http.Get("/api/v1/devices?state=awaiting_approval")).Json["items"]![0]!["device_id"]!);
        (await all.Http.Post("/api/v1/devices/enrolments", "{}")).Is(Problems.InvalidBody).Says("/site", "missing_member");
        Assert.Equal(HttpStatusCode.Created, (await all.Http.Post("/api/v1/devices/enrolments", """{"site":"south-plant"}""")).Status);
        (await (await server.Key(Role.Device)).Http.Get("/api/v1/devices")).Is(Problems.NotPermitted);
    }

    [Fact]
    public async Task Self_OfAKeyThatIsNoDevices_IsNotFound()
    {
        (await server.North.Get("/api/v1/devices/self")).Is(Problems.NotFound);
        (await server.North.Post("/api/v1/devices/self/rotate", "")).Is(Problems.NotFound);
        (await server.Anonymous.Get("/api/v1/devices/self")).Is(Problems.NotAuthenticated);
        var byHand = await server.Key(Role.Device, name: "gateway");
        Assert.Equal(("active", "gateway"), ((string)(await byHand.Http.Get("/api/v1/devices/self")).Json["state"]!, (string)(await byHand.Http.Get("/api/v1/devices/self")).Json["name"]!));
    }

    [Theory]
    [InlineData("0", 13)]
    [InlineData("OIL0-0000-00000", 13)]
    [InlineData("abcd efgh jkmnp", 13)]
    public void Hash_FoldsWhatPeopleCopy(string text, int length)
    {
        var padded = text.Length == 1 ? new string(text[0], length) : text;
        Assert.NotNull(EnrolmentCode.Hash(padded));
        Assert.Equal(EnrolmentCode.Hash(padded), EnrolmentCode.Hash(padded.ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('L', '1').Replace("-", " ", StringComparison.Ordinal)));
        Assert.Null(EnrolmentCode.Hash(padded + "7"));
        Assert.Null(EnrolmentCode.Hash(padded[1..]));
        Assert.Null(EnrolmentCode.Hash("U" + padded[1..])); // U is no character of it
    }

    private async Task<string> Code() => (string)(await server.North.Post("/api/v1/devices/enrolments", "")).Json["code"]!;

    private Task<HttpAnswer> Claim(string code) =>
        server.Anonymous.Post("/api/v1/devices/claim", new JsonObject { ["code"] = code, ["name"] = "my phone", ["model"] = "Pixel 8", ["platform"] = "Android 15", ["app_version"] = "1.2.0" }.ToJsonString());

    private async Task<(string Id, HttpClient Phone)> Claimed()
    {
        var claimed = (await Claim(await Code())).Json;
        return ((string)claimed["device_id"]!, server.WithKey((string)claimed["key"]!));
    }

    private async Task<HttpAnswer> Patch(string id, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/devices/{id}") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        return await HttpAnswer.Of(server.North.SendAsync(request));
    }
}
