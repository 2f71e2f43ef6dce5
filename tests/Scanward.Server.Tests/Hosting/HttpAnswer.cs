using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Scanward.Server.Tests.Hosting;

/// <summary>
/// One answer of the server, read to its end. Making one checks what holds for every answer of the API: an error is a whole problem document, nothing
/// shows the inside of the program, and no answer may be sniffed as another type.
/// </summary>
internal sealed partial record HttpAnswer
{
    private HttpAnswer(HttpResponseMessage response, byte[] bytes)
    {
        Status = response.StatusCode;
        Headers = response.Headers;
        Allow = string.Join(',', response.Content.Headers.Allow);
        MediaType = response.Content.Headers.ContentType?.MediaType;
        Bytes = bytes;
        Text = Encoding.UTF8.GetString(bytes);
    }

    public HttpStatusCode Status { get; }

    public HttpResponseHeaders Headers { get; }

    public string? MediaType { get; }

    public string Allow { get; }

    public byte[] Bytes { get; }

    public string Text { get; }

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public bool Replayed => Headers.TryGetValues("Idempotency-Replayed", out var values) && values.SequenceEqual(["true"]);

    /// <summary>Seconds of <c>Retry-After</c>; null where there is none.</summary>
    public int? RetryAfterSeconds => (int?)Headers.RetryAfter?.Delta?.TotalSeconds;

    public string? DeadLetterId => (string?)Json["dead_letter_id"];

    public static async Task<HttpAnswer> Of(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var answer = new HttpAnswer(response, await response.Content.ReadAsByteArrayAsync());
        Assert.DoesNotMatch(InsideOfTheProgram(), answer.Text);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        if ((int)answer.Status >= 400) answer.CheckProblem();
        return answer;
    }

    /// <summary>Asserts the problem's code, and its status by the way.</summary>
    public HttpAnswer Is(ProblemKind problem)
    {
        Assert.Equal((problem.Code, problem.Status), ((string)Json["code"]!, (int)Status));
        return this;
    }

    /// <summary>Asserts one fault among those listed, at its member.</summary>
    public HttpAnswer Says(string pointer, string code)
    {
        var faults = Json["errors"]!.AsArray().Select(e => ((string)e!["pointer"]!, (string)e["code"]!));
        Assert.Contains((pointer, code), faults);
        return this;
    }

    private void CheckProblem()
    {
        Assert.Equal("application/problem+json", MediaType);
        var problem = Json.AsObject();
        var code = (string)problem["code"]!;
        Assert.Equal((int)Status, (int)problem["status"]!);
        Assert.Equal($"/problems/{code}", (string)problem["type"]!);
        Assert.True(Problems.All.TryGetValue(code, out var kind), $"{code} is in no catalogue");
        Assert.Equal(kind.Title, (string)problem["title"]!);
        Assert.Equal(kind.Status, (int)Status);
        Assert.NotEmpty((string)problem["detail"]!);
        foreach (var fault in problem["errors"]?.AsArray() ?? [])
        {
            Assert.Equal(JsonValueKind.String, fault!["pointer"]!.GetValueKind());
            Assert.NotEmpty((string)fault["code"]!);
            Assert.NotEmpty((string)fault["detail"]!);
        }
    }

    [GeneratedRegex(@"[a-z]Exception\b|\bSystem\.\w+|\n\s+at \w|\bScanward\.\w+|\.cs:line", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InsideOfTheProgram();
}

internal static class HttpAnswers
{
    public static Task<HttpAnswer> Get(this HttpClient client, string address) => HttpAnswer.Of(client.GetAsync(address));

    public static Task<HttpAnswer> Scan(this HttpClient client, JsonNode scan) => client.Post("/api/v1/scans", scan.ToJsonString());

    public static Task<HttpAnswer> Post(
        this HttpClient client, string address, string body, string? key = null, string? mediaType = "application/json", Action<HttpRequestMessage>? change = null) =>
        client.Post(address, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), key, mediaType, change);

    public static async Task<HttpAnswer> Post(
        this HttpClient client, string address, HttpContent content, string? key = null, string? mediaType = "application/json", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (mediaType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        change?.Invoke(request);
        return await HttpAnswer.Of(client.SendAsync(request));
    }

    /// <summary>All rows of a list, page by page, and how many pages there were.</summary>
    public static async Task<(List<JsonNode> Items, int Pages)> GetAll(this HttpClient client, string list, int limit)
    {
        var items = new List<JsonNode>();
        var pages = 0;
        for (string? cursor = null; ; pages++)
        {
            Assert.True(pages < 1000, "the list does not end");
            var page = await client.Get($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            items.AddRange(page.Json["items"]!.AsArray()!);
            cursor = (string?)page.Json["next"];
            if (cursor is null) return (items, pages + 1);
        }
    }
}
