using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanward.Client;
using Scanward.Server.Tests.Hosting;
using static Scanward.Server.Tests.ApiClient.ScriptedHandler;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>What is sent again, when, and under which key.</summary>
public sealed class RetryTests
{
    private const string Ack = """{"scan_id": "0SAJRTVN00000", "status": "review", "reason": "Somebody looks at it.", "not_known_yet": {"a": [1]}}""";

    private static readonly Func<HttpResponseMessage> NoNetwork = () => throw new HttpRequestException("The network is down.");

    private static readonly Func<HttpResponseMessage> TooSlow = () => throw new TaskCanceledException("The client's own time ran out.", new TimeoutException());

    public static TheoryData<int> Passing => [408, 425, 429, 500, 502, 503, 504];

    /// <summary>Every status of a refusal that another attempt does not change.</summary>
    public static TheoryData<int> Final => new(Enumerable.Range(400, 100).Except([408, 425, 429]));

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Scan_IsSentAgain_UnderTheSameKey(int status)
    {
        var (client, handler, _) = Client(Answer(status), NoNetwork, TooSlow, Answer(200, Ack));
        Assert.Equal("review", (await client.SendScan(ClientWalk.Scan("AHU-000123"))).Status);
        Assert.Equal(4, handler.Requests.Count);
        Assert.Single(handler.Requests.Select(r => r.Body).Distinct());
        Assert.Equal(7, Guid.Parse((string)JsonNode.Parse(handler.Requests[0].Body!)!["idempotency_key"]!).Version);
    }

    [Theory]
    [MemberData(nameof(Final))]
    public async Task Refusal_IsToldAtOnce(int status)
    {
        var (client, handler, _) = Client(Answer(status, "no", "text/plain"));
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() => client.SendScan(ClientWalk.Scan("AHU-000123")));
        Assert.Equal(((HttpStatusCode)status, "no", ""), (refused.Status, refused.Problem.Detail, refused.Problem.Code));
        Assert.Single(handler.Requests);
    }

    /// <summary>A client that lost its connection comes back before the first request has been answered.</summary>
    [Fact]
    public async Task KeyThatIsStillUnderWay_IsSentAgain_AndNoOtherConflict()
    {
        const string Problem = """{"type": "/problems/CODE", "title": "Conflict", "status": 409, "code": "CODE", "detail": "So it is."}""";
        var (client, handler, _) = Client(Answer(409, Problem.Replace("CODE", "idempotency_key_in_flight", StringComparison.Ordinal), "application/problem+json"), Answer(200, Ack));
        Assert.Equal("review", (await client.SendScan(ClientWalk.Scan("AHU-000123"))).Status);
        Assert.Equal(2, handler.Requests.Count);
        (client, handler, _) = Client(Answer(409, Problem.Replace("CODE", "tag_taken", StringComparison.Ordinal), "application/problem+json"));
        Assert.Equal("tag_taken", (await Assert.ThrowsAsync<ScanwardProblemException>(() => client.SendScan(ClientWalk.Scan("AHU-000123")))).Problem.Code);
        Assert.Single(handler.Requests);
    }

    /// <summary>What is no harm twice; the rest only where a limit refused it, which did nothing.</summary>
    [Fact]
    public async Task WhatMustNotBeDoneTwice_IsSentOnce()
    {
        var receipt = new Receipt { Quantity = 1, Delivery = "DN-1" };
        foreach (var failure in new[] { Answer(503), Answer(500), NoNetwork, TooSlow })
        {
            var (client, handler, _) = Client(failure);
            await Assert.ThrowsAnyAsync<Exception>(() => client.ReceivePart("seal", receipt));
            Assert.Single(handler.Requests);
        }

        var (limited, asked, _) = Client(Answer(429), Answer(201, """{"move_id": "1", "stock": null, "released": [], "cancelled": 0, "still_waiting": 0}"""));
        Assert.Equal("1", (await limited.ReceivePart("seal", receipt)).MoveId);
        Assert.Equal(2, asked.Requests.Count);
    }

    [Fact]
    public async Task AfterAllAttempts_TheLastFailureIsTold()
    {
        var (client, handler, _) = Client([.. Enumerable.Repeat(Answer(503), 5)]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Assert.ThrowsAsync<ScanwardProblemException>(() => client.GetScan("x"))).Status);
        Assert.Equal(5, handler.Requests.Count);
        (client, handler, _) = Client([.. Enumerable.Repeat(NoNetwork, 5)]);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetScan("x"));
        Assert.Equal(5, handler.Requests.Count);
    }

    /// <summary>Drawn evenly below a bound that doubles.</summary>
    [Fact]
    public async Task Waits_AreFullyJittered()
    {
        var (first, second) = (new List<double>(), new List<double>());
        for (var seed = 0; seed < 200; seed++)
        {
            var (client, _, time) = Client(seed, Answer(500), Answer(500), Answer(200, Ack));
            await client.SendScan(ClientWalk.Scan("AHU-000123"));
            if (time.Waits is not [var one, var two]) continue; // one of them was drawn below a millisecond, which is no wait
            first.Add(one.TotalMilliseconds);
            second.Add(two.TotalMilliseconds);
        }

        Assert.InRange(first.Count, 190, 200);
        foreach (var (waits, most) in new[] { (first, 200), (second, 400) })
        {
            Assert.InRange(waits.Min(), 1, most * 0.1);
            Assert.InRange(waits.Average(), most * 0.4, most * 0.6);
            Assert.InRange(waits.Max(), most * 0.9, most);
        }
    }

    [Fact]
    public async Task Waits_AreAsLongAsTheServerAsks_AndNeverDrawnLongerThanTheirBound()
    {
        Action<HttpResponseMessage>[] asked = [a => a.Headers.RetryAfter = new(TimeSpan.FromSeconds(7)), a => a.Headers.RetryAfter = new(TestPlants.Start.AddSeconds(90)), a => a.Headers.RetryAfter = new(TestPlants.Start.AddSeconds(-90))];
        var (client, _, time) = Client([.. asked.Select(a => Answer(429, change: a)), Answer(200, Ack)]);
        await client.SendScan(ClientWalk.Scan("AHU-000123"));
        Assert.InRange(time.Waits[0].TotalSeconds, 7, 7.2);
        Assert.InRange(time.Waits[1].TotalSeconds, 90, 90.4);
        Assert.InRange(time.Waits[2].TotalSeconds, 0, 0.8);
        (client, _, time) = Client(1, o => o with { AttemptsMax = 40, WaitMax = TimeSpan.FromSeconds(2) }, [.. Enumerable.Repeat(Answer(503), 39), Answer(200, Ack)]);
        await client.SendScan(ClientWalk.Scan("AHU-000123"));
        Assert.InRange(time.Waits.Max().TotalSeconds, 1, 2);
    }

    [Fact]
    public async Task Cancelled_StopsWaiting_AndSendsNoMore()
    {
        var (client, handler, _) = Client(1, o => o with { Time = new FakeTimeProvider() }, Answer(503));
        using var cancel = new CancellationTokenSource();
        var sending = client.SendScan(ClientWalk.Scan("AHU-000123"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Lists_FollowTheirCursors_AndStopWhereTheReaderStops()
    {
        static string Page(int from, string? next) => $$"""{"items": [{"id": "c{{from}}"}, {"id": "c{{from + 1}}"}], "next": {{(next is null ? "null" : $"\"{next}\"")}}}""";
        var (client, handler, _) = Client(Answer(200, Page(0, "a+b")), Answer(200, Page(2, "c")), Answer(200, Page(4, null)));
        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5"], await client.ListCrews().Select(c => c.Id).ToListAsync());
        Assert.Equal(["/api/v1/crews?limit=500", "/api/v1/crews?limit=500&cursor=a%2Bb", "/api/v1/crews?limit=500&cursor=c"], handler.Requests.Select(r => new Uri(r.Address).PathAndQuery));
        (client, handler, _) = Client(Answer(200, Page(0, "a")));
        Assert.Equal("c1", (await client.ListCrews().ElementAtAsync(1)).Id);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Ids_DoNotLeadElsewhere()
    {
        var (client, handler, _) = Client(Answer(404), Answer(404));
        await Assert.ThrowsAsync<ScanwardProblemException>(() => client.GetWorkOrder("../keys?a=b#c"));
        Assert.Equal("/api/v1/work-orders/..%2Fkeys%3Fa%3Db%23c", new Uri(handler.Requests[0].Address).PathAndQuery);
        foreach (var none in new[] { "", ".", ".." }) await Assert.ThrowsAsync<ArgumentException>(() => client.GetWorkOrder(none));
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Problem_IsToldWhole_WithItsPointers()
    {
        await using var server = await RunningServer.Start();
        var client = new ScanwardClient(server.North);
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() => client.SendScan(ClientWalk.Scan("AHU-000123") with { OperatorId = "", ScanType = "visit" }));
        var problem = refused.Problem;
        Assert.Equal(("/problems/invalid_scan", "invalid_scan", 422, HttpStatusCode.UnprocessableEntity), (problem.Type, problem.Code, problem.Status, refused.Status));
        Assert.Equal(["/operator_id", "/scan_type"], problem.Errors.Select(e => e.Pointer).Order(StringComparer.Ordinal));
        Assert.All(problem.Errors, e => Assert.Contains(e.Detail, refused.Message, StringComparison.Ordinal));
        Assert.NotNull(problem.DeadLetterId);
    }

    [Fact]
    public void Client_WantsAnAddress_AndAnAttempt()
    {
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new ScanwardClient(http));
        Assert.Throws<ArgumentException>(() => new ScanwardClient(http, new() { Address = new("http://127.0.0.1:5080"), AttemptsMax = 0 }));
    }

    private static (ScanwardClient Client, ScriptedHandler Handler, SkippingTime Time) Client(params Func<HttpResponseMessage>[] script) => Client(1, script);

    private static (ScanwardClient Client, ScriptedHandler Handler, SkippingTime Time) Client(int seed, params Func<HttpResponseMessage>[] script) => Client(seed, o => o, script);

    private static (ScanwardClient Client, ScriptedHandler Handler, SkippingTime Time) Client(int seed, Func<ScanwardClientOptions, ScanwardClientOptions> change, params Func<HttpResponseMessage>[] script)
    {
        var (handler, time) = (new ScriptedHandler(script), new SkippingTime());
        return (new(new HttpClient(handler), change(new() { Address = new("http://scanward.test"), Key = "swk_x", Time = time, Jitter = new Random(seed) })), handler, time);
    }

    /// <summary>A clock that stands, and notes how long it is waited for.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => TestPlants.Start;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
