using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.People;

/// <summary>Passkeys, with an authenticator in software at the other end.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private Uri url = null!;
    private Browser browser = null!;
    private SoftwareAuthenticator authenticator = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        url = new UriBuilder(server.Url) { Host = "localhost" }.Uri; // browsers give no passkeys to an address that is a number
        browser = new(url);
        authenticator = new() { Origin = $"http://localhost:{url.Port}" };
        await server.Person("denise", "*=admin");
    }

    public ValueTask DisposeAsync()
    {
        authenticator.Dispose();
        browser.Dispose();
        return server.DisposeAsync();
    }

    [Fact]
    public async Task Added_LetsInWithoutNameAndPassword_UntilItIsRemoved()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await Add(browser, authenticator)).Status);
        var account = await browser.Get("/account");
        Assert.Contains("<bdi>my &lt;phone&gt;</bdi>", account.Text, StringComparison.Ordinal);
        using var other = new Browser(url);
        var entered = await SignIn(other, authenticator);
        Assert.Equal((HttpStatusCode.OK, "/account"), (entered.Status, (string)entered.Json["go"]!));
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/account")).Status);
        Assert.Equal(["person.passkey_added denise", "person.signed_in denise"], (await server.Installation.Reads.AuditAfter(0, 1_000, default)).TakeLast(2).Select(r => $"{r.Action} {r.Actor}"));

        var remove = System.Text.RegularExpressions.Regex.Match(account.Text, "/account/passkeys/[^/]+/remove", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post(remove)).Status);
        using var third = new Browser(url);
        Refused(await SignIn(third, authenticator));
    }

    [Fact]
    public async Task Adding_TakesThePassword_AndAnAnswerCountsOnce()
    {
        await browser.SignIn("denise");
        var csrf = await Csrf(browser);
        Assert.Equal("sign_in_refused", (string)(await browser.PostJson("/account/passkeys/options", new() { ["password"] = "not hers at all" }, csrf)).Json["code"]!);
        Assert.Equal("/password", (string)(await browser.PostJson("/account/passkeys/options", [], csrf)).Json["errors"]![0]!["pointer"]!);
        var asked = (await browser.PostJson("/account/passkeys/options", new() { ["password"] = Browser.Password }, csrf)).Json;
        var answer = new JsonObject { ["challenge_id"] = (string)asked["challenge_id"]!, ["credential"] = authenticator.Create(asked["options"]!), ["name"] = "phone" };
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJson("/account/passkeys", answer, csrf)).Status);
        Assert.Equal("/challenge_id", (string)(await browser.PostJson("/account/passkeys", answer, csrf)).Json["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task WhatIsNotAsItMustBe_LetsNobodyIn()
    {
        await Add(browser, authenticator);
        using var other = new Browser(url);
        using var unknown = new SoftwareAuthenticator { Origin = authenticator.Origin };
        Refused(await SignIn(other, unknown));
        foreach (var origin in (string[])["http://evil.example", $"http://localhost:{url.Port + 1}", "nonsense"])
        {
            using var lured = new SoftwareAuthenticator { Origin = origin };
            Assert.Equal("not_accepted", (string)(await Add(browser, lured)).Json["errors"]![0]!["code"]!);
            authenticator.Origin = origin;
            Refused(await SignIn(other, authenticator));
            authenticator.Origin = $"http://localhost:{url.Port}";
        }

        Refused(await SignIn(other, authenticator, credential => credential["response"]!["signature"] = (string)credential["rawId"]!));
        Refused(await SignIn(other, authenticator, credential => credential["response"]!["userHandle"] = "Mg"));
        Refused(await SignIn(other, authenticator, credential => credential["id"] = "AAAA"));
        await other.Get("/sign-in");
        var csrf = await SignInCsrf(other);
        var asked = (await other.PostJson("/sign-in/passkey/options", [], csrf)).Json;
        var answer = new JsonObject { ["challenge_id"] = (string)asked["challenge_id"]!, ["credential"] = authenticator.Get(asked["options"]!) };
        Assert.Equal(HttpStatusCode.OK, (await other.PostJson("/sign-in/passkey", answer, csrf)).Status);
        using var replayed = new Browser(url);
        Refused(await replayed.PostJson("/sign-in/passkey", answer, await SignInCsrf(replayed)));

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = (await replayed.PostJson("/sign-in/passkey/options", [], await SignInCsrf(replayed))).Json;
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        Refused(await replayed.PostJson("/sign-in/passkey", new() { ["challenge_id"] = (string)late["challenge_id"]!, ["credential"] = authenticator.Get(late["options"]!) }, await SignInCsrf(replayed)));
        authenticator.Forget(); // as a copy of the authenticator would count
        Refused(await SignIn(replayed, authenticator));
    }

    [Fact]
    public async Task Unverified_IsNotAdded()
    {
        using var careless = new SoftwareAuthenticator { Origin = authenticator.Origin, VerifiesUser = false };
        var refused = await Add(browser, careless);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not_accepted"), (refused.Status, (string)refused.Json["errors"]![0]!["code"]!));
    }

    [Fact]
    public async Task Disabled_IsNotLetIn_AndALockedNameIs()
    {
        await Add(browser, authenticator);
        for (var i = 0; i < SignInThrottle.WrongMost; i++) await server.Installation.Reception.SignIn.WithPassword("denise", "wrong", new($"10.0.0.{i}", ""), null, default);
        using var other = new Browser(url);
        Assert.Equal(HttpStatusCode.OK, (await SignIn(other, authenticator)).Status);
        await server.Person("boss", "*=admin");
        await server.Installation.Reception.People.Disable(0, server.Installation.Reception.Accounts.FindByName("denise")!.PersonId, Scanward.Server.Storage.AuditActor.CommandLine, default);
        using var late = new Browser(url);
        var refused = await SignIn(late, authenticator);
        Assert.Equal((HttpStatusCode.Forbidden, "sign_in_refused"), (refused.Status, (string)refused.Json["code"]!));
    }

    private static void Refused(WebPage answer) => Assert.Equal((HttpStatusCode.Unauthorized, "sign_in_refused"), (answer.Status, (string)answer.Json["code"]!));

    private static async Task<WebPage> Add(Browser browser, SoftwareAuthenticator authenticator)
    {
        await browser.SignIn("denise");
        var csrf = await Csrf(browser);
        var asked = (await browser.PostJson("/account/passkeys/options", new() { ["password"] = Browser.Password }, csrf)).Json;
        Assert.Equal(("localhost", "denise", "required"), ((string)asked["options"]!["rp"]!["id"]!, (string)asked["options"]!["user"]!["name"]!, (string)asked["options"]!["authenticatorSelection"]!["userVerification"]!));
        return await browser.PostJson("/account/passkeys", new() { ["challenge_id"] = (string)asked["challenge_id"]!, ["credential"] = authenticator.Create(asked["options"]!), ["name"] = "my <phone>" }, csrf);
    }

    private static async Task<WebPage> SignIn(Browser browser, SoftwareAuthenticator authenticator, Action<JsonObject>? spoil = null)
    {
        var csrf = await SignInCsrf(browser);
        var asked = (await browser.PostJson("/sign-in/passkey/options", [], csrf)).Json;
        var credential = authenticator.Get(asked["options"]!);
        spoil?.Invoke(credential);
        return await browser.PostJson("/sign-in/passkey", new() { ["challenge_id"] = (string)asked["challenge_id"]!, ["credential"] = credential, ["return"] = "/account" }, csrf);
    }

    private static async Task<string> Csrf(Browser browser) => (string)(await browser.Get("/session", ("Accept", "*/*"))).Json["csrf"]!;

    private static async Task<string> SignInCsrf(Browser browser) => (await browser.Get("/sign-in")).Field("__RequestVerificationToken");
}
