using NodaTime;
using Scanward.Resolution.Plants.Demo;
using Scanward.Server.Commands;
using Scanward.Server.Routing;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Routing;

/// <summary>I10: a decision can be decided again from its record, with the same result, whatever has changed since.</summary>
public sealed class ReplayTests
{
    private static readonly LocalDate Today = LocalDate.FromDateTime(TestPlants.Start.UtcDateTime);

    [Fact]
    public async Task I10_DemoScans_AreDecidedAgainWithTheSameResult_AlsoAfterEverythingHasChanged()
    {
        var plant = DemoPlant.Make(7, Today);
        await using var server = await RunningServer.Start(o => o with { Plant = plant });
        await Play(server, 1, 250);
        var before = await Verified(server);
        Assert.True(before.Decided > 200, $"{before.Decided} decisions");

        // Work ends, the plant is another in every way, and so is the policy.
        foreach (var open in server.Rows("select site_no, work_order_id from work_order where state < 6 and work_order_id % 3 = 0").Select(r => r.Split(' ')))
            await server.Finish(int.Parse(open[0]), long.Parse(open[1]), WorkOrderState.Completed);
        server.Clock.Advance(TimeSpan.FromHours(9));
        var changed = plant with
        {
            Sites = [.. plant.Sites.Select(s => s with { Hours = Scanward.Resolution.WorkingHours.OfficeHours, TimeZone = "Asia/Tokyo", Geofence = null })],
            Assets = [.. plant.Assets.Select(a => a with { Criticality = (a.Criticality % 5) + 1, Skills = [], Repairs = a.Repairs.Clear(), Preventive = null })],
            Rosters = [.. plant.Rosters.Select(r => r with { Technicians = [.. r.Technicians.Reverse().Skip(1).Select(t => t with { Shifts = [], Role = "other" })] })],
            Stock = [.. plant.Stock.Select(s => s with { OnHand = 0 })],
        };
        var (summary, _) = await server.Installation.ImportPlant(changed, _ => { }, CancellationToken.None);
        Assert.Equal(plant.Assets.Length, summary.AssetsChanged);
        await server.Installation.Policies.Load(Samples.Policy("starter"), "starter.yaml", server.Installation.Writer, server.Installation.Clock);
        Assert.Equal(before.Decided, (await Verified(server)).Decided);

        await Play(server, 2, 100);
        Assert.True((await Verified(server)).Decided > before.Decided + 50);
        Assert.Equal(2, server.Number("select count(distinct policy_hash) from decision_context"));
        server.CheckBooks();
    }

    [Fact]
    public async Task I10_HoldsInAFreshProcess()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            await using (var first = await RunningServer.Start(o => o with { Folder = folder, Plant = DemoPlant.Make(8, Today, assets: 30) })) await Play(first, 3, 60);
            await using var second = await RunningServer.Start(o => o with { Folder = folder, Plant = null, Policy = Samples.Policy("starter") });
            Assert.NotEqual(0, (await Verified(second)).Decided);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("update decision set record = cast(substr(record, 1, length(record) - 1) || x'00' as blob)")] // the digest
    [InlineData("update decision set record = substr(record, 1, 5)")]
    [InlineData("update decision set record = x'01ffffffffffffffffff01'")]
    [InlineData("update decision set record = x''")]
    [InlineData("update decision set row_id = 'another'")]
    [InlineData("update decision set asset_no = 99")]
    [InlineData("update decision_context set policy_hash = 'another'")]
    [InlineData("update content set body = cast(replace(cast(body as text), 'acknowledge', 'acknowlegde') as blob) where kind = 'policy'")]
    [InlineData("update content set body = cast(replace(cast(body as text), 'corrective_wo P3', 'corrective_wo P4') as blob) where kind = 'policy'")]
    [InlineData("update content set body = cast(replace(cast(body as text), 'Chicago', 'Phoenix') as blob) where kind = 'site'")]
    [InlineData("update content set body = cast(replace(cast(body as text), 'Amara', 'Tamara') as blob) where kind = 'roster'")]
    [InlineData("delete from content where kind = 'roster'")]
    [InlineData("delete from decision_context")]
    public async Task TamperedRecord_IsReported(string tampering)
    {
        await using var server = await RunningServer.Start();
        var scanned = await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        Assert.Equal((1, 0), await Counts(server));
        Tamper(server, tampering);
        var report = await Report(server);
        Assert.Equal((1, 1), (report.Decided, report.Different));
        var difference = Assert.Single(report.Differences);
        Assert.Equal((string)scanned.Json["scan_id"]!, difference.Scan);
        Assert.NotEmpty(difference.Difference);
    }

    private static void Tamper(RunningServer server, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Folder, "scanward.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma foreign_keys = off; " + sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static async Task Play(RunningServer server, int seed, int count)
    {
        var plant = DemoPlant.Make(7, Today);
        var scans = DemoScans.Make(plant, seed, count, Instant.FromDateTimeOffset(server.Clock.GetUtcNow()), withFaults: true);
        await DemoPlay.Run(server.Installation, scans, _ => { }, CancellationToken.None);
    }

    private static async Task<ReplayReport> Verified(RunningServer server)
    {
        var report = await Report(server);
        Assert.Empty(report.Differences);
        Assert.Equal((0, 0), (report.Different, report.OtherEngine));
        Assert.Equal(server.Number("select count(*) from decision"), report.Decided);
        return report;
    }

    private static async Task<(int, int)> Counts(RunningServer server) => await Report(server) is var report ? (report.Decided, report.Different) : default;

    /// <summary>With nothing remembered, as another process would do it.</summary>
    private static Task<ReplayReport> Report(RunningServer server) =>
        new Replay(server.Installation.Reads, new StoredDecisions(server.Installation.Reads)).Verify(_ => { }, CancellationToken.None);
}
