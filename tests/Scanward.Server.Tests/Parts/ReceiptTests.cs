using System.Net;
using Scanward.Client;
using Scanward.Resolution.Plants;
using Scanward.Server.Tests.ApiClient;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Parts;

/// <summary>A delivery routes the work that waits for it again, at once, and says what it set free.</summary>
public sealed class ReceiptTests
{
    private static readonly Plant Waiting = TestPlants.Read(
        """
        sites:
          - { id: north-clinic, name: North, code: NC, time_zone: America/Chicago, hours: { mon-fri: 07:00-19:00 } }
          - { id: south-plant, name: South, code: SP, time_zone: Europe/Amsterdam, hours: { mon-fri: 07:00-19:00 } }
        parts: [{ id: bearing, name: Bearing }, { id: seal, name: Seal }]
        stock:
          north-clinic: { bearing: { on_hand: 0, reorder_point: 4, reorder_quantity: 6, lead_time_days: 3 }, seal: { on_hand: 5 } }
          south-plant: { bearing: { on_hand: 3 } }
        classes:
          - { id: machine, minutes: 60, repairs: { any: { parts: { bearing: 2 } }, both: { parts: { bearing: 1, seal: 1 } } } }
        assets:
          - { id: MACH-00001, name: M1, site: north-clinic, class: machine, criticality: 2 }
          - { id: MACH-00002, name: M2, site: north-clinic, class: machine, criticality: 3 }
          - { id: MACH-00003, name: M3, site: north-clinic, class: machine, criticality: 1 }
          - { id: MACH-00004, name: M4, site: north-clinic, class: machine, criticality: 4 }
        crews: [{ id: nc_mech, name: Mechanics, site: north-clinic }, { id: sp_mech, name: Mechanics, site: south-plant }]
        technicians:
          - { id: nc-t1, name: Ana, site: north-clinic, crew: nc_mech, shifts: [{ days: daily, hours: 00:00-24:00 }] }
          - { id: sp-t1, name: Cas, site: south-plant, crew: sp_mech, shifts: [{ days: daily, hours: 00:00-24:00 }] }
        """);

    /// <summary>The most urgent waits at P2, the others at P3.</summary>
    private static readonly string Policy = Samples.Policy("plant-routing").Replace(
        "  - { id: no-parts,    when:", "  - { id: urgent-parts, when: { scan: corrective, criticality: 4, parts: short or below_safety }, then: parts_pending P2 }\n  - { id: no-parts,    when:", StringComparison.Ordinal);

    [Fact]
    public async Task Receipt_FreesTheMostUrgentFirst_AndTheOldestWithin()
    {
        await using var server = await Start();
        var client = new ScanwardClient(server.North);
        async Task<WorkOrderRef> Waits(string assetId)
        {
            var ack = await client.SendScan(ClientWalk.Scan(assetId, "noise"));
            Assert.Equal("waiting_parts", ack.Status);
            return ack.WorkOrder!;
        }

        var (first, second, urgent) = (await Waits("MACH-00001"), await Waits("MACH-00002"), await Waits("MACH-00004"));
        var received = await client.ReceivePart("bearing", new() { Quantity = 5, Delivery = "DN-1" });
        Assert.Equal([urgent.Number, first.Number], received.Released.Select(r => r.Number));
        Assert.Equal((1, 5, 4), (received.StillWaiting, received.Stock?.OnHand, (await client.GetPart("bearing")).Value.Stock?.Reserved));
        var work = (await client.GetWorkOrder(urgent.Id)).Value;
        Assert.Equal(("assigned", "nc-t1", "reserved", 2), (work.State, work.Technician, work.Parts[0].State, work.Revision));
        Assert.Equal("routed_again", work.History[0].Action);
        Assert.Equal("waiting_parts", (await client.GetWorkOrder(second.Id)).Value.State);
        server.CheckBooks();

        // The last one needs one more than is left.
        var rest = await client.ReceivePart("bearing", new() { Quantity = 1, Delivery = "DN-2" });
        Assert.Equal([second.Number], rest.Released.Select(r => r.Number));
        Assert.Empty(server.Rows("select * from recheck"));
        Assert.Equal(0, await Replayed(server));
        server.CheckBooks();
    }

    /// <summary>No stock comes, but the repair needs none any more; the policy looks at what waits every four hours.</summary>
    [Fact]
    public async Task WhatWaits_IsRoutedAgainFromTimeToTime()
    {
        await using var server = await Start();
        var waiting = await Scan(server, "MACH-00001");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Change("/api/v1/assets/MACH-00001", """{"repairs": {"any": {"parts": null, "minutes": 30}}}""")).Status);
        Assert.Equal(0, await server.Installation.Waiting.Step(CancellationToken.None));
        server.Clock.Advance(TimeSpan.FromHours(3.9));
        Assert.Equal(0, await server.Installation.Waiting.Step(CancellationToken.None));
        server.Clock.Advance(TimeSpan.FromHours(0.1));
        Assert.Equal(1, await server.Installation.Waiting.Step(CancellationToken.None));
        Assert.Equal("assigned", (string)(await server.North.Get(Address(waiting))).Json["state"]!);
        server.CheckBooks();
    }

    [Fact]
    public async Task RoutedAgain_IsADecisionWithItsCause_ThatCanBeExplained_AndTheAckStays()
    {
        await using var server = await Start();
        var scan = TestScans.Corrective("MACH-00001");
        var before = await server.North.Scan(scan);
        await server.North.Post("/api/v1/parts/bearing/receive", """{"quantity": 2, "delivery": "DN-1"}""");
        var explained = (await server.North.Get((string)before.Json["explanation"]!)).Json;
        Assert.Equal(("corrective_wo", "available", "no"), ((string)explained["outcome"]!, (string)explained["facts"]!["parts"]!, (string?)explained["facts"]!["open_corrective"]));
        Assert.Equal(["1 5", "2 1"], server.Rows("select cause, outcome from decision order by decision_id"));
        var again = await server.North.Scan(scan);
        Assert.True(again.Replayed);
        Assert.Equal(before.Text, again.Text);
    }

    [Fact]
    public async Task Work_ThatNeedsTwoParts_WaitsForBoth()
    {
        await using var server = await Start();
        var both = await Scan(server, "MACH-00001", "both");
        await Scan(server, "MACH-00002"); // needs two bearings
        await server.North.Post("/api/v1/parts/seal/adjust", """{"change": -5, "note": "perished"}""");
        var bearings = await server.North.Post("/api/v1/parts/bearing/receive", """{"quantity": 1, "delivery": "DN-1"}""");
        Assert.Empty(bearings.Json["released"]!.AsArray());
        Assert.Equal(["seal 1 short"], (await server.North.Get(Address(both))).Json["parts"]!.AsArray().Select(p => $"{p!["part"]} {p["quantity"]} {p["state"]}"));
        var seals = await server.North.Post("/api/v1/parts/seal/receive", """{"quantity": 1, "delivery": "DN-1"}""");
        Assert.Equal([Number(both)], seals.Json["released"]!.AsArray().Select(r => (string)r!["number"]!));
        server.CheckBooks();
    }

    /// <summary>What one work order lets go of goes to the next that waits.</summary>
    [Fact]
    public async Task PartsThatAreLetGo_GoToWhoWaits()
    {
        await using var server = await Start();
        await server.North.Post("/api/v1/parts/bearing/receive", """{"quantity": 2, "delivery": "DN-1"}""");
        var (has, waits) = (await Scan(server, "MACH-00001"), await Scan(server, "MACH-00002"));
        Assert.Equal("waiting_parts", (string)waits.Json["status"]!);
        Assert.Equal("cancelled", (string)(await server.North.Change(Address(has), """{"state": "cancelled", "reason": "not broken"}""")).Json["state"]!);
        Assert.Equal(0, await server.Installation.Waiting.Step(CancellationToken.None)); // a booking would do it itself, and tell who booked
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await server.Installation.Waiting.Step(CancellationToken.None));
        Assert.Equal("assigned", (string)(await server.North.Get(Address(waits))).Json["state"]!);
        Assert.Equal(0, await server.Installation.Waiting.Step(CancellationToken.None));
        server.CheckBooks();
    }

    [Fact]
    public async Task OneDelivery_IsBookedOnce()
    {
        await using var server = await Start();
        const string Body = """{"quantity": 3, "delivery": "DN-7"}""";
        Assert.Equal(HttpStatusCode.Created, (await server.North.Post("/api/v1/parts/bearing/receive", Body)).Status);
        (await server.North.Post("/api/v1/parts/bearing/receive", Body)).Is(Problems.AlreadyBooked);
        Assert.Equal(3, (int)(await server.North.Get("/api/v1/parts/bearing")).Json["stock"]!["on_hand"]!);
        Assert.Equal(HttpStatusCode.Created, (await server.North.Post("/api/v1/parts/seal/receive", Body)).Status); // another part of the same delivery
        server.CheckBooks();
    }

    [Fact]
    public async Task Replenishment_IsOrderedWithItsEta_WhichAcksTell_AndReceived()
    {
        await using var server = await Start();
        await Scan(server, "MACH-00001");
        var open = (await server.North.Get("/api/v1/replenishments?state=open")).Json["items"]!.AsArray().Single()!;
        Assert.Equal(("bearing", 6), ((string)open["part"]!, (int)open["quantity"]!));
        var address = $"/api/v1/replenishments/{open["id"]}";
        var ordered = await server.North.Change(address, """{"state": "ordered", "quantity": 8, "eta": "2026-11-27T12:00:00Z"}""", "*");
        Assert.Equal(("ordered", 8), ((string)ordered.Json["state"]!, (int)ordered.Json["quantity"]!));
        var part = (await Scan(server, "MACH-00002")).Json["parts"]![0]!;
        Assert.Equal(("on_order", "2026-11-27T12:00:00Z"), ((string)part["state"]!, (string)part["eta"]!));
        var received = await server.North.Post("/api/v1/parts/bearing/receive", $$"""{"quantity": 8, "delivery": "DN-9", "replenishment_id": "{{open["id"]}}"}""");
        Assert.Equal((2, 8, 0), (received.Json["released"]!.AsArray().Count, (int)received.Json["stock"]!["on_hand"]!, (int)received.Json["stock"]!["on_order"]!));
        Assert.Equal("received", (string)(await server.North.Get(address)).Json["state"]!);
        (await server.North.Post("/api/v1/parts/bearing/receive", $$"""{"quantity": 8, "delivery": "DN-10", "replenishment_id": "{{open["id"]}}"}""")).Is(Problems.WrongState);
        (await server.North.Change(address, """{"state": "cancelled"}""", "*")).Is(Problems.WrongState);
        server.CheckBooks();
    }

    [Fact]
    public async Task Transfer_IsTwoMoves_EachLocalToItsSite()
    {
        await using var server = await Start();
        var waits = await Scan(server, "MACH-00001");
        var sent = await server.South.Post("/api/v1/parts/bearing/send", """{"to_site": "north-clinic", "quantity": 2}""");
        Assert.Equal((HttpStatusCode.Created, 1), (sent.Status, (int)sent.Json["stock"]!["on_hand"]!));
        Assert.Equal(0, (int)(await server.North.Get("/api/v1/parts/bearing")).Json["stock"]!["on_hand"]!);
        var address = $"/api/v1/transfers/{sent.Json["transfer_id"]}/receive";
        (await server.South.Post(address, "{}")).Is(Problems.NotFound); // it is on its way to the other
        (await server.North.Post(address, """{"quantity": 3}""")).Is(Problems.InvalidBody);
        Assert.Equal("sent", (string)(await server.North.Get("/api/v1/transfers?state=sent")).Json["items"]![0]!["state"]!);
        var received = await server.North.Post(address, "{}");
        Assert.Equal([Number(waits)], received.Json["released"]!.AsArray().Select(r => (string)r!["number"]!));
        (await server.North.Post(address, "{}")).Is(Problems.AlreadyBooked);
        Assert.Empty((await server.North.Get("/api/v1/transfers?state=sent")).Json["items"]!.AsArray());
        server.CheckBooks();
    }

    [Theory]
    [InlineData("bearing/receive", """{"quantity": 0, "delivery": "D"}""", "/quantity", "out_of_range")]
    [InlineData("bearing/receive", """{"quantity": 1.5, "delivery": "D"}""", "/quantity", "out_of_range")]
    [InlineData("bearing/receive", """{"quantity": "1", "delivery": "D"}""", "/quantity", "wrong_type")]
    [InlineData("bearing/receive", """{"quantity": 1}""", "/delivery", "missing_member")]
    [InlineData("bearing/receive", """{"quantity": 1, "delivery": "D", "colour": "red"}""", "/colour", "unknown_member")]
    [InlineData("bearing/receive", """{"quantity": 1, "quantity": 2, "delivery": "D"}""", "/quantity", "duplicate_member")]
    [InlineData("bearing/receive", """{"quantity": 1, "delivery": "D\u0000"}""", "/delivery", "control_character")]
    [InlineData("bearing/receive", """{"quantity": 1, "delivery": "D", "replenishment_id": "x"}""", "/replenishment_id", "bad_id")]
    [InlineData("bearing/adjust", """{"change": 1}""", "/note", "missing_member")]
    [InlineData("bearing/adjust", """{"change": 0, "note": "n"}""", "/change", "out_of_range")]
    [InlineData("bearing/count", """{"on_hand": -1}""", "/on_hand", "out_of_range")]
    [InlineData("bearing/send", """{"to_site": "nowhere", "quantity": 1}""", "/to_site", "unknown_site")]
    [InlineData("bearing/send", """{"to_site": "north-clinic", "quantity": 1}""", "/to_site", "same_site")]
    public async Task BadBooking_IsRefusedWithItsPlace_AndNothingIsChanged(string path, string body, string pointer, string code)
    {
        await using var server = await Start();
        (await server.North.Post($"/api/v1/parts/{path}", body)).Is(Problems.InvalidBody).Says(pointer, code);
        Assert.Equal(["1 0", "1 5", "1 3"], server.Rows("select kind, on_hand from stock_move order by move_id")); // the openings, and no more
        server.CheckBooks();
    }

    [Fact]
    public async Task Stock_NeverGoesBelowWhatIsHeld()
    {
        await using var server = await Start();
        await server.North.Post("/api/v1/parts/bearing/receive", """{"quantity": 3, "delivery": "DN-1"}""");
        await Scan(server, "MACH-00001");
        (await server.North.Post("/api/v1/parts/bearing/count", """{"on_hand": 1}""")).Is(Problems.NotEnoughStock);
        (await server.North.Post("/api/v1/parts/bearing/adjust", """{"change": -2, "note": "lost"}""")).Is(Problems.NotEnoughStock);
        (await server.North.Post("/api/v1/parts/bearing/send", """{"to_site": "south-plant", "quantity": 2}""")).Is(Problems.NotEnoughStock);
        (await server.North.Post("/api/v1/parts/unknown/count", """{"on_hand": 1}""")).Is(Problems.NotFound);
        Assert.Equal(2, (int)(await server.North.Post("/api/v1/parts/bearing/count", """{"on_hand": 2}""")).Json["stock"]!["on_hand"]!);
        var moves = (await server.North.GetAll("/api/v1/parts/bearing/moves", 2)).Items;
        Assert.Equal(["count -1 0", "reserve 0 2", "receive 3 0", "opening 0 0"], moves.Select(m => $"{m["kind"]} {m["on_hand"]} {m["reserved"]}"));
        server.CheckBooks();
    }

    internal static Task<RunningServer> Start() => RunningServer.Start(o => o with { Plant = Waiting, Policy = Policy });

    private static Task<HttpAnswer> Scan(RunningServer server, string assetId, string mode = "noise") => server.North.Scan(TestScans.Corrective(assetId, mode).With("operator_id", "op-1"));

    private static string Number(HttpAnswer ack) => (string)ack.Json["work_order"]!["number"]!;

    private static string Address(HttpAnswer ack) => $"/api/v1/work-orders/{ack.Json["work_order"]!["id"]}";

    private static async Task<int> Replayed(RunningServer server) =>
        (await new Scanward.Server.Routing.Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None)).Different;
}
