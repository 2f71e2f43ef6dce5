namespace Scanward.Client;

/// <content>Parts, their stock with its ledger, and what is ordered or on its way.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Parts with the site's stock of them.</summary>
    public IAsyncEnumerable<Part> ListParts(string? name = null, CancellationToken ct = default) => List("/api/v1/parts", Query(("name", name)), Types.PagePart, ct);

    /// <summary>One part; its version is that of its name and unit.</summary>
    public Task<Versioned<Part>> GetPart(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/parts/{Id(id)}", Types.Part, ct);

    /// <summary>Makes a part.</summary>
    public Task<Versioned<PartName>> MakePart(string id, PartName part, CancellationToken ct = default) => Put($"/api/v1/parts/{Id(id)}", Bytes(part, Types.PartName), null, Types.PartName, ct);

    /// <summary>Changes a part's name or unit.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>.</param>
    public Task<Versioned<PartName>> ChangePart(string id, string etag, PartName change, CancellationToken ct = default) =>
        Patch($"/api/v1/parts/{Id(id)}", etag, Bytes(change, Types.PartName), Types.PartName, ct);

    /// <summary>How much of it the site wants to have.</summary>
    public Task<Versioned<StockSettings>> GetStockSettings(string id, CancellationToken ct = default) => GetVersioned($"/api/v1/parts/{Id(id)}/stock", Types.StockSettings, ct);

    /// <summary>Sets how much of it the site wants to have.</summary>
    /// <param name="etag">The version that was seen, or <see cref="AnyVersion"/>; null where the site does not stock it yet.</param>
    public Task<Versioned<StockSettings>> SetStockSettings(string id, string? etag, StockSettings settings, CancellationToken ct = default) =>
        Put($"/api/v1/parts/{Id(id)}/stock", Bytes(settings, Types.StockSettings), etag, Types.StockSettings, ct);

    /// <summary>The ledger, newest first.</summary>
    public IAsyncEnumerable<StockMove> ListMoves(string id, string? kind = null, string? reference = null, string? workOrderId = null, CancellationToken ct = default) =>
        List($"/api/v1/parts/{Id(id)}/moves", Query(("kind", kind), ("reference", reference), ("work_order_id", workOrderId)), Types.PageStockMove, ct);

    /// <summary>A delivery came; what waits for it is routed again at once. A delivery is booked once.</summary>
    public async Task<Booking> ReceivePart(string id, Receipt receipt, CancellationToken ct = default) => (await Post($"/api/v1/parts/{Id(id)}/receive", Bytes(receipt, Types.Receipt), ct).ConfigureAwait(false)).As(Types.Booking);

    /// <summary>Corrects a stock by a difference.</summary>
    public async Task<Booking> AdjustPart(string id, Adjustment adjustment, CancellationToken ct = default) => (await Post($"/api/v1/parts/{Id(id)}/adjust", Bytes(adjustment, Types.Adjustment), ct).ConfigureAwait(false)).As(Types.Booking);

    /// <summary>What was counted on the shelf.</summary>
    public async Task<Booking> CountPart(string id, Count count, CancellationToken ct = default) => (await Post($"/api/v1/parts/{Id(id)}/count", Bytes(count, Types.Count), ct).ConfigureAwait(false)).As(Types.Booking);

    /// <summary>Sends stock to another site.</summary>
    public async Task<Sent> SendPart(string id, Shipment shipment, CancellationToken ct = default) => (await Post($"/api/v1/parts/{Id(id)}/send", Bytes(shipment, Types.Shipment), ct).ConfigureAwait(false)).As(Types.Sent);

    /// <summary>The site stocks it no more; with some on hand, on order or waited for that is refused.</summary>
    public async Task<Retired> RetirePart(string id, Reason why, CancellationToken ct = default) => (await Post($"/api/v1/parts/{Id(id)}/retire", Bytes(why, Types.Reason), ct).ConfigureAwait(false)).As(Types.Retired);

    /// <summary>What the site has sent, and what is sent to it, newest first.</summary>
    public IAsyncEnumerable<Transfer> ListTransfers(string? state = null, string? part = null, CancellationToken ct = default) =>
        List("/api/v1/transfers", Query(("state", state), ("part", part)), Types.PageTransfer, ct);

    /// <summary>Stock from another site has arrived.</summary>
    public async Task<Booking> ReceiveTransfer(string id, Arrival arrival, CancellationToken ct = default) => (await Post($"/api/v1/transfers/{Id(id)}/receive", Bytes(arrival, Types.Arrival), ct).ConfigureAwait(false)).As(Types.Booking);

    /// <summary>What is to be ordered.</summary>
    public IAsyncEnumerable<Replenishment> ListReplenishments(string? state = null, string? part = null, CancellationToken ct = default) =>
        List("/api/v1/replenishments", Query(("state", state), ("part", part)), Types.PageReplenishment, ct);

    /// <summary>One of them.</summary>
    public Task<Replenishment> GetReplenishment(string id, CancellationToken ct = default) => Get($"/api/v1/replenishments/{Id(id)}", Types.Replenishment, ct);

    /// <summary>Ordered, or cancelled.</summary>
    public async Task<Replenishment> ChangeReplenishment(string id, ReplenishmentChange change, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Patch, $"/api/v1/replenishments/{Id(id)}") { Body = Bytes(change, Types.ReplenishmentChange) }, ct).ConfigureAwait(false)).As(Types.Replenishment);
}
