using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.People;

/// <summary>A page as a browser gets it.</summary>
/// <param name="Location">Where it sends on to; null where it does not.</param>
internal sealed record WebPage(HttpStatusCode Status, string Text, string? Location, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The value of a field that the page holds.</summary>
    public string Field(string name) => WebUtility.HtmlDecode(Regex.Match(Text, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value);
}

/// <summary>Keeps cookies, follows nothing by itself, and sends forms with what the last page held.</summary>
internal sealed class Browser : IDisposable
{
    public const string Password = "four quiet lifts";

    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private readonly Uri url;
    private WebPage? last;

    public Browser(Uri url)
    {
        this.url = url;
        http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = url };
        http.DefaultRequestHeaders.Add("Accept", "text/html,*/*;q=0.8");
        http.DefaultRequestHeaders.Add("User-Agent", "TestBrowser/1");
    }

    public string? SessionToken
    {
        get => cookies.GetCookies(url)[SessionCookie.Name]?.Value;
        set => cookies.Add(url, new Cookie(SessionCookie.Name, value, "/"));
    }

    public Task<WebPage> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a form with the token of the page that was seen last.</summary>
    public Task<WebPage> Post(string path, params (string Name, string Value)[] fields) =>
        Send(HttpMethod.Post, path, new FormUrlEncodedContent([new("__RequestVerificationToken", last?.Field("__RequestVerificationToken") ?? ""), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]));

    /// <summary>Sends JSON as a script of the page that was seen last.</summary>
    public Task<WebPage> PostJson(string path, JsonObject body, string csrf) =>
        Send(HttpMethod.Post, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), ("Accept", "*/*"), (SessionEndpoints.TokenHeader, csrf));

    public async Task<WebPage> SignIn(string name, string password = Password, string? go = null)
    {
        await Get(go is null ? "/sign-in" : $"/sign-in?return={Uri.EscapeDataString(go)}");
        return await Post("/sign-in", ("name", name), ("password", password), ("return", last!.Field("return")));
    }

    public async Task<WebPage> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (method != HttpMethod.Get) request.Headers.Add("Origin", url.GetLeftPart(UriPartial.Authority));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var page = new WebPage(
            response.StatusCode, text, response.Headers.Location?.OriginalString,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join('\n', h.Value), StringComparer.OrdinalIgnoreCase));
        if (text.Contains("__RequestVerificationToken", StringComparison.Ordinal)) last = page;
        return page;
    }

    public void Dispose() => http.Dispose();
}

internal static class PeopleOfTests
{
    /// <summary>An account with a password, and with roles such as <c>north-clinic=planner</c> or <c>*=admin</c>.</summary>
    public static async Task<Person> Person(this RunningServer server, string signInName, params string[] roles)
    {
        var reception = server.Installation.Reception;
        var made = Assert.IsType<PersonOutcome.Done>(await reception.People.Add(0, new(signInName, $"Test {signInName}", null, null, Roles(server, roles)), Scanward.Server.Storage.AuditActor.CommandLine, default));
        var token = made.Link!.Path.Split('=')[1];
        var set = await reception.SignIn.ByLink(token, null, Browser.Password, new("test", ""), null, default);
        return Assert.IsType<SignInOutcome.SignedIn>(set).Person;
    }

    public static System.Collections.Immutable.ImmutableArray<SiteRole> Roles(RunningServer server, params string[] roles) =>
        [.. roles.Select(r => r.Split('=')).Select(r => new SiteRole(r[0] == "*" ? 0 : server.Installation.Sites.NumberOf(r[0])!.Value, r[0], Wire.TryParse<PersonRole>(r[1], out var role) ? role : throw new ArgumentException(r[1], nameof(roles))))];
}
