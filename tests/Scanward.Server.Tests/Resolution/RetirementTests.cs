using System.Net;
using Scanward.Server.Access;
using Scanward.Server.Resolution;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;
using static Scanward.Server.Tests.Resolution.RegistryChangeTests;

namespace Scanward.Server.Tests.Resolution;

/// <summary>Crews, technicians and parts go when nothing needs them any more; new sites come.</summary>
public sealed class RetirementTests
{
    [Fact]
    public async Task Technician_WithOpenWork_Stays_AndWithout_Goes()
    {
        await using var server = await RunningServer.Start();
        var made = await server.North.Scan(TestScans.Corrective("DOOR-00001"));
        var technician = (string)made.Json["assigned"]!["technician"]!;
        var address = $"/api/v1/technicians/{technician}";
        var held = await server.North.Post($"{address}/retire", """{"reason": "moved away"}""");
        held.Is(Problems.WrongState);
        Assert.Contains((string)made.Json["work_order"]!["number"]!, (string)held.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.North.Get(address)).Status);

        await server.North.Change($"/api/v1/work-orders/{made.Json["work_order"]!["id"]}", """{"state": "cancelled", "reason": "not broken"}""");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Post($"{address}/retire", """{"reason": "moved away"}""")).Status);
        (await server.North.Get(address)).Is(Problems.NotFound);
        (await server.North.Post($"{address}/retire", """{"reason": "twice"}""")).Is(Problems.NotFound);
        var next = await server.North.Scan(TestScans.Corrective("DOOR-00001", "other"));
        Assert.NotEqual(technician, (string?)next.Json["assigned"]!["technician"]);
        Assert.Equal(0, (await new Scanward.Server.Routing.Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None)).Different);
        Assert.Equal("technician.retired", (string)(await server.North.Get($"/api/v1/audit?entity_id={technician}")).Json["items"]![0]!["action"]!);
    }

    [Fact]
    public async Task Crew_WithTechnicians_Stays_AndAnEmptyOne_Goes_AndComesBack()
    {
        await using var server = await RunningServer.Start();
        var crew = (string)(await server.North.Get("/api/v1/technicians?limit=1")).Json["items"]![0]!["crew"]!;
        (await server.North.Post($"/api/v1/crews/{crew}/retire", "{}")).Is(Problems.WrongState);
        await Put(server.North, "/api/v1/crews/nc_night", """{"name": "Night shift"}""");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Post("/api/v1/crews/nc_night/retire", """{"reason": "days only"}""")).Status);
        Assert.DoesNotContain("nc_night", (await server.North.GetAll("/api/v1/crews", 50)).Items.Select(c => (string)c["id"]!));
        Assert.Equal(HttpStatusCode.Created, (await Put(server.North, "/api/v1/crews/nc_night", """{"name": "Nights again"}""")).Status);
    }

    [Fact]
    public async Task Part_WithStock_Stays_AndAnEmptyOne_Goes_ItsLedgerStays()
    {
        await using var server = await RunningServer.Start();
        await Put(server.North, "/api/v1/parts/v_belt", """{"name": "V-belt", "unit": "metre"}""");
        await Put(server.North, "/api/v1/parts/v_belt/stock", """{"safety_stock": 0}""");
        await server.North.Post("/api/v1/parts/v_belt/receive", """{"quantity": 2, "delivery": "DN-1"}""");
        (await server.North.Post("/api/v1/parts/v_belt/retire", "{}")).Is(Problems.WrongState);
        await server.North.Post("/api/v1/parts/v_belt/adjust", """{"change": -2, "note": "thrown away"}""");
        Assert.Equal(HttpStatusCode.OK, (await server.North.Post("/api/v1/parts/v_belt/retire", """{"reason": "replaced"}""")).Status);
        Assert.Null((await server.North.Get("/api/v1/parts/v_belt")).Json["stock"]);
        Assert.Equal(3, (await server.North.GetAll("/api/v1/parts/v_belt/moves", 50)).Items.Count);
        (await server.North.Post("/api/v1/parts/v_belt/retire", "{}")).Is(Problems.NotFound);
        server.CheckBooks();
    }

    [Fact]
    public async Task Site_IsMade_ByWhoMayDoSoForAll_AndTakesScans()
    {
        await using var server = await RunningServer.Start();
        const string East = """{"name": "East depot", "code": "ED", "time_zone": "Europe/Amsterdam", "hours": {"mon-fri": "07:00-18:00"}}""";
        (await Put(server.North, "/api/v1/sites/east-depot", East)).Is(Problems.NotPermitted);
        (await Put((await server.Key(Role.Admin)).Http, "/api/v1/sites/east-depot", East)).Is(Problems.NotPermitted);
        var everywhere = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        (await Put(everywhere, "/api/v1/sites/east-depot", East.Replace("ED", "NC", StringComparison.Ordinal))).Is(Problems.InvalidBody).Says("/code", "code_taken");
        (await Put(everywhere, "/api/v1/sites/east-depot", """{"name": "East", "code": "ED", "time_zone": "Europe/Atlantis"}""")).Is(Problems.InvalidBody);
        Assert.Equal(HttpStatusCode.Created, (await Put(everywhere, "/api/v1/sites/east-depot", East)).Status);
        (await Put(everywhere, "/api/v1/sites/east-depot", East)).Is(Problems.WrongState);
        var east = (await server.Key(Role.Operator, "east-depot")).Http;
        Assert.Equal(HttpStatusCode.Created, (await Put(east, "/api/v1/assets/EAST-00001", """{"name": "Gate", "class": "door", "criticality": 2}""")).Status);
        Assert.StartsWith("WO-ED-", (string)(await east.Scan(TestScans.Corrective("EAST-00001"))).Json["work_order"]!["number"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Site_GoesWhenNothingIsLeftThere_CanBeReadAndReplayed_AndComesBack()
    {
        await using var server = await RunningServer.Start();
        const string East = """{"name": "East depot", "code": "ED", "time_zone": "Europe/Amsterdam", "hours": {"mon-fri": "07:00-18:00"}}""";
        var everywhere = (await server.Key(Role.Admin, Caller.AllSites)).Http;
        await Put(everywhere, "/api/v1/sites/east-depot", East);
        var key = await server.Key(Role.Operator, "east-depot");
        await Put(key.Http, "/api/v1/assets/EAST-00001", """{"name": "Gate", "class": "door", "criticality": 2}""");
        var made = await key.Http.Scan(TestScans.Corrective("EAST-00001"));
        (await key.Http.Post("/api/v1/sites/east-depot/retire", "{}")).Is(Problems.NotPermitted);
        (await everywhere.Post("/api/v1/sites/west-depot/retire", "{}")).Is(Problems.NotFound);

        var held = (await everywhere.Post("/api/v1/sites/east-depot/retire", "{}")).Is(Problems.WrongState);
        Assert.Equal("The site still has open work orders: finish or cancel them; assets in use: retire them; keys that are valid: revoke them.", (string)held.Json["detail"]!);
        await key.Http.Change($"/api/v1/work-orders/{made.Json["work_order"]!["id"]}", """{"state": "cancelled", "reason": "not broken"}""");
        Assert.Equal(HttpStatusCode.OK, (await key.Http.Post("/api/v1/assets/EAST-00001/retire", "{}")).Status);
        var keyId = (string)(await everywhere.Get("/api/v1/keys?site=east-depot")).Json["items"]![0]!["id"]!;
        Assert.Equal(HttpStatusCode.OK, (await everywhere.Post($"/api/v1/keys/{keyId}/revoke", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await everywhere.Post("/api/v1/sites/east-depot/retire", """{"reason": "sold"}""")).Status);

        (await everywhere.Post("/api/v1/sites/east-depot/retire", "{}")).Is(Problems.NotFound);
        (await everywhere.Post("/api/v1/keys", """{"name": "late", "role": "device", "site": "east-depot"}""")).Is(Problems.InvalidBody);
        everywhere.DefaultRequestHeaders.Add("Scanward-Site", "east-depot");
        Assert.Equal("cancelled", (string)(await everywhere.Get("/api/v1/work-orders")).Json["items"]![0]!["state"]!);
        Assert.Equal("site.retired", (string)(await everywhere.Get("/api/v1/audit?entity=site")).Json["items"]![0]!["action"]!);
        (await Put(everywhere, "/api/v1/assets/EAST-00002", """{"name": "Gate", "class": "door", "criticality": 2}""")).Is(Problems.WrongState);
        (await everywhere.Scan(TestScans.Corrective("EAST-00001", "other"))).Is(Problems.WrongState);
        everywhere.DefaultRequestHeaders.Remove("Scanward-Site");
        Assert.Equal(0, (await new Scanward.Server.Routing.Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None)).Different);
        Assert.DoesNotContain("east-depot", (await StoredPlant.Whole(server.Installation.Reads, null, server.Installation.Clock.Now(), _ => { }, CancellationToken.None)).Sites.Select(s => s.SiteId));

        Assert.Equal(HttpStatusCode.Created, (await Put(everywhere, "/api/v1/sites/east-depot", East)).Status);
        var again = (await server.Key(Role.Operator, "east-depot")).Http;
        Assert.Equal(HttpStatusCode.Created, (await Put(again, "/api/v1/assets/EAST-00002", """{"name": "Gate", "class": "door", "criticality": 2}""")).Status);
        Assert.Equal("WO-ED-000002", ((string)(await again.Scan(TestScans.Corrective("EAST-00002"))).Json["work_order"]!["number"]!)[..12]);
    }

    [Fact]
    public async Task Assets_AreFoundByWords()
    {
        await using var server = await RunningServer.Start();
        await Put(server.North, "/api/v1/assets/FAN-00017", """{"name": "Exhaust fan, kitchen", "class": "fan", "criticality": 2}""");
        await Put(server.North, "/api/v1/assets/FAN-00018", """{"name": "Exhaust fan, garage", "class": "fan", "criticality": 2}""");
        async Task<string[]> Find(string q) => [.. (await server.North.GetAll($"/api/v1/assets?q={Uri.EscapeDataString(q)}", 1)).Items.Select(a => (string)a["asset_id"]!)];
        Assert.Equal(["FAN-00018", "FAN-00017"], await Find("exhaust FAN"));
        Assert.Equal(["FAN-00017"], await Find("kitch 0001"));
        Assert.Empty(await Find("kitchen garage"));
        Assert.Empty(await Find("'; drop table asset; --"));
        (await server.North.Get($"/api/v1/assets?q={new string('x', 101)}")).Is(Problems.InvalidQuery);
    }
}
