using System.Text.Json;

namespace Scanward.Client;

/// <content>Work orders.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Work orders, newest first.</summary>
    public IAsyncEnumerable<WorkOrder> ListWorkOrders(
        string? state = null, string? kind = null, string? outcome = null, int? priority = null, string? crew = null, string? technician = null, string? assetId = null, CancellationToken ct = default) =>
        List(
            "/api/v1/work-orders",
            Query(("state", state), ("kind", kind), ("outcome", outcome), ("priority", Text(priority)), ("crew", crew), ("technician", technician), ("asset_id", assetId)),
            Types.PageWorkOrder, ct);

    /// <summary>One work order, by id or number.</summary>
    public Task<Versioned<WorkOrder>> GetWorkOrder(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/work-orders/{Id(id)}", Types.WorkOrder, ct);

    /// <summary>One step of its life, or something to note, from the version that was seen.</summary>
    public Task<Versioned<WorkOrder>> ChangeWorkOrder(Versioned<WorkOrder> seen, WorkOrderChange change, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return Patch($"/api/v1/work-orders/{Id(seen.Value.Id)}", seen.ETag, Bytes(change, Types.WorkOrderChange), Types.WorkOrder, ct);
    }

    /// <summary>An asset of the embedded maintenance system, with what is in stock for it.</summary>
    public Task<EmbeddedAsset> GetEmbeddedAsset(string assetId, CancellationToken ct = default) => Get($"/api/v2/assets/{Id(assetId)}", Types.EmbeddedAsset, ct);

    /// <summary>Makes the work order that is asked for, past the policy. Where the key made one before, that one is answered.</summary>
    /// <param name="idempotencyKey">Null for a new one. Up to 255 characters.</param>
    public async Task<OrderedWork> OrderWork(WorkRequest work, string? idempotencyKey = null, CancellationToken ct = default)
    {
        var key = idempotencyKey ?? Guid.CreateVersion7(options.Time.GetUtcNow()).ToString();
        var reply = await transport.Send(new(HttpMethod.Post, "/api/v2/workorders") { Body = Bytes(work, Types.WorkRequest), IdempotencyKey = key, IsRepeatable = true }, ct).ConfigureAwait(false);
        if (reply.Status != 409 || reply.Problem().Code != "work_order_exists") return reply.As(Types.OrderedWork);
        var made = reply.Read(Types.JsonObject);
        made.Remove("status"); // the problem's
        return made.Deserialize(Types.OrderedWork)!;
    }
}
