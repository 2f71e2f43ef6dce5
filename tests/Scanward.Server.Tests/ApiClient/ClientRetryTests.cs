using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanward.Client;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>What the client sends again, and what it does not.</summary>
public sealed class ClientRetryTests
{
    private const string Ack = """{"scan_id": "S1", "status": "routed", "reason": "Because."}""";

    private static readonly Scan Noise = new() { AssetId = "AHU-000123", ScanTimestamp = new(2026, 11, 24, 16, 0, 0, TimeSpan.Zero), OperatorId = "op-1", ScanType = "corrective" };

    [Fact]
    public async Task Scan_IsSentAgainUnderOneKey_UntilItIsAnswered()
    {
        var server = new Script(Answer(503), null, Answer(429), Answer(500), Answer(201, Ack));
        var ack = await Client(server).SendScan(Noise);
        Assert.Equal(("S1", 201), (ack.ScanId, ack.HttpStatus));
        var keys = server.Bodies.Select(b => (string)JsonNode.Parse(b)!["idempotency_key"]!).ToArray();
        Assert.Equal((5, 1), (keys.Length, keys.Distinct().Count()));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task WhatIsRefused_IsNotSentAgain(int status)
    {
        var server = new Script(Answer(status, """{"type": "/problems/x", "title": "No", "status": 0, "code": "x", "detail": "Not so.", "errors": [{"pointer": "/tag", "code": "bad", "detail": "Look."}]}"""));
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() => Client(server).SendScan(Noise));
        Assert.Equal((status, "x", "/tag", 1), ((int)refused.Status, refused.Problem.Code, refused.Problem.Errors[0].Pointer, server.Bodies.Count));
    }

    /// <summary>Its first request is still under way; the answer comes with the next.</summary>
    [Fact]
    public async Task KeyInFlight_IsSentAgain()
    {
        var server = new Script(Answer(409, "{}", TimeSpan.Zero), Answer(200, Ack));
        Assert.Equal(200, (await Client(server).SendScan(Noise)).HttpStatus);
    }

    [Fact]
    public async Task WhatIsNotSafe_IsSentOnce_ButWhereNothingWasTaken()
    {
        var broken = new Script(Answer(503), Answer(201, "{}"));
        await Assert.ThrowsAsync<ScanwardProblemException>(() => Client(broken).ReceivePart("bearing", new() { Quantity = 1, Delivery = "D-1" }));
        var cut = new Script(null, Answer(201, "{}"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Client(cut).ReceivePart("bearing", new() { Quantity = 1, Delivery = "D-1" }));
        var limited = new Script(Answer(429), Answer(201, """{"move_id": "M1", "still_waiting": 2}"""));
        Assert.Equal(("M1", 2), (await Client(limited).ReceivePart("bearing", new() { Quantity = 1, Delivery = "D-1" })) is var booked ? (booked.MoveId, booked.StillWaiting) : default);
        Assert.Equal((1, 1, 2), (broken.Bodies.Count, cut.Bodies.Count, limited.Bodies.Count));
    }

    [Fact]
    public async Task RetryAfter_IsWaitedFor()
    {
        var clock = new FakeTimeProvider();
        var server = new Script(Answer(503, "{}", TimeSpan.FromSeconds(30)), Answer(200, Ack));
        var sending = Client(server, new() { Time = clock, Jitter = static () => 0 }).SendScan(Noise);
        clock.Advance(TimeSpan.FromSeconds(29.9));
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Single(server.Bodies);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("S1", (await sending).ScanId);
    }

    [Fact]
    public async Task Attempts_End_WithTheLastAnswer()
    {
        var server = new Script(Answer(503), Answer(503), Answer(502, "<html>no upstream</html>"));
        var failed = await Assert.ThrowsAsync<ScanwardProblemException>(() => Client(server, new() { Attempts = 3, Jitter = static () => 0 }).GetPart("bearing"));
        Assert.Equal((502, "not_scanward"), ((int)failed.Status, failed.Problem.Code));
        Assert.Contains("no upstream", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_EndsTheWaiting()
    {
        using var cancel = new CancellationTokenSource();
        var server = new Script(Answer(503, "{}", TimeSpan.FromDays(1)), Answer(200, Ack));
        var sending = Client(server).SendScan(Noise, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static ScanwardClient Client(Script server, ScanwardClientOptions? options = null) =>
        new(new HttpClient(server) { BaseAddress = new("http://scanward.invalid") }, options ?? new() { Jitter = static () => 0 });

    private static HttpResponseMessage Answer(int status, string body = "{}", TimeSpan? retryAfter = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfter is { } wait) answer.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        return answer;
    }

    /// <summary>Answers in turn; null breaks the connection.</summary>
    private sealed class Script(params HttpResponseMessage?[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            return answers[Bodies.Count - 1] ?? throw new HttpRequestException("The connection broke.");
        }
    }
}
