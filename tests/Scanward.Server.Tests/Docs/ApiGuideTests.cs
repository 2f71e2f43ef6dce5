using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Server.Cmms.Embedded;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Tests;

namespace Scanward.Server.Tests.Docs;

/// <summary><c>docs/api.md</c> and the sample requests say what the server does.</summary>
public sealed partial class ApiGuideTests
{
    private static readonly string Guide = Repository.Read("docs/api.md");

    private static readonly ScanReader Reader = new(new TagReader(TagReaderOptions.Default));

    public static TheoryData<string> Scans => new(Blocks("json scan"));

    [Theory]
    [MemberData(nameof(Scans))]
    public void ShownScan_IsTaken(string body) => Assert.IsType<Scan>(Reader.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void FullScan_HasEveryMember()
    {
        var shown = Blocks("json scan").SelectMany(b => JsonDocument.Parse(b).RootElement.EnumerateObject()).Select(m => m.Name);
        Assert.Equal(ScanMemberNames().Order(), shown.Distinct().Order());
        Assert.Equal(ScanMemberNames().Order(), Rows("## `POST /api/v1/scans`").Select(r => r[0].Trim('`')).Order());
    }

    [Fact]
    public void ShownWorkOrder_IsTaken()
    {
        var (request, _, faults) = WorkOrderRequest.Read(Encoding.UTF8.GetBytes(Assert.Single(Blocks("json workorder"))), "key-1");
        Assert.NotNull(request);
        Assert.Empty(faults);
    }

    [Fact]
    public void EveryJsonBlock_IsJson() => Assert.All(JsonBlock().Matches(Guide), block => JsonDocument.Parse(block.Groups["body"].Value).Dispose());

    [Fact]
    public void Problems_AreThoseOfTheCode() => Assert.Equal(
        Problems.All.Values.OrderBy(p => p.Status).ThenBy(p => p.Code, StringComparer.Ordinal).Select(p => $"{p.Code} | {p.Status} | {p.Title} | {p.Advice}"),
        Rows("## Problems").Select(r => $"{r[0].Trim('`')} | {r[1]} | {r[2]} | {r[3]}"));

    [Fact]
    public async Task Headings_NameEveryEndpoint()
    {
        await using var server = await RunningServer.Start();
        var mapped = server.ApiEndpoints;
        Assert.Equal(mapped.Order(StringComparer.Ordinal), EndpointHeading().Matches(Guide).Select(m => m.Groups["endpoint"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Windows_AreThoseOfTheCode()
    {
        Assert.Contains($"**offline window of {ScanClock.OfflineWindow.Days} days**", Guide, StringComparison.Ordinal);
        Assert.Contains($"**A key lives {RetentionOptions.Default.Keys.Days} days.**", Guide, StringComparison.Ordinal);
        Assert.Contains($"Forgotten after {RetentionOptions.Default.Geolocations.Days} days", Guide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleRequests_AreAnsweredAsTold()
    {
        await using var server = await RunningServer.Start();
        var requests = Repository.Read("samples/requests/scan.http").Split("\n### ")[1..].Select(HttpRequestText.Read).ToList();
        Assert.NotEmpty(requests);
        foreach (var request in requests)
        {
            using var answer = await server.North.SendAsync(request.Message());
            Assert.True(answer.IsSuccessStatusCode, $"{request.Title}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static IEnumerable<string> ScanMemberNames() =>
    [
        "asset_id", "tag", "scan_timestamp", "operator_id", "scan_type", "idempotency_key", "geolocation", "failure_mode", "note", "readings", "symbology",
        "sent_at", "device",
    ];

    private static List<string> Blocks(string info) =>
        [.. JsonBlock().Matches(Guide).Where(m => m.Groups["info"].Value == info).Select(m => m.Groups["body"].Value)];

    /// <summary>The cells of the first table under a heading.</summary>
    private static List<string[]> Rows(string heading) =>
    [
        .. Guide.Split('\n').SkipWhile(l => l != heading).SkipWhile(l => !l.StartsWith('|')).TakeWhile(l => l.StartsWith('|')).Skip(2)
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex("```(?<info>json[a-z ]*)\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("^##+ `(?<endpoint>(GET|POST|PUT|PATCH) /[^`]*)`$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndpointHeading();

    /// <summary>One request of a .http file.</summary>
    private sealed record HttpRequestText(string Title, string Method, string Address, string? Key, string? Body)
    {
        public static HttpRequestText Read(string text)
        {
            var parts = text.Split("\n\n", 2);
            var lines = parts[0].Split('\n');
            var request = lines[1].Split(' ');
            var key = lines.FirstOrDefault(l => l.StartsWith("Idempotency-Key: ", StringComparison.Ordinal))?.Split(' ')[1];
            var body = parts.Length > 1 && parts[1].Trim().Length > 0 ? parts[1] : null;
            return new(lines[0], request[0], request[1].Replace("{{host}}", "", StringComparison.Ordinal), key, body);
        }

        public HttpRequestMessage Message()
        {
            var message = new HttpRequestMessage(new HttpMethod(Method), Address);
            if (Key is not null) message.Headers.Add("Idempotency-Key", Key);
            if (Body is not null) message.Content = new StringContent(Body, Encoding.UTF8, "application/json");
            return message;
        }
    }
}
