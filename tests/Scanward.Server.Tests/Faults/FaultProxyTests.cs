using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Faults;

/// <summary>The proxy does to requests what its faults say, with a real client in front and a real server behind.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const string WorkOrders = "/api/v2/workorders";

    private RecordedCmms cmms = null!;
    private FaultProxy proxy = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        proxy = FaultProxy.Start(cmms.Url);
        http = new HttpClient { BaseAddress = proxy.Url, Timeout = ProgramProcess.Patience };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await proxy.DisposeAsync();
        await cmms.DisposeAsync();
    }

    [Fact]
    public async Task None_PassesThrough_OverOneConnection()
    {
        for (var n = 0; n < 20; n++) Assert.Equal(HttpStatusCode.Created, await Post());
        Assert.Equal((1, 20, 20, 20), (proxy.Connections, proxy.Requests, proxy.Forwarded, cmms.Creates));
        Assert.All(proxy.Seen, line => Assert.Equal($"POST {WorkOrders} HTTP/1.1", line));
    }

    [Fact]
    public async Task None_PassesLargeAndChunkedBodiesWhole()
    {
        cmms.Behaviour = CmmsBehaviour.Huge;
        using var answer = await http.PostAsync(WorkOrders, new StringContent($$"""{"padding":"{{new string('y', 300_000)}}"}"""));
        Assert.Equal(CmmsBehaviour.Huge.Body, await answer.Content.ReadAsStringAsync());
        cmms.Behaviour = CmmsBehaviour.Normal;
        using var chunked = new HttpRequestMessage(HttpMethod.Post, WorkOrders) { Content = new StringContent("""{"reference":"R1"}""") };
        chunked.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(chunked)).StatusCode);
        Assert.Single(cmms.WorkOrdersOf("R1"));
    }

    [Fact]
    public async Task Next_HoldsForOneRequest_ScriptForThoseItNames()
    {
        proxy.Next(Fault.LoseAnswer);
        proxy.Script = static (line, before) => before == 2 && line.StartsWith("POST", StringComparison.Ordinal) ? Fault.LoseAnswer : null;
        await Fails();
        Assert.Equal(HttpStatusCode.Created, await Post());
        await Fails();
        Assert.Equal(HttpStatusCode.Created, await Post());
        Assert.Equal((4, 4), (proxy.Forwarded, cmms.Creates)); // answers are lost, what was asked is done
    }

    [Fact]
    public async Task ResetAfterRequest_ReachesTheTarget()
    {
        proxy.Next(Fault.ResetAfterRequest);
        using (var pause = cmms.Pause())
        {
            var e = await Fails(); // though the target has not even begun
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.GetBaseException()).SocketErrorCode);
            await pause.Arrivals(1, ProgramProcess.Patience);
        }

        await Until(() => cmms.Creates == 1);
    }

    [Fact]
    public async Task Truncate_EndsTheAnswerWithin()
    {
        foreach (var bytes in new[] { 0, 10, 120 })
        {
            proxy.Next(Fault.Truncate(bytes));
            await Fails();
        }

        Assert.Equal(3, cmms.Creates);
        Assert.Equal(HttpStatusCode.Created, await Post());
    }

    [Fact]
    public async Task HalfOpen_NeitherForwardsNorAnswers()
    {
        proxy.Next(Fault.HalfOpen);
        await TimesOut();
        Assert.Equal((1, 0, 0), (proxy.Requests, proxy.Forwarded, cmms.Arrived));
        Assert.Equal(HttpStatusCode.Created, await Post());
    }

    [Fact]
    public async Task Blackhole_StopsWithinTheAnswer()
    {
        proxy.Next(Fault.Blackhole(60));
        await TimesOut();
        Assert.Equal(1, cmms.Creates);
    }

    [Fact]
    public async Task Frozen_StopsWhatIsUnderWay_UntilItThaws()
    {
        Assert.Equal(HttpStatusCode.Created, await Post());
        proxy.Frozen = true;
        var waiting = Post();
        await Until(() => proxy.Requests == 2);
        Assert.Equal(1, proxy.Forwarded);
        Assert.False(waiting.IsCompleted);
        proxy.Frozen = false;
        Assert.Equal(HttpStatusCode.Created, await waiting);
    }

    [Fact]
    public async Task Frozen_HoldsAnAnswerBack()
    {
        Task<HttpStatusCode> sent;
        using (var pause = cmms.Pause(afterCommit: true))
        {
            sent = Post();
            await pause.Arrivals(1, ProgramProcess.Patience);
            proxy.Frozen = true;
        }

        await Assert.ThrowsAsync<TimeoutException>(() => sent.WaitAsync(TimeSpan.FromMilliseconds(100)));
        proxy.Frozen = false;
        Assert.Equal(HttpStatusCode.Created, await sent);
    }

    [Fact]
    public async Task Refuses_UntilItListensAgain_OnTheSamePort()
    {
        using var fresh = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        using var client = new HttpClient(fresh) { BaseAddress = proxy.Url };
        for (var n = 0; n < 3; n++)
        {
            proxy.Refuses = true;
            var e = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
            Assert.Equal(HttpRequestError.ConnectionError, e.HttpRequestError);
            Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
            proxy.Refuses = false;
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/")).StatusCode);
        }

        Assert.Equal(3, cmms.Arrived);
    }

    [Fact]
    public async Task Duplicate_ReachesTheTargetTwice_AndIsAnsweredOnce()
    {
        proxy.Next(Fault.Duplicate);
        using var answer = await http.PostAsync(WorkOrders, new StringContent("{}"));
        Assert.Contains("CM-000001", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, cmms.Creates);
        Assert.Equal(HttpStatusCode.Created, await Post()); // with its own answer, not the second one's
        Assert.Equal((1, 3), (proxy.Connections, cmms.Creates));
    }

    [Fact]
    public async Task RepeatAnswer_GivesItTwice()
    {
        proxy.Next(Fault.RepeatAnswer);
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.Url.Host, proxy.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {WorkOrders} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var all = await new StreamReader(client.GetStream()).ReadToEndAsync();
        Assert.Equal(3, all.Split("HTTP/1.1 200").Length);
        Assert.Equal(1, cmms.Arrived);
    }

    [Fact]
    public async Task Delay_HoldsEachWay_AndForwardsThoughTheClientHasGone()
    {
        var clock = new FakeTimeProvider();
        await using var slow = FaultProxy.Start(cmms.Url, clock);
        slow.Fault = Fault.Delay(request: TimeSpan.FromSeconds(5), answer: TimeSpan.FromSeconds(30));
        using var client = new HttpClient { BaseAddress = slow.Url };
        using var giveUp = new CancellationTokenSource();
        var sent = client.PostAsync(WorkOrders, new StringContent("{}"), giveUp.Token);
        await Until(() => slow.Requests == 1);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Equal(0, cmms.Arrived);
        await Until(() => cmms.Creates == 1, () => clock.Advance(TimeSpan.FromSeconds(5)));

        var patient = client.PostAsync(WorkOrders, new StringContent("{}"));
        await Until(() => cmms.Creates == 2, () => clock.Advance(TimeSpan.FromSeconds(5)));
        await Until(() => patient.IsCompleted, () => clock.Advance(TimeSpan.FromSeconds(5)));
        Assert.Equal(HttpStatusCode.Created, (await patient).StatusCode);
    }

    [Fact]
    public async Task Drip_GivesAllOfIt()
    {
        proxy.Fault = Fault.Drip(7, TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Created, await Post());
    }

    [Fact]
    public async Task ResetConnections_IsFeltByWhatIsUnderWay()
    {
        using var pause = cmms.Pause(afterCommit: true);
        var sent = Post();
        await pause.Arrivals(1, ProgramProcess.Patience);
        proxy.ResetConnections();
        await Assert.ThrowsAsync<HttpRequestException>(() => sent);
        Assert.Equal(1, cmms.Creates);
    }

    private async Task<HttpStatusCode> Post()
    {
        using var answer = await http.PostAsync(WorkOrders, new StringContent("""{"reference":"R"}"""));
        return answer.StatusCode;
    }

    private Task<HttpRequestException> Fails() => Assert.ThrowsAsync<HttpRequestException>(Post);

    private async Task TimesOut()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.PostAsync(WorkOrders, new StringContent("{}"), patience.Token));
    }

    private static async Task Until(Func<bool> isSo, Action? meanwhile = null)
    {
        using var patience = new CancellationTokenSource(ProgramProcess.Patience);
        while (!isSo())
        {
            meanwhile?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
