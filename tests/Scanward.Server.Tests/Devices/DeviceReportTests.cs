using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Devices;

/// <summary>What devices say of themselves, kept coarse; and those that fall silent with scans they have not sent.</summary>
public sealed class DeviceReportTests
{
    [Fact]
    public async Task Report_IsShownAtOnce_AndStoredNowAndThen()
    {
        await using var server = await RunningServer.Start();
        var device = await server.Key(Role.Device);
        var before = server.Rows("select sum(seen_at is not null) + sum(pending is not null) from device")[0];
        for (var i = 0; i < 20; i++) await device.Http.Post("/api/v1/devices/self/report", $$"""{"battery_percent":{{90 - i}},"model":"TC52","firmware":"4.2.0","app_version":"1.2.0","pending":{{i}},"oldest_pending_at":"2026-11-24T15:00:00Z"}""");
        var shown = (await server.North.Get($"/api/v1/devices/{device.KeyId}")).Json;
        Assert.Equal((71, 19, "TC52", "4.2.0", "2026-11-24T15:00:00Z", "2026-11-24T16:00:00Z"), (
            (int)shown["battery_percent"]!, (int)shown["pending"]!, (string)shown["model"]!, (string)shown["firmware"]!["version"]!, (string)shown["oldest_pending_at"]!, (string)shown["last_seen_at"]!));
        Assert.Equal(before, server.Rows("select sum(seen_at is not null) + sum(pending is not null) from device")[0]);

        Assert.True(await server.Installation.DeviceWatch.Step(default) > 0);
        Assert.Equal([$"{device.KeyId} 71 19"], server.Rows("select key_id, battery_percent, pending from device where pending is not null"));
        Assert.Equal(0, await server.Installation.DeviceWatch.Step(default)); // nothing new
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await device.Http.Get("/api/v1/devices/self");
        Assert.Equal(0, await server.Installation.DeviceWatch.Step(default)); // heard of a minute later is no news yet
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        await device.Http.Get("/api/v1/devices/self");
        Assert.Equal(1, await server.Installation.DeviceWatch.Step(default));
    }

    [Fact]
    public async Task Silent_WithScansPending_IsToldOnce_AndGoesWhenItIsHeardOf()
    {
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Tell = told.Add });
        var (device, idle) = (await server.Key(Role.Device, name: "gate 3"), await server.Key(Role.Device));
        await device.Http.Post("/api/v1/devices/self/report", """{"pending":12}""");
        await idle.Http.Post("/api/v1/devices/self/report", """{"pending":0}""");
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        await server.Installation.DeviceWatch.Step(default);
        Assert.Empty(told);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.Installation.DeviceWatch.Step(default);
        await server.Installation.DeviceWatch.Step(default);
        Assert.Equal($"Device {device.KeyId} 'gate 3' of north-clinic has been silent since 2026-11-24T16:00:00Z with 12 scans that it has not sent. Find it, and bring it where it has a network.", Assert.Single(told));
        Assert.Equal("2026-11-24T16:00:00Z", (string)(await server.North.Get($"/api/v1/devices/{device.KeyId}")).Json["stale_since"]!);
        Assert.Equal([$"{device.KeyId}"], (await server.North.GetAll("/api/v1/devices?stale=true", 50)).Items.Select(d => (string)d["device_id"]!));
        Assert.Equal(("device_silent", $"{device.KeyId}"), ((string)(await Alert(server))["kind"]!, (string)(await Alert(server))["device_id"]!));
        Assert.Contains("scanward_devices_silent{site=\"north-clinic\"} 1", (await server.North.Get("/metrics")).Text, StringComparison.Ordinal);

        await device.Http.Post("/api/v1/devices/self/report", """{"pending":11}""");
        await server.Installation.DeviceWatch.Step(default);
        Assert.Null((string?)(await server.North.Get($"/api/v1/devices/{device.KeyId}")).Json["stale_since"]);
        Assert.Empty((await server.North.GetAll("/api/v1/devices?stale=true", 50)).Items);
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task Silent_Revoked_IsNoAlert()
    {
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Tell = told.Add });
        var device = await server.Key(Role.Device);
        await device.Http.Post("/api/v1/devices/self/report", """{"pending":12}""");
        await server.North.Post($"/api/v1/devices/{device.KeyId}/revoke", "");
        server.Clock.Advance(TimeSpan.FromHours(2));
        await server.Installation.DeviceWatch.Step(default);
        Assert.Empty(told);
        Assert.Empty((await server.North.Get("/api/v1/alerts")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Restart_KeepsWhatWasSaid_AndGivesDevicesTimeToComeBack()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            long keyId;
            await using (var first = await RunningServer.Start(o => o with { Folder = folder }))
            {
                var device = await first.Key(Role.Device);
                keyId = device.KeyId;
                await device.Http.Post("/api/v1/devices/self/report", """{"pending":3,"model":"TC52"}""");
                await first.Installation.DeviceWatch.Step(default);
            }

            var told = new List<string>();
            var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestPlants.Start.AddHours(5));
            await using var second = await RunningServer.Start(o => o with { Folder = folder, Plant = null, Time = clock, Tell = told.Add });
            await second.Installation.DeviceWatch.Step(default);
            Assert.Empty(told);
            Assert.Equal((3, "TC52"), ((int)(await second.North.Get($"/api/v1/devices/{keyId}")).Json["pending"]!, (string)(await second.North.Get($"/api/v1/devices/{keyId}")).Json["model"]!));
            clock.Advance(TimeSpan.FromHours(1));
            await second.Installation.DeviceWatch.Step(default);
            Assert.Contains("3 scans", Assert.Single(told), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{}""", "/pending", "missing_member")]
    [InlineData("""{"pending":-1}""", "/pending", "out_of_range")]
    [InlineData("""{"pending":0,"battery_percent":101}""", "/battery_percent", "out_of_range")]
    [InlineData("""{"pending":0,"oldest_pending_at":"yesterday"}""", "/oldest_pending_at", "bad_timestamp")]
    [InlineData("""{"pending":0,"firmware":"a\u0000b"}""", "/firmware", "control_character")]
    public async Task Report_Faulty_SaysWhere(string body, string pointer, string code)
    {
        await using var server = await RunningServer.Start();
        (await (await server.Key(Role.Device)).Http.Post("/api/v1/devices/self/report", body)).Is(Problems.InvalidBody).Says(pointer, code);
    }

    [Fact]
    public async Task List_IsPagedAndFiltered()
    {
        await using var server = await RunningServer.Start();
        var made = new List<string>();
        for (var i = 0; i < 7; i++) made.Insert(0, $"{(await server.Key(Role.Device, name: $"phone {i}")).KeyId}");
        var (items, pages) = await server.North.GetAll("/api/v1/devices", 3);
        Assert.Equal(made, items.Select(d => (string)d["device_id"]!));
        Assert.Equal(3, pages);
        await server.North.Post($"/api/v1/devices/{made[2]}/revoke", "");
        Assert.Equal([made[2]], (await server.North.GetAll("/api/v1/devices?state=revoked", 50)).Items.Select(d => (string)d["device_id"]!));
        Assert.Equal(6, (await server.North.GetAll("/api/v1/devices?state=active&site=north-clinic", 50)).Items.Count);
        Assert.Empty((await server.North.GetAll("/api/v1/devices?site=south-plant", 50)).Items);
        foreach (var query in new[] { "state=asleep", "stale=maybe", "colour=red", "cursor=nonsense" }) (await server.North.Get($"/api/v1/devices?{query}")).Is(Problems.InvalidQuery);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> Alert(RunningServer server) => (await server.North.Get("/api/v1/alerts")).Json["items"]!.AsArray().Single()!;
}
