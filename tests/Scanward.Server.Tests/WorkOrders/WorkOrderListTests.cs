using System.Globalization;
using System.Text.Json.Nodes;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.WorkOrders;

/// <summary>Pages of work orders are put together from several places; whatever is asked for, they hold what one look at all of them does, in its order.</summary>
public sealed class WorkOrderListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task List_ByAnyFilters_IsThatOfAllWorkOrders(int seed)
    {
        await using var server = await RunningServer.Start();
        var random = new Random(seed);
        await Fill(server, random);
        foreach (var (client, siteNo) in new[] { (server.North, 1), (server.South, 2) })
        {
            var all = (await client.GetAll("/api/v1/work-orders", 500)).Items;
            var stored = server.Rows($"select number from work_order where site_no = {siteNo} order by work_order_id desc");
            Assert.Equal(stored, all.Select(w => Count(w["number"]!).ToString(CultureInfo.InvariantCulture)));
            for (var n = 0; n < 60; n++)
            {
                var one = all[random.Next(all.Count)];
                var asked = new[] { "state", "kind", "outcome", "priority", "crew", "technician", "asset_id" }.Where(f => random.Next(3) == 0 && one[f] is not null).ToArray();
                var query = string.Join('&', asked.Select(f => $"{f}={Uri.EscapeDataString(one[f]!.ToString())}"));
                var expected = all.Where(w => asked.All(f => w[f]?.ToString() == one[f]!.ToString())).Select(w => (string)w["id"]!);
                var found = (await client.GetAll($"/api/v1/work-orders?{query}", random.Next(1, 9))).Items.Select(w => (string)w["id"]!);
                Assert.True(expected.SequenceEqual(found), $"seed {seed}: ?{query} lists {string.Join(' ', found)} of {string.Join(' ', expected)}");
            }
        }
    }

    /// <summary>Scans of both sites in batches, of which some come again; a part of what they make is finished or cancelled.</summary>
    private static async Task Fill(RunningServer server, Random random)
    {
        var assets = new[] { server.North, server.South }.Select(async client => (client, Ids: (await client.GetAll("/api/v1/assets", 500)).Items.Select(a => (string)a["asset_id"]!).ToArray()));
        var sites = await Task.WhenAll(assets);
        for (var round = 0; round < 8; round++)
        {
            foreach (var (client, ids) in sites)
            {
                var scans = Enumerable.Range(0, 12).Select(_ => Scan(random, ids[random.Next(ids.Length)], server.Clock.GetUtcNow()));
                await client.Post("/api/v1/scans/batch", new JsonArray([.. scans]).ToJsonString());
            }

            foreach (var open in server.Rows("select site_no, work_order_id from work_order where state < 6").Where(_ => random.Next(3) == 0).Select(r => r.Split(' ')))
                await server.Finish(int.Parse(open[0], CultureInfo.InvariantCulture), long.Parse(open[1], CultureInfo.InvariantCulture), random.Next(3) == 0 ? WorkOrderState.Cancelled : WorkOrderState.Completed);
            server.Clock.Advance(TimeSpan.FromHours(random.Next(30)));
        }
    }

    private static JsonObject Scan(Random random, string assetId, DateTimeOffset at)
    {
        var type = new[] { "corrective", "corrective", "preventive", "inspection" }[random.Next(4)];
        var scan = TestScans.Corrective(assetId, $"mode-{random.Next(3)}").With("scan_type", type).With("scan_timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return type == "corrective" ? scan : scan.Without("failure_mode");
    }

    private static long Count(JsonNode number) => long.Parse(((string)number!).Split('-')[^1], CultureInfo.InvariantCulture);
}
