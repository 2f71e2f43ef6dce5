using System.Runtime.InteropServices;
using Scanward.Server.Figures;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>
/// One transaction for many items: scans first, through the routing desk in order of arrival, then the other changes. A step function: it waits for
/// nothing but the store, so that a test or a simulation can drive it. What it committed, the flusher completes.
/// </summary>
internal sealed class GroupCommit(IStoreSession session, Flusher flusher, RoutingDesk desk, StoreFigures figures)
{
    /// <summary>Stores the items; each is completed once it is durable, or failed. An item at fault is found by halving the batch, and fails alone.</summary>
    /// <exception cref="StoreException">The store is broken; every item has been failed.</exception>
    public void Store(ReadOnlySpan<WriteItem> items)
    {
        if (items.IsEmpty) return;
        try
        {
            session.Begin();
            Apply(items);
        }
        catch (StoreException e) when (e.Fault != StoreFault.Item)
        {
            Undo(items, e);
            return;
        }
        catch (Exception e)
        {
            Halve(items, e);
            return;
        }

        flusher.Expect();
        try
        {
            session.Commit();
        }
        catch (StoreException e)
        {
            Settle(items, e);
            return;
        }

        figures.Committed(items.Length);
        flusher.Committed(items);
    }

    private void Apply(ReadOnlySpan<WriteItem> items)
    {
        var scans = new List<ScanItem>(items.Length);
        foreach (var item in items)
        {
            if (item is ScanItem scan) scans.Add(scan);
        }

        if (scans.Count > 0)
        {
            desk.Route(session, scans);
            var routedAt = figures.Now();
            foreach (var scan in scans) scan.RoutedAt = routedAt;
        }

        foreach (var item in items)
        {
            if (item is ChangeItem change) change.Apply(session);
        }
    }

    private void Halve(ReadOnlySpan<WriteItem> items, Exception reason)
    {
        Rollback(items);
        if (items.Length == 1)
        {
            Completion.Of(items, reason);
            return;
        }

        var first = items[..(items.Length / 2)];
        var second = items[first.Length..];
        try
        {
            Store(first);
        }
        catch (StoreException e)
        {
            Completion.Of(second, e); // nobody is left waiting when the store breaks half-way
            throw;
        }

        Store(second);
    }

    private void Undo(ReadOnlySpan<WriteItem> items, StoreException reason)
    {
        figures.CommitFailed(reason.Message);
        Rollback(items);
        Completion.Of(items, reason);
        if (reason.Fault == StoreFault.Broken) throw reason;
    }

    /// <exception cref="StoreException">The session cannot be used again; the items have been failed.</exception>
    private void Rollback(ReadOnlySpan<WriteItem> items)
    {
        try
        {
            session.Rollback();
        }
        catch (StoreException e)
        {
            var broken = StoreException.Broken($"What could not be stored could not be undone either: {e.Message}", e);
            Completion.Of(items, broken);
            throw broken;
        }
    }

    /// <summary>COMMIT failed, perhaps after it took effect: what the keys say now is what happened.</summary>
    private void Settle(ReadOnlySpan<WriteItem> items, StoreException reason)
    {
        figures.CommitFailed(reason.Message);
        var stored = new List<WriteItem>();
        try
        {
            session.Rollback();
            session.Begin();
            var lost = new List<WriteItem>();
            foreach (var item in items) (item is ScanItem scan && RoutingDesk.WasStored(session, scan) ? stored : lost).Add(item);
            session.Rollback();
            Completion.Of(CollectionsMarshal.AsSpan(lost), reason);
        }
        catch (StoreException e)
        {
            stored.Clear();
            Completion.Of(items, e);
            if (e.Fault == StoreFault.Broken) throw;
        }
        finally
        {
            flusher.Committed(CollectionsMarshal.AsSpan(stored));
        }

        if (reason.Fault == StoreFault.Broken) throw reason;
    }
}
