using System.Net;
using Scanward.Resolution.Plants;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.Storage;

namespace Scanward.Server.Tests.Resolution;

/// <summary>A scan of a tag that nobody knows is kept, and routed by itself as soon as the tag is an asset's.</summary>
public sealed class ClaimedTagsTests
{
    private const string NewTag = "]C180049520614141277777";

    /// <summary>The small plant with one more door, which may be scanned by tag or by id.</summary>
    private static Plant WithNewDoor { get; } = TestPlants.Small with
    {
        Assets = [.. TestPlants.Small.Assets, TestPlants.Small.Assets.Single(a => a.AssetId == "DOOR-00001") with { AssetId = "DOOR-00002", Name = "New door", Tags = [NewTag, "OLD DOOR 2"] }],
    };

    private static Task<(Server.Resolution.ImportSummary Summary, int Replayed)> Import(RunningServer server, Plant plant) =>
        server.Installation.ImportPlant(plant, _ => { }, CancellationToken.None);

    [Theory]
    [InlineData("tag", NewTag)]
    [InlineData("tag", "]d280049520614141277777")] // the same tag off another label
    [InlineData("tag", "OLD DOOR 2")]
    [InlineData("tag", "DOOR-00002")]
    [InlineData("asset_id", "DOOR-00002")]
    [InlineData("asset_id", "OLD DOOR 2")]
    public async Task UnknownAsset_IsRoutedOnceItIsImported_AndItsKeyStaysItsOwn(string member, string value)
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Corrective("").Without("asset_id").With(member, value);
        var refused = (await server.North.Scan(scan)).Is(Problems.AssetUnknown);
        (await server.North.Scan(scan)).Is(Problems.AssetUnknown);
        server.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(1, (await Import(server, WithNewDoor)).Replayed);
        var letter = (await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json;
        Assert.Equal(("replayed", 2), ((string)letter["state"]!, (int)letter["times"]!));
        Assert.Equal(1, server.Number("select count(*) from work_order"));

        var retried = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.Created, true), (retried.Status, retried.Replayed));
        Assert.Equal(retried.Text, (await server.North.Scan(scan)).Text);
        // Its age counts from when it was scanned, not from the replay.
        var later = await server.North.Scan(scan.With("idempotency_key", TestScans.NewKey()).With("scan_timestamp", "2026-11-24T19:00:00Z"));
        Assert.Equal("3h", (string)(await server.North.Get((string)later.Json["explanation"]!)).Json["facts"]!["last_scan_ago"]!);

        Assert.Equal(0, (await Import(server, WithNewDoor)).Replayed);
        Assert.Equal(1, server.Number("select count(*) from work_order"));
        server.CheckBooks();
    }

    /// <summary>The import may end between the registry and the replay; the next one takes up what was left.</summary>
    [Fact]
    public async Task Replay_ThatWasCutOff_IsTakenUpByTheNextImport()
    {
        await using var server = await RunningServer.Start();
        (await server.North.Scan(TestScans.Tagged(NewTag))).Is(Problems.AssetUnknown);
        await server.Installation.Import.Run(WithNewDoor, _ => { }, CancellationToken.None);
        Assert.Equal(0, server.Number("select count(*) from work_order"));
        Assert.Equal(1, (await Import(server, WithNewDoor)).Replayed);
        Assert.Equal(1, server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task UnknownAsset_OfAnotherSite_StaysWhereItIs()
    {
        await using var server = await RunningServer.Start();
        (await server.South.Scan(TestScans.Tagged(NewTag))).Is(Problems.AssetUnknown);
        Assert.Equal(0, (await Import(server, WithNewDoor)).Replayed);
        Assert.Equal(0, server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task I4_ClientsThatRetryDuringTheImport_MakeOneWorkOrder()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Tagged(NewTag);
        await server.North.Scan(scan);
        var importing = Import(server, WithNewDoor);
        var answers = new List<HttpAnswer>();
        while (!importing.IsCompleted) answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.North.Scan(scan))));
        await importing;
        answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.North.Scan(scan))));
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct());
        Assert.All(answers, a => Assert.Contains(a.Status, new[] { HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity }));
        Assert.Equal(1, server.Number("select count(*) from work_order"));
        Assert.Equal(["2"], server.Rows("select distinct state from dead_letter"));
    }

    /// <summary>In one commit with the client's own retry, the letter joins that and is settled too.</summary>
    [Fact]
    public async Task Replay_ThatMeetsTheClientsRetryInOneCommit_IsSettled()
    {
        await using var server = await RunningServer.Start();
        var scan = TestScans.Tagged(NewTag);
        var refused = await server.North.Scan(scan);
        await server.Installation.Import.Run(WithNewDoor, _ => { }, CancellationToken.None);
        Task<HttpAnswer> retry;
        Task<int> replay;
        using (var held = new HeldWriter(server.Installation.Writer))
        {
            retry = server.North.Scan(scan);
            await held.Queued(1);
            replay = server.Installation.Claims.Replay(CancellationToken.None);
            await held.Queued(2);
        }

        Assert.Equal((HttpStatusCode.Created, 1), ((await retry).Status, await replay));
        Assert.Equal("replayed", (string)(await server.North.Get($"/api/v1/dead-letters/{refused.DeadLetterId}")).Json["state"]!);
        Assert.Equal(1, server.Number("select count(*) from work_order"));
    }

    [Fact]
    public async Task ScanThatWaitedAndThenWasUnknown_KeepsItsIdWhenItIsRouted()
    {
        var cmms = new ScriptedCmms();
        await using var server = await RunningServer.Start(o => o with { Assets = cmms });
        cmms.Knows(server);
        cmms.Script = (_, before) => before == 0 ? ScriptedCmms.Down : ScriptedCmms.Truth;
        var scan = TestScans.Tagged(NewTag);
        var accepted = await server.North.Scan(scan);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.Installation.Resolving.Step(CancellationToken.None);
        var location = accepted.Headers.Location!.ToString();
        Assert.Equal("dead_letter", (string)(await server.North.Get(location)).Json["status"]!);

        Assert.Equal(1, (await Import(server, WithNewDoor)).Replayed);
        Assert.Equal("routed", (string)(await server.North.Get(location)).Json["status"]!);
        var retried = await server.North.Scan(scan);
        Assert.Equal((HttpStatusCode.Created, (string)accepted.Json["scan_id"]!), (retried.Status, (string)retried.Json["scan_id"]!));
        server.CheckBooks();
    }
}
