using System.Net;
using System.Text;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.Resolution;

/// <summary>The registry entry by entry over HTTP: made, read, changed under its version, retired; each fault with its pointer, and nothing changed by a refusal.</summary>
public sealed class RegistryChangeTests
{
    [Fact]
    public async Task Asset_IsMade_Scanned_Changed_AndRetired()
    {
        await using var server = await RunningServer.Start();
        var made = await Put(server.North, "/api/v1/assets/FAN-00000001", """
            {"name": "Fan 1", "class": "fan", "criticality": 5, "location": "Roof", "geolocation": [41.9, -87.6], "tags": ["FAN-ONE"], "skills": ["mechanical"], "minutes": 45,
             "repairs": {"any": {"parts": {"bearing_6205": 1}}}, "preventive": {"next": "2026-12-01", "every": "30d"}}
            """);
        Assert.Equal((HttpStatusCode.Created, "FAN-00000001", 1), (made.Status, (string)made.Json["id"]!, (int)(await server.North.Get("/api/v1/assets/FAN-00000001")).Json["revision"]!));
        var scanned = await server.North.Scan(TestScans.Tagged("FAN-ONE"));
        Assert.Equal(("routed", 1, "bearing_6205"), ((string)scanned.Json["status"]!, (int)scanned.Json["priority"]!, (string)scanned.Json["parts"]![0]!["part"]!));

        var asset = await server.North.Get("/api/v1/assets/FAN-00000001");
        Assert.Equal("2026-12-01", (string)asset.Json["next_pm_date"]!);
        var changed = await Patch(server.North, "/api/v1/assets/FAN-00000001", """{"criticality": 1, "location": null, "preventive": {"every": "60d"}}""", asset.Headers.ETag!.Tag);
        Assert.Equal((1, null, "60d", "2026-12-01"), ((int)changed.Json["criticality"]!, changed.Json["location"], (string)changed.Json["preventive"]!["every"]!, (string)changed.Json["preventive"]!["next"]!));
        (await Patch(server.North, "/api/v1/assets/FAN-00000001", """{"criticality": 2}""", asset.Headers.ETag!.Tag)).Is(Problems.Stale);
        (await Patch(server.North, "/api/v1/assets/FAN-00000001", """{"criticality": 2}""", null)).Is(Problems.PreconditionRequired);
        (await Put(server.North, "/api/v1/assets/FAN-00000001", """{"name": "Another", "class": "fan", "criticality": 1}""")).Is(Problems.PreconditionRequired);

        // What the scans see is new at once.
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        var second = await server.North.Scan(TestScans.Tagged("FAN-ONE").With("failure_mode", "belt").With("scan_timestamp", "2026-11-24T16:30:00Z"));
        Assert.Equal(3, (int)second.Json["priority"]!);

        Assert.Contains("WO-NC-", (string)(await server.North.Post("/api/v1/assets/FAN-00000001/retire", "{}")).Is(Problems.WrongState).Json["detail"]!, StringComparison.Ordinal);
        foreach (var ack in new[] { scanned, second }) await server.North.Change($"/api/v1/work-orders/{ack.Json["work_order"]!["id"]}", """{"state": "cancelled", "reason": "scrapped"}""");
        var retired = await server.North.Post("/api/v1/assets/FAN-00000001/retire", """{"reason": "scrapped", "operator_id": "denise"}""");
        Assert.Equal((HttpStatusCode.OK, true), (retired.Status, retired.Json["retired_at"] is not null));
        (await server.North.Scan(TestScans.Tagged("FAN-ONE"))).Is(Problems.AssetUnknown);
        (await server.North.Scan(TestScans.Corrective("FAN-00000001"))).Is(Problems.AssetUnknown);
        Assert.Single((await server.North.Get("/api/v1/assets?state=retired")).Json["items"]!.AsArray());
        Assert.Equal("scrapped", (string)(await server.North.Get("/api/v1/assets/FAN-00000001/tags")).Json["items"]![0]!["reason"]!);
        server.CheckBooks();
    }

    [Theory]
    [InlineData("""{"class": "fan", "criticality": 3}""", "", "member_missing")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 9}""", "/criticality", "number_invalid")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 3, "colour": "red"}""", "/colour", "member_unknown")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 3, "repairs": {"any": {"parts": {"unobtainium": 1}}}}""", "/repairs/any/parts/unobtainium", "part_unknown")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 3, "preventive": {"next": "2026-02-30"}}""", "/preventive/next", "date_invalid")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 3, "id": "OTHER-0001"}""", "/id", "cannot_change")]
    [InlineData("""{"name": "F", "class": "fan", "criticality": 3, "site": "south-plant"}""", "/site", "cannot_change")]
    public async Task BadAsset_IsRefusedAtItsMember(string body, string pointer, string code)
    {
        await using var server = await RunningServer.Start();
        (await Put(server.North, "/api/v1/assets/FAN-00000001", body)).Is(Problems.InvalidBody).Says(pointer, code);
        (await server.North.Get("/api/v1/assets/FAN-00000001")).Is(Problems.NotFound);
    }

    [Fact]
    public async Task NewAsset_SetsFreeTheScansThatWaitedForIt()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("NEW-00000001");
        (await server.North.Scan(scan)).Is(Problems.AssetUnknown);
        await Put(server.North, "/api/v1/assets/NEW-00000001", """{"name": "New", "class": "door", "criticality": 2}""");
        var retried = await server.North.Scan(scan);
        Assert.True(retried.Replayed);
        Assert.Equal("routed", (string)retried.Json["status"]!);
    }

    [Fact]
    public async Task Technician_IsMade_ChangedWithShiftsAndAbsences_AndAssigned()
    {
        await using var server = await RunningServer.Start();
        var made = await Put(server.North, "/api/v1/technicians/nc-t009", """{"name": "Zoe", "crew": "nc_mech", "skills": ["hvac"], "shifts": [{"days": "mon-fri", "hours": "06:00-14:00"}]}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var tag = (await server.North.Get("/api/v1/technicians/nc-t009")).Headers.ETag!.Tag;
        var changed = await Patch(server.North, "/api/v1/technicians/nc-t009", """{"absences": [{"from": "2026-12-24", "to": "2027-01-02"}], "load_limit": "4h"}""", tag);
        Assert.Equal(("2026-12-24", "4h"), ((string)changed.Json["absences"]![0]!["from"]!, (string)changed.Json["load_limit"]!));
        (await Patch(server.North, "/api/v1/technicians/nc-t009", """{"absences": [{"from": "2026-12-24", "to": "2026-12-20"}]}""", "*")).Is(Problems.InvalidBody).Says("/absences/0", "absence_invalid");
        (await Patch(server.North, "/api/v1/technicians/nc-t009", """{"shifts": [{"days": "mon-fri", "hours": "06:00-14:00"}, {"days": "fri", "hours": "13:00-20:00"}]}""", "*")).Is(Problems.InvalidBody).Says("/shifts/1", "shifts_overlap");
        (await Patch(server.North, "/api/v1/technicians/nc-t009", """{"crew": "nobody"}""", "*")).Is(Problems.InvalidBody).Says("/crew", "crew_unknown");
        (await Patch(server.North, "/api/v1/technicians/sp-t001", """{"name": "X"}""", "*")).Is(Problems.NotFound);
        Assert.Equal(["nc-t001", "nc-t009"], (await server.North.Get("/api/v1/technicians?crew=nc_mech&skill=hvac")).Json["items"]!.AsArray().Select(t => (string)t!["id"]!));
        Assert.Equal(4, (await server.North.GetAll("/api/v1/technicians", 1)).Items.Count);

        // Whoever else is away for good leaves the work to her.
        foreach (var other in new[] { "nc-t001", "nc-t003" }) await Patch(server.North, $"/api/v1/technicians/{other}", """{"skills": null}""", "*");
        Assert.Equal("nc-t009", (string)(await server.North.Scan(TestScans.Corrective("AHU-000123"))).Json["assigned"]!["technician"]!);
    }

    [Fact]
    public async Task CrewPartAndSite_AreMadeAndChanged()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal(HttpStatusCode.Created, (await Put(server.North, "/api/v1/crews/nc_night", """{"name": "Night shift"}""")).Status);
        Assert.Equal("Nights", (string)(await Patch(server.North, "/api/v1/crews/nc_night", """{"name": "Nights"}""", "*")).Json["name"]!);
        Assert.Equal(HttpStatusCode.Created, (await Put(server.North, "/api/v1/parts/belt_a", """{"name": "Belt", "unit": "metre"}""")).Status);
        Assert.Null((await server.North.Get("/api/v1/parts/belt_a")).Json["stock"]);
        Assert.Equal(HttpStatusCode.Created, (await Put(server.North, "/api/v1/parts/belt_a/stock", """{"safety_stock": 2, "reorder_point": 4}""")).Status);
        Assert.Equal(5, (int)(await server.North.Post("/api/v1/parts/belt_a/receive", """{"quantity": 5, "delivery": "D1"}""")).Json["stock"]!["on_hand"]!);
        (await Put(server.North, "/api/v1/parts/belt_a/stock", "{}")).Is(Problems.PreconditionRequired);
        (await Put(server.North, "/api/v1/parts/nothing/stock", "{}")).Is(Problems.NotFound);
        var site = await server.North.Get("/api/v1/sites/north-clinic");
        var changed = await Patch(server.North, "/api/v1/sites/north-clinic", """{"hours": {"mon-fri": "08:00-18:00"}, "holidays": ["2026-12-25"]}""", site.Headers.ETag!.Tag);
        Assert.Equal("2026-12-25", (string)changed.Json["holidays"]![0]!);
        (await Patch(server.North, "/api/v1/sites/north-clinic", """{"time_zone": "Mars/Olympus"}""", "*")).Is(Problems.InvalidBody).Says("/time_zone", "time_zone_unknown");
        (await server.North.Get("/api/v1/sites/south-plant")).Is(Problems.NotFound);
        (await Patch(server.North, "/api/v1/sites/south-plant", """{"name": "Mine"}""", "*")).Is(Problems.NotFound);
        Assert.Single((await server.North.Get("/api/v1/sites")).Json["items"]!.AsArray());
        server.CheckBooks();
    }

    [Fact]
    public async Task Tag_IsAdded_Replaced_Claimed_AndRetired_AndItsPastIsKept()
    {
        await using var server = await RunningServer.Start();
        async Task<HttpAnswer> Tag(string asset, string body) => await server.North.Post($"/api/v1/assets/{asset}/tags", body);
        (await server.North.Scan(TestScans.Tagged("LABEL-1"))).Is(Problems.AssetUnknown);
        var added = await Tag("DOOR-00001", """{"tag": "LABEL-1", "operator_id": "denise"}""");
        Assert.Equal(1, (int)added.Json["replayed"]!);
        (await Tag("PMP-000101", """{"tag": "LABEL-1"}""")).Is(Problems.TagTaken);
        (await Tag("PMP-000101", """{"tag": "https://id.gs1.org/8004/"}""")).Is(Problems.InvalidBody);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await Tag("DOOR-00001", """{"tag": "LABEL-2", "replaces": "LABEL-1", "reason": "worn off"}""");
        (await server.North.Scan(TestScans.Tagged("LABEL-1"))).Is(Problems.AssetUnknown);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await Tag("PMP-000101", """{"tag": "LABEL-2", "claim": true, "operator_id": "denise"}""");
        Assert.Equal("PMP-000101", (string)(await server.North.Get((string)(await server.North.Scan(TestScans.Tagged("LABEL-2"))).Json["explanation"]!)).Json["facts"]!["asset"]!);
        Assert.Equal(["LABEL-2 claimed denise", "LABEL-1 worn off test device"], (await server.North.Get("/api/v1/assets/DOOR-00001/tags")).Json["items"]!.AsArray().Select(t => $"{t!["tag"]} {t["reason"]} {t["by"]}"));
        var retired = await server.North.Post("/api/v1/assets/PMP-000101/tags/retire", """{"tag": "LABEL-2"}""");
        Assert.Null(retired.Json["tags"]);
        (await server.North.Post("/api/v1/assets/PMP-000101/tags/retire", """{"tag": "LABEL-2"}""")).Is(Problems.NotFound);
        (await server.North.Scan(TestScans.Tagged("LABEL-2").With("failure_mode", "other"))).Is(Problems.AssetUnknown);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"name": "A", "name": "B"}""")]
    public async Task WhatIsNoObject_IsRefused(string body)
    {
        await using var server = await RunningServer.Start();
        (await Put(server.North, "/api/v1/crews/c1", body)).Is(Problems.MalformedJson);
    }

    [Fact]
    public async Task CursorOfAnotherList_IsRefused()
    {
        await using var server = await RunningServer.Start();
        var next = (string)(await server.North.Get("/api/v1/technicians?limit=1")).Json["next"]!;
        (await server.North.Get($"/api/v1/crews?cursor={next}")).Is(Problems.InvalidQuery).Says("cursor", "bad_cursor");
        (await server.North.Get($"/api/v1/parts?cursor={next}")).Is(Problems.InvalidQuery).Says("cursor", "bad_cursor");
    }

    internal static Task<HttpAnswer> Put(HttpClient client, string address, string body) => Send(client, HttpMethod.Put, address, body, null);

    private static Task<HttpAnswer> Patch(HttpClient client, string address, string body, string? ifMatch) => Send(client, HttpMethod.Patch, address, body, ifMatch);

    private static async Task<HttpAnswer> Send(HttpClient client, HttpMethod method, string address, string body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await HttpAnswer.Of(client.SendAsync(request));
    }
}
