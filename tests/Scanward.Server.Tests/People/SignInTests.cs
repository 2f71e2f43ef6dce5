using System.Net;
using Microsoft.AspNetCore.Http;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.People;

/// <summary>Coming in with name and password, and going out.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private Browser browser = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        browser = new(server.Url);
    }

    public ValueTask DisposeAsync()
    {
        browser.Dispose();
        return server.DisposeAsync();
    }

    [Fact]
    public async Task RightPassword_LetsInWhereOneWantedToGo_AndSessionSaysWho()
    {
        await server.Person("denise", "north-clinic=planner", "south-plant=technician");
        var sent = await browser.Get("/account");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?return=%2Faccount"), (sent.Status, sent.Location));
        var entered = await browser.SignIn(" Denise", go: "/account");
        Assert.Equal((HttpStatusCode.SeeOther, "/account"), (entered.Status, entered.Location));
        var cookie = entered.Headers["Set-Cookie"].Split('\n').Single(c => c.StartsWith("scanward-session=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<bdi>Test denise</bdi>", (await browser.Get("/account")).Text, StringComparison.Ordinal);

        var session = (await browser.Get("/session", ("Accept", "application/json"))).Json;
        Assert.Equal(("denise", "Test denise", "north-clinic"), ((string)session["person"]!["sign_in_name"]!, (string)session["person"]!["name"]!, (string)session["site"]!));
        Assert.Equal(["north-clinic planner", "south-plant technician"], session["roles"]!.AsArray().Select(r => $"{r!["site"]} {r["role"]}"));
        Assert.True(((string)session["csrf"]!).Length > 20);
    }

    [Fact]
    public async Task NobodySignedIn_IsAPageForPeople_AndAProblemForScripts()
    {
        var json = await browser.Get("/session", ("Accept", "*/*"), ("HX-Request", "true"));
        Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in", "/sign-in?return=%2F"), (json.Status, (string)json.Json["code"]!, json.Headers["HX-Redirect"]));
        Assert.Equal("no-store", json.Headers["Cache-Control"]);
        var elsewhere = await browser.Get("/account", ("Sec-Fetch-Site", "cross-site")); // brings no strict cookie, whoever is signed in
        Assert.Equal((HttpStatusCode.OK, "0"), (elsewhere.Status, elsewhere.Headers["Refresh"]));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-out")]
    [InlineData("/welcome?token=x")]
    public async Task ReturnElsewhere_LeadsToTheOverview(string go)
    {
        await server.Person("denise", "*=admin");
        var entered = await browser.SignIn("denise", go: go);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (entered.Status, entered.Location));
    }

    [Theory]
    [InlineData("denise", "not her password")]
    [InlineData("nobody", "four quiet lifts")]
    [InlineData("<script>alert(1)</script>", "four quiet lifts")]
    [InlineData("", "")]
    public async Task WrongNameOrPassword_AreAnsweredAlike_AndNothingTypedIsHtml(string name, string password)
    {
        await server.Person("denise", "*=admin");
        var refused = await browser.SignIn(name, password);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Contains("The sign-in name or the password is wrong.", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", refused.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionToken);
    }

    [Theory]
    [InlineData("denise")]
    [InlineData("nobody")]
    public async Task TenWrongPasswords_LockTheName_AlikeForNamesThatThereAreNot_LongerEachTime(string name)
    {
        await server.Person("denise", "*=admin");
        for (var i = 1; i < SignInThrottle.WrongMost; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn(name, "wrong password")).Status);
        foreach (var password in (string[])["wrong password", Browser.Password])
        {
            var locked = await browser.SignIn(name, password);
            Assert.Equal((HttpStatusCode.TooManyRequests, "900"), (locked.Status, locked.Headers["Retry-After"]));
            Assert.Contains("There were 10 wrong passwords for this name, so that it is locked for 15 minutes. Wait, sign in with a passkey, or ask an admin for a new link.", locked.Text, StringComparison.Ordinal);
        }

        server.Clock.Advance(TimeSpan.FromMinutes(15));
        for (var i = 0; i < SignInThrottle.WrongMost; i++) await browser.SignIn(name, "wrong password");
        Assert.Contains("locked for 30 minutes", (await browser.SignIn(name, "wrong password")).Text, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(name == "denise" ? HttpStatusCode.SeeOther : HttpStatusCode.Unauthorized, (await browser.SignIn(name)).Status);
        await server.Installation.Reception.SignIn.NoteLocks();
        var log = await server.Installation.Reads.AuditAfter(0, 1_000, default);
        Assert.Equal(name == "denise" ? 2 : 0, log.Count(r => r.Action == "person.locked"));
    }

    [Fact]
    public async Task ManyAtOnce_CountAsMany()
    {
        await server.Person("denise", "*=admin");
        var desk = server.Installation.Reception.SignIn;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => desk.WithPassword("denise", $"guess {i}", new($"10.0.0.{i}", ""), null, default)));
        Assert.InRange(outcomes.Count(o => o == SignInOutcome.WrongNameOrPassword), 0, SignInThrottle.WrongMost);
        Assert.Equal(StatusCodes.Status429TooManyRequests, Assert.IsType<SignInOutcome.Refused>(await desk.WithPassword("denise", Browser.Password, new("10.0.1.1", ""), null, default)).Status);
    }

    [Fact]
    public async Task OneAddress_IsWrongOnlySoOften_AndComesInAsOftenAsItLikes()
    {
        await server.Person("denise", "*=admin");
        for (var i = 0; i < 35; i++) Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn("denise")).Status);
        browser.SessionToken = "";
        for (var i = 0; i < 30; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn($"guess{i}")).Status);
        var slowed = await browser.SignIn("denise");
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (slowed.Status, slowed.Headers["Retry-After"]));
        Assert.Contains("Too many attempts came from your network. Wait 1 second and try again.", slowed.Text, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn("denise")).Status);
    }

    [Fact]
    public async Task ASession_IsNewWithEachSignIn_AndTheOldOneEnds()
    {
        await server.Person("denise", "*=admin");
        browser.SessionToken = new string('A', 43); // as somebody else might have planted it
        await browser.SignIn("denise");
        var first = browser.SessionToken!;
        Assert.NotEqual(new string('A', 43), first);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);

        using var other = new Browser(server.Url);
        await other.Get("/sign-in");
        other.SessionToken = first; // a second tab that had opened the form before
        Assert.Equal(HttpStatusCode.SeeOther, (await other.Post("/sign-in", ("name", "denise"), ("password", Browser.Password))).Status);
        Assert.NotEqual(first, other.SessionToken);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/account")).Status);
    }

    [Fact]
    public async Task SigningOut_EndsTheSession_NotOnlyTheCookie()
    {
        await server.Person("denise", "*=admin");
        await browser.SignIn("denise");
        var token = browser.SessionToken;
        await browser.Get("/account");
        var gone = await browser.Post("/sign-out");
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (gone.Status, gone.Location));
        browser.SessionToken = token;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
    }

    [Fact]
    public async Task Sessions_EndAfterHalfADayWithoutARequest_AndAfter30DaysInAnyCase()
    {
        await server.Person("denise", "*=admin");
        await browser.SignIn("denise");
        for (var hours = 0; hours < 29 * 24; hours += 11)
        {
            server.Clock.Advance(TimeSpan.FromHours(11));
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);
            if (hours % 7 == 0) await server.Installation.Reception.Sessions.Step();
        }

        server.Clock.Advance(TimeSpan.FromHours(11));
        await browser.Get("/account");
        server.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        await browser.SignIn("denise");
        server.Clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        await server.Installation.Reception.Sessions.Step();
        server.Clock.Advance(TimeSpan.FromHours(1));
        await server.Installation.Reception.Sessions.Step();
        Assert.Equal(0, await server.Installation.Reads.Count("person_session", default));
    }

    [Fact]
    public async Task Sessions_OutliveTheServer()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            string token;
            await using (var first = await RunningServer.Start(o => o with { Folder = folder }))
            {
                await first.Person("denise", "*=admin");
                using var one = new Browser(first.Url);
                await one.SignIn("denise");
                token = one.SessionToken!;
                Assert.DoesNotContain(token, string.Concat((await first.Installation.Reads.AuditAfter(0, 100, default)).Select(r => r.After)), StringComparison.Ordinal);
            }

            await using var next = await RunningServer.Start(o => o with { Folder = folder, Plant = null });
            using var again = new Browser(next.Url) { SessionToken = token };
            Assert.Equal(HttpStatusCode.OK, (await again.Get("/account")).Status);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder, "form-keys")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Disabled_IsOutWithTheNextRequest()
    {
        await server.Person("boss", "*=admin");
        var denise = await server.Person("denise", "north-clinic=planner");
        await browser.SignIn("denise");
        await browser.Get("/account");
        var admin = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        Assert.Equal("disabled", (string)(await admin.Post($"/api/v1/people/{denise.Id}/disable", "{}")).Json["state"]!);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        var refused = await browser.SignIn("denise");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("This account is disabled.", refused.Text, StringComparison.Ordinal);
        await admin.Post($"/api/v1/people/{denise.Id}/enable", "{}");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn("denise")).Status);
    }

    [Fact]
    public async Task AFormFromElsewhere_IsRefused_AlsoForSigningIn()
    {
        await server.Person("denise", "*=admin");
        var login = await browser.Send(HttpMethod.Post, "/sign-in", new FormUrlEncodedContent([new("name", "denise"), new("password", Browser.Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, login.Status);
        Assert.Null(browser.SessionToken);
        await browser.SignIn("denise");
        var without = await browser.Send(HttpMethod.Post, "/account/sessions/end-others", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, without.Status);
        Assert.Contains("load the page again", without.Text, StringComparison.Ordinal);
        var script = await browser.PostJson("/account/passkeys/options", [], "made up");
        Assert.Equal((HttpStatusCode.BadRequest, "not_our_form"), (script.Status, (string)script.Json["code"]!));

        using var mallory = new Browser(server.Url);
        await server.Person("mallory", "north-clinic=technician");
        await mallory.SignIn("mallory");
        var theirs = (await mallory.Get("/session", ("Accept", "*/*"))).Json["csrf"]!;
        Assert.Equal("not_our_form", (string)(await browser.PostJson("/account/passkeys/options", [], (string)theirs!)).Json["code"]!);
    }

    [Fact]
    public async Task CookiesOpenNothingOfTheApi_AndKeysNoPage()
    {
        await server.Person("denise", "*=admin");
        await browser.SignIn("denise");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/assets")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await HttpAnswer.Of(server.North.GetAsync(new Uri("/session", UriKind.Relative)))).Status);
    }

    [Fact]
    public async Task Pages_TellBrowsersToTrustNothingElse()
    {
        var page = await browser.Get("/sign-in");
        Assert.StartsWith("default-src 'self'; base-uri 'none'; form-action 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"].Split(',')[^1].Trim());
    }

    [Fact]
    public async Task TooLargeAForm_IsNotRead()
    {
        await browser.Get("/sign-in");
        var refused = await browser.Post("/sign-in", ("name", "denise"), ("password", new string('x', 300_000)));
        Assert.True(refused.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, refused.Status.ToString());
    }
}
