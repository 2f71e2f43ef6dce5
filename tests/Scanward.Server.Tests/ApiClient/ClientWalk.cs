using System.Text.Json.Nodes;
using Scanward.Client;
using Scanward.Server.Access;
using Scanward.Server.Tests.Dispatch;
using Scanward.Server.Tests.Hosting;
using NewKey = Scanward.Client.NewKey;
using NewTag = Scanward.Client.NewTag;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>Every operation of the client once, on a plant that gives each of them something to answer with.</summary>
internal static class ClientWalk
{
    /// <param name="client">Of a key.</param>
    public static async Task Run(RunningServer server, Func<string, ScanwardClient> client)
    {
        var north = client((await server.Key(Role.Admin)).Secret);
        var south = client((await server.Key(Role.Admin, TestPlants.South)).Secret);
        await north.SetStockSettings("bearing_6205", ScanwardClient.AnyVersion, new() { SafetyStock = 4, ReorderPoint = 200 }); // the first that is taken is to be ordered
        await Scans(north);
        await WorkOrders(north);
        await Registry(north);
        var everywhere = client((await server.Key(Role.Admin, Caller.AllSites)).Secret);
        Assert.Equal("ED", (await everywhere.MakeSite("east-depot", new() { Name = "East depot", Code = "ED", TimeZone = "Europe/Amsterdam", Hours = new() { ["mon-fri"] = "07:00-18:00" } })).Value.Code);
        Assert.True((await everywhere.RetireSite("east-depot", new() { Text = "sold" })).IsRetired);
        var plant = await north.ExportPlant();
        Assert.True((await north.ImportPlant(PlantFile.Yaml(plant))).ChangedNothing);
        Assert.True((await north.ImportPlant(PlantFile.CsvZip(await north.ExportPlant("csv")), dryRun: true)).DryRun);
        await Parts(north, south);
        await Labels(north);
        await DeadLetters(north);
        await Connectors(server, south);
        await Access(north);
        await Devices(north, client);
        Assert.Equal("3.1.0", (string?)(await north.GetOpenApi())["openapi"]);
        Assert.True(await north.IsAlive());
        Assert.True((await north.IsReady()).Ready);
        Assert.Contains("asset", await north.ExplainProblem("asset_unknown"), StringComparison.Ordinal);
        Assert.Contains("scanward_", await north.GetMetrics(), StringComparison.Ordinal);
        Assert.NotEmpty(await north.GetRoutingFigures());
        Assert.NotEmpty(await north.GetReliability(assetId: "AHU-000123"));
    }

    /// <summary>A scan as a device of the test plant sends it.</summary>
    public static Scan Scan(string assetId, string? failureMode = "bearing_noise") =>
        new() { AssetId = assetId, ScanTimestamp = TestPlants.Start, OperatorId = "nc-t001", ScanType = "corrective", FailureMode = failureMode };

    private static async Task Scans(ScanwardClient north)
    {
        var key = Guid.CreateVersion7();
        var whole = Scan("AHU-000123") with
        {
            AssetId = null, Tag = "]C180049520614141234567", Symbology = "]C1", SentAt = TestPlants.Start, IdempotencyKey = key, Geolocation = [41.8964, -87.6215], Note = "Howls.",
            Readings = new Dictionary<string, decimal> { ["run_hours"] = 8123.5m }, Device = new() { Id = "dev-1", BatteryPercent = 71, Firmware = "4.2.0" },
        };
        var ack = await north.SendScan(whole);
        Assert.Equal(("corrective_wo", 201, false, "bearing_6205"), (ack.Outcome, ack.HttpStatus, ack.Replayed, Assert.Single(ack.Parts).Part));
        Assert.True((await north.SendScan(whole)).Replayed);
        var story = await north.GetScan(ack.ScanId!);
        Assert.Equal((key, 8123.5m, "dev-1", ack.Reason), (story.IdempotencyKey, story.Readings["run_hours"], story.Device?.Id, story.Ack.Reason));
        var photo = await north.AddPhoto(ack.ScanId!, new([0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 0, 0xFF, 0xD9]), Guid.CreateVersion7().ToString());
        Assert.Equal(9, (await north.GetPhoto(photo.PhotoId)).Length);
        Assert.Equal(photo.PhotoId, Assert.Single((await north.GetScan(ack.ScanId!)).Photos).PhotoId);
        Assert.Equal(ack.Reason, (await north.ExplainScan(ack.ScanId!)).Reason);
        var batch = await north.SendScans([Scan("AHU-000123"), Scan("PMP-000102", "seal_leak"), Scan("GONE-00001")]);
        Assert.Equal([200, 201, 422], batch.Items.Select(i => i.Status));
        Assert.Equal(("duplicate", "asset_unknown"), (batch.Items[0].Ack?.Status, batch.Items[2].Problem?.Code));
        Assert.Equal("duplicate", (await north.SendScan(Scan("PMP-000102", "seal_leak") with { OperatorId = "nc-t002" })).Status);
    }

    private static async Task WorkOrders(ScanwardClient north)
    {
        var open = await north.ListWorkOrders(assetId: "AHU-000123", priority: 1).SingleAsync();
        var seen = await north.GetWorkOrder(open.Number);
        Assert.Equal("nc-t001", Assert.Single(seen.Value.Reports).OperatorId);
        var started = await north.ChangeWorkOrder(seen, new() { OperatorId = "nc-t001", State = "in_progress" });
        var stale = await Assert.ThrowsAsync<ScanwardProblemException>(() => north.ChangeWorkOrder(seen, new() { Note = "late" }));
        Assert.Equal("stale", stale.Problem.Code);
        var done = await north.ChangeWorkOrder(started, new()
        {
            OperatorId = "nc-t001", State = "completed", LabourMinutes = 45, PartsUsed = [new("bearing_6205", 2)], Readings = new Dictionary<string, decimal> { ["run_hours"] = 8124 }, Cause = "worn_bearing", Remedy = "replaced",
        });
        Assert.Equal(("completed", 45, 2), (done.Value.State, done.Value.LabourMinutes, Assert.Single(done.Value.Parts).Used));
        Assert.Equal(["started", "completed"], done.Value.History.Select(h => h.Action));
        var ordered = await north.OrderWork(new() { AssetId = "DOOR-00001", Description = "Squeals", Kind = "corrective", Priority = 3 }, "walk-1");
        Assert.Equal(ordered.WoId, (await north.OrderWork(new() { AssetId = "DOOR-00001", Description = "Squeals", Kind = "corrective", Priority = 3 }, "walk-1")).WoId);
        Assert.Equal(5, (await north.GetEmbeddedAsset("AHU-000123")).CriticalityScore);
    }

    private static async Task Registry(ScanwardClient north)
    {
        var made = await north.MakeAsset("FAN-00000001", new() { Name = "Fan 1", Class = "fan", Criticality = 3, Tags = ["FAN-ONE"], Repairs = new() { ["any"] = new JsonObject { ["parts"] = new JsonObject { ["bearing_6205"] = 1 } } } });
        var moved = await north.ChangeAsset("FAN-00000001", made.ETag, new() { ["location"] = "Roof" });
        var fan = await north.GetAsset("FAN-00000001");
        Assert.Equal(("Roof", 2, moved.ETag), (fan.Value.Location, fan.Value.Revision, fan.ETag));
        await north.AddTag("FAN-00000001", new NewTag { Tag = "LABEL-2", Reason = "new label" });
        await north.RetireTag("FAN-00000001", new() { Tag = "LABEL-2", Reason = "lost" });
        Assert.Equal(["FAN-ONE", "LABEL-2"], (await north.ListTags("FAN-00000001")).Select(t => t.Tag));
        Assert.NotNull((await north.RetireAsset("FAN-00000001", new() { Text = "scrapped" })).Value.RetiredAt);
        Assert.Equal(["FAN-00000001"], await north.ListAssets(state: "retired", @class: "fan").Select(a => a.AssetId).ToListAsync());
        var site = await north.ListSites().SingleAsync();
        var seen = await north.GetSite(site.Id!);
        Assert.Equal([new(2026, 12, 25)], (await north.ChangeSite(site.Id!, seen.ETag, new() { ["holidays"] = new JsonArray("2026-12-25") })).Value.Holidays!);
        var crew = await north.MakeCrew("nc_night", new() { Name = "Night shift" });
        await north.ChangeCrew("nc_night", crew.ETag, new() { ["name"] = "Nights" });
        Assert.Equal("Nights", (await north.GetCrew("nc_night")).Value.Name);
        Assert.Contains("nc_night", await north.ListCrews().Select(c => c.Id).ToListAsync());
        var zoe = await north.MakeTechnician("nc-t099", new() { Name = "Zoe", Crew = "nc_mech", Skills = ["hvac"], Shifts = [new() { ["days"] = "mon-fri", ["hours"] = "06:00-14:00" }], LoadLimit = "8h" });
        await north.ChangeTechnician("nc-t099", zoe.ETag, new() { ["absences"] = new JsonArray(new JsonObject { ["from"] = "2026-12-24", ["to"] = "2027-01-02" }) });
        Assert.Single((await north.GetTechnician("nc-t099")).Value.Absences!);
        Assert.Equal("8h", (await north.ListTechnicians(q: "zoe").SingleAsync()).LoadLimit);
        Assert.True((await north.RetireTechnician("nc-t099", new() { Text = "moved away" })).IsRetired);
        Assert.Equal("nc_night", (await north.RetireCrew("nc_night", new() { Text = "days only" })).Id);
        Assert.Equal("AHU-000123", (await north.ListAssets(q: "roof east").SingleAsync()).AssetId);
    }

    private static async Task Parts(ScanwardClient north, ScanwardClient south)
    {
        var belt = await north.MakePart("v_belt", new() { Name = "V-belt", Unit = "metre" });
        await north.ChangePart("v_belt", belt.ETag, new() { Name = "V-belt, 13 mm" });
        await north.SetStockSettings("v_belt", null, new() { SafetyStock = 2, ReorderPoint = 4, ReorderQuantity = 10, LeadTimeDays = 5 });
        var settings = await north.GetStockSettings("v_belt");
        await north.SetStockSettings("v_belt", settings.ETag, settings.Value with { ReorderPoint = 6 });
        Assert.Equal((6, 0), ((await north.GetPart("v_belt")).Value.Stock?.ReorderPoint, (await north.ListParts(name: "V-belt, 13 mm").SingleAsync()).Stock?.OnHand));
        Assert.True((await north.RetirePart("v_belt", new() { Text = "replaced by another" })).IsRetired);
        var waits = await north.ListReplenishments(part: "bearing_6205").SingleAsync();
        Assert.Equal("ordered", (await north.ChangeReplenishment(waits.Id, new() { State = "ordered", Quantity = 12, Eta = TestPlants.Start.AddDays(3) })).State);
        Assert.Equal(12, (await north.GetReplenishment(waits.Id)).Quantity);
        await north.ReceivePart("bearing_6205", new() { Quantity = 12, Delivery = "DN-4711", ReplenishmentId = waits.Id });
        var received = await north.ReceivePart("seal_o_ring", new() { Quantity = 20, Delivery = "DN-4711" });
        Assert.Equal("assigned", Assert.Single(received.Released).State);
        var twice = await Assert.ThrowsAsync<ScanwardProblemException>(() => north.ReceivePart("seal_o_ring", new() { Quantity = 20, Delivery = "DN-4711" }));
        Assert.Equal("already_booked", twice.Problem.Code);
        await north.AdjustPart("seal_o_ring", new() { Change = -1, Note = "dropped" });
        Assert.Equal(18, (await north.CountPart("seal_o_ring", new() { OnHand = 18 })).Stock?.OnHand);
        var sent = await south.SendPart("bearing_6205", new() { ToSite = TestPlants.North, Quantity = 2 });
        Assert.Equal(sent.TransferId, (await north.ListTransfers(state: "sent").SingleAsync()).Id);
        await north.ReceiveTransfer(sent.TransferId, new() { Quantity = 2 });
        Assert.Equal(["transfer_in"], await north.ListMoves("bearing_6205", kind: "transfer_in").Select(m => m.Kind).ToListAsync());
    }

    /// <summary>A system that lists assets, one of which cannot be taken over.</summary>
    public static PlayedCmms Cmms
    {
        get
        {
            var cmms = new PlayedCmms("plant-cmms") { Abilities = new() { FindsByReference = true, ListsAssets = true, Pushes = true } };
            cmms.Assets["1"] = new("1", """{"id": "PRESS-0001", "criticality": 9}""");
            return cmms;
        }
    }

    private static async Task Connectors(RunningServer server, ScanwardClient south)
    {
        Assert.Equal(["assets"], (await south.SyncConnector("plant-cmms", new() { Full = true })).Kinds);
        await server.Installation.Syncs[0].Pull(full: true, CancellationToken.None);
        Assert.Equal("bad_entry", Assert.Single((await south.ListConflicts("plant-cmms")).Items).Code);
        var connector = Assert.Single((await south.ListConnectors()).Items);
        Assert.Equal(("plant-cmms", "flowing", 1L, 1), (connector.Name, connector.State, connector.Conflicts, Assert.Single(connector.Sync).Done));
        Assert.Equal("flowing", (await south.ResumeConnector("plant-cmms", new())).State);
    }

    private static async Task Labels(ScanwardClient north)
    {
        Assert.Contains((await north.ListLabelPresets()).Items, p => p is { Preset: "L7160", Columns: 3, Rows: 7, WidthMm: 63.5 });
        Assert.Equal("%PDF"u8.ToArray(), (await north.MakeLabels(new() { Assets = ["AHU-000123"], Preset = "L7651", Symbol = "datamatrix" }))[..4]);
        Assert.Equal("^XA"u8.ToArray(), (await north.MakeBlankLabels(new() { Count = 2, Format = "zpl", Size = "50x25", Dpi = 203 }))[..3]);
        var refused = await Assert.ThrowsAsync<ScanwardProblemException>(() => north.MakeLabels(new() { Assets = ["AHU-000123"], Size = "40x20", Sheet = new() { Columns = 9, Rows = 1 } }));
        Assert.Equal(("labels_refused", "/sheet/columns"), (refused.Problem.Code, Assert.Single(refused.Problem.Errors).Pointer));
    }

    private static async Task DeadLetters(ScanwardClient north)
    {
        var letter = await north.ListDeadLetters(code: "asset_unknown").SingleAsync();
        Assert.Contains("GONE-00001", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((await north.GetDeadLetter(letter.Id)).RawBase64!)), StringComparison.Ordinal);
        Assert.NotNull((await north.ReplayDeadLetter(letter.Id, new() { DryRun = true })).Why);
        Assert.Equal(1, (await north.ReplayDeadLetters(new() { Code = "asset_unknown" })).Counts["failed"]);
        Assert.Equal("discarded", (await north.DiscardDeadLetter(letter.Id, new() { Text = "a broken reader" })).Result);
        Assert.Empty((await north.DiscardDeadLetters(new() { Code = "asset_unknown", Reason = "a broken reader" })).Items);
    }

    private static async Task Devices(ScanwardClient north, Func<string, ScanwardClient> client)
    {
        var none = await north.GetFirmwareRules();
        Assert.Equal("tc52", Assert.Single((await north.SetFirmwareRules(none.ETag, new([new("TC52", "4.2.0")]))).Value.Rules).Model);
        var enrolment = await north.EnrolDevice(new() { Name = "Mia's phone", OperatorId = "nc-t001" });
        Assert.DoesNotContain(enrolment.Code, $"{enrolment}", StringComparison.Ordinal);
        var claimed = await north.ClaimDevice(new() { Code = enrolment.Code, Model = "TC52", Platform = "Android 11", Firmware = "4.1.0", AppVersion = "1.2.0" });
        Assert.DoesNotContain(claimed.Key, $"{claimed}", StringComparison.Ordinal);
        var phone = client(claimed.Key);
        Assert.Equal((claimed.DeviceId, "awaiting_approval"), ((await phone.GetOwnDevice()).DeviceId, (await phone.GetOwnDevice()).State));
        Assert.Equal(claimed.DeviceId, Assert.Single((await north.ListAlerts()).Items).DeviceId);
        Assert.Equal("active", (await north.ApproveDevice(claimed.DeviceId)).State);
        var firmware = (await phone.ReportDevice(new() { Pending = 3, BatteryPercent = 71, OldestPendingAt = TestPlants.Start })).Firmware;
        Assert.Equal(("warn", "4.2.0"), (firmware.State, firmware.Minimum));
        var rotated = await phone.RotateOwnDevice(new() { OverlapMinutes = 60 });
        Assert.DoesNotContain(rotated.Key, $"{rotated}", StringComparison.Ordinal);
        Assert.NotEqual(rotated.Key, (await north.RotateDevice(claimed.DeviceId, new())).Key);
        Assert.Equal("Gate 3", (await north.ChangeDevice(claimed.DeviceId, new() { Name = "Gate 3" })).Name);
        Assert.Equal(71, (await north.ListDevices(state: "active", site: TestPlants.North, stale: "false", operatorId: "nc-t001").SingleAsync()).BatteryPercent);
        Assert.Equal("revoked", (await north.RevokeDevice(claimed.DeviceId, new() { Text = "lost" })).State);
        var other = await north.ClaimDevice(new() { Code = (await north.EnrolDevice(new())).Code });
        Assert.Equal("refused", (await north.RefuseDevice(other.DeviceId)).State);
        Assert.Equal("refused", (await north.GetDevice(other.DeviceId)).State);
    }

    private static async Task Access(ScanwardClient north)
    {
        var key = await north.MakeKey(new NewKey { Name = "scanner-2", Role = "device" });
        Assert.DoesNotContain(key.Secret, $"{key}", StringComparison.Ordinal);
        Assert.NotEqual(key.Secret, (await north.RotateKey(key.Id, new() { OverlapMinutes = 60 })).Secret);
        Assert.Equal("revoked", (await north.RevokeKey(key.Id, new() { Text = "lost" })).State);
        Assert.Equal("lost", (string?)(await north.ListAudit(entity: "key", action: "key.revoked").SingleAsync()).After?["reason"]);
        var denise = await north.AddPerson(new Scanward.Client.NewPerson { SignInName = "denise", Name = "Denise Jansen", Email = "denise@example.org", OperatorId = "nc-t002", Roles = [new(TestPlants.North, "planner")] });
        Assert.DoesNotContain(denise.Link.Split('=')[1], $"{denise}", StringComparison.Ordinal);
        Assert.Equal("manager", Assert.Single((await north.ChangePerson(denise.Id, new() { Roles = [new(TestPlants.North, "manager")] })).Roles).Role);
        Assert.NotEqual(denise.Link, (await north.LinkPerson(denise.Id, new())).Link);
        Assert.Equal("disabled", (await north.DisablePerson(denise.Id, new())).State);
        Assert.Equal("active", (await north.EnablePerson(denise.Id, new())).State);
        Assert.Equal(("nc-t002", 0), ((await north.GetPerson(denise.Id)).OperatorId, (await north.ListPeople(signInName: "denise").SingleAsync()).SignsInWith.Count));
        Assert.Equal((await north.GetKey(key.Id)).RevokedAt, (await north.ListKeys(name: "scanner-2").SingleAsync()).RevokedAt);
    }
}
