using System.Net;
using System.Text.RegularExpressions;
using Scanward.Server.Links;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.People;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Links;

/// <summary><c>/t/{tag}</c> in a phone's own camera: for those who work here, for guests, and for whoever tries what else it does.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private Browser browser = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start(o => o with { Plant = TestPlants.Small with { Sites = [.. TestPlants.Small.Sites.Select(s => s with { GuestReports = s.SiteId == TestPlants.North })] } });
        browser = new(server.Url);
    }

    public ValueTask DisposeAsync()
    {
        browser.Dispose();
        return server.DisposeAsync();
    }

    [Theory]
    [InlineData("/t/AHU-000123", "AHU-000123")]
    [InlineData("/T/AHU-000123", "AHU-000123")]
    [InlineData("/t/95206141%2FA12", "95206141%2FA12")]
    [InlineData("/t/a/b/c?utm_source=x", "a%2Fb%2Fc")]
    [InlineData("/t/%5DC180049520614141234567", "%5DC180049520614141234567")]
    [InlineData("/t/%3Cscript%3E", "%3Cscript%3E")]
    [InlineData("/t/a%2520b", "a%2520b")]
    [InlineData("/t/..%2f..%2fetc%2fpasswd", "..%2F..%2Fetc%2Fpasswd")]
    public async Task SignedIn_OrKnownDevice_GetsTheScanner_WithTheTagRead(string path, string tag)
    {
        await server.Person("tom", "north-clinic=technician");
        await browser.SignIn("tom");
        var page = await browser.Get(path);
        Assert.Equal((HttpStatusCode.Redirect, $"/scan#tag={tag}"), (page.Status, page.Location));

        using var phone = new Browser(server.Url);
        Assert.Equal($"/scan#tag={tag}", (await phone.Get(path, ("Cookie", $"{LinkEndpoints.DeviceCookie}=1"))).Location);
        Assert.Equal($"/scan#tag={tag}", (await phone.Send(HttpMethod.Head, path, null, ("Cookie", $"{LinkEndpoints.DeviceCookie}=1"))).Location);
    }

    [Fact]
    public async Task Guest_Reports_AndItIsRoutedAsAScan_Once()
    {
        var form = await browser.Get("/T/AHU-000123");
        Assert.Equal(HttpStatusCode.OK, form.Status);
        Assert.Contains("bearing noise", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Criticality", form.Text, StringComparison.OrdinalIgnoreCase);
        (string, string)[] fields = [("key", form.Field("key")), ("failure_mode", "bearing_noise"), ("note", "It howls.\r\nSince Monday."), ("contact", "Ada, 555")];
        var done = await browser.Post("/t/AHU-000123", fields);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        var number = Regex.Match(done.Text, "WO-NC-[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.NotEmpty(number);
        Assert.Contains(number, (await browser.Post("/t/AHU-000123", fields)).Text, StringComparison.Ordinal); // sent twice
        Assert.Equal(["1 1"], server.Rows("select (select count(*) from scan), (select count(*) from work_order)"));
        var work = (await server.North.Get($"/api/v1/work-orders/{number}")).Json;
        var scan = (await server.North.Get($"/api/v1/scans/{work["scan_id"]}")).Json;
        Assert.Equal(("guest", "It howls.\nSince Monday.\nReported by: Ada, 555", "bearing_noise"), ((string)scan["operator_id"]!, (string)scan["note"]!, (string)scan["failure_mode"]!));
        Assert.Equal("guest", (string)(await server.North.Get($"/api/v1/scans/{work["scan_id"]}/explanation")).Json["facts"]!["operator_role"]!);

        using var other = new Browser(server.Url);
        var again = await other.Get("/t/AHU-000123");
        var known = await other.Post("/t/AHU-000123", ("key", again.Field("key")), ("failure_mode", "bearing_noise"));
        Assert.Contains("already reported", known.Text, StringComparison.Ordinal);
        Assert.Contains(number, known.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Installation.Reads.Count("work_order", default)));
        server.CheckBooks();
    }

    [Fact]
    public async Task Guest_WithNothingToSay_IsAskedAgain_AndKeepsWhatWasTyped()
    {
        var form = await browser.Get("/t/AHU-000123");
        var again = await browser.Post("/t/AHU-000123", ("key", form.Field("key")), ("contact", "<b>Ada</b>"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("Say in a few words", again.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Ada&lt;/b&gt;", again.Text, StringComparison.Ordinal);
        Assert.Equal(form.Field("key"), again.Field("key"));
        Assert.Equal(["0"], server.Rows("select count(*) from scan"));
    }

    [Fact]
    public async Task Guest_AtASiteThatTakesNone_IsAskedToSignIn()
    {
        var page = await browser.Get("/t/AHU-000201");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?return=%2Ft%2FAHU-000201"), (page.Status, page.Location));
        var token = await browser.Get("/t/AHU-000123");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post("/t/AHU-000201", ("note", "x"), ("key", token.Field("key")))).Status);
        Assert.Equal(["0"], server.Rows("select count(*) from scan"));
    }

    [Fact]
    public async Task UnknownTag_CanBeReportedAllTheSame_AndIsKeptUntilItIsClaimed()
    {
        var form = await browser.Get("/t/LABEL-77");
        Assert.Contains("Nothing is known of the label", form.Text, StringComparison.Ordinal);
        var done = await browser.Post("/t/LABEL-77", ("key", form.Field("key")), ("note", "drips"));
        Assert.Contains("kept", done.Text, StringComparison.Ordinal);
        Assert.Equal(["asset_unknown 1"], server.Rows("select code, state from dead_letter"));
        await server.North.Post("/api/v1/assets/AHU-000123/tags", """{"tag": "LABEL-77"}""");
        Assert.Equal(["guest"], server.Rows("select operator_id from scan"));
    }

    [Theory]
    [InlineData("/t/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("/t/..%2f..%2fetc%2fpasswd")]
    [InlineData("/t/%E2%80%AEgnp.exe")]
    [InlineData("/t/%00")]
    [InlineData("/t/%F0%9F%94%A7")]
    [InlineData("/t/")]
    [InlineData("/t")]
    [InlineData("/t/%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")]
    [InlineData("/t/=cmd%7C'%20%2FC%20calc'!A0")]
    [InlineData("/t/https:%2F%2Fevil.example.org%2F")]
    public async Task HostileTag_IsShownHarmless_AndMovesNothing(string path)
    {
        var page = await browser.Get(path);
        Assert.InRange((int)page.Status, 200, 404);
        Assert.DoesNotContain("<script>alert", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("root:", page.Text, StringComparison.Ordinal);
        Assert.True(page.Location is null || page.Location.StartsWith("/sign-in?return=%2Ft%2F", StringComparison.Ordinal), page.Location);
        if (page.Status == HttpStatusCode.OK) Assert.Contains("default-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(["0 0"], server.Rows("select (select count(*) from scan), (select count(*) from dead_letter)"));
    }

    [Fact]
    public async Task LongTag_IsRefused()
    {
        var page = await browser.Get("/t/" + new string('A', 2_100));
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.DoesNotContain(new string('A', 100), page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FromElsewhere_IsRefused()
    {
        using var content = new FormUrlEncodedContent([new("note", "x"), new("key", Guid.NewGuid().ToString())]);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Send(HttpMethod.Post, "/t/AHU-000123", content)).Status);
        Assert.Equal(["0"], server.Rows("select count(*) from scan"));
    }

    [Fact]
    public async Task Reports_OfOneTag_AreLimited_WhoeverSendsThem()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var guest = new Browser(server.Url);
            var form = await guest.Get("/t/AHU-000123");
            answers.Add((await guest.Post("/t/AHU-000123", ("key", form.Field("key")), ("note", $"again {i}"))).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await browser.Get("/t/AHU-000123");
        Assert.Equal(HttpStatusCode.OK, (await browser.Post("/t/AHU-000123", ("key", later.Field("key")), ("note", "later"))).Status);
    }

    [Fact]
    public async Task NoSiteTakesGuests_EveryTagLeadsToSignIn()
    {
        await using var closed = await RunningServer.Start();
        using var guest = new Browser(closed.Url);
        Assert.Equal("/sign-in?return=%2Ft%2FAHU-000123", (await guest.Get("/t/AHU-000123")).Location!);
        Assert.Equal("/sign-in?return=%2Ft%2FLABEL-77", (await guest.Get("/t/LABEL-77")).Location!);
    }
}
