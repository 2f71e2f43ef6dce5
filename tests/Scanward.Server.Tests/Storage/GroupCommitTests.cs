using System.Collections.Immutable;
using System.Net;
using NodaTime;
using Scanward.Server.Resolution;
using Scanward.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Resolution;

namespace Scanward.Server.Tests.Storage;

/// <summary>An item at fault is found by halving the batch and fails alone; the others are stored as if it had not been there.</summary>
public sealed class GroupCommitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public async Task ScanAtFault_FailsAlone(int at)
    {
        var cmms = new ScriptedCmms();
        var told = new List<string>();
        await using var server = await RunningServer.Start(o => o with { Assets = cmms, Tell = told.Add });
        cmms.Knows(server);
        var poison = await Poison(server);
        cmms.Script = (query, _) => query.Text == "POISON-01" ? Task.FromResult<AssetAnswer>(poison) : ScriptedCmms.Truth;
        Task<HttpAnswer>[] sent;
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            sent = [.. Enumerable.Range(0, 16).Select(i => server.North.Scan(TestScans.Corrective(i == at ? "POISON-01" : "DOOR-00001", $"mode-{i}")))];
            await held.Queued(16);
        }

        var answers = await Task.WhenAll(sent);
        Assert.Equal(16, answers.Length);
        for (var i = 0; i < answers.Length; i++)
        {
            if (i != at)
            {
                Assert.Equal(HttpStatusCode.Created, answers[i].Status);
                continue;
            }

            // The scanner is told what to do, whoever runs the server why.
            answers[i].Is(Problems.Internal);
            Assert.Equal(Problems.Internal.Advice, (string?)answers[i].Json["detail"]);
            var letter = (await server.North.Get($"/api/v1/dead-letters/{answers[i].DeadLetterId}")).Json;
            Assert.Equal("internal", (string?)letter["code"]);
            Assert.StartsWith("Routing failed: ", (string?)letter["detail"], StringComparison.Ordinal);
            Assert.Contains(told, t => t.Contains(" could not be routed: ", StringComparison.Ordinal));
        }

        Assert.Equal(15, server.Number("select count(*) from work_order"));
        server.CheckBooks();
    }

    /// <summary>
    /// What the session remembers between batches must not outlive a rollback: here the number of the decisions' context, which the first scan of the batch
    /// stores and the second finds.
    /// </summary>
    [Fact]
    public async Task ChangeThatThrowsAmongScans_FailsAlone_AndLeavesNoTrace()
    {
        await using var server = await RunningServer.Start();
        var writer = server.Installation.Writer;
        Task<HttpAnswer>[] sent;
        Task<long> good, bad;
        using (var held = new HeldWriter(writer))
        {
            sent = [.. Enumerable.Range(0, 5).Select(i => server.North.Scan(TestScans.Corrective("DOOR-00001", $"mode-{i}")))];
            await held.Queued(5);
            good = writer.Change(session =>
            {
                session.SavePart("good", "stored", "pc");
                return 1L;
            });
            bad = writer.Change<long>(session =>
            {
                session.SavePart("bad", "not stored", "pc");
                throw new InvalidOperationException("on purpose");
            });
        }

        Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal(1, await good);
        Assert.All(await Task.WhenAll(sent), a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(["good stored"], server.Rows("select part_id, name from part where part_id in ('good', 'bad')"));
        server.CheckBooks();
        var replay = await new Replay(server.Installation.Reads, server.Installation.Decisions).Verify(_ => { }, CancellationToken.None);
        Assert.Empty(replay.Differences);
        Assert.Equal(5, replay.Decided);
    }

    /// <summary>A value that cannot be written ends a statement half bound; what is stored next with the same statement must not take over the first half.</summary>
    [Fact]
    public async Task StatementLeftHalfBound_DoesNotSpillIntoTheNext()
    {
        await using var server = await RunningServer.Start();
        var writer = server.Installation.Writer;
        var profile = TestPlants.Small.Assets[0];
        var now = server.Installation.Clock.Now();
        Task<AssetSaved> bad, good;
        using (new HeldWriter(writer))
        {
            bad = writer.Change(session => session.SaveAsset(1, profile with { AssetId = "BAD-00001", Skills = default }, [], null, now, new("test", "test")));
            good = writer.Change(session => session.SaveAsset(1, profile with { AssetId = "GOOD-00001" }, [], null, now, new("test", "test")));
        }

        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        Assert.True((await good).Changed);
        Assert.Equal(["1 GOOD-00001 1"], server.Rows("select site_no, asset_id, revision from asset where asset_id in ('BAD-00001', 'GOOD-00001')"));
    }

    [Fact]
    public async Task EmptyText_IsStoredAsItIs()
    {
        await using var server = await RunningServer.Start();
        await server.Installation.Writer.Change(session =>
        {
            session.SavePart("empty", "", "pc");
            return true;
        });
        Assert.Equal(["empty  pc"], server.Rows("select part_id, name, unit from part where part_id = 'empty' and name is not null"));
    }

    [Fact]
    public async Task CallerThatGivesUp_OnlyStopsWaiting()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("DOOR-00001");
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            using var gone = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/scans") { Content = new StringContent(scan.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
            var sending = server.North.SendAsync(request, gone.Token);
            await held.Queued(1);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        HttpAnswer again;
        do again = await server.North.Scan(scan);
        while (again.Status == HttpStatusCode.Conflict); // the first may be on its way for a moment yet
        Assert.Equal((HttpStatusCode.Created, true), (again.Status, again.Replayed));
        Assert.Equal(1, server.Number("select count(*) from scan"));
    }

    [Fact]
    public async Task Dispose_StoresWhatIsQueued()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        try
        {
            await using (var server = await RunningServer.Start(o => o with { Folder = folder }))
            {
                var writer = server.Installation.Writer;
                Task<bool>[] queued;
                Task disposing;
                using (new HeldWriter(writer))
                {
                    queued = [.. Enumerable.Range(0, 500).Select(i => writer.Change(session =>
                    {
                        session.SavePart($"queued-{i}", "", "pc");
                        return true;
                    }))];
                    disposing = Task.Run(writer.Dispose);
                }

                await disposing;
                Assert.All(await Task.WhenAll(queued), Assert.True);
                Assert.Throws<StoreException>(() => { _ = writer.Change(_ => true); });
                Assert.Equal(500, server.Number("select count(*) from part where part_id like 'queued-%'"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>An answer of the registry that no plant file could give: a repair that needs none of a part.</summary>
    private static async Task<AssetFound> Poison(RunningServer server)
    {
        var door = (await server.Installation.Reads.Asset(1, "DOOR-00001", CancellationToken.None))!;
        var profile = TestPlants.Small.Assets.Single(a => a.AssetId == "DOOR-00001") with
        {
            Repairs = ImmutableSortedDictionary<string, JobNeed>.Empty.Add("*", new([new PartNeed("bearing_6205", 0)])),
        };
        return new(door.AssetNo, profile, Instant.FromDateTimeOffset(TestPlants.Start));
    }
}
