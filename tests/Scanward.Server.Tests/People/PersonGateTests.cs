using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanward.Server.Access;
using Scanward.Server.People;
using Scanward.Server.People.Pages;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.WebConsole;

namespace Scanward.Server.Tests.People;

/// <summary>What pages ask for before they are shown, with a few pages of the test's own on the accounts and sessions of a real server.</summary>
public sealed class PersonGateTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private WebApplication pages = null!;
    private Browser browser = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        var (reception, sites) = (server.Installation.Reception, server.Installation.Sites);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(server.Installation.Clock);
        builder.Services.AddConsole();
        builder.Services.AddPeople(reception, new SignInPolicy(null), server.Folder);
        pages = builder.Build();
        pages.UseRouting();
        pages.UsePeople(new PersonGate(reception.Sessions, reception.Accounts, sites.EverNumberOf, sites.IsRetired, sites.First, pages.Services.GetRequiredService<IAntiforgery>(), PersonPages.Notice));
        pages.MapPersonPages();
        static string Told(HttpContext context) => $"{context.Person()?.Person.SignInName} {context.Person()?.SiteId} {context.Person()?.Role} {context.Caller().By.Name} {context.Caller().SiteNo}";
        pages.MapGet("/any", Told).RequirePerson(PersonRole.Technician);
        pages.MapGet("/plan", Told).RequirePerson(PersonRole.Planner);
        pages.MapGet("/rule", Told).RequirePerson(PersonRole.Admin);
        pages.MapGet("/one", Told).RequirePerson(PersonRole.Technician).ForOneSite(beginsAtFirst: true);
        pages.MapPost("/do", Told).RequirePerson(PersonRole.Planner);
        pages.MapGet("/open", (HttpContext context) => context.Person()?.Person.SignInName ?? "nobody");
        await pages.StartAsync();
        browser = new(new Uri(pages.Urls.First()));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await pages.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task ARoleBelow_IsToldWhichItTakes()
    {
        await server.Person("denise", "north-clinic=planner");
        await browser.SignIn("denise");
        Assert.Equal($"denise north-clinic Planner denise {server.Installation.Sites.NumberOf(TestPlants.North)}", (await browser.Get("/plan")).Text);
        var refused = await browser.Get("/rule");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("This takes the role admin or above; at north-clinic you are planner.", refused.Text, StringComparison.Ordinal);
        var part = await browser.Get("/rule", ("HX-Request", "true"));
        Assert.Equal((HttpStatusCode.Forbidden, "not_permitted"), (part.Status, (string)part.Json["code"]!));
    }

    [Fact]
    public async Task OneSiteAtATime_IsChosenAndRemembered_AndOthersAreNotThere()
    {
        await server.Person("denise", "north-clinic=planner", "south-plant=technician");
        await browser.SignIn("denise");
        Assert.StartsWith("denise north-clinic Planner", (await browser.Get("/any")).Text, StringComparison.Ordinal);
        Assert.StartsWith("denise south-plant Technician", (await browser.Get("/any?site=south-plant")).Text, StringComparison.Ordinal);
        Assert.StartsWith("denise south-plant Technician", (await browser.Get("/any")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/plan")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/plan?site=north-clinic")).Status);
        foreach (var site in (string[])["*", "nowhere", "<script>"])
        {
            var refused = await browser.Get($"/any?site={Uri.EscapeDataString(site)}");
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("There is no such site, or you have no role there.", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/one")).Status);
    }

    [Fact]
    public async Task AllSites_IsForThoseWithARoleEverywhere_AndWhatConcernsOneBeginsAtTheFirst()
    {
        await server.Person("boss", "*=technician", "north-clinic=admin");
        await browser.SignIn("boss");
        Assert.Equal("boss * Technician boss 0", (await browser.Get("/any")).Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/rule")).Status);
        Assert.StartsWith("boss north-clinic Admin", (await browser.Get("/rule?site=north-clinic")).Text, StringComparison.Ordinal);
        Assert.StartsWith("boss south-plant Technician", (await browser.Get("/any?site=south-plant")).Text, StringComparison.Ordinal);
        Assert.StartsWith($"boss {server.Installation.Sites.First()!.Value.SiteId} ", (await browser.Get("/one?site=*")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyAndNoRole_AreToldSo_WhatIsOpenStaysOpen()
    {
        Assert.Equal("nobody", (await browser.Get("/open")).Text);
        var sent = await browser.Get("/plan?site=x&y=%26");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?return=%2Fplan%3Fsite%3Dx%26y%3D%2526"), (sent.Status, sent.Location));
        await server.Person("new");
        await browser.SignIn("new");
        Assert.Equal("new", (await browser.Get("/open")).Text);
        Assert.Contains("You have no role at any site yet.", (await browser.Get("/any")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);
    }

    [Fact]
    public async Task AChange_TakesTheToken_OfThisSession()
    {
        await server.Person("denise", "north-clinic=planner");
        await browser.SignIn("denise");
        await browser.Get("/account");
        Assert.Equal(HttpStatusCode.OK, (await browser.Post("/do")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Send(HttpMethod.Post, "/do", new FormUrlEncodedContent([]))).Status);
        var before = await browser.Get("/account");
        await browser.Post("/sign-out");
        await browser.SignIn("denise");
        var stale = await browser.Send(HttpMethod.Post, "/do", new FormUrlEncodedContent([new("__RequestVerificationToken", before.Field("__RequestVerificationToken"))]));
        Assert.Equal(HttpStatusCode.BadRequest, stale.Status);
        browser.SessionToken = "";
        var gone = await browser.Send(HttpMethod.Post, "/do", new FormUrlEncodedContent([]), ("Referer", new Uri(new Uri(pages.Urls.First()), "/plan?x=1").ToString()));
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?return=%2Fplan%3Fx%3D1"), (gone.Status, gone.Location));
    }

    [Fact]
    public async Task RolesFollowAtOnce()
    {
        await server.Person("boss", "*=admin");
        var denise = await server.Person("denise", "north-clinic=planner");
        await browser.SignIn("denise");
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/plan")).Status);
        await server.Installation.Reception.People.Change(0, denise.PersonId, new(null, null, null, null, PeopleOfTests.Roles(server, "north-clinic=technician")), Scanward.Server.Storage.AuditActor.CommandLine, default);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/plan")).Status);
    }
}
