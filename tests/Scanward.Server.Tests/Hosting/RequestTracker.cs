using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Hosting;

/// <summary>
/// The real Request Tracker that <c>./test</c> keeps beside the tests, or another one that was prepared like it: <c>SCANWARD_RT_CREDENTIALS</c> names the file with its address and tokens, which
/// appears when it serves. Its tickets are everybody's, so each test makes its own. Where there is none, tests that use it are skipped.
/// </summary>
public sealed class RequestTracker : IAsyncLifetime
{
    private const string Variable = "SCANWARD_RT_CREDENTIALS";

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5); // on a bare machine it is installed first

    private static readonly Lazy<Task<(Dictionary<string, string> Values, string? Missing)>> found = new(Find);

    private Dictionary<string, string> values = [];
    private string? missing;
    private HttpClient? http;

    internal string Url => Of("RT_URL");

    /// <summary>The file.</summary>
    internal string Credentials => Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!);

    internal string Token => Of("RT_TOKEN");

    /// <summary>Of a user who may look and change nothing.</summary>
    internal string ReaderToken => Of("RT_READER_TOKEN");

    private HttpClient Http => http ?? throw new InvalidOperationException($"{Url} was not asked for first.");

    public async ValueTask InitializeAsync()
    {
        (values, missing) = await found.Value;
        if (missing is not null) return;
        http = new HttpClient { BaseAddress = new Uri($"{values["RT_URL"]}/REST/2.0/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", values["RT_TOKEN"]);
    }

    public ValueTask DisposeAsync()
    {
        http?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Skips the test where there is none.</summary>
    internal void IsNeeded() => Assert.SkipWhen(missing is not null, missing ?? "");

    /// <summary>Ids of the tickets whose field holds exactly this, as people would find them; merged ones are not among them.</summary>
    internal async Task<string[]> TicketsOf(string reference, string field = "Idempotency key")
    {
        var list = await Get($"tickets?query={Uri.EscapeDataString($"CF.{{{field}}}='{reference}'")}&fields=CustomFields&orderby=id&per_page=100");
        return [.. from item in list["items"]!.AsArray() where Values(item!, field).Contains(reference) select item!["id"]!.ToString()];
    }

    internal Task<JsonNode> Ticket(string id) => Get($"ticket/{id}");

    /// <summary>Values of a custom field of a ticket.</summary>
    internal async Task<string[]> Field(string id, string name) => Values(await Ticket(id), name);

    /// <summary>Ids of the assets that a ticket refers to.</summary>
    internal async Task<string[]> AssetsOf(string id) =>
        [.. from link in (await Ticket(id))["_hyperlinks"]!.AsArray() where (string)link!["ref"]! == "refers-to" && (string?)link["type"] == "asset" select link!["id"]!.ToString()];

    /// <summary>Subjects and texts of all that was written to a ticket, oldest first.</summary>
    internal async Task<(string Subject, string Text)[]> Writings(string id)
    {
        var list = await Get($"ticket/{id}/attachments?fields=Subject,Content&orderby=id&per_page=100");
        return [.. list["items"]!.AsArray().Select(a => ((string)a!["Subject"]!, (string)a["Content"]!))];
    }

    /// <summary>Changes a ticket as a person would, and gives its words.</summary>
    internal async Task<string> Change(string id, JsonObject change)
    {
        using var answer = await Http.PutAsJsonAsync($"ticket/{id}", change);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Writes to a ticket as a person would.</summary>
    internal async Task Comment(string id, string text)
    {
        using var answer = await Http.PostAsJsonAsync($"ticket/{id}/comment", new JsonObject { ["Content"] = text, ["ContentType"] = "text/plain" });
        answer.EnsureSuccessStatusCode();
    }

    private static string[] Values(JsonNode record, string field) =>
        [.. from cf in record["CustomFields"]!.AsArray() where (string)cf!["name"]! == field from value in cf!["values"]!.AsArray() select (string)value!];

    private string Of(string name)
    {
        IsNeeded();
        return values[name];
    }

    private async Task<JsonNode> Get(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    private static async Task<(Dictionary<string, string> Values, string? Missing)> Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file) return ([], $"There is no Request Tracker here: {Variable} names none. ./test starts one.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!File.Exists(file) && Directory.Exists(folder)) await File.WriteAllTextAsync(Path.Combine(folder, "wanted"), "");
        using var limit = new CancellationTokenSource(patience);
        while (!File.Exists(file))
        {
            if (limit.IsCancellationRequested || !Directory.Exists(folder) || File.Exists(Path.Combine(folder, "failed"))) return ([], $"There is no Request Tracker here: {file} did not appear.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return ((await File.ReadAllLinesAsync(file)).Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]), null);
    }
}
