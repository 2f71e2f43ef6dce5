using System.Net;
using System.Text.Json.Nodes;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Access;

/// <summary>A revoked device that hands in its queue: kept for a person, and nothing is routed.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task Scan_OfARevokedDevice_IsKept_NotRouted_AndCanBeReplayed()
    {
        await using var server = await RunningServer.Start();
        var device = await server.Key(Role.Device);
        var routed = TestScans.Corrective("AHU-000124");
        Assert.Equal(HttpStatusCode.Created, (await device.Http.Scan(routed)).Status);
        await Revoke(server, device);

        var scan = TestScans.Corrective("AHU-000123");
        var key = (string)scan["idempotency_key"]!;
        var kept = await device.Http.Post("/api/v1/scans", scan.Without("idempotency_key").ToJsonString(), key);
        Assert.Equal((HttpStatusCode.Accepted, "quarantined"), (kept.Status, (string)kept.Json["status"]!));
        Assert.Equal(kept.Json["dead_letter_id"]!.ToJsonString(), (await device.Http.Post("/api/v1/scans", scan.Without("idempotency_key").ToJsonString(), key)).Json["dead_letter_id"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Accepted, (await device.Http.Scan(routed)).Status);
        Assert.Equal(["1"], server.Rows("select count(*) from scan"));
        foreach (var address in new[] { "/api/v1/assets", $"/api/v1/dead-letters/{kept.DeadLetterId}" }) (await device.Http.Get(address)).Is(Problems.NotAuthenticated);
        (await device.Http.Post("/api/v2/workorders", """{"asset_id":"AHU-000123"}""", "v2-1")).Is(Problems.NotAuthenticated);

        var letter = (await server.North.Get($"/api/v1/dead-letters/{kept.DeadLetterId}")).Json;
        Assert.Equal(("quarantined", "open", key, 2), ((string)letter["code"]!, (string)letter["state"]!, (string)letter["idempotency_key"]!, (int)letter["times"]!));
        Assert.Equal(0, await server.Installation.Claims.Replay(default)); // never by itself
        var operatorKey = await server.Key(Role.Operator);
        Assert.Equal("replayed", (string)(await operatorKey.Http.Post($"/api/v1/dead-letters/{kept.DeadLetterId}/replay", "{}")).Json["result"]!);
        Assert.Equal(["2"], server.Rows("select count(*) from scan"));
        server.CheckBooks();
    }

    [Fact]
    public async Task Batch_OfARevokedDevice_IsKeptItemByItem()
    {
        await using var server = await RunningServer.Start();
        var device = await server.Key(Role.Device);
        await Revoke(server, device);
        var answer = await device.Http.Post("/api/v1/scans/batch", new JsonArray(TestScans.Corrective("AHU-000123"), new JsonObject { ["nonsense"] = 1 }, TestScans.Corrective("AHU-000124")).ToJsonString());
        Assert.Equal([202, 202, 202], answer.Json["items"]!.AsArray().Select(i => (int)i!["status"]!));
        Assert.Equal(["quarantined 3"], server.Rows("select code, count(*) from dead_letter group by code"));
        Assert.Equal(["0"], server.Rows("select count(*) from scan"));
    }

    /// <summary>What is no scan is refused as ever, but not kept: only scans are, and those are counted.</summary>
    [Fact]
    public async Task NoScan_OfARevokedDevice_IsToldWhatIsWrong_AndLeavesNothing()
    {
        await using var server = await RunningServer.Start();
        var device = await server.Key(Role.Device);
        await Revoke(server, device);
        var large = TestScans.Corrective("AHU-000123");
        large["note"] = new string('x', 70_000);
        (await device.Http.Post("/api/v1/scans", large.ToJsonString())).Is(Problems.TooLarge);
        (await device.Http.Post("/api/v1/scans/batch", "[{]")).Is(Problems.MalformedJson);
        (await device.Http.Post("/api/v1/scans/batch", "[]")).Is(Problems.InvalidBatch);
        var batch = (await device.Http.Post("/api/v1/scans/batch", new JsonArray(large, TestScans.Corrective("AHU-000123")).ToJsonString())).Json["items"]!.AsArray();
        Assert.Equal([413, 202], batch.Select(i => (int)i!["status"]!));
        Assert.Equal(["quarantined 1"], server.Rows("select code, count(*) from dead_letter group by code"));
        Assert.Equal(["1"], server.Rows($"select quarantined from access_key where key_id = {device.KeyId}"));
    }

    /// <summary>Whoever has a stolen key cannot push out what is kept for others.</summary>
    [Fact]
    public async Task Quarantine_HasAnEnd()
    {
        await using var server = await RunningServer.Start();
        var device = await server.Key(Role.Device);
        await Revoke(server, device);
        await server.Installation.Writer.Change(session =>
        {
            for (var i = 0; i < Scanward.Server.Ingestion.Quarantine.ScansPerKey - 1; i++) Assert.True(session.CountQuarantined(device.KeyId, Scanward.Server.Ingestion.Quarantine.ScansPerKey));
            return true;
        });
        Assert.Equal(HttpStatusCode.Accepted, (await device.Http.Scan(TestScans.Corrective("AHU-000123"))).Status);
        (await device.Http.Scan(TestScans.Corrective("AHU-000124"))).Is(Problems.NotAuthenticated);
        Assert.Equal(["1"], server.Rows("select count(*) from dead_letter"));
    }

    /// <summary>A key that had ended before it was revoked has no queue to hand in.</summary>
    [Fact]
    public async Task Scan_OfAKeyThatHadExpiredBefore_Is401_AndOneThatExpiresAfterIsKept()
    {
        await using var server = await RunningServer.Start();
        var soon = NodaTime.Instant.FromDateTimeOffset(TestPlants.Start.AddHours(1));
        var (early, late) = (await server.Key(Role.Device, expiresAt: soon), await server.Key(Role.Device, expiresAt: soon));
        await Revoke(server, late);
        server.Clock.Advance(TimeSpan.FromHours(2));
        await Revoke(server, early);
        (await early.Http.Scan(TestScans.Corrective("AHU-000123"))).Is(Problems.NotAuthenticated);
        Assert.Equal(HttpStatusCode.Accepted, (await late.Http.Scan(TestScans.Corrective("AHU-000123"))).Status);
    }

    private static async Task Revoke(RunningServer server, KeyClient key) =>
        Assert.Equal(KeyOutcome.Done, (await server.Installation.Keys.Revoke(0, key.KeyId, null, AuditActor.CommandLine, default)).Outcome);
}
