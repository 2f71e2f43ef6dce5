using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>A connector with a mapping that comes with Scanward, and the calls that tests make.</summary>
internal class ConnectorUnderTest(ICmms cmms) : IAsyncDisposable
{
    public ICmms Cmms => cmms;

    public static TValue Done<TValue>(CmmsReply<TValue> reply)
    {
        Assert.True(reply.Ending == CmmsEnding.Done, reply.ToString());
        return reply.Value!;
    }

    public virtual ValueTask DisposeAsync()
    {
        (cmms as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
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
