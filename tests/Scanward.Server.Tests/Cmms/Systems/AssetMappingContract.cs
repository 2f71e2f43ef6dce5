using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>What each mapping that knows assets has to do.</summary>
public abstract class AssetMappingContract
{
    /// <summary>Times of change before and after <see cref="Since"/>, as the system writes them.</summary>
    private protected abstract (string Old, string New) Times { get; }

    private protected static Instant Since { get; } = Instant.FromUtc(2026, 11, 20, 12, 0);

    /// <summary>Whether the system can be asked for what changed.</summary>
    private protected virtual bool KnowsChanges => true;

    [Fact]
    public async Task Asset_IsFoundByItsTagAndByItsId()
    {
        await using var target = await StartAssets();
        var (externalId, entry) = target.Add("PUMP-0001", "Feed pump 1", Times.New);
        target.Add("PUMP-0002", "Feed pump 2", Times.New);
        var byTag = MappedTarget.Done(await target.ByTag("PUMP-0001"));
        Assert.Equal((externalId, false), (byTag.ExternalId, byTag.Gone));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(entry), JsonNode.Parse(byTag.EntryJson)), byTag.EntryJson);
        var byId = MappedTarget.Done(await target.ById((string)JsonNode.Parse(entry)!["id"]!));
        Assert.Equal(externalId, byId.ExternalId);
        Assert.Empty(target.System.Refused);
    }

    [Theory]
    [InlineData("PUMP-9999")]
    [InlineData("pump-0001")]
    [InlineData("PUMP-%")]
    [InlineData("PUMP-0001\"^ORasset_tag!=")]
    [InlineData("PUMP/0001' OR '1'='1")]
    public async Task Asset_OfAnUnknownTag_IsTheSystemsFinalWord(string tag)
    {
        await using var target = await StartAssets();
        target.Add("PUMP-0001", "Feed pump 1", Times.New);
        var reply = await target.ByTag(tag);
        Assert.True(reply is { Ending: CmmsEnding.Done, Value: null }, reply.ToString());
        Assert.Empty(target.System.Refused);
    }

    [Theory]
    [InlineData("PUMP-9999")]
    [InlineData("AHU-000123")]
    public async Task Asset_OfAnUnknownId_IsTheSystemsFinalWord(string id)
    {
        await using var target = await StartAssets();
        target.Add("PUMP-0001", "Feed pump 1", Times.New);
        var reply = await target.ById(id);
        Assert.True(reply is { Ending: CmmsEnding.Done, Value: null }, reply.ToString());
    }

    [Fact]
    public async Task Asset_OfASystemInTrouble_IsNotUnknown()
    {
        await using var target = await StartAssets();
        target.System.AnswerNext(503);
        Assert.NotEqual(CmmsEnding.Done, (await target.ByTag("PUMP-0001")).Ending);
        target.System.LoseNextAnswer();
        Assert.NotEqual(CmmsEnding.Done, (await target.ByTag("PUMP-0001")).Ending);
        target.System.AnswerNext(401, JsonNode.Parse("{}"));
        Assert.Equal((CmmsEnding.Refused, 401), ((await target.ByTag("PUMP-0001")) is var reply ? (reply.Ending, reply.Status) : default));
    }

    [Fact]
    public async Task Assets_AreListedPageByPage()
    {
        await using var target = await StartAssets();
        for (var i = 1; i <= 1_050; i++) target.Add($"PUMP-{i:0000}", $"Feed pump {i}", i % 2 == 0 ? Times.Old : Times.New);
        var all = await target.Assets();
        Assert.Equal(1_050, all.Select(a => a.ExternalId).Distinct().Count());
        Assert.Equal(1_050, all.Count);
        Assert.Equal(KnowsChanges ? 525 : 1_050, (await target.Assets(Since)).Count);
        Assert.Empty(target.System.Refused);
    }

    private protected abstract Task<MappedTarget> StartAssets();
}
