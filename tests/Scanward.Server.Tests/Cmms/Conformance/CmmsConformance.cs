using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>
/// What every connector has to do with the traps of the field: tell done, not done and unknown apart, and never repeat anything by itself. Each test is one call against a server that misbehaves.
/// </summary>
public abstract partial class CmmsConformance
{
    private const string Page = "<!DOCTYPE html><html><body>Please log in</body></html>";

    private static readonly CancellationToken ct = CancellationToken.None;

    private protected abstract ConformanceTarget Target { get; }

    [Fact]
    public async Task Create_IsDoneOnce()
    {
        var (reply, server) = await Create(m => Target.Made("7", m));
        await using var running = server;
        Assert.Equal((CmmsEnding.Done, "7", ""), (reply.Ending, reply.Value!.Id, reply.Why));
        Assert.Single(server.Requests, Target.IsCreate);
    }

    public static TheoryData<string> Unreadable => new("truncated", "cut off", "page", "page that says it is JSON", "empty", "spaces", "large", "compressed", "null", "text", "nested too deep", "reset in body", "no http", "reset");

    /// <summary>The work order may have been made or not.</summary>
    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Create_WhoseAnswerCannotBeRead_IsUnknown(string trap)
    {
        var (reply, server) = await Create(m => Unread(trap, Target.Made("7", m)));
        await using var running = server;
        Assert.Equal(CmmsEnding.Unknown, reply.Ending);
        Assert.Null(reply.Value);
        Assert.NotEqual("", reply.Why);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Create_WhoseAnswerIsOfWrongTypes_IsUnknown()
    {
        foreach (var body in Target.WrongTypes)
        {
            var (reply, server) = await Create(m => Target.Made("7", m) with { Body = body });
            await using var running = server;
            Assert.True(reply.Ending == CmmsEnding.Unknown, $"{body}: {reply}");
        }
    }

    /// <summary>A connection that was kept from an exchange before is closed just when it is used again.</summary>
    [Fact]
    public async Task Create_OnAConnectionThatWasKept_IsNotRepeated()
    {
        var message = ConformanceTarget.Create();
        var made = 0;
        await using var server = new TrapServer();
        server.Script = r => !Target.IsCreate(r) ? Target.Otherwise(r, "7", message) : Interlocked.Increment(ref made) == 1 ? Target.Made("7", message) : TrapAnswer.Ending(TrapEnd.Reset);
        using var cmms = (IDisposable)Target.Open(server);
        Assert.Equal(CmmsEnding.Done, (await ((ICmms)cmms).Send(message, ct)).Ending);
        Assert.Equal(CmmsEnding.Unknown, (await ((ICmms)cmms).Send(message, ct)).Ending);
        Assert.Equal(2, server.Requests.Count(Target.IsCreate));
    }

    /// <summary>Who waits for a connection that another holds has sent nothing.</summary>
    [Fact]
    public async Task Create_ThatGetsNoConnectionInTime_IsNotSent()
    {
        await using var server = new TrapServer { Script = _ => TrapAnswer.Ending(TrapEnd.Silent) };
        var clock = new FakeTimeProvider();
        using var cmms = (IDisposable)Target.Open(server.Url, "allow: [http, loopback]\nconcurrency: 1\n", clock);
        var first = ((ICmms)cmms).Send(ConformanceTarget.Create(), ct);
        await server.Stuck.Task;
        var second = ((ICmms)cmms).Send(ConformanceTarget.Create("01KB3V9R8M0G3"), ct);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((CmmsEnding.Unknown, CmmsEnding.NotSent), ((await first).Ending, (await second).Ending));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(TrapEnd.Silent)]
    [InlineData(TrapEnd.Drip)]
    internal async Task Create_ThatIsNotAnsweredInTime_IsUnknown(TrapEnd end)
    {
        await using var server = new TrapServer { Script = _ => TrapAnswer.Ending(end) };
        var clock = new FakeTimeProvider();
        using var cmms = (IDisposable)Target.Open(server, clock);
        var sending = ((ICmms)cmms).Send(ConformanceTarget.Create(), ct);
        await server.Stuck.Task;
        clock.Advance(TimeSpan.FromSeconds(9.9));
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        var reply = await sending.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal(CmmsEnding.Unknown, reply.Ending);
        Assert.Contains("within 10 s", reply.Why, StringComparison.Ordinal);
    }

    /// <summary>The answer is lost after the commit; a repeat finds what was made, by its key or by its reference.</summary>
    [Fact]
    public async Task Create_WhoseAnswerIsLost_IsFoundAgain()
    {
        var message = ConformanceTarget.Create();
        var made = 0;
        await using var server = new TrapServer();
        server.Script = r => Target.IsCreate(r) ? Interlocked.Increment(ref made) == 1 ? TrapAnswer.Ending(TrapEnd.Reset) : Target.Exists("7", message)
            : Target.Found(("7", message.Reference)) ?? Target.Otherwise(r, "7", message);
        var cmms = Target.Open(server);
        using var closing = (IDisposable)cmms;
        Assert.Equal(CmmsEnding.Unknown, (await cmms.Send(message, ct)).Ending);
        if (cmms.Abilities.FindsByReference)
        {
            var found = await cmms.FindWorkOrders(message, ct);
            Assert.Equal("7", Assert.Single(found.Value).Id);
        }
        else
        {
            var again = await cmms.Send(message, ct);
            Assert.Equal((CmmsEnding.Exists, "7"), (again.Ending, again.Value?.Id));
        }
    }

    [Fact]
    public async Task Create_ThatExists_SaysSo_WithItsBodyOrWithout()
    {
        var (with, first) = await Create(m => Target.Exists("7", m));
        await using var one = first;
        Assert.Equal(CmmsEnding.Exists, with.Ending);
        var (without, second) = await Create(m => Target.Exists("7", m) with { Body = "", ContentType = "" });
        await using var two = second;
        Assert.Equal((CmmsEnding.Exists, null), (without.Ending, without.Value));
        var (page, third) = await Create(m => Target.Exists("7", m) with { Body = Page, ContentType = "text/html" });
        await using var three = third;
        Assert.Equal((CmmsEnding.Exists, null), (page.Ending, page.Value));
    }

    [Fact]
    public async Task Create_AnsweredWithAnothersWorkOrder_IsRefused()
    {
        if (Target.Stranger(ConformanceTarget.Create()) is null) return;
        var (reply, server) = await Create(m => Target.Stranger(m)!);
        await using var running = server;
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("another work order's", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_RefusedWithTheStatusOfASuccess_IsRefused()
    {
        if (Target.ErrorInSuccess is not { } error) return;
        var (reply, server) = await Create(_ => error);
        await using var running = server;
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.NotNull(reply.Excerpt);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Create_AnsweredNo_IsRefusedWithTheStatus(int status)
    {
        foreach (var body in new[] { """{"message":"no"}""", "", Page, "{\"message\"" })
        {
            var (reply, server) = await Create(_ => new(status, body, body == Page ? "text/html" : "application/json"));
            await using var running = server;
            Assert.Equal((CmmsEnding.Refused, status), (reply.Ending, reply.Status));
            Assert.Single(server.Requests);
        }
    }

    /// <summary>Where the body of a refusal breaks off, its status has been said.</summary>
    [Fact]
    public async Task Create_RefusedByHalf_IsRefused()
    {
        var (reply, server) = await Create(_ => new(503, new string(' ', 1000)) { End = TrapEnd.Truncated });
        await using var running = server;
        Assert.Equal((CmmsEnding.Refused, 503), (reply.Ending, reply.Status));
    }

    [Theory]
    [InlineData(429, null, null, null)]
    [InlineData(429, "7", null, 7L)]
    [InlineData(503, "0", null, 0L)]
    [InlineData(503, "Sun, 22 Nov 2026 07:02:00 GMT", "Sun, 22 Nov 2026 07:00:00 GMT", 120L)]
    [InlineData(503, "Sun, 22 Nov 2026 07:00:00 GMT", "Sun, 22 Nov 2026 07:02:00 GMT", 0L)]
    [InlineData(429, "2592000", null, 2_592_000L)]
    [InlineData(429, "99999999999999999999999999", null, 3_155_760_000L)]
    [InlineData(429, "-5", null, null)]
    [InlineData(429, "soon", null, null)]
    public async Task Create_ToldToWait_SaysHowLong(int status, string? retryAfter, string? date, long? seconds)
    {
        var headers = new List<(string, string)>();
        if (retryAfter is not null) headers.Add(("Retry-After", retryAfter));
        if (date is not null) headers.Add(("Date", date));
        var (reply, server) = await Create(_ => new(status, "{}") { Headers = headers });
        await using var running = server;
        Assert.Equal((CmmsEnding.Refused, status, seconds is { } s ? Duration.FromSeconds(s) : null), (reply.Ending, reply.Status, reply.RetryAfter));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Create_Redirected_IsRefused_AndNothingGoesThere(int status)
    {
        await using var there = new TrapServer();
        var (reply, server) = await Create(_ => new(status) { Headers = [("Location", $"{there.Url}/elsewhere?token=1")] });
        await using var running = server;
        Assert.Equal((CmmsEnding.Refused, status), (reply.Ending, reply.Status));
        Assert.Contains("redirects are never followed", reply.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("token", reply.Why, StringComparison.Ordinal);
        Assert.Empty(there.Requests);
    }

    [Fact]
    public async Task Excerpt_ShowsNoSecret()
    {
        var (reply, server) = await Create(_ => new(422, $$"""{"message":"bad","detail":"bad","you_sent":"{{string.Concat(Enumerable.Repeat($"{Target.Variables["CMMS_KEY"]} ", 100))}}"}"""));
        await using var running = server;
        Assert.NotNull(reply.Excerpt);
        Assert.DoesNotContain(Target.Variables["CMMS_KEY"][..4], reply.ToString(), StringComparison.Ordinal);
    }

    private static TrapAnswer Unread(string trap, TrapAnswer good) => trap switch
    {
        "truncated" => good with { End = TrapEnd.Truncated },
        "cut off" => good with { Body = good.Body[..(good.Body.Length / 2)] },
        "page" => good with { Body = Page, ContentType = "text/html" },
        "page that says it is JSON" => good with { Body = Page },
        "empty" => good with { Body = "" },
        "spaces" => good with { Body = " \n " },
        "large" => good with { Body = good.Body + new string(' ', 2_000_000) },
        "compressed" => good with { Headers = [("Content-Encoding", "gzip")] },
        "null" => good with { Body = "null" },
        "text" => good with { Body = "\"ok\"" },
        "nested too deep" => good with { Body = new string('[', 1000) + new string(']', 1000) },
        "reset in body" => good with { End = TrapEnd.ResetInBody },
        "no http" => good with { End = TrapEnd.NoHttp },
        "reset" => good with { End = TrapEnd.Reset },
        _ => throw new ArgumentOutOfRangeException(nameof(trap), trap, null),
    };

    private async Task<(CmmsReply<CmmsWorkOrder> Reply, TrapServer Server)> Create(Func<WorkOrderMessage, TrapAnswer> answer)
    {
        var message = ConformanceTarget.Create();
        var server = new TrapServer();
        server.Script = r => Target.IsCreate(r) ? answer(message) : Target.Otherwise(r, "7", message);
        using var cmms = (IDisposable)Target.Open(server);
        return (await ((ICmms)cmms).Send(message, ct), server);
    }
}
