using Scanward.Server.Tests.Faults;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Processes;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>
/// I2, I6, I7 over a real connection that breaks in every way: when it is well again each work order is there once, whatever had happened to its request or its answer, at a target that
/// notices no second one.
/// </summary>
public sealed class FaultyNetworkTests
{
    private const int WorkOrders = 6;

    public static TheoryData<string> Faults => ["delay", "drip", "reset", "truncate", "half-open", "blackhole", "duplicate answer", "lose", "refuse", "frozen"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task I2_EachWorkOrderIsThereOnce_WhenItIsWellAgain(string how)
    {
        using var folder = new TempFolder();
        await using var cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        await using var proxy = FaultProxy.Start(cmms.Url);
        var connector = RecordedConnector.Read(folder["."], proxy.Url, concurrency: 3);
        await using var server = await RunningServer.Start(o => o with { Connectors = new([connector]), Time = TimeProvider.System, Background = true, Folder = folder["data"] });
        proxy.Fault = how switch
        {
            "delay" => Fault.Delay(TimeSpan.Zero, TimeSpan.FromMilliseconds(1_500)),
            "drip" => Fault.Drip(8, TimeSpan.FromMilliseconds(200)),
            "reset" => Fault.ResetAfterRequest,
            "truncate" => Fault.Truncate(120),
            "half-open" => Fault.HalfOpen,
            "blackhole" => Fault.Blackhole(60),
            "duplicate answer" => Fault.RepeatAnswer,
            "lose" => Fault.LoseAnswer,
            _ => Fault.None,
        };
        proxy.Refuses = how == "refuse";
        proxy.Frozen = how == "frozen";
        for (var i = 0; i < WorkOrders; i++) await server.North.Scan(TestScans.Corrective("DOOR-00001", $"mode_{i}").With("scan_timestamp", NodaTime.Text.InstantPattern.ExtendedIso.Format(server.Installation.Clock.Now())));
        await Task.Delay(TimeSpan.FromMilliseconds(1_500), TimeProvider.System);
        proxy.Fault = Fault.None;
        proxy.Refuses = proxy.Frozen = false;
        server.Installation.Dispatchers[0].Gate.Resume(server.Installation.Clock.Now());
        await TestWait.Until(() => server.Number("select count(*) from dispatch") == WorkOrders);
        Assert.Equal(0, server.Number("select count(*) from dead_letter"));
        Assert.Equal(0, server.Number("select (select count(*) from outbox) + (select count(*) from outbox_wait)"));
        var ours = server.Rows("select work_order_id, external_id from dispatch").Select(r => r.Split(' ')).Select(r => (TimeOrderedId.Format(long.Parse(r[0], System.Globalization.CultureInfo.InvariantCulture)), r[1]));
        Assert.Equal(ours.Order(), cmms.WorkOrders.Where(w => w.State != "cancelled").Select(w => (w.Reference!, w.WoId)).Order());
    }

    /// <summary>A request that the network brings twice makes two at such a target: they converge to one, at the latest when somebody asks again.</summary>
    [Fact]
    public async Task RequestThatArrivesTwice_IsFoundWhenItIsSentAgain()
    {
        using var folder = new TempFolder();
        await using var cmms = await RecordedCmms.Start();
        cmms.IsUnique = false;
        var connector = RecordedConnector.Read(folder["."], cmms.Url);
        await using var server = await RunningServer.Start(o => o with { Connectors = new([connector]), Time = TimeProvider.System, Background = true, Folder = folder["data"] });
        cmms.Next(CmmsBehaviour.LosesAnswer);
        await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", NodaTime.Text.InstantPattern.ExtendedIso.Format(server.Installation.Clock.Now())));
        await TestWait.Until(() => cmms.Creates == 1);
        using var network = new HttpClient();
        using var again = await network.PostAsync(new Uri(cmms.Url, "/api/v2/workorders"), new StringContent(cmms.WorkOrders[0].Body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(System.Net.HttpStatusCode.Created, again.StatusCode);
        await TestWait.Until(() => server.Number("select count(*) from dispatch") == 1);
        Assert.Equal(2, cmms.Creates);
        var kept = Assert.Single(cmms.WorkOrders, w => w.State != "cancelled");
        Assert.Equal(kept.WoId, Assert.Single(server.Rows("select external_id from dispatch")));
    }
}
