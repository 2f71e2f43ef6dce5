using System.Collections.Immutable;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>
/// Request Tracker 5. Its mapping says most of it; this adds what a mapping cannot say: it makes nothing and believes no "none" where a custom field is missing, reads back what a new ticket has kept,
/// says each change once, merges duplicates, and follows tickets that people have merged.
/// </summary>
/// <param name="mapped">The same target as its mapping describes it.</param>
internal sealed class RequestTrackerCmms(ICmms mapped, RequestTrackerApi api, RequestTrackerOptions options, TimeProvider time) : ICmms, ISelfChecking, IDisposable
{
    /// <summary>Name of the mapping that this goes with.</summary>
    public const string Mapping = "request-tracker";

    private readonly Preparation preparation = new(api, options, time);
    private readonly RequestTrackerTickets tickets = new(mapped, api, options, time);

    public string Name => mapped.Name;

    public CmmsAbilities Abilities => mapped.Abilities;

    public Task<ImmutableArray<CheckStep>> Check(CancellationToken ct) => preparation.Check(ct);

    public async Task<CmmsReply<CmmsAsset>> FindAsset(AssetQuery query, CancellationToken ct)
    {
        var found = await mapped.FindAsset(query, ct);
        if (found is not { Ending: CmmsEnding.Done, Value: null }) return found;
        var prepared = await preparation.Assets(ct);
        return prepared.Ending == CmmsEnding.Done ? found : prepared.As<CmmsAsset>();
    }

    public async Task<CmmsReply<CmmsWorkOrder>> Send(WorkOrderMessage message, CancellationToken ct)
    {
        if (message.Operation == DispatchOperation.Update) return await tickets.Change(message, ct);
        var prepared = await tickets.InTime(preparation.Tickets, ct);
        if (prepared.Ending != CmmsEnding.Done) return prepared.As<CmmsWorkOrder>();
        return await tickets.Create(message, ct);
    }

    public async Task<CmmsReply<ImmutableArray<CmmsWorkOrder>>> FindWorkOrders(WorkOrderMessage message, CancellationToken ct)
    {
        var found = await mapped.FindWorkOrders(message, ct);
        if (found.Ending != CmmsEnding.Done || !found.Value.IsEmpty) return found;
        var prepared = await preparation.Tickets(ct);
        return prepared.Ending == CmmsEnding.Done ? found : prepared.As<ImmutableArray<CmmsWorkOrder>>([]);
    }

    public Task<CmmsReply<CmmsWorkOrder>> ReadWorkOrder(string externalId, CancellationToken ct) => tickets.Read(externalId, ct);

    public Task<CmmsReply<CmmsWorkOrder>> CancelDuplicate(WorkOrderMessage message, string externalId, string kept, CancellationToken ct) => tickets.Merge(message, externalId, kept, ct);

    public Task<CmmsReply<CmmsPage<CmmsAsset>>> ListAssets(Instant? changedSince, string? cursor, CancellationToken ct) => mapped.ListAssets(changedSince, cursor, ct);

    public Task<CmmsReply<CmmsPage<CmmsStock>>> ListStock(string? cursor, CancellationToken ct) => mapped.ListStock(cursor, ct);

    public Task<CmmsReply<CmmsPage<CmmsWorkOrder>>> ListWorkOrders(Instant changedSince, string? cursor, CancellationToken ct) => mapped.ListWorkOrders(changedSince, cursor, ct);

    public CmmsPush ReadPush(CmmsPushRequest request) => mapped.ReadPush(request);

    public void Dispose() => (mapped as IDisposable)?.Dispose();
}
