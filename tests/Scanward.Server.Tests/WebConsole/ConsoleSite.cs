using System.Net;
using System.Text.RegularExpressions;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.People;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The console of a running server, looked at and worked with as a browser without JavaScript would.</summary>
internal sealed class ConsoleSite : IAsyncDisposable
{
    private readonly List<HttpClient> browsers = [];

    private ConsoleSite(RunningServer server) => Server = server;

    public RunningServer Server { get; }

    public static async Task<ConsoleSite> Start(Func<RunningServerOptions, RunningServerOptions>? configure = null) => new(await RunningServer.Start(o => configure?.Invoke(o) ?? o));

    /// <summary>A browser of somebody with this role at this site.</summary>
    public Task<ConsoleBrowser> As(PersonRole role, string siteId = TestPlants.North) => With($"{siteId}={Wire.Name(role)}");

    /// <summary>A browser of somebody with roles such as <c>north-clinic=planner</c> or <c>*=admin</c>.</summary>
    public async Task<ConsoleBrowser> With(params string[] roles)
    {
        var name = $"person{browsers.Count}";
        await Server.Person(name, roles);
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Server.Url };
        browsers.Add(http);
        var browser = new ConsoleBrowser(http);
        await browser.Get("/sign-in");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Post("/sign-in", ("name", name), ("password", Browser.Password))).Status);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var http in browsers) http.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>Asks for pages and sends forms with the token of the page that was seen last.</summary>
internal sealed class ConsoleBrowser(HttpClient http)
{
    private string token = "";

    public async Task<ShownPage> Get(string address, bool partial = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (partial) request.Headers.Add("HX-Request-Type", "partial");
        return Seen(await ShownPage.Of(http.SendAsync(request)));
    }

    public async Task<ShownPage> Post(string address, params IEnumerable<(string Name, string Value)> fields) => Seen(await ShownPage.Of(http.PostAsync(
        address, new FormUrlEncodedContent(fields.Prepend(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))))));

    /// <summary>Sends the form, and follows to where it leads.</summary>
    public async Task<ShownPage> Send(string address, params IEnumerable<(string Name, string Value)> fields)
    {
        var sent = await Post(address, fields);
        Assert.True(sent.Status == HttpStatusCode.SeeOther, $"{(int)sent.Status}: {sent.Said}");
        return await Get(sent.Location!);
    }

    private ShownPage Seen(ShownPage page)
    {
        if (page.Token is { Length: > 0 } seen) token = seen;
        return page;
    }
}

/// <summary>
/// A page as it came. Making one checks what holds for every page: a strict policy for content, no script, style or handler in the page itself, every id there once, every field with a label.
/// </summary>
internal sealed partial record ShownPage
{
    private ShownPage(HttpResponseMessage response, string html)
    {
        Status = response.StatusCode;
        Location = response.Headers.Location?.ToString();
        MediaType = response.Content.Headers.ContentType?.MediaType;
        Html = html;
        Said = Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ");
    }

    public HttpStatusCode Status { get; }

    public string? Location { get; }

    public string? MediaType { get; }

    public string Html { get; }

    /// <summary>The text that is read, without tags.</summary>
    public string Said { get; }

    public static async Task<ShownPage> Of(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var page = new ShownPage(response, await response.Content.ReadAsStringAsync());
        Assert.True((int)page.Status < 500, page.Said);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        if (page.MediaType != "text/html") return page;
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page.Html);
        var ids = Ids().Matches(page.Html).Select(m => m.Groups["value"].Value).ToArray();
        Assert.Equal([], ids.GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key));
        var labels = Labels().Matches(page.Html).Select(m => m.Groups["value"].Value).ToHashSet();
        Assert.Equal([], Fields().Matches(page.Html).Select(m => m.Groups["value"].Value).Where(id => !labels.Contains(id)));
        return page;
    }

    public ShownPage Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} and not {(int)status}: {Said}");
        return this;
    }

    public ShownPage Says(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts) Assert.True(Said.Contains(text, StringComparison.Ordinal), $"'{text}' is not said by: {Said}");
        return this;
    }

    public ShownPage SaysNot(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts) Assert.DoesNotContain(text, Said, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Goes back in with each form.</summary>
    public string Token => WebUtility.HtmlDecode(Tokens().Match(Html).Groups["value"].Value);

    /// <summary>Asserts what is said at a field that is at fault, and that the field points to it.</summary>
    public ShownPage Faults(string field, string says)
    {
        Is(HttpStatusCode.UnprocessableEntity);
        Assert.Matches($"aria-describedby=\"{Regex.Escape(field)}-fault[ \"]", Html);
        var fault = Regex.Match(Html, $"<p class=\"field-fault[^\"]*\" id=\"{Regex.Escape(field)}-fault\">(.*?)</p>", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var said = WebUtility.HtmlDecode(fault.Groups[1].Value);
        Assert.True(said.Contains(says, StringComparison.Ordinal), $"'{says}' is not said by: {said}");
        return this;
    }

    /// <summary>Where a link of this kind leads, such as <c>next</c>; null where there is none.</summary>
    public string? Link(string rel) => Regex.Match(Html, $"href=\"([^\"]+)\" rel=\"{Regex.Escape(rel)}\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    /// <summary>The value of a hidden field of the form that goes to this address.</summary>
    public string Hidden(string action, string name)
    {
        var form = Html[Html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(Regex.Match(form, $"name=\"{Regex.Escape(name)}\" value=\"([^\"]*)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups[1].Value);
    }

    [GeneratedRegex("<script(?![^>]* src=)[^>]*>|<style|<[a-z][^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*?\\s(?:style|on[a-z]+)=", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex("\\sid=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ids();

    [GeneratedRegex("<label[^>]* for=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex("<(?:input|select|textarea)[^>]*\\sid=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fields();
}
