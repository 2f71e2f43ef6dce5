using Microsoft.Data.Sqlite;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Access;

/// <summary>The audit log: who changed what and when, in the transaction of the change, and chained so that nothing can be altered unseen.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Changes_AreListed_WithWhoAndWhen_NewestFirst()
    {
        await using var server = await RunningServer.Start();
        var admin = await server.Key(Role.Admin, name: "Denise");
        var id = (string)(await admin.Http.Post("/api/v1/keys", """{"name":"gate 3","role":"device"}""")).Json["id"]!;
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        await admin.Http.Post($"/api/v1/keys/{id}/rotate", "");
        await admin.Http.Post($"/api/v1/keys/{id}/revoke", """{"reason":"lost"}""");

        var (rows, pages) = await admin.Http.GetAll($"/api/v1/audit?entity=key&entity_id={id}", 1);
        Assert.Equal((3, 3), (rows.Count, pages));
        Assert.Equal(["key.revoked", "key.rotated", "key.created"], rows.Select(r => (string)r["action"]!));
        Assert.All(rows, r => Assert.Equal(("Denise", $"{admin.KeyId}", TestPlants.North), ((string)r["actor"]!, (string)r["key"]!, (string)r["site"]!)));
        Assert.Equal(["2026-11-24T16:05:00Z", "2026-11-24T16:05:00Z", "2026-11-24T16:00:00Z"], rows.Select(r => (string)r["at"]!));
        Assert.Equal(("gate 3", "lost", "device"), ((string)rows[0]["before"]!["name"]!, (string)rows[0]["after"]!["reason"]!, (string)rows[2]["after"]!["role"]!));
        Assert.Equal(3, (await admin.Http.GetAll($"/api/v1/audit?actor=Denise&key={admin.KeyId}", 2)).Items.Count);
        Assert.Equal(["key.rotated"], (await admin.Http.GetAll("/api/v1/audit?action=key.rotated", 50)).Items.Select(r => (string)r["action"]!));
        (await admin.Http.Get("/api/v1/audit?acter=x")).Is(Problems.InvalidQuery);
        (await admin.Http.Get("/api/v1/audit?key=x")).Is(Problems.InvalidQuery);
        (await admin.Http.Get("/api/v1/audit?cursor=a2V5czox")).Is(Problems.InvalidQuery); // of the list of keys
    }

    [Fact]
    public async Task OtherSites_SeeNothingOfIt_ButWhatConcernsAll()
    {
        await using var server = await RunningServer.Start();
        var (north, south, all) = (await server.Key(Role.Operator), await server.Key(Role.Operator, TestPlants.South), await server.Key(Role.Admin, "*"));
        Assert.All((await south.Http.GetAll("/api/v1/audit", 50)).Items, r => Assert.NotEqual(TestPlants.North, (string)r["site"]!));
        Assert.Contains((await south.Http.GetAll("/api/v1/audit?entity=policy", 50)).Items, r => (string)r["action"]! == "policy.loaded");
        Assert.Equal(
            await server.Installation.Reads.Count("audit", default), (await all.Http.GetAll("/api/v1/audit", 50)).Items.Count);
        Assert.NotEmpty((await north.Http.GetAll("/api/v1/audit?action=plant.imported", 50)).Items);
    }

    [Fact]
    public async Task Policy_IsNotedWhenItChanges_NotAtEachStart()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            for (var i = 0; i < 2; i++) await using (await RunningServer.Start(o => o with { Folder = folder })) { }

            await using var server = await RunningServer.Start(o => o with { Folder = folder, Policy = Samples.Policy("starter"), Plant = null });
            var loads = (await (await server.Key(Role.Operator)).Http.GetAll("/api/v1/audit?entity=policy", 50)).Items;
            Assert.Equal(2, loads.Count);
            Assert.Equal(loads[1]["entity_id"]!.ToJsonString(), loads[0]["before"]!["hash"]!.ToJsonString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ReplayedDeadLetter_IsNoted()
    {
        await using var server = await RunningServer.Start();
        var refused = await server.North.Scan(TestScans.Corrective("AHU-777777"));
        var asset = TestPlants.Small.Assets[0] with { AssetId = "AHU-777777", Tags = [] };
        await server.Installation.ImportPlant(TestPlants.Small with { Assets = [.. TestPlants.Small.Assets, asset] }, _ => { }, default);
        var row = Assert.Single((await (await server.Key(Role.Operator)).Http.GetAll($"/api/v1/audit?entity=dead_letter&entity_id={refused.DeadLetterId}", 50)).Items);
        Assert.Equal(("dead_letter.replayed", "claimed tag"), ((string)row["action"]!, (string)row["actor"]!));
        Assert.NotEmpty((string)row["after"]!["scan_id"]!);
    }

    [Fact]
    public async Task RolledBack_ChangeLeavesNoRow_AndTheChainGoesOn()
    {
        await using var server = await RunningServer.Start();
        var before = await server.Installation.Reads.Count("audit", default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Installation.Writer.Change<bool>(session =>
        {
            session.Audit(Entry("lost"));
            throw new InvalidOperationException("after its audit row");
        }));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => server.Installation.Writer.Change(session => session.Audit(Entry($"kept {i}")))));
        Assert.Equal(before + 50, await server.Installation.Reads.Count("audit", default));
        Assert.Null((await AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default)).Broken);

        AuditEntry Entry(string id) => new(AuditActor.CommandLine, 1, "test.changed", "test", id, server.Installation.Clock.Now());
    }

    [Theory]
    [InlineData("update audit set actor = 'nobody' where audit_id = 2")]
    [InlineData("delete from audit where audit_id = 2")]
    [InlineData("insert or replace into audit select 2, at, site_no, key_id, 'nobody', action, entity, entity_id, before, after, hash, person_id from audit where audit_id = 1")]
    [InlineData("insert into audit select 999, at, site_no, key_id, actor, action, entity, entity_id, before, after, hash, person_id from audit where audit_id = 1")]
    public async Task Store_RefusesToAlterTheLog(string sql)
    {
        await using var server = await RunningServer.Start();
        var refused = Assert.Throws<SqliteException>(() => Execute(server.Folder, sql));
        Assert.Contains("audit rows are", refused.Message, StringComparison.Ordinal);
        Assert.Null((await AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default)).Broken);
    }

    [Theory]
    [InlineData("update audit set actor = 'nobody' where audit_id = 3", 3)]
    [InlineData("update audit set after = null where audit_id = 3", 3)]
    [InlineData("update audit set before = '' where audit_id = 2", 2)]
    [InlineData("update audit set at = at + 1 where audit_id = 1", 1)]
    [InlineData("update audit set key_id = 1 where audit_id = 2", 2)]
    [InlineData("update audit set hash = zeroblob(32) where audit_id = 2", 2)]
    [InlineData("delete from audit where audit_id = 2", 2)]
    [InlineData("delete from audit where audit_id = 2; update audit set audit_id = audit_id - 1 where audit_id > 2", 2)]
    public async Task Verify_FindsTheFirstRowThatWasTamperedWith(string sql, int broken)
    {
        await using var server = await RunningServer.Start();
        Execute(server.Folder, $"drop trigger audit_never_changes; drop trigger audit_never_shrinks; {sql}");
        var verified = await AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default);
        Assert.Equal((broken, broken - 1), (verified.Broken, verified.Head.Number));
        Assert.NotEmpty(verified.Why!);
    }

    [Fact]
    public async Task Verify_WithANotedHead_FindsWhatWasCutOff()
    {
        await using var server = await RunningServer.Start();
        var reads = server.Installation.Reads;
        var head = (await AuditWalk.Verify(reads, null, _ => { }, default)).Head;
        Assert.True(AuditHead.TryParse(head.ToString(), out var read));
        Assert.Equal(head, read);
        Assert.Null((await AuditWalk.Verify(reads, head, _ => { }, default)).Broken);
        Assert.Equal(head.Number, (await AuditWalk.Verify(reads, head with { Hash = new string('0', 64) }, _ => { }, default)).Broken);
        Execute(server.Folder, $"drop trigger audit_never_shrinks; delete from audit where audit_id = {head.Number}");
        Assert.Null((await AuditWalk.Verify(reads, null, _ => { }, default)).Broken);
        Assert.Equal(head.Number, (await AuditWalk.Verify(reads, head, _ => { }, default)).Broken);
        foreach (var bad in new[] { "", "3", "3:abc", ":", $"x:{head.Hash}", $"3:{new string('g', 64)}" }) Assert.False(AuditHead.TryParse(bad, out _));
    }

    private static void Execute(string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "scanward.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
