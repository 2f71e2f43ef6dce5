using System.Net;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.People;

/// <summary>Links that are good once: the first admin's, invitations, and new passwords.</summary>
public sealed class LinkTests : IAsyncLifetime
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

    private PersonLinks Links => server.Installation.Reception.Links;

    [Fact]
    public async Task Welcome_MakesTheFirstAdmin_Once()
    {
        var link = (await Links.Welcome())!;
        var page = await browser.Get(link.Path);
        Assert.Equal((HttpStatusCode.OK, "no-referrer"), (page.Status, page.Headers["Referrer-Policy"]));
        Assert.Contains("You make the first account.", page.Text, StringComparison.Ordinal);
        Assert.Equal(link.Path.Split('=')[1], page.Field("token"));
        var entered = await browser.Post("/welcome", Filled(link, "Boss", "The <b>Boss</b>", Browser.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (entered.Status, entered.Location));
        var account = await browser.Get("/account");
        Assert.Contains("The &lt;b&gt;Boss&lt;/b&gt;", account.Text, StringComparison.Ordinal);
        Assert.Contains("All sites", account.Text, StringComparison.Ordinal);

        using var late = new Browser(server.Url);
        Assert.Equal(HttpStatusCode.Gone, (await late.Get(link.Path)).Status);
        Assert.Null(await Links.Welcome());
        Assert.Equal(["person.created boss", "person.signed_in boss"], (await server.Installation.Reads.AuditAfter(0, 1_000, default)).Where(r => r.Entity == "person").Select(r => $"{r.Action} {r.Actor}"));
    }

    [Fact]
    public async Task Welcome_OfAnEarlierStart_OrOfYesterday_IsGone()
    {
        var first = (await Links.Welcome())!;
        var second = (await Links.Welcome())!;
        var gone = await browser.Get(first.Path);
        Assert.Equal(HttpStatusCode.Gone, gone.Status);
        Assert.Contains("it was used before, has been replaced by another, or is too old", gone.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get(second.Path)).Status);
        server.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.Gone, (await browser.Post("/welcome", Filled(second, "boss", "Boss", Browser.Password))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await browser.Get("/welcome?token=made-up")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await browser.Get("/welcome")).Status);
    }

    [Fact]
    public async Task TwoAtOnce_MakeOneAdmin()
    {
        var link = (await Links.Welcome())!;
        var token = link.Path.Split('=')[1];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => server.Installation.Reception.SignIn.ByLink(token, ($"boss{i}x", "Boss"), Browser.Password, new("test", ""), null, default)));
        Assert.Single(outcomes.OfType<SignInOutcome.SignedIn>());
        Assert.Single(server.Installation.Reception.Accounts.All);
    }

    [Theory]
    [InlineData("b", "Boss", "four quiet lifts", "sign_in_name", "2 to 64 characters")]
    [InlineData("bоss", "Boss", "four quiet lifts", "sign_in_name", "written with a-z, 0-9")] // a Cyrillic о
    [InlineData("boss", "", "four quiet lifts", "name", "1 to 64 characters")]
    [InlineData("boss", "Bo\u202Ess", "four quiet lifts", "name", "cannot be seen")]
    [InlineData("boss", "Boss", "short", "password", "at least 10 characters")]
    [InlineData("boss", "Boss", "1234567890", "password", "would be tried")]
    [InlineData("boss", "Boss", "Password123!", "password", "would be tried")]
    [InlineData("bossofall", "Boss", "bossofall1!", "password", "more than your name")]
    public async Task WhatDoesNotDo_IsSaidAtItsField_AndTheLinkStaysGood(string signInName, string name, string password, string field, string why)
    {
        var link = (await Links.Welcome())!;
        await browser.Get(link.Path);
        var page = await browser.Post("/welcome", Filled(link, signInName, name, password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Matches($"id=\"{field}-fault\"[^>]*>[^<]*{why}", page.Text);
        Assert.DoesNotContain(password, page.Text.Replace(signInName, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post("/welcome", Filled(link, "chief", "Chief", Browser.Password))).Status);
    }

    [Fact]
    public async Task Invited_SetTheirPassword_AndANewLinkSetsAnother_AndEndsEverythingElse()
    {
        var admin = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        var made = await admin.Post("/api/v1/people", """{"sign_in_name": "Denise", "name": "Denise", "roles": [{"site": "north-clinic", "role": "planner"}]}""");
        Assert.Equal((HttpStatusCode.Created, "no-store"), (made.Status, made.Headers.CacheControl?.ToString()));
        var path = new Uri((string)made.Json["link"]!).PathAndQuery;
        Assert.Contains("For <bdi>Denise</bdi>, who signs in as <code>denise</code>.", (await browser.Get(path)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn("denise", "")).Status);
        await browser.Get(path);
        var different = await browser.Post("/welcome", ("token", path.Split('=')[1]), ("password", Browser.Password), ("again", "another"));
        Assert.Contains("id=\"again-fault\"", different.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post("/welcome", ("token", path.Split('=')[1]), ("password", Browser.Password), ("again", Browser.Password))).Status);
        Assert.Equal(["password"], (await admin.Get($"/api/v1/people/{made.Json["id"]}")).Json["signs_in_with"]!.AsArray().Select(w => (string)w!));

        for (var i = 0; i < SignInThrottle.WrongMost; i++) await server.Installation.Reception.SignIn.WithPassword("denise", "wrong", new($"10.0.0.{i}", ""), null, default);
        var reset = await admin.Post($"/api/v1/people/{made.Json["id"]}/link", "{}");
        using var phone = new Browser(server.Url);
        var again = new Uri((string)reset.Json["link"]!).PathAndQuery;
        await phone.Get(again);
        const string Other = "another long one";
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Post("/welcome", ("token", again.Split('=')[1]), ("password", Other), ("again", Other))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignIn("denise")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn("denise", Other)).Status);
    }

    [Fact]
    public async Task ChangingThePassword_TakesTheOldOne_KeepsOneInHere_AndSignsOutElsewhere()
    {
        await server.Person("denise", "*=admin");
        using var phone = new Browser(server.Url);
        await phone.SignIn("denise");
        await browser.SignIn("denise");
        await browser.Get("/account");
        const string Next = "another long one";
        var wrong = await browser.Post("/account/password", ("current", "not it at all"), ("password", Next), ("again", Next));
        Assert.Contains("This is not your password.", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"password-fault\"", (await browser.Post("/account/password", ("current", Browser.Password), ("password", "short"), ("again", "short"))).Text, StringComparison.Ordinal);
        var done = await browser.Post("/account/password", ("current", Browser.Password), ("password", Next), ("again", Next));
        Assert.Equal((HttpStatusCode.SeeOther, "/account?done=password"), (done.Status, done.Location));
        Assert.Contains("The password is changed.", (await browser.Get(done.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await phone.Get("/account")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.SignIn("denise", Next)).Status);
    }

    [Fact]
    public async Task OwnSessions_AreShownAndEnded_AndNobodyElses()
    {
        await server.Person("denise", "*=admin");
        var mallory = await server.Person("mallory", "north-clinic=technician");
        using var phone = new Browser(server.Url);
        await phone.SignIn("denise");
        await browser.SignIn("denise");
        var shown = await browser.Get("/account");
        Assert.Contains("TestBrowser/1", shown.Text, StringComparison.Ordinal);
        using var other = new Browser(server.Url);
        await other.SignIn("mallory");
        var theirs = server.Installation.Reception.Sessions.Of(mallory.PersonId)[0];
        await browser.Post($"/account/sessions/{theirs.SessionId}/end");
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/account")).Status);
        await browser.Post("/account/sessions/end-others");
        Assert.Equal(HttpStatusCode.Redirect, (await phone.Get("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);
    }

    private static (string, string)[] Filled(MadeLink link, string signInName, string name, string password) =>
        [("token", link.Path.Split('=')[1]), ("sign_in_name", signInName), ("name", name), ("password", password), ("again", password)];
}
