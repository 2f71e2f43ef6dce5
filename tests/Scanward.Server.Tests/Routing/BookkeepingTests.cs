using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanward.Resolution.Plants;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Routing;

/// <summary>Stock, loads and deadlines over HTTP: what a scan takes is gone for the next one, whatever the batch it comes in.</summary>
public sealed class BookkeepingTests
{
    /// <summary>Few parts, few people: decisions run into each other soon.</summary>
    private static readonly Plant Tight = TestPlants.Read(
        """
        sites:
          - { id: north-clinic, name: North, code: NC, time_zone: America/Chicago, hours: { mon-fri: 07:00-19:00 } }
          - { id: south-plant, name: South, code: SP, time_zone: Europe/Amsterdam, hours: { mon-fri: 07:00-19:00 } }
        parts: [{ id: bearing, name: Bearing }, { id: seal, name: Seal }, { id: oil, name: Oil }]
        stock:
          north-clinic:
            bearing: { on_hand: 10, safety_stock: 4, reorder_point: 6, reorder_quantity: 12, lead_time_days: 3 }
            seal: { on_hand: 7, safety_stock: 1, reorder_point: 3 }
            oil: { on_hand: 40 }
          south-plant:
            bearing: { on_hand: 5, reorder_point: 2 }
            seal: { on_hand: 0, on_order: 4, eta: 2026-11-27T15:00:00Z }
        classes:
          - id: machine
            minutes: 60
            repairs: { bearing_noise: { parts: { bearing: 2 } }, bearing_1: { parts: { bearing: 2 } }, bearing_2: { parts: { bearing: 2 } }, bearing_3: { parts: { bearing: 2 } }, leak: { parts: { seal: 1, oil: 3 } }, both: { parts: [bearing, seal] }, any: { minutes: 30 } }
            preventive: { every: 30d, parts: { oil: 2 }, minutes: 45 }
        assets:
          - { id: MACH-N1-C5, name: N1, site: north-clinic, class: machine, criticality: 5, preventive: { next: 2026-11-20 } }
          - { id: MACH-N2-C4, name: N2, site: north-clinic, class: machine, criticality: 4, preventive: { next: 2026-11-26 } }
          - { id: MACH-N3-C1, name: N3, site: north-clinic, class: machine, criticality: 1, preventive: { next: 2026-11-01 } }
          - { id: MACH-S1-C5, name: S1, site: south-plant, class: machine, criticality: 5, preventive: { next: 2026-11-24 } }
          - { id: MACH-S2-C2, name: S2, site: south-plant, class: machine, criticality: 2, preventive: { next: 2027-11-24 } }
        crews: [{ id: nc_mech, name: Mechanics, site: north-clinic }, { id: sp_mech, name: Mechanics, site: south-plant }]
        technicians:
          - { id: nc-t1, name: Ana, site: north-clinic, crew: nc_mech, shifts: [{ days: daily, hours: 00:00-24:00 }] }
          - { id: nc-t2, name: Bo, site: north-clinic, crew: nc_mech, shifts: [{ days: daily, hours: 00:00-24:00 }], load_limit: 4h }
          - { id: sp-t1, name: Cas, site: south-plant, crew: sp_mech, shifts: [{ days: daily, hours: 06:00-14:00 }], on_call: [{ days: daily, hours: 14:00-06:00 }] }
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task I3_ReservationsAreThoseOfOpenWorkOrders_WhateverIsScanned(int seed)
    {
        await using var server = await RunningServer.Start(o => o with { Plant = Tight });
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var batches = Tight.Sites.Select(s => (s.SiteId, Scans: new JsonArray([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => RandomScan(random, s.SiteId))]))).ToArray();
            foreach (var answer in await Task.WhenAll(batches.Select(b => server.Client(b.SiteId).Post("/api/v1/scans/batch", b.Scans.ToJsonString()))))
            {
                Assert.All(answer.Json["items"]!.AsArray(), item => Assert.True((int)item!["status"]! < 300, $"seed {seed}: {item}"));
            }

            foreach (var open in server.Rows("select site_no, work_order_id from work_order where state between 2 and 5").Where(_ => random.Next(4) == 0).Select(r => r.Split(' ')))
                await server.Finish(int.Parse(open[0]), long.Parse(open[1]), random.Next(3) == 0 ? WorkOrderState.Cancelled : WorkOrderState.Completed);

            for (var bookings = random.Next(6); bookings > 0; bookings--) await Book(server, random, seed);
            server.CheckBooks();
            server.Clock.Advance(TimeSpan.FromSeconds(2));
            await server.Installation.Waiting.Step(CancellationToken.None);
            server.CheckBooks();
            server.Clock.Advance(TimeSpan.FromHours(random.Next(60)));
        }

        Assert.NotEqual(0, server.Number("select count(*) from work_order_part where state in (1, 4, 5)")); // reserved, used and let go
        Assert.NotEqual(0, server.Number("select count(*) from replenishment"));
        Assert.Equal(8, server.Number("select count(distinct kind) from stock_move where kind <> 9"));
        Assert.NotEqual(0, server.Number("select count(*) from decision where cause = 2"));
        var replayed = await new Scanward.Server.Routing.Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None);
        Assert.Equal((server.Number("select count(*) from decision"), 0), (replayed.Decided, replayed.Different));
    }

    /// <summary>Somebody books something, sensible or not; what cannot be is refused, and nothing else may come of it.</summary>
    private static async Task Book(RunningServer server, Random random, int seed)
    {
        var site = Tight.Sites[random.Next(Tight.Sites.Length)].SiteId;
        var part = $"/api/v1/parts/{new[] { "bearing", "seal", "oil" }[random.Next(3)]}";
        var quantity = random.Next(1, 12);
        var answer = await (random.Next(5) switch
        {
            0 => server.Client(site).Post($"{part}/receive", $$"""{"quantity": {{quantity * 3}}, "delivery": "DN-{{random.Next(20)}}"}"""),
            1 => server.Client(site).Post($"{part}/adjust", $$"""{"change": {{quantity - 6 + (quantity == 6 ? 1 : 0)}}, "note": "found or lost"}"""),
            2 => server.Client(site).Post($"{part}/count", $$"""{"on_hand": {{quantity}}}"""),
            3 => server.Client(site).Post($"{part}/send", $$"""{"quantity": {{quantity}}, "to_site": "{{Tight.Sites.First(s => s.SiteId != site).SiteId}}"}"""),
            _ => Use(server.Client(site), random, quantity),
        });
        Assert.True((int)answer.Status is < 300 or 404 or 409 or 412 or 422, $"seed {seed}: {answer.Text}");
    }

    private static async Task<HttpAnswer> Use(HttpClient client, Random random, int quantity)
    {
        var open = (await client.Get("/api/v1/work-orders?limit=100")).Json["items"]!.AsArray();
        return await client.Change($"/api/v1/work-orders/{open[random.Next(open.Count)]!["id"]}", $$"""{"parts_used": [{"part": "oil", "quantity": {{quantity}}}]}""", "*");
    }

    /// <summary>Ten bearings, four of them safety stock, two a repair: two repairs leave six, at which more are ordered, and the safety stock to what may dip.</summary>
    [Fact]
    public async Task Stock_IsTakenScanByScan_AndOrderedOnce()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = Tight });
        var batch = new JsonArray(TestScans.Corrective("MACH-N1-C5"), TestScans.Corrective("MACH-N1-C5", "bearing_1"));
        var first = await server.North.Post("/api/v1/scans/batch", batch.ToJsonString());
        Assert.Equal(["reserved", "reserved"], first.Json["items"]!.AsArray().Select(i => (string)i!["ack"]!["parts"]![0]!["state"]!));
        Assert.Equal(["10 4"], server.Rows("select on_hand, reserved from stock where part_id = 'bearing' and site_no = 1"));
        Assert.Equal(["12 1"], server.Rows("select quantity, state from replenishment where part_id = 'bearing'"));

        // Criticality 1 goes out at P3, which may not dip.
        Assert.Equal("reserved", (string)(await server.North.Scan(TestScans.Corrective("MACH-N3-C1", "bearing_1"))).Json["parts"]![0]!["state"]!);
        var low = await server.North.Scan(TestScans.Corrective("MACH-N3-C1"));
        Assert.Equal(("waiting_parts", "parts_pending", "short"), ((string)low.Json["status"]!, (string)low.Json["outcome"]!, (string)low.Json["parts"]![0]!["state"]!));
        Assert.Equal(["10 6"], server.Rows("select on_hand, reserved from stock where part_id = 'bearing' and site_no = 1"));
        Assert.Equal(["1 - -"], server.Rows("select state, technician_id, crew_id from work_order where outcome = 5"));
        Assert.Single(server.Rows("select * from replenishment"));
        server.CheckBooks();
    }

    [Fact]
    public async Task SafetyStock_IsForP1_DownToTheLast()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = Tight, Policy = Samples.Policy("plant-routing").Replace("{ id: bad-actor,   when: { scan: corrective,", "{ id: bad-actor,   when: { scan: corrective, criticality: 1,", StringComparison.Ordinal) });
        string[] modes = ["bearing_noise", "bearing_1", "bearing_2", "bearing_3", "both"];
        foreach (var mode in modes)
        {
            var ack = await server.North.Scan(TestScans.Corrective("MACH-N1-C5", mode));
            Assert.Equal(("corrective_wo", 1, "reserved"), ((string)ack.Json["outcome"]!, (int)ack.Json["priority"]!, (string)ack.Json["parts"]![0]!["state"]!));
        }

        Assert.Equal(["10 9"], server.Rows("select on_hand, reserved from stock where part_id = 'bearing' and site_no = 1"));
        var none = await server.North.Scan(TestScans.Corrective("MACH-N2-C4"));
        Assert.Equal(("parts_pending", "short"), ((string)none.Json["outcome"]!, (string)none.Json["parts"]![0]!["state"]!));
        Assert.Equal(["10 9"], server.Rows("select on_hand, reserved from stock where part_id = 'bearing' and site_no = 1"));
        server.CheckBooks();
    }

    [Fact]
    public async Task Batch_SpreadsOverTechnicians_UntilTheyAreFull()
    {
        await using var server = await RunningServer.Start();
        var batch = new JsonArray([.. Enumerable.Range(0, 20).Select(i => TestScans.Corrective("DOOR-00001", $"mode-{i}"))]);
        var acks = (await server.North.Post("/api/v1/scans/batch", batch.ToJsonString())).Json["items"]!.AsArray().Select(i => i!["ack"]!).ToArray();
        var who = acks.Select(a => (string?)a["assigned"]?["technician"]).ToArray();
        Assert.Equal(["nc-t001", "nc-t002", "nc-t003"], who.Take(3));
        Assert.Equal([6, 6, 6], who.Take(18).GroupBy(w => w).Select(w => w.Count()));
        Assert.Equal([null, null], who.Skip(18));
        Assert.All(acks, a => Assert.NotNull(a["work_order"]));
        Assert.Equal(20, server.Number("select max(last_work_order) from site"));
        server.CheckBooks();
    }

    [Theory]
    [InlineData("2026-03-06T22:00:00Z", "2026-03-09T21:00:00Z", "2026-03-11T21:00:00Z", "2026-03-17T21:00:00Z", 7_140)] // clocks go forward on the Sunday between
    [InlineData("2026-10-30T21:00:00Z", "2026-11-02T22:00:00Z", "2026-11-04T22:00:00Z", "2026-11-10T22:00:00Z", 7_260)] // and back
    public async Task Response_CountsWorkingDays_OverAChangeOfClocks(string at, string acknowledge, string onSite, string done, int minutes)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(at));
        await using var server = await RunningServer.Start(o => o with { Time = clock });
        var ack = (await server.North.Scan(TestScans.Corrective("DOOR-00001").With("scan_timestamp", at))).Json["response"]!;
        Assert.Equal((acknowledge, onSite, done, minutes), ((string)ack["acknowledge_by"]!, (string)ack["on_site_by"]!, (string)ack["done_by"]!, (int)ack["window_minutes"]!));
    }

    [Fact]
    public async Task Response_UnderAClockThatNeverStops_CountsHours_AndSitesHaveTheirOwn()
    {
        await using var server = await RunningServer.Start();
        var north = (await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["response"]!;
        Assert.Equal(("2026-11-24T16:15:00Z", "2026-11-24T16:30:00Z", "2026-11-25T00:00:00Z", 30), ((string)north["acknowledge_by"]!, (string)north["on_site_by"]!, (string)north["done_by"]!, (int)north["window_minutes"]!));
    }

    /// <summary>A policy may name parts that the plant does not stock, nor know at all; the work is made all the same.</summary>
    [Fact]
    public async Task PartThatThePlantDoesNotKnow_IsShort()
    {
        await using var server = await RunningServer.Start(o => o with { Plant = Tight, Policy = Samples.Policy("starter") });
        var ack = await server.North.Scan(TestScans.Corrective("MACH-N1-C5"));
        Assert.Equal(HttpStatusCode.Created, ack.Status);
        Assert.Equal(("tier_2_engineer", "filter_kit_v2", "short"), ((string)ack.Json["outcome"]!, (string)ack.Json["parts"]![0]!["part"]!, (string)ack.Json["parts"]![0]!["state"]!));
        server.CheckBooks();
    }

    private static JsonObject RandomScan(Random random, string siteId)
    {
        var assets = Tight.Assets.Where(a => a.SiteId == siteId).ToArray();
        var type = random.Next(4) switch { 0 => "preventive", 1 => "inspection", _ => "corrective" };
        var scan = TestScans.Corrective(assets[random.Next(assets.Length)].AssetId, new[] { "bearing_noise", "leak", "both", "other", "more" }[random.Next(5)]).With("scan_type", type);
        return type == "corrective" ? scan : scan.Without("failure_mode");
    }
}
