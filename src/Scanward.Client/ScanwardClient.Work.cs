using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanward.Client;

/// <content>Work orders, parts and their stock.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Work orders, newest first.</summary>
    /// <param name="filters">By name: <c>state</c>, <c>kind</c>, <c>outcome</c>, <c>priority</c>, <c>crew</c>, <c>technician</c>, <c>asset_id</c>.</param>
    public IAsyncEnumerable<WorkOrder> ListWorkOrders(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) =>
        List("/api/v1/work-orders", filters, Types.WorkOrder, ct);

    /// <summary>By id or number.</summary>
    public Task<Versioned<WorkOrder>> GetWorkOrder(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/work-orders/{Escape(id)}", Types.WorkOrder, ct);

    /// <summary>One step, from the version that was seen.</summary>
    /// <exception cref="ScanwardProblemException">It cannot be done, or somebody was faster (<c>stale</c>).</exception>
    public Task<Versioned<WorkOrder>> ChangeWorkOrder(Versioned<WorkOrder> seen, WorkOrderChange change, CancellationToken ct = default) =>
        Patch($"/api/v1/work-orders/{Escape(seen.Value.Id)}", JsonSerializer.SerializeToUtf8Bytes(change, Types.WorkOrderChange), seen.ETag, Types.WorkOrder, ct);

    /// <summary>Makes the work order that is asked for, past the policy. The same key gives the same work order.</summary>
    public async Task<OrderedWork> OrderWork(WorkRequest work, string? idempotencyKey = null, CancellationToken ct = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(work, Types.WorkRequest);
        var call = new Call(HttpMethod.Post, "/api/v2/workorders") { Body = body, IdempotencyKey = idempotencyKey ?? Guid.CreateVersion7().ToString(), Repeatable = true };
        return (await Send(call, ct)).As(Types.OrderedWork, (int)System.Net.HttpStatusCode.Conflict);
    }

    public Task<JsonObject> GetEmbeddedAsset(string assetId, CancellationToken ct = default) => Get($"/api/v2/assets/{Escape(assetId)}", Types.JsonObject, ct);

    /// <param name="filters">By name: <c>name</c>.</param>
    public IAsyncEnumerable<Part> ListParts(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/parts", filters, Types.Part, ct);

    public Task<Versioned<Part>> GetPart(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/parts/{Escape(id)}", Types.Part, ct);

    public Task<Versioned<PartName>> MakePart(string id, PartName part, CancellationToken ct = default) =>
        Put($"/api/v1/parts/{Escape(id)}", JsonSerializer.SerializeToUtf8Bytes(part, Types.PartName), null, Types.PartName, ct);

    public Task<Versioned<PartName>> ChangePart(string id, string etag, PartName change, CancellationToken ct = default) =>
        Patch($"/api/v1/parts/{Escape(id)}", JsonSerializer.SerializeToUtf8Bytes(change, Types.PartName), etag, Types.PartName, ct);

    /// <summary>The site stocks it no more.</summary>
    public Task<JsonObject> RetirePart(string id, Reason why, CancellationToken ct = default) => Post($"/api/v1/parts/{Escape(id)}/retire", why, Types.Reason, Types.JsonObject, ct);

    public Task<Versioned<StockSettings>> GetStockSettings(string partId, CancellationToken ct = default) => GetVersioned($"/api/v1/parts/{Escape(partId)}/stock", Types.StockSettings, ct);

    /// <param name="etag">The version that was seen, or <c>*</c> for whatever there is; null where the site does not stock it yet.</param>
    public Task<Versioned<StockSettings>> SetStockSettings(string partId, StockSettings settings, string? etag = null, CancellationToken ct = default) =>
        Put($"/api/v1/parts/{Escape(partId)}/stock", JsonSerializer.SerializeToUtf8Bytes(settings, Types.StockSettings), etag, Types.StockSettings, ct);

    /// <summary>The ledger, newest first.</summary>
    /// <param name="filters">By name: <c>kind</c>, <c>reference</c>, <c>work_order_id</c>.</param>
    public IAsyncEnumerable<StockMove> ListMoves(string partId, IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) =>
        List($"/api/v1/parts/{Escape(partId)}/moves", filters, Types.StockMove, ct);

    /// <summary>A delivery came; what waits for it is routed again at once.</summary>
    public Task<Booking> ReceivePart(string partId, Receipt receipt, CancellationToken ct = default) =>
        Post($"/api/v1/parts/{Escape(partId)}/receive", receipt, Types.Receipt, Types.Booking, ct);

    public Task<Booking> AdjustPart(string partId, Adjustment adjustment, CancellationToken ct = default) =>
        Post($"/api/v1/parts/{Escape(partId)}/adjust", adjustment, Types.Adjustment, Types.Booking, ct);

    public Task<Booking> CountPart(string partId, Count count, CancellationToken ct = default) => Post($"/api/v1/parts/{Escape(partId)}/count", count, Types.Count, Types.Booking, ct);

    public Task<Sent> SendPart(string partId, Shipment shipment, CancellationToken ct = default) => Post($"/api/v1/parts/{Escape(partId)}/send", shipment, Types.Shipment, Types.Sent, ct);

    /// <param name="filters">By name: <c>state</c>, <c>part</c>.</param>
    public IAsyncEnumerable<Transfer> ListTransfers(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) => List("/api/v1/transfers", filters, Types.Transfer, ct);

    public Task<Booking> ReceiveTransfer(string id, Arrival arrival, CancellationToken ct = default) => Post($"/api/v1/transfers/{Escape(id)}/receive", arrival, Types.Arrival, Types.Booking, ct);

    /// <param name="filters">By name: <c>state</c>, <c>part</c>.</param>
    public IAsyncEnumerable<Replenishment> ListReplenishments(IReadOnlyDictionary<string, string>? filters = null, CancellationToken ct = default) =>
        List("/api/v1/replenishments", filters, Types.Replenishment, ct);

    public Task<Replenishment> GetReplenishment(string id, CancellationToken ct = default) => Get($"/api/v1/replenishments/{Escape(id)}", Types.Replenishment, ct);

    /// <summary>Ordered, or cancelled.</summary>
    public async Task<Replenishment> ChangeReplenishment(string id, ReplenishmentChange change, CancellationToken ct = default) =>
        (await Patch($"/api/v1/replenishments/{Escape(id)}", JsonSerializer.SerializeToUtf8Bytes(change, Types.ReplenishmentChange), null, Types.Replenishment, ct)).Value;

    private async Task<Versioned<T>> Patch<T>(string path, byte[] body, string? etag, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct) =>
        (await Send(new(HttpMethod.Patch, path) { Body = body, IfMatch = etag }, ct)).AsVersioned(type);

    /// <summary>Without a version it makes what is not there yet.</summary>
    private async Task<Versioned<T>> Put<T>(string path, byte[] body, string? etag, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct) =>
        (await Send(new(HttpMethod.Put, path) { Body = body, IfMatch = etag, IfNoneMatch = etag is null ? "*" : null }, ct)).AsVersioned(type);
}
