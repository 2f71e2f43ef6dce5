using System.Net;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.People;

/// <summary>Coming in by a sign-in service, and all that must not come in.</summary>
public sealed class SignInServiceTests : IAsyncLifetime
{
    private FakeSignInService service = null!;
    private RunningServer server = null!;
    private Browser browser = null!;

    public async ValueTask InitializeAsync()
    {
        service = await FakeSignInService.Start();
        server = await RunningServer.Start(o => o with
        {
            SignInService = new()
            {
                Authority = new(service.Url), ClientId = FakeSignInService.ClientId, ClientSecret = FakeSignInService.Secret, Button = "Sign in with Acme",
                Roles = [.. ((string[])["planners=planner@north-clinic", "fitters=technician@north-clinic", "fitters=technician@south-plant", "it=admin@*", "ghosts=admin@nowhere"]).Select(r => ClaimedRole.Read(r)!)],
            },
        });
        browser = new(server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await server.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Vouched_GetsAnAccountAndItsRoles_WhichFollowTheGroups()
    {
        Assert.Contains(">Sign in with Acme</a>", (await browser.Get("/sign-in?return=/account")).Text, StringComparison.Ordinal);
        var entered = await Come(browser, "/account");
        Assert.Equal((HttpStatusCode.Redirect, "/account"), (entered.Status, entered.Location));
        Assert.Contains("; samesite=lax", entered.Headers["Set-Cookie"].Split('\n').Single(c => c.StartsWith("scanward-session=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        var person = server.Installation.Reception.Accounts.FindByName("denise")!;
        Assert.Equal(("Denise Jansen", "denise@example.org", "north-clinic=Planner"), (person.Name, person.Email, Roles(person)));

        service.Claims["groups"] = new[] { "fitters", "planners", "others" };
        service.Claims["name"] = "Denise <i>\u202Eevil";
        using var phone = new Browser(server.Url);
        await Come(phone, "/account");
        person = server.Installation.Reception.Accounts.FindByName("denise")!;
        Assert.Equal(("Denise <i>evil", "north-clinic=Planner south-plant=Technician"), (person.Name, Roles(person)));
        Assert.Contains("Denise &lt;i&gt;evil", (await phone.Get("/account")).Text, StringComparison.Ordinal);
        Assert.Equal(
            ["person.created sign-in service", "person.signed_in denise", "person.changed sign-in service", "person.signed_in denise"],
            (await server.Installation.Reads.AuditAfter(0, 1_000, default)).Where(r => r.Entity == "person").Select(r => $"{r.Action} {r.Actor}"));
        Assert.Null((await Scanward.Server.Access.AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default)).Broken);
    }

    [Fact]
    public async Task WithoutARole_IsTold_AndIsOutEverywhere()
    {
        await Come(browser, "/account");
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);
        foreach (var groups in (string[][])[["strangers"], ["ghosts"], []])
        {
            service.Claims["groups"] = groups;
            using var phone = new Browser(server.Url);
            var refused = await Come(phone, "/account");
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("none of your groups has a role here", refused.Text, StringComparison.Ordinal);
            Assert.Null(phone.SessionToken);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
        service.Claims["sub"] = "u-2";
        Assert.Equal(HttpStatusCode.Forbidden, (await Come(browser, "/")).Status);
        Assert.Single(server.Installation.Reception.Accounts.All);
    }

    [Fact]
    public async Task TheSameNameOrAddress_IsNotTheSamePerson()
    {
        var own = await server.Person("denise", "*=admin");
        await Come(browser, "/account");
        var person = server.Installation.Reception.Accounts.FindByName("denise+2")!;
        Assert.NotEqual(own.PersonId, person.PersonId);
        Assert.Equal("north-clinic=Planner", Roles(person));
        using var other = new Browser(server.Url);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.SignIn("denise+2", "")).Status);
    }

    [Fact]
    public async Task Disabled_StaysOut()
    {
        await Come(browser, "/");
        await server.Installation.Reception.People.Disable(0, server.Installation.Reception.Accounts.FindByName("denise")!.PersonId, Scanward.Server.Storage.AuditActor.CommandLine, default);
        var refused = await Come(browser, "/");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("This account is disabled.", refused.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Faults => ["issuer", "audience", "expired", "nonce", "no nonce", "other key", "unsigned", "refused there"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task WhatCannotBeTrusted_LetsNobodyIn(string fault)
    {
        switch (fault)
        {
            case "issuer": service.Spoil = t => t.Issuer = "https://evil.example"; break;
            case "audience": service.Spoil = t => t.Audience = "another client"; break;
            case "expired": service.Spoil = t => (t.NotBefore, t.IssuedAt, t.Expires) = (t.NotBefore!.Value.AddHours(-2), t.IssuedAt!.Value.AddHours(-2), t.Expires!.Value.AddHours(-1)); break;
            case "nonce": service.Spoil = t => t.Claims["nonce"] = "of another request"; break;
            case "no nonce": service.Spoil = t => t.Claims.Remove("nonce"); break;
            case "other key": service.OtherKey = true; break;
            case "unsigned": service.Spoil = t => t.SigningCredentials = null; break;
            default: service.Error = "access_denied"; break;
        }

        var refused = await Come(browser, "/account");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Contains("What came back from it could not be accepted", refused.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionToken);
        Assert.Empty(server.Installation.Reception.Accounts.All);
    }

    [Fact]
    public async Task AnAnswerThatNobodyAskedFor_OrForAnotherBrowser_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/sign-in/service/callback?code=x&state=y")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/sign-in/service/callback")).Status);
        var back = await There(browser, "/account");
        using var victim = new Browser(server.Url);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.Get(back)).Status);
        Assert.Null(victim.SessionToken);
    }

    [Fact]
    public async Task ASilentService_IsSaidSo_AndTheOwnWayInIsOpen()
    {
        await service.DisposeAsync();
        var page = await browser.Get("/sign-in/service");
        Assert.Equal(HttpStatusCode.BadGateway, page.Status);
        Assert.Contains("The sign-in service does not answer", page.Text, StringComparison.Ordinal);
        await server.Person("boss", "*=admin");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignIn("boss")).Status);
    }

    [Fact]
    public async Task TheWayBack_LeadsNowhereElse()
    {
        var entered = await Come(browser, "https://evil.example/");
        Assert.Equal((HttpStatusCode.Redirect, "/"), (entered.Status, entered.Location));
    }

    /// <summary>Goes to the service and comes back.</summary>
    private async Task<WebPage> Come(Browser browser, string go) => await browser.Get(await There(browser, go));

    /// <summary>Goes to the service; returns where that sends on to.</summary>
    private async Task<string> There(Browser browser, string go)
    {
        var sent = await browser.Get($"/sign-in/service?return={Uri.EscapeDataString(go)}");
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        Assert.StartsWith(service.Url, sent.Location, StringComparison.Ordinal);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var back = await http.GetAsync(new Uri(sent.Location!));
        return back.Headers.Location!.PathAndQuery;
    }

    private static string Roles(Person person) => string.Join(' ', person.Roles.Select(r => $"{r.SiteId}={r.Role}"));
}
