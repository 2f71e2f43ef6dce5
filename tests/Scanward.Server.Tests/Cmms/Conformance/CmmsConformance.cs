using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>
/// What every connector has to do with the traps of the field: tell done, not done and unknown apart, and never repeat anything by itself. Each test is one call against a server that misbehaves.
/// </summary>
public abstract partial class CmmsConformance : AssetConformance
{
    private protected abstract override ConformanceTarget Target { get; }

    [Fact]
    public async Task Create_IsDoneOnce()
    {
        var (reply, server) = await Create(m => Target.Made("7", m));
        await using var running = server;
        Assert.Equal((CmmsEnding.Done, "7", ""), (reply.Ending, reply.Value!.Id, reply.Why));
        Assert.Single(server.Requests, Target.IsCreate);
    }

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
        Assert.Single(server.Requests, r => !Target.IsBefore(r));
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
        var message = Target.Message();
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
        var message = Target.Message();
        await using var server = new TrapServer { Script = r => Target.IsCreate(r) ? TrapAnswer.Ending(TrapEnd.Silent) : Target.Otherwise(r, "7", message) };
        var clock = new ClockOfTwo();
        using var cmms = (IDisposable)Target.Open(server.Url, "allow: [http, loopback]\nconcurrency: 1\n", clock);
        clock.Timers = new FakeTimeProvider();
        var first = ((ICmms)cmms).Send(message, ct);
        await server.Stuck.Task;
        (var timersOfFirst, clock.Timers) = (clock.Timers, null);
        var second = ((ICmms)cmms).Send(Target.Message(ConformanceTarget.Another), ct);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(CmmsEnding.NotSent, (await second).Ending);
        timersOfFirst.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(CmmsEnding.Unknown, (await first).Ending);
        Assert.Single(server.Requests, Target.IsCreate);
    }

    [Theory]
    [InlineData(TrapEnd.Silent)]
    [InlineData(TrapEnd.Drip)]
    internal async Task Create_ThatIsNotAnsweredInTime_IsUnknown(TrapEnd end)
    {
        var message = Target.Message();
        await using var server = new TrapServer { Script = r => Target.IsCreate(r) ? TrapAnswer.Ending(end) : Target.Otherwise(r, "7", message) };
        var clock = new FakeTimeProvider();
        using var cmms = (IDisposable)Target.Open(server, clock);
        var sending = ((ICmms)cmms).Send(message, ct);
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
        var message = Target.Message();
        var made = 0;
        await using var server = new TrapServer();
        server.Script = r => Target.IsCreate(r) ? Interlocked.Increment(ref made) == 1 ? TrapAnswer.Ending(TrapEnd.Reset) : Target.Exists("7", message)
            : Target.Otherwise(r, "7", message);
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
        var (reply, server) = await Create(Target.Stranger);
        await using var running = server;
        Assert.Equal(CmmsEnding.Refused, reply.Ending);
        Assert.Contains("another work order's", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_RefusedWithTheStatusOfASuccess_IsRefused()
    {
        var mapping = Target.Read();
        Assert.Equal(Target.ErrorInSuccess is null, mapping.RefusedWhen.Concat(mapping.WorkOrder!.Create.RefusedWhen).All(c => c.Status is >= 300));
        // Where the target has none such, what looks like one is no work order, and it is not known what became of it.
        var (reply, server) = await Create(_ => Target.ErrorInSuccess ?? new(200, """{"status":"error","error":{"message":"no"},"message":"no"}"""));
        await using var running = server;
        Assert.Equal((Target.ErrorInSuccess is null ? CmmsEnding.Unknown : CmmsEnding.Refused, null), (reply.Ending, reply.Value));
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
            Assert.Single(server.Requests, r => !Target.IsBefore(r));
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

    private async Task<(CmmsReply<CmmsWorkOrder> Reply, TrapServer Server)> Create(Func<WorkOrderMessage, TrapAnswer> answer)
    {
        var message = Target.Message();
        var server = new TrapServer();
        server.Script = r => Target.IsCreate(r) ? answer(message) : Target.Otherwise(r, "7", message);
        using var cmms = (IDisposable)Target.Open(server);
        return (await ((ICmms)cmms).Send(message, ct), server);
    }

    /// <summary>A clock of which one party's timers can be of another, so that of two that wait equally long only one runs out of time.</summary>
    private sealed class ClockOfTwo : FakeTimeProvider
    {
        public FakeTimeProvider? Timers { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Timers?.CreateTimer(callback, state, dueTime, period) ?? base.CreateTimer(callback, state, dueTime, period);
    }
}
