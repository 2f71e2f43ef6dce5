using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Storage;

namespace Scanward.Server.Dispatch;

/// <summary>Puts messages into the outbox, in the transaction of what they tell of.</summary>
internal sealed class Outbox(Connectors connectors, IdSequence ids)
{
    /// <summary>What the people of a connector's target do is told as done by this.</summary>
    public static string ActorOf(string connector) => $"cmms:{connector}";

    /// <summary>The message that a work order is to be made; null where the site's work orders stay here.</summary>
    public OutboxRow? Created(string siteId, int siteNo, long workOrderId, Scanward.Routing.Priority priority, Instant now) => connectors.WorkOrdersOf(siteId) is { } connector
        ? new(ids.Next(), siteNo, workOrderId, DispatchOperation.Create, 1, connector.Name, priority, now)
        : null;

    /// <summary>A work order has changed; its target is told, unless it was the target that said so.</summary>
    public void Changed(IStoreSession session, string siteId, StoredWorkOrder work, string actor, Instant now)
    {
        if (connectors.WorkOrdersOf(siteId) is not { } connector) return;
        session.Reprioritise(work.WorkOrderId, work.Priority);
        if (!connector.Cmms.Abilities.TakesUpdates || actor == ActorOf(connector.Name)) return;
        session.Enqueue(new(ids.Next(), work.SiteNo, work.WorkOrderId, DispatchOperation.Update, work.Revision, connector.Name, work.Priority, now));
    }
}
