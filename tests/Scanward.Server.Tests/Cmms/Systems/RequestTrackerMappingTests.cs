using System.Collections.Immutable;
using System.Security.Cryptography;
using NodaTime;
using Scanward.Dispatch;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>
/// The mapping <c>request-tracker</c> against a real Request Tracker 5, where there is one: <c>SCANWARD_RT_CREDENTIALS</c> names the file with its address and tokens (<c>RT_URL</c>, <c>RT_TOKEN</c>,
/// <c>RT_READER_TOKEN</c>). Each test makes tickets of its own and leaves the others alone.
/// </summary>
public sealed class RequestTrackerMappingTests
{
    private const string Variable = "SCANWARD_RT_CREDENTIALS";

    /// <summary>An asset that the seed has made.</summary>
    private const string Tag = "PUMP-0001", AssetId = "1";

    [Fact]
    public async Task Asset_IsFoundByItsTagAndByItsId()
    {
        await using var target = Start();
        var byTag = MappedTarget.Done(await target.ByTag(Tag));
        Assert.Equal(
            (AssetId, """{"name":"Feed pump 1","site":"north-clinic","location":"Hall A","tags":["PUMP-0001"],"id":"rt-asset-1"}""", false),
            (byTag.ExternalId, byTag.EntryJson, byTag.Gone));
        Assert.Equal(AssetId, MappedTarget.Done(await target.ById("rt-asset-1")).ExternalId);
    }

    /// <summary>It compares without regard to case, and a quote would end its query.</summary>
    [Theory]
    [InlineData("PUMP-9999")]
    [InlineData("pump-0001")]
    [InlineData("PUMP-0001' OR Name LIKE '")]
    [InlineData("PUMP-0001\\")]
    public async Task Asset_OfAnUnknownTag_IsTheSystemsFinalWord(string tag)
    {
        await using var target = Start();
        var reply = await target.ByTag(tag);
        Assert.True(reply is { Ending: CmmsEnding.Done, Value: null }, reply.ToString());
    }

    [Fact]
    public async Task Assets_AreListed()
    {
        await using var target = Start();
        var all = await target.Assets();
        Assert.Contains(all, a => a.EntryJson.Contains("CONV-0007", StringComparison.Ordinal));
        Assert.Equal(all.Count, all.Select(a => a.ExternalId).Distinct().Count());
        Assert.Empty(await target.Assets(Instant.FromUtc(2037, 1, 1, 0, 0)));
    }

    [Fact]
    public async Task Create_IsReadBackAndFoundExactly()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        var made = MappedTarget.Done(await target.Send(message));
        Assert.Equal((message.Reference, WorkOrderState.Open), (made.Reference, made.State));
        Assert.EndsWith($"/Ticket/Display.html?id={made.Id}", made.Url, StringComparison.Ordinal);
        Assert.Equal(made.Id, Assert.Single(await target.Find(message)).Id);
        Assert.Equal(message.Reference, (await target.Read(made.Id))!.Reference);
        Assert.Empty(await target.Find(TestMessages.Create(message.Reference.ToLowerInvariant(), AssetId)));
        Assert.Empty(await target.Find(TestMessages.Create(NewReference(), AssetId)));
    }

    /// <summary>It has no uniqueness: two creates make two tickets, of which one is cancelled.</summary>
    [Fact]
    public async Task CancelDuplicate_LeavesOne()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        var kept = MappedTarget.Done(await target.Send(message));
        await target.Send(message);
        var other = (await target.Find(message)).Single(w => w.Id != kept.Id);
        var reply = await target.Cmms.CancelDuplicate(message, other.Id, kept.Id, TestContext.Current.CancellationToken);
        Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
        Assert.Equal((WorkOrderState.Cancelled, WorkOrderState.Open), ((await target.Read(other.Id))!.State, (await target.Read(kept.Id))!.State));
    }

    /// <summary>It answers 201 and drops a custom field that it does not know.</summary>
    [Fact]
    public async Task Create_WhoseReferenceWasDropped_SaysSo()
    {
        await using var target = Start("options: { site: north-clinic, reference_field: No such field }");
        var reply = await target.Send(TestMessages.Create(NewReference(), AssetId));
        Assert.Null(reply.Value?.Reference);
        Assert.NotEqual("", reply.Why);
    }

    [Fact]
    public async Task Create_WithoutTheRight_IsRefused()
    {
        await using var target = Start(token: "RT_READER_TOKEN");
        var reply = await target.Send(TestMessages.Create(NewReference(), AssetId));
        Assert.Equal((CmmsEnding.Refused, 403), (reply.Ending, reply.Status));
        Assert.Contains("No permission to create tickets", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_ChangesTheState_AndTwiceIsHarmless()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        var made = MappedTarget.Done(await target.Send(message));
        foreach (var (to, state) in new[] { ("in_progress", WorkOrderState.InProgress), ("in_progress", WorkOrderState.InProgress), ("on_hold", WorkOrderState.OnHold), ("completed", WorkOrderState.Completed) })
        {
            var reply = await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, to));
            Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
            Assert.Equal(state, (await target.Read(made.Id))!.State);
        }
    }

    /// <summary>The answer is 201, and only its second line says no.</summary>
    [Fact]
    public async Task Update_RefusedInsideA201_IsRefused()
    {
        await using var target = Start("options: { site: north-clinic }\ntables: { state: { in_progress: flying } }");
        var message = TestMessages.Create(NewReference(), AssetId);
        var made = MappedTarget.Done(await target.Send(message));
        var reply = await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress"));
        Assert.Equal((CmmsEnding.Refused, 201), (reply.Ending, reply.Status));
        Assert.Contains("'flying' isn't a valid status", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfOneThatThereIsNot_IsNone()
    {
        await using var target = Start();
        Assert.Null(await target.Read("99999999"));
    }

    [Fact]
    public async Task WorkOrders_ThatChangedSince_AreListed()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        var made = MappedTarget.Done(await target.Send(message));
        var since = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromMinutes(1);
        Assert.Contains(await target.Changed(since), w => w.Id == made.Id && w.Reference == message.Reference);
        Assert.Empty(await target.Changed(since + Duration.FromDays(1)));
    }

    /// <summary>Nobody else's: this Request Tracker lives longer than a run.</summary>
    private static string NewReference() => RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 13);

    private static ConnectorUnderTest Start(string rest = "options: { site: north-clinic }", string token = "RT_TOKEN")
    {
        var file = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(file), $"{Variable} names no Request Tracker.");
        var values = File.ReadLines(file!).Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToImmutableDictionary(p => p[0].Trim(), p => p[1].Trim().Trim('"', '\''));
        return new(TestConnectors.Open("request-tracker", values["RT_URL"], $"timeout_seconds: 60\nsecrets: {{ token: {{ env: TOKEN }} }}\n{rest}", ("TOKEN", values[token])));
    }
}
