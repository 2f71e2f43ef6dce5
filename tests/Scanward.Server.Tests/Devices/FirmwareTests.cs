using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Devices;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Devices;

/// <summary>The least firmware that a site wants: it warns, then takes no new scans, and always those from before.</summary>
public sealed class FirmwareTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task OldFirmware_WarnsUntilTheDate_ThenTakesOnlyWhatWasQueued()
    {
        var device = await Device("TC52", "4.1.9");
        Assert.Equal("ok", await State(device));
        Assert.Equal(HttpStatusCode.OK, (await Put("""{"rules":[{"model":"TC52","minimum":"4.2.0","refuse_from":"2026-11-25T00:00:00Z"}]}""")).Status);
        var warned = (await device.Http.Get("/api/v1/devices/self")).Json["firmware"]!;
        Assert.Equal(("4.1.9", "warn", "4.2.0", "2026-11-25T00:00:00Z"), ((string)warned["version"]!, (string)warned["state"]!, (string)warned["minimum"]!, (string)warned["refuse_from"]!));
        Assert.Equal(HttpStatusCode.Created, (await device.Http.Scan(TestScans.Corrective("AHU-000123"))).Status);

        server.Clock.Advance(TimeSpan.FromHours(12)); // 04:00 of the day
        Assert.Equal("refuse_new", await State(device));
        Assert.Equal(HttpStatusCode.Created, (await device.Http.Scan(TestScans.Corrective("AHU-000124").At(TestPlants.Start.AddHours(7)))).Status); // 23:00, queued
        var fresh = TestScans.Corrective("DOOR-00001").At(TestPlants.Start.AddHours(9)); // 01:00
        var refused = (await device.Http.Scan(fresh)).Is(Problems.FirmwareTooOld).Says("/scan_timestamp", "firmware_too_old");
        Assert.Contains("4.2.0", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        var batch = await device.Http.Post("/api/v1/scans/batch", new JsonArray(TestScans.Corrective("PMP-000102").At(TestPlants.Start.AddHours(6)), TestScans.Corrective("DOOR-00001").At(TestPlants.Start.AddHours(10))).ToJsonString());
        Assert.Equal([201, 403], batch.Json["items"]!.AsArray().Select(i => (int)i!["status"]!));
        Assert.Equal(["firmware_too_old 2"], server.Rows("select code, count(*) from dead_letter group by code"));

        // Nothing is lost: a person replays it; and once it is updated, it scans on.
        Assert.Equal("replayed", (string)(await server.North.Post($"/api/v1/dead-letters/{refused.DeadLetterId}/replay", "{}")).Json["result"]!);
        await device.Http.Post("/api/v1/devices/self/report", """{"pending":0,"firmware":"4.2.1"}""");
        Assert.Equal("ok", await State(device));
        Assert.Equal(HttpStatusCode.OK, (await device.Http.Scan(TestScans.Corrective("DOOR-00001").At(TestPlants.Start.AddHours(11)))).Status);
    }

    [Fact]
    public async Task FirmwareOfTheScan_Counts_AndOlderScansDoNotTurnItBack()
    {
        var device = await Device("TC52", null);
        await Put("""{"rules":[{"model":"tc5*","minimum":"4.2.0","refuse_from":"2026-11-24T00:00:00Z"}]}""");
        Assert.Equal("ok", await State(device)); // what it does not say is not held against it
        var scan = TestScans.Corrective("AHU-000123");
        scan["device"] = new JsonObject { ["firmware"] = "4.1", ["battery_percent"] = 41 };
        (await device.Http.Scan(scan)).Is(Problems.FirmwareTooOld);
        Assert.Equal("refuse_new", await State(device));
        Assert.Equal(41, (int)(await server.North.Get($"/api/v1/devices/{device.KeyId}")).Json["battery_percent"]!);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await device.Http.Post("/api/v1/devices/self/report", """{"pending":1,"firmware":"4.3"}""");
        var queued = TestScans.Corrective("AHU-000124").At(TestPlants.Start.AddDays(-1));
        queued["device"] = new JsonObject { ["firmware"] = "4.1" };
        Assert.Equal(HttpStatusCode.Created, (await device.Http.Scan(queued)).Status);
        Assert.Equal("ok", await State(device));
    }

    [Fact]
    public async Task OtherModelsAndSites_AreNotAsked()
    {
        var device = await Device("CK65", "1.0");
        var south = await server.Key(Role.Device, TestPlants.South);
        await south.Http.Post("/api/v1/devices/self/report", """{"pending":0,"model":"TC52","firmware":"1.0"}""");
        await Put("""{"rules":[{"model":"TC52","minimum":"4.2.0","refuse_from":"2026-11-24T00:00:00Z"}]}""");
        Assert.Equal(("ok", "ok"), (await State(device), await State(south)));
    }

    [Theory]
    [InlineData("""{"rules":[{"model":"TC52"}]}""", "/rules/0/minimum", "missing_member")]
    [InlineData("""{"rules":[{"model":"T*52","minimum":"1"}]}""", "/rules/0/model", "bad_format")]
    [InlineData("""{"rules":[{"model":"TC52","minimum":"newest"}]}""", "/rules/0/minimum", "bad_format")]
    [InlineData("""{"rules":[{"model":"TC52","minimum":"1"},{"model":"tc52","minimum":"2"}]}""", "/rules", "duplicate")]
    [InlineData("""{"rules":[{"model":"TC52","minimum":"1","refuse_from":"soon"}]}""", "/rules/0/refuse_from", "bad_timestamp")]
    [InlineData("""{}""", "/rules", "missing_member")]
    public async Task Rules_Faulty_SayWhere(string body, string pointer, string code) => (await Put(body)).Is(Problems.InvalidBody).Says(pointer, code);

    [Fact]
    public async Task Rules_ReplaceEachOther_WithTheETagThatWasSeen()
    {
        (await Put("""{"rules":[]}""", ifMatch: null)).Is(Problems.PreconditionRequired);
        var none = (await server.North.Get("/api/v1/firmware-rules")).Headers.ETag!.Tag;
        var made = await Put("""{"rules":[{"model":"TC52","minimum":"4.2.0"}]}""", none);
        Assert.Equal("tc52", (string)made.Json["rules"]![0]!["model"]!);
        (await Put("""{"rules":[]}""", none)).Is(Problems.Stale);
        Assert.Equal(HttpStatusCode.OK, (await Put("""{"rules":[]}""", made.Headers.ETag!.Tag)).Status);
        Assert.Equal("firmware_rules.changed", (string)(await server.North.Get("/api/v1/audit?limit=1")).Json["items"]![0]!["action"]!);
    }

    [Theory]
    [InlineData("4.2.0", "4.2", 0)]
    [InlineData("v4.2.0", "4.2.0", 0)]
    [InlineData("4.2.0", "4.10.0", -1)]
    [InlineData("4.2.0-beta", "4.2.0", -1)]
    [InlineData("4.2.0-beta.2", "4.2.0-rc.1", -1)]
    [InlineData("4.2.0a", "4.2.0", 1)]
    [InlineData("4.2.0.1", "4.2", 1)]
    [InlineData("11-26-05.00-RN-U00-STD-HEL-04", "11-26-05.00-RN-U00", 1)]
    [InlineData("11-20-18.00-RN-U00", "11-26-05.00-RN-U00", -1)]
    [InlineData("10-63-18.00-QN-U00", "11-26-05.00-RN-U00", -1)]
    [InlineData("OS.03.002", "OS.03.011", -1)]
    [InlineData("99999999999999999999999999.1", "1", 1)]
    [InlineData("BC00018C", "BC00018D", -1)]
    public void Compare_AsPeopleWould(string first, string second, int order)
    {
        Assert.Equal(order, Math.Sign(FirmwareVersion.Compare(first, second)));
        Assert.Equal(-order, Math.Sign(FirmwareVersion.Compare(second, first)));
        Assert.Equal(0, FirmwareVersion.Compare(first, first));
    }

    /// <summary>An order that is one: of any three, no cycle.</summary>
    [Fact]
    public void Compare_IsAnOrder()
    {
        string[] versions = ["", "1", "1.0", "1-beta", "1-beta.0", "1.a", "1.a.0", "1.b", "a", "a1", "beta", "beta1", "2", "1.0-rc1", "1.0-rc.1", "v", "v1", "0"];
        foreach (var a in versions)
        {
            foreach (var b in versions)
            {
                foreach (var c in versions)
                {
                    if (FirmwareVersion.Compare(a, b) <= 0 && FirmwareVersion.Compare(b, c) <= 0) Assert.True(FirmwareVersion.Compare(a, c) <= 0, $"'{a}' <= '{b}' <= '{c}'");
                }
            }
        }
    }

    private async Task<KeyClient> Device(string model, string? firmware)
    {
        var device = await server.Key(Role.Device);
        await device.Http.Post("/api/v1/devices/self/report", new JsonObject { ["pending"] = 0, ["model"] = model, ["firmware"] = firmware }.ToJsonString());
        return device;
    }

    private static async Task<string> State(KeyClient device) => (string)(await device.Http.Get("/api/v1/devices/self")).Json["firmware"]!["state"]!;

    private async Task<HttpAnswer> Put(string body, string? ifMatch = "*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/firmware-rules") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await HttpAnswer.Of(server.North.SendAsync(request));
    }
}
