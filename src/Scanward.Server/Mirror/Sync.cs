using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Dispatch;
using Scanward.Server.Ingestion;
using Scanward.Server.Resolution;
using Scanward.Server.Storage;

namespace Scanward.Server.Mirror;

/// <summary>What a pull is about; on the wire in snake_case.</summary>
internal enum SyncKind
{
    Assets = 1,
    Stock = 2,
    WorkOrders = 3,
}

/// <summary>
/// Pulls from a connector's target, page by page: each page is stored with the cursor behind it, so that a pull that was interrupted goes on where it was, and the same page twice
/// changes nothing. One at a time; <see cref="Run"/> begins one whenever it is time.
/// </summary>
internal sealed class Sync(Connector connector, ConnectorGate gate, AssetMirror mirror, StockMirror stock, StatusFlow statuses, ClaimedTags claims, StoreReads reads, Writer writer, Sites sites, ServerClock clock, Action<string> tell)
{
    /// <summary>What changed while a pull was under way is asked for again.</summary>
    private static readonly Duration overlap = Duration.FromMinutes(5);

    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Work orders whose state is asked for one by one at a time, where the target cannot list them.</summary>
    private const int ReadAtOnce = 50;

    private const int RetiredAtOnce = 100;

    private readonly SemaphoreSlim oneAtATime = new(1);
    private volatile bool wanted, wantedFull;

    public Connector Connector => connector;

    /// <summary>The kinds that the target can be asked for.</summary>
    public IEnumerable<SyncKind> Kinds
    {
        get
        {
            if (connector.Cmms.Abilities.ListsAssets) yield return SyncKind.Assets;
            if (connector.Cmms.Abilities.ListsStock) yield return SyncKind.Stock;
            if (connector.Cmms.Abilities is { ListsWorkOrders: true } or { ReadsWorkOrders: true }) yield return SyncKind.WorkOrders;
        }
    }

    /// <summary>Begins a pull soon.</summary>
    public void Ask(bool full)
    {
        wantedFull |= full;
        wanted = true;
    }

    public async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(lookEvery, clock.Time);
        var next = clock.Now();
        while (await timer.WaitForNextTickAsync(ct))
        {
            var due = connector.Limits.SyncEvery is not null && clock.Now() >= next;
            if (!due && !wanted) continue;
            var full = wantedFull;
            wanted = wantedFull = false;
            try
            {
                await Pull(full, ct);
            }
            catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
            {
                tell($"Sync with {connector.Name}: {e.Message}");
            }

            next = clock.Now() + (connector.Limits.SyncEvery ?? Duration.Zero);
        }
    }

    /// <summary>Pulls what changed, or all; where a pull was interrupted it goes on with that. Returns whether all of it went through.</summary>
    public async Task<bool> Pull(bool full, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            var well = true;
            foreach (var kind in Kinds) well &= await Pull(kind, full, ct);
            if (Kinds.Contains(SyncKind.Assets)) await claims.Replay(ct);
            return well;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<bool> Pull(SyncKind kind, bool full, CancellationToken ct)
    {
        var before = (await reads.Syncs(connector.Name, ct)).FirstOrDefault(s => s.Kind == Wire.Name(kind));
        var row = Begin(kind, full, before);
        if (kind == SyncKind.WorkOrders && !connector.Cmms.Abilities.ListsWorkOrders) return await ReadOneByOne(row, ct);
        while (true)
        {
            var reply = await Page(kind, row, ct);
            if (reply is not { Ending: CmmsEnding.Done, Value: { } page })
            {
                await Save(row with { Error = reply.Why });
                return false;
            }

            if (page.Next == row.Cursor && page.Next is not null)
            {
                await Save(row with { Error = "The target gives the same page for ever: its answer's 'next' leads back to it." });
                return false;
            }

            row = await page.Take(row with { Cursor = page.Next, Total = page.Total ?? row.Total, Error = null });
            if (page.Next is null) break;
        }

        return await Finish(kind, row, ct);
    }

    private SyncRow Begin(SyncKind kind, bool full, SyncRecord? before)
    {
        var now = clock.Now();
        var name = Wire.Name(kind);
        Instant? since = before?.Since is { } ms ? Instant.FromUnixTimeMilliseconds(ms) : null;
        var again = before is { FinishedAt: null } && before.Cursor is not null && (before.IsFull || !full);
        if (again)
        {
            return new(connector.Name, name, before!.Pull, before.IsFull, Instant.FromUnixTimeMilliseconds(before.BeganAt))
            {
                Cursor = before.Cursor, ChangedSince = before.ChangedSince is { } changed ? Instant.FromUnixTimeMilliseconds(changed) : null, Done = before.Done, Changed = before.Changed, Total = before.Total, Since = since,
            };
        }

        var isFull = full || since is null || kind == SyncKind.Stock;
        return new(connector.Name, name, (before?.Pull ?? 0) + (isFull ? 1 : 0), isFull, now) { ChangedSince = isFull ? null : since, Since = since };
    }

    /// <summary>The next page, with how it is taken over.</summary>
    private async Task<CmmsReply<Pulled>> Page(SyncKind kind, SyncRow row, CancellationToken ct)
    {
        switch (kind)
        {
            case SyncKind.Assets:
                var assets = await connector.Cmms.ListAssets(row.ChangedSince, row.Cursor, ct);
                return As(assets, page => async after =>
                {
                    SyncRow Counted(int changed) => after with { Done = after.Done + page.Items.Length, Changed = after.Changed + changed };
                    var result = await mirror.Save(connector, page.Items, null, after.IsFull ? after.Pull : null, (session, changed) => session.SaveSync(Counted(changed)), bulk: true, ct);
                    return Counted(result.Changed);
                });
            case SyncKind.Stock:
                var lines = await connector.Cmms.ListStock(row.Cursor, ct);
                return As(lines, page => after => stock.Save(connector, page.Items, after));
            default:
                var since = row.ChangedSince ?? row.BeganAt - Duration.FromDays(30);
                var orders = await connector.Cmms.ListWorkOrders(since, row.Cursor, ct);
                return As(orders, page => async after =>
                {
                    var changed = 0;
                    foreach (var order in page.Items)
                    {
                        if (await statuses.Apply(connector, order, ct)) changed++;
                    }

                    var counted = after with { Done = after.Done + page.Items.Length, Changed = after.Changed + changed };
                    await Save(counted);
                    return counted;
                });
        }
    }

    private CmmsReply<Pulled> As<T>(CmmsReply<CmmsPage<T>> reply, Func<CmmsPage<T>, Func<SyncRow, Task<SyncRow>>> take)
    {
        var verdict = DispatchRules.AfterLookUp(reply);
        if (verdict.Step != DispatchStep.GiveUp) gate.Tell(clock.Now(), 0, verdict, reply.Why);
        return new(reply.Ending, reply.Value is { } page ? new Pulled(page.Next, page.Total, take(page)) : null, reply.Why) { Status = reply.Status };
    }

    private async Task<bool> ReadOneByOne(SyncRow row, CancellationToken ct)
    {
        var siteNos = sites.All.Where(s => connector.Sites.IsEmpty || connector.Sites.Contains(s.Value.Site.SiteId)).Select(s => s.Key).ToArray();
        foreach (var open in await reads.OpenDispatched(connector.Name, siteNos, ReadAtOnce, ct))
        {
            var reply = await connector.Cmms.ReadWorkOrder(open.ExternalId, ct);
            if (reply.Ending != CmmsEnding.Done)
            {
                await Save(row with { Error = reply.Why });
                return false;
            }

            var changed = reply.Value is { } theirs && await statuses.Apply(connector, theirs, ct);
            row = row with { Done = row.Done + 1, Changed = row.Changed + (changed ? 1 : 0) };
        }

        return await Finish(SyncKind.WorkOrders, row, ct);
    }

    private async Task<bool> Finish(SyncKind kind, SyncRow row, CancellationToken ct)
    {
        if (kind == SyncKind.Assets && row.IsFull)
        {
            var (owned, unseen) = await reads.CountOwned(connector.Name, row.Pull, ct);
            if (unseen * 2 > owned)
            {
                // More likely the target's list is wrong than that most of the plant is gone.
                await Save(row with { Error = $"{unseen} of {owned} assets were not in the list; so many are not retired at once. Look there, and retire them here by hand where they are gone." });
                return false;
            }

            while (await mirror.RetireUnseen(connector, row.Pull, RetiredAtOnce) is > 0 and var gone) row = row with { Changed = row.Changed + gone };
        }

        await Save(row with { Cursor = null, FinishedAt = clock.Now(), Error = null, Since = row.BeganAt - overlap });
        return true;
    }

    private Task<bool> Save(SyncRow row) => writer.Change(session =>
    {
        session.SaveSync(row);
        return true;
    });

    /// <param name="Take">Takes the page over and stores how far the pull is.</param>
    private sealed record Pulled(string? Next, int? Total, Func<SyncRow, Task<SyncRow>> Take);
}
