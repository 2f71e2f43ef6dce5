using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>A connector with a mapping that comes with Scanward, the stand-in that it talks to, and what a test has to know of that.</summary>
internal sealed class MappedTarget(FakeSystem system, ICmms cmms) : IAsyncDisposable
{
    public FakeSystem System => system;

    public ICmms Cmms => cmms;

    /// <summary>Adds an asset by tag, name and time of change; answers its id there, and what the mapping has to make of it.</summary>
    public required Func<string, string, string, (string ExternalId, string Entry)> Add { get; init; }

    /// <summary>Id of an asset that there is.</summary>
    public string Asset { get; init; } = "";

    /// <summary>Id of an asset that the system does not take.</summary>
    public string NoAsset { get; init; } = "";

    public string NoWorkOrder { get; init; } = "";

    /// <summary>The member of a work order that says when it changed.</summary>
    public string ChangedMember { get; init; } = "";

    /// <summary>Whether the work order with that id is cancelled, or put away.</summary>
    public Func<string, bool> IsCancelled { get; init; } = static _ => false;

    /// <summary>Lets the system forget the keys that it has seen.</summary>
    public Action Forget { get; init; } = static () => { };

    public static TValue Done<TValue>(CmmsReply<TValue> reply)
    {
        Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
        return reply.Value!;
    }

    public async ValueTask DisposeAsync()
    {
        (cmms as IDisposable)?.Dispose();
        await system.DisposeAsync();
    }

    public Task<CmmsReply<CmmsAsset>> ByTag(string tag) => cmms.FindAsset(new("north-clinic", null, $"alias:{tag}"), TestContext.Current.CancellationToken);

    public Task<CmmsReply<CmmsAsset>> ById(string id) => cmms.FindAsset(new("north-clinic", id, null), TestContext.Current.CancellationToken);

    public Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message) => cmms.Send(message, TestContext.Current.CancellationToken);

    public async Task<ImmutableArray<CmmsWorkOrder>> Find(WorkOrderMessage message) => Done(await cmms.FindWorkOrders(message, TestContext.Current.CancellationToken));

    public async Task<CmmsWorkOrder?> Read(string id)
    {
        var reply = await cmms.ReadWorkOrder(id, TestContext.Current.CancellationToken);
        Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
        return reply.Value;
    }

    public Task<List<CmmsAsset>> Assets(Instant? since = null) => All((cursor, ct) => cmms.ListAssets(since, cursor, ct));

    /// <summary>Entries of the stock, as JSON.</summary>
    public async Task<List<JsonNode?>> Stock() => [.. (await All(cmms.ListStock)).Select(s => JsonNode.Parse(s.EntryJson))];

    public Task<List<CmmsWorkOrder>> Changed(Instant since) => All((cursor, ct) => cmms.ListWorkOrders(since, cursor, ct));

    /// <summary>All pages.</summary>
    private static async Task<List<TItem>> All<TItem>(Func<string?, CancellationToken, Task<CmmsReply<CmmsPage<TItem>>>> list)
    {
        var items = new List<TItem>();
        string? cursor = null;
        for (var pages = 1; ; pages++)
        {
            Assert.True(pages < 30, "the list does not end");
            var page = Done(await list(cursor, TestContext.Current.CancellationToken));
            items.AddRange(page.Items);
            if (page.Next is null) return items;
            Assert.NotEqual(cursor, page.Next);
            cursor = page.Next;
        }
    }
}
